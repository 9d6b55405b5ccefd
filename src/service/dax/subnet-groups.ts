/** The operations on subnet groups. There is no network: the subnets of a group are kept, and lead nowhere. */

import {
  invalidValue,
  subnetGroupExists,
  subnetGroupInUse,
  subnetGroupNotFound,
  tooManySubnetGroups,
  tooManySubnets,
} from '../../errors/dax-control-errors.js'
import { named, type PageRequest, pageOf } from './pages.js'
import { DEFAULT_SUBNET_GROUP, type RegionDax, type SubnetGroup } from './region-dax.js'
import { checkSubnetId, groupNameOf } from './values.js'

interface NamedRequest {
  readonly SubnetGroupName: string
}

interface Settings {
  readonly Description?: string
  readonly SubnetIds?: readonly string[]
}

/** Beside the default one. */
const GROUPS_MAX = 50
const SUBNETS_MAX = 20

/** Makes a group. */
export function createSubnetGroup(
  dax: RegionDax,
  { SubnetGroupName, Description, SubnetIds = [] }: NamedRequest & Settings,
): object {
  const name = groupNameOf(SubnetGroupName)
  checkSubnets(SubnetIds)
  if (dax.subnetGroups.has(name)) throw subnetGroupExists(name)
  if (dax.subnetGroups.size > GROUPS_MAX) throw tooManySubnetGroups(String(GROUPS_MAX))
  const group = { name, description: Description, subnetIds: SubnetIds }
  dax.subnetGroups.set(name, group)
  dax.tell('SUBNET_GROUP', name, 'Subnet group created')
  return { SubnetGroup: inWireForm(group) }
}

/** Tells all groups, or those that are named, a page at a time. */
export function describeSubnetGroups(
  dax: RegionDax,
  request: PageRequest & { readonly SubnetGroupNames?: readonly string[] },
): object {
  const all = named(dax.subnetGroups, request.SubnetGroupNames, subnetGroupNotFound)
  const { elements, next } = pageOf(all, request, ({ name }) => name)
  return { SubnetGroups: elements.map(inWireForm), ...next }
}

/** Changes a group. */
export function updateSubnetGroup(dax: RegionDax, request: NamedRequest & Settings): object {
  const { Description, SubnetIds } = request
  if (SubnetIds !== undefined) checkSubnets(SubnetIds)
  const group = groupOf(dax, request.SubnetGroupName)
  group.description = Description ?? group.description
  group.subnetIds = SubnetIds ?? group.subnetIds
  dax.tell('SUBNET_GROUP', group.name, 'Subnet group modified')
  return { SubnetGroup: inWireForm(group) }
}

/** Deletes a group that no cluster is in. */
export function deleteSubnetGroup(dax: RegionDax, { SubnetGroupName }: NamedRequest): object {
  const { name } = groupOf(dax, SubnetGroupName)
  if (name === DEFAULT_SUBNET_GROUP) throw invalidValue(`Subnet group cannot be deleted: ${name}`)
  const isUsed = [...dax.clusters.values()].some(({ subnetGroup }) => subnetGroup === name)
  if (isUsed) throw subnetGroupInUse(name)
  dax.subnetGroups.delete(name)
  dax.tell('SUBNET_GROUP', name, 'Subnet group deleted')
  return { DeletionMessage: `Subnet group ${name} has been deleted.` }
}

function groupOf(dax: RegionDax, name: string): SubnetGroup {
  const group = dax.subnetGroups.get(name.toLowerCase())
  if (group === undefined) throw subnetGroupNotFound(name)
  return group
}

function checkSubnets(ids: readonly string[]): void {
  if (ids.length === 0) throw invalidValue('A subnet group must have a subnet')
  for (const id of ids) checkSubnetId(id)
  if (ids.length > SUBNETS_MAX) throw tooManySubnets(String(SUBNETS_MAX))
}

function inWireForm({ name, description, subnetIds }: SubnetGroup): object {
  return {
    SubnetGroupName: name,
    ...(description !== undefined && { Description: description }),
    Subnets: subnetIds.map(id => ({ SubnetIdentifier: id })),
  }
}
