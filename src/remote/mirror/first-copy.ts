/** The first copy of a table, which changes from before its beginning on make right. */

import type { Item } from '../../types/attribute.js'
import type { RemoteTable } from '../remote-table.js'
import type { LocalTable } from './local-table.js'

/** How a table is copied. */
export interface CopyOptions {
  /** As `createTable` takes it. */
  readonly schema: object
  /** Segments that are read at a time. */
  readonly segments: number
  /** Capacity units that are to be consumed a second. Default: as many as there are. */
  readonly unitsPerSecond?: number | undefined
  readonly signal: AbortSignal
}

const CHUNK = 100

/**
 * Copies all items, and removes those that are not there any more. Reads are strongly consistent, so that whatever they do not see is
 * changed after they began: whoever takes changes from before then has all of them in the end, since each tells the whole item.
 */
export async function copyTable(
  source: RemoteTable,
  local: LocalTable,
  { schema, segments, unitsPerSecond, signal }: CopyOptions,
): Promise<void> {
  const table = await local.make(schema)
  const { partitionKey, sortKey } = table.describe().keySchema
  const keyNames = [partitionKey.name, ...(sortKey ? [sortKey.name] : [])]
  const seen = table.describe().itemCount > 0 ? await local.startSeen(schema) : undefined
  let chunk: Item[] = []
  const take = async (): Promise<void> => {
    const puts = chunk
    chunk = []
    await Promise.all([
      local.write({ puts, deletes: [] }),
      seen?.putAll(puts.map(item => keyOfItem(item, keyNames))),
    ])
  }
  const scan = source.scan({
    segments,
    consistentRead: true,
    ...(unitsPerSecond !== undefined && { unitsPerSecond }),
  })
  for await (const item of scan) {
    if (signal.aborted) return
    chunk.push(item)
    if (chunk.length === CHUNK) await take()
  }
  if (chunk.length > 0) await take()
  if (seen === undefined || signal.aborted) return
  await local.removeUnseen(seen, keyNames)
  await local.dropSeen()
}

function keyOfItem(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(names.map(name => [name, item[name] ?? null]))
}
