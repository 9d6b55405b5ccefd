/** The table at the target: made like that of the source, or taken if it is empty, and given in the end what tables can't be made with. */

import type { WireMap } from '../encoding/wire-value.js'
import { ResourceInUseException } from '../errors/dynamo-error.js'
import { otherTable, targetHasOtherSchema, targetNotEmpty } from '../errors/migration-errors.js'
import type { End } from './ends.js'
import {
  createInputOf,
  idOf,
  shapeDifferences,
  type TableShape,
  tableAt,
  whenActive,
} from './table-shape.js'

const REPEATABLE = { isRepeatable: true }

/** What is known of the table at the target. */
interface TargetWish {
  /** That of the source. */
  readonly shape: TableShape
  /** The view of the stream that it is to have; undefined for none. */
  readonly streamView: string | undefined
  /** What told it from others when it was made or taken; undefined if it was not yet. */
  readonly id: string | undefined
}

/**
 * Makes the table, or takes the one that there is if it is like that of the source and empty.
 *
 * @returns what tells it from others
 * @throws MigrationFailed if there is one that can't be taken
 */
export async function prepareTarget(target: End, wish: TargetWish): Promise<string> {
  const { shape, streamView, id } = wish
  const table = shape.TableName
  const existing = await tableAt(target, table)
  if (id !== undefined) {
    if (existing === undefined || idOf(existing) !== id) throw otherTable(table, target.name)
    return id
  }
  if (existing === undefined) await create(target, createInputOf(shape, streamView))
  const ready = await whenActive(target, table)
  const differences = shapeDifferences(shape, ready)
  if (differences.length > 0) throw targetHasOtherSchema(table, target.name, differences)
  if (!(await isEmpty(target, table))) throw targetNotEmpty(table, target.name)
  return idOf(ready)
}

/** An attempt whose answer was lost may have made it. */
async function create({ sender }: End, input: object): Promise<void> {
  try {
    await sender.send('CreateTable', input, REPEATABLE)
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error
  }
}

async function isEmpty({ sender }: End, table: string): Promise<boolean> {
  const input = { TableName: table, ConsistentRead: true, Limit: 1 }
  const page = await sender.send<{
    readonly Items?: readonly WireMap[]
    readonly LastEvaluatedKey?: WireMap
  }>('Scan', input, REPEATABLE)
  return (page.Items ?? []).length === 0
}

/**
 * Gives the table what it is to have besides its items: tags, and last the time to live, so that nothing expires before.
 *
 * @returns what could not be taken over, in words
 */
export async function finishTarget(
  source: End,
  target: End,
  shape: TableShape,
): Promise<readonly string[]> {
  const steps = { tags: copyTags, 'time to live': copyTimeToLive }
  const left: string[] = []
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step(source, target, shape)
    } catch (error) {
      // Not every server has all operations, and not everybody may call them: the items are there all the same.
      left.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return left
}

interface Tag {
  readonly Key: string
  readonly Value: string
}

async function copyTags(source: End, target: End, shape: TableShape): Promise<void> {
  const made = await tableAt(target, shape.TableName)
  if (shape.TableArn === undefined || made?.TableArn === undefined) return
  const tags: Tag[] = []
  for (let token: string | undefined; ; ) {
    const input = { ResourceArn: shape.TableArn, ...(token !== undefined && { NextToken: token }) }
    const page = await source.sender.send<{
      readonly Tags?: readonly Tag[]
      readonly NextToken?: string
    }>('ListTagsOfResource', input, REPEATABLE)
    tags.push(...(page.Tags ?? []))
    token = page.NextToken
    if (token === undefined) break
  }
  // Those with the prefix are the service's own.
  const Tags = tags.filter(({ Key }) => !Key.startsWith('aws:'))
  if (Tags.length === 0) return
  await target.sender.send('TagResource', { ResourceArn: made.TableArn, Tags }, REPEATABLE)
}

async function copyTimeToLive(source: End, target: End, { TableName }: TableShape): Promise<void> {
  const AttributeName = await timeToLiveAt(source, TableName)
  if (AttributeName === undefined || (await timeToLiveAt(target, TableName)) === AttributeName)
    return
  const TimeToLiveSpecification = { Enabled: true, AttributeName }
  await target.sender.send('UpdateTimeToLive', { TableName, TimeToLiveSpecification }, REPEATABLE)
}

/** The attribute; undefined if nothing expires. */
async function timeToLiveAt({ sender }: End, TableName: string): Promise<string | undefined> {
  const { TimeToLiveDescription: told = {} } = await sender.send<{
    readonly TimeToLiveDescription?: {
      readonly TimeToLiveStatus?: string
      readonly AttributeName?: string
    }
  }>('DescribeTimeToLive', { TableName }, REPEATABLE)
  const isOn = told.TimeToLiveStatus === 'ENABLED' || told.TimeToLiveStatus === 'ENABLING'
  return isOn ? told.AttributeName : undefined
}
