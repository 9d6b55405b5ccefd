/** The operations on parameter groups and their parameters. */

import {
  invalidValue,
  parameterGroupExists,
  parameterGroupInUse,
  parameterGroupIsDefault,
  parameterGroupNotFound,
  tooManyParameterGroups,
} from '../../errors/dax-control-errors.js'
import { named, type PageRequest, pageOf } from './pages.js'
import { DEFAULT_PARAMETER_GROUP, type ParameterGroup, type RegionDax } from './region-dax.js'
import { groupNameOf } from './values.js'

interface NamedRequest {
  readonly ParameterGroupName: string
}

interface NameValue {
  readonly ParameterName?: string
  readonly ParameterValue?: string
}

/** Beside the default one. */
const GROUPS_MAX = 20
const SOURCES: readonly string[] = ['system', 'user']
/** All parameters that there are: milliseconds that something is cached. 0: as long as there is room. */
const PARAMETERS: ReadonlyMap<string, { readonly value: string; readonly description: string }> =
  new Map([
    [
      'query-ttl-millis',
      { value: '300000', description: 'Milliseconds that pages of Query and Scan are cached' },
    ],
    ['record-ttl-millis', { value: '300000', description: 'Milliseconds that items are cached' }],
  ])
const MILLISECONDS = /^\d{1,18}$/

/** Makes a group, in which all parameters are as by default. */
export function createParameterGroup(
  dax: RegionDax,
  { ParameterGroupName, Description }: NamedRequest & { readonly Description?: string },
): object {
  const name = groupNameOf(ParameterGroupName)
  if (dax.parameterGroups.has(name)) throw parameterGroupExists(name)
  if (dax.parameterGroups.size > GROUPS_MAX) throw tooManyParameterGroups(String(GROUPS_MAX))
  const group = { name, description: Description, values: new Map() }
  dax.parameterGroups.set(name, group)
  dax.tell('PARAMETER_GROUP', name, 'Parameter group created')
  return { ParameterGroup: inWireForm(group) }
}

/** Tells all groups, or those that are named, a page at a time. */
export function describeParameterGroups(
  dax: RegionDax,
  request: PageRequest & { readonly ParameterGroupNames?: readonly string[] },
): object {
  const all = named(dax.parameterGroups, request.ParameterGroupNames, parameterGroupNotFound)
  const { elements, next } = pageOf(all, request, ({ name }) => name)
  return { ParameterGroups: elements.map(inWireForm), ...next }
}

/** Tells the parameters of a group: all, or those that are as by default (`system`), or those that are not (`user`). */
export function describeParameters(
  dax: RegionDax,
  request: PageRequest & NamedRequest & { readonly Source?: string },
): object {
  const { Source } = request
  if (Source !== undefined && !SOURCES.includes(Source)) {
    throw invalidValue(`Invalid source: ${Source}`)
  }
  const { values } = groupOf(dax, request.ParameterGroupName)
  return parametersAnswer(values, request, Source)
}

/** Tells the parameters as they are by default. */
export function describeDefaultParameters(_: RegionDax, request: PageRequest): object {
  return parametersAnswer(new Map(), request)
}

/** Changes parameters of a group that no cluster has: those of running nodes are fixed. */
export function updateParameterGroup(
  dax: RegionDax,
  request: NamedRequest & { readonly ParameterNameValues: readonly NameValue[] },
): object {
  const group = changeableGroup(dax, request.ParameterGroupName)
  for (const { ParameterName = '', ParameterValue = '' } of request.ParameterNameValues) {
    if (!PARAMETERS.has(ParameterName)) throw invalidValue(`Invalid parameter: ${ParameterName}`)
    if (!MILLISECONDS.test(ParameterValue)) {
      throw invalidValue(`Invalid value of parameter ${ParameterName}: ${ParameterValue}`)
    }
  }
  for (const { ParameterName = '', ParameterValue = '' } of request.ParameterNameValues) {
    group.values.set(ParameterName, ParameterValue)
  }
  dax.tell('PARAMETER_GROUP', group.name, 'Parameter group modified')
  return { ParameterGroup: inWireForm(group) }
}

/** Deletes a group that no cluster has. */
export function deleteParameterGroup(dax: RegionDax, { ParameterGroupName }: NamedRequest): object {
  const { name } = changeableGroup(dax, ParameterGroupName)
  dax.parameterGroups.delete(name)
  dax.tell('PARAMETER_GROUP', name, 'Parameter group deleted')
  return { DeletionMessage: `Parameter group ${name} has been deleted.` }
}

function groupOf(dax: RegionDax, name: string): ParameterGroup {
  const group = dax.parameterGroups.get(name.toLowerCase())
  if (group === undefined) throw parameterGroupNotFound(name)
  return group
}

function changeableGroup(dax: RegionDax, given: string): ParameterGroup {
  const group = groupOf(dax, given)
  const { name } = group
  if (name === DEFAULT_PARAMETER_GROUP) throw parameterGroupIsDefault(name)
  const isUsed = [...dax.clusters.values()].some(({ parameterGroup }) => parameterGroup === name)
  if (isUsed) throw parameterGroupInUse(name)
  return group
}

function inWireForm({ name, description }: ParameterGroup): object {
  return {
    ParameterGroupName: name,
    ...(description !== undefined && { Description: description }),
  }
}

function parametersAnswer(
  values: ReadonlyMap<string, string>,
  request: PageRequest,
  source?: string,
): object {
  const all = [...PARAMETERS]
    .map(([ParameterName, { value, description }]) => ({
      ParameterName,
      ParameterType: 'DEFAULT',
      ParameterValue: values.get(ParameterName) ?? value,
      NodeTypeSpecificValues: [],
      Description: description,
      Source: values.has(ParameterName) ? 'user' : 'system',
      DataType: 'integer',
      AllowedValues: '0-',
      IsModifiable: 'TRUE',
      ChangeType: 'REQUIRES_REBOOT',
    }))
    .filter(({ Source }) => source === undefined || source === Source)
  const { elements, next } = pageOf(all, request, ({ ParameterName }) => ParameterName)
  return { Parameters: elements, ...next }
}
