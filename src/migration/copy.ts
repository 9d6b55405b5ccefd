/** The copy of a table: segments of it are read side by side, page by page, and each page is written while the next one is read. */

import type { WireMap } from '../encoding/wire-value.js'
import { writeAll } from '../remote/batches.js'
import type { Pace } from '../remote/pace.js'
import type { Sender } from '../remote/sender.js'
import type { End } from './ends.js'
import type { Journal } from './journal.js'
import type { RawItem } from './raw-items.js'
import type { SegmentProgress, Step, TableProgress } from './steps.js'

/** What goes on at both ends of a table. */
export interface TableWay {
  readonly table: string
  readonly keyNames: readonly string[]
  readonly source: End
  readonly target: End
  /** Of what is read at the source, and at the target; undefined: as fast as they answer. */
  readonly readPace: Pace | undefined
  /** Of what is written to the target. */
  readonly writePace: Pace | undefined
  readonly journal: Journal<Step>
  readonly signal: AbortSignal | undefined
}

/** A page of a scan. */
interface Page<Item> {
  readonly Items?: readonly Item[]
  readonly LastEvaluatedKey?: WireMap
  readonly ConsumedCapacity?: { readonly CapacityUnits?: number }
}

/** Which part of a table is read. */
interface Segment {
  readonly Segment: number
  readonly TotalSegments: number
}

/**
 * Items of a page. Of larger ones, of several segments at a time, so much is in memory that it outlives its generation, and
 * collecting it takes longer than reading it.
 */
const PAGE_LENGTH = 250

const REPEATABLE = { isRepeatable: true }

/**
 * Copies what is not copied yet. Whatever a page has may be at the target already: to put it again changes nothing.
 *
 * @param onStep is told of each step once it is in the journal
 */
export async function copyTable(
  way: TableWay,
  { segments }: TableProgress,
  onStep: (step: Step) => void,
): Promise<void> {
  const done = async (step: Step): Promise<void> => {
    await way.journal.add(step)
    onStep(step)
  }
  await together(segments.entries(), (segment, isFailed) =>
    copySegment(way, { segment, of: segments.length, isFailed, done }),
  )
  way.signal?.throwIfAborted()
  await done({ table: way.table, kind: 'copied' })
}

interface SegmentCopy {
  readonly segment: readonly [number, SegmentProgress]
  readonly of: number
  readonly isFailed: () => boolean
  readonly done: (step: Step) => Promise<void>
}

async function copySegment(
  way: TableWay,
  { segment: [index, { after, isDone }], of, isFailed, done }: SegmentCopy,
): Promise<void> {
  if (isDone) return
  const { table, writePace } = way
  const { source, target } = sendersOf(way)
  const part = { Segment: index, TotalSegments: of }
  const pages = pagesOf<RawItem | WireMap>({ sender: source }, part, way, after)
  for await (const { Items = [], LastEvaluatedKey } of pages) {
    if (isFailed() || way.signal?.aborted) return
    const writes = Items.map(Item => ({ PutRequest: { Item } }))
    await writeAll({ sender: target, table, pace: writePace }, writes)
    const after = LastEvaluatedKey ?? null
    await done({ table, kind: 'page', segment: index, after, items: Items.length })
  }
}

/** Where both ends can, they pass items on as they are. */
function sendersOf({ source, target }: TableWay): {
  readonly source: Sender
  readonly target: Sender
} {
  const [from, to] = [source.rawSender, target.rawSender]
  return from !== undefined && to !== undefined
    ? { source: from, target: to }
    : { source: source.sender, target: target.sender }
}

/**
 * Pages of a segment, the next one on its way while one is used. They are read strongly consistent: an older state could be one from
 * before the positions that the changes are made again from.
 */
export async function* pagesOf<Item = WireMap>(
  { sender }: Pick<End, 'sender'>,
  segment: Segment,
  { table, readPace }: Pick<TableWay, 'table' | 'readPace'>,
  after?: WireMap,
): AsyncGenerator<Page<Item>, void, undefined> {
  const read = async (ExclusiveStartKey: WireMap | undefined): Promise<Page<Item>> => {
    await readPace?.turn()
    const input = {
      TableName: table,
      ConsistentRead: true,
      Limit: PAGE_LENGTH,
      ...segment,
      ...(ExclusiveStartKey && { ExclusiveStartKey }),
      ...(readPace && { ReturnConsumedCapacity: 'TOTAL' }),
    }
    const page = await sender.send<Page<Item>>('Scan', input, REPEATABLE)
    readPace?.spent(page.ConsumedCapacity?.CapacityUnits ?? 0)
    return page
  }
  for (let next: Promise<Page<Item>> | undefined = read(after); next !== undefined; ) {
    const page: Page<Item> = await next
    const last = page.LastEvaluatedKey
    next = last && read(last)
    // Whoever leaves early does not come to know of it.
    next?.catch(() => {})
    yield page
  }
}

/** Runs something for each of several parts at the same time. When one fails the others end soon, and are waited for. */
export async function together<Part>(
  parts: Iterable<Part>,
  run: (part: Part, isFailed: () => boolean) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = []
  const isFailed = (): boolean => failures.length > 0
  const fail = (error: unknown): void => {
    failures.push(error)
  }
  await Promise.all(Array.from(parts, part => run(part, isFailed).catch(fail)))
  if (failures.length > 0) throw failures[0]
}
