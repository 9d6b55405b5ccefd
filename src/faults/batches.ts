/** Batches taken apart, so that some elements are answered otherwise than the rest, and their answers put together. */

import type { Call } from '../transport/exchange.js'

/** A batch in two parts; a part without elements is not there. */
interface Parts {
  readonly chosen: Call | undefined
  readonly others: Call | undefined
}

type Json = Readonly<Record<string, unknown>>
type Blocks = Readonly<Record<string, unknown>>

/** Of a block of BatchWriteItem, which is a list, or of BatchGetItem, which has one. */
interface Keys {
  readonly Keys: readonly unknown[]
}

interface BatchAnswer {
  readonly Responses?: Blocks | readonly unknown[]
  readonly UnprocessedItems?: Blocks
  readonly UnprocessedKeys?: Blocks
  readonly ConsumedCapacity?: readonly Consumed[]
}

/** By table and, if it is told so, by index. */
type Consumed = Readonly<Record<string, unknown>>

const BATCHES: ReadonlySet<string> = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'BatchExecuteStatement',
])

/** Whether the elements of a call can be answered each by itself. */
export function isBatch({ operation }: Call): boolean {
  return BATCHES.has(operation)
}

/** The elements at these places of a batch, counted over all tables, and the others. */
export function partsOf(call: Call, places: readonly number[]): Parts {
  const isChosen = (place: number): boolean => places.includes(place)
  return {
    chosen: partOf(call, isChosen),
    others: partOf(call, place => !isChosen(place)),
  }
}

function partOf(call: Call, isWanted: (place: number) => boolean): Call | undefined {
  const json = call.json as Json
  if (call.operation === 'BatchExecuteStatement') {
    const Statements = (json.Statements as readonly unknown[]).filter((_, place) => isWanted(place))
    return Statements.length === 0 ? undefined : { ...call, json: { ...json, Statements } }
  }
  let place = 0
  const blocks = Object.entries(json.RequestItems as Blocks).flatMap(([table, block]) => {
    const elements = elementsIn(block)
    const first = place
    place += elements.length
    const wanted = elements.filter((_, index) => isWanted(first + index))
    return wanted.length === 0 ? [] : [[table, blockOf(block, wanted)] as const]
  })
  if (blocks.length === 0) return undefined
  return { ...call, json: { ...json, RequestItems: Object.fromEntries(blocks) } }
}

/** The answer to a part of which nothing is done. */
export function undone({ operation, json }: Call, error: () => object): BatchAnswer {
  if (operation === 'BatchExecuteStatement') {
    const { Statements } = json as { readonly Statements: readonly unknown[] }
    return { Responses: Statements.map(() => ({ Error: error() })) }
  }
  const { RequestItems } = json as { readonly RequestItems: Blocks }
  return operation === 'BatchWriteItem'
    ? { UnprocessedItems: RequestItems }
    : { UnprocessedKeys: RequestItems }
}

/**
 * One answer of those to the parts of a call.
 *
 * @param places those of the chosen part
 * @param answers of which items are objects where both have some; undefined for a part that is not there
 */
export function joined(
  call: Call,
  places: readonly number[],
  answers: { readonly chosen: BatchAnswer | undefined; readonly others: BatchAnswer | undefined },
): object {
  const { chosen = {}, others = {} } = answers
  const json = call.json as Json
  const capacity = addedUp([...(others.ConsumedCapacity ?? []), ...(chosen.ConsumedCapacity ?? [])])
  const told = capacity.length === 0 ? {} : { ConsumedCapacity: capacity }
  switch (call.operation) {
    case 'BatchExecuteStatement': {
      const [mine, theirs] = [chosen, others].map(({ Responses = [] }) =>
        (Responses as readonly unknown[]).values(),
      )
      const Responses = (json.Statements as readonly unknown[]).map(
        (_, place) => (places.includes(place) ? mine : theirs)?.next().value,
      )
      return { ...others, Responses, ...told }
    }
    case 'BatchWriteItem': {
      const { UnprocessedItems: mine = {} } = chosen
      const { UnprocessedItems: theirs = {} } = others
      return { ...others, UnprocessedItems: blocksOfBoth(theirs, mine), ...told }
    }
    default: {
      const tables = Object.keys(json.RequestItems as Blocks)
      const [mine, theirs] = [chosen, others].map(({ Responses = {} }) => Responses as Blocks)
      const Responses = Object.fromEntries(
        tables.map(table => [table, listOfBoth(theirs?.[table], mine?.[table])]),
      )
      const UnprocessedKeys = blocksOfBoth(
        others.UnprocessedKeys ?? {},
        chosen.UnprocessedKeys ?? {},
      )
      return { ...others, Responses, UnprocessedKeys, ...told }
    }
  }
}

function elementsIn(block: unknown): readonly unknown[] {
  return Array.isArray(block) ? block : (block as Keys).Keys
}

function blockOf(block: unknown, elements: readonly unknown[]): unknown {
  return Array.isArray(block) ? elements : { ...(block as Keys), Keys: elements }
}

function blocksOfBoth(first: Blocks, second: Blocks): Blocks {
  const all: Record<string, unknown> = { ...first }
  for (const [table, block] of Object.entries(second)) {
    const before = all[table]
    all[table] =
      before === undefined ? block : blockOf(before, [...elementsIn(before), ...elementsIn(block)])
  }
  return all
}

/** A list that is alone may be JSON already. */
function listOfBoth(first: unknown, second: unknown): unknown {
  if (first === undefined || second === undefined) return first ?? second ?? []
  return [...(first as readonly unknown[]), ...(second as readonly unknown[])]
}

/** What is consumed of one table is told once. */
function addedUp(all: readonly Consumed[]): readonly Consumed[] {
  const byTable = new Map<unknown, Consumed>()
  for (const one of all) {
    const before = byTable.get(one.TableName)
    byTable.set(one.TableName, before === undefined ? one : sumOf(before, one))
  }
  return [...byTable.values()]
}

function sumOf(left: Consumed, right: Consumed): Consumed {
  const sum: Record<string, unknown> = { ...left }
  for (const [name, value] of Object.entries(right)) {
    const before = sum[name]
    if (typeof value === 'number') sum[name] = Number(before ?? 0) + value
    else if (typeof value === 'object')
      sum[name] = sumOf((before ?? {}) as Consumed, value as Consumed)
  }
  return sum
}
