/** Statements of PartiQL as requests: `ExecuteStatement`, page by page, the next one being on its way while one is used. */

import type { BoundStatement } from '../partiql/statement.js'
import type { Sender } from './sender.js'
import type { TableFacts } from './table-facts.js'
import type { SdkMap, SdkValue } from './values.js'

/** What statements need of their connection. */
export interface RemoteStatementDoor {
  readonly sender: Sender
  /** Whether reads are strongly consistent, where they can be. */
  readonly consistentRead: boolean
  /** What is known of the table of a name. */
  factsOf(table: string): TableFacts
}

/** A statement with its values. */
export interface StatementRequest {
  readonly door: RemoteStatementDoor
  readonly text: string
  readonly parameters: readonly SdkValue[]
  readonly statement: BoundStatement['statement']
}

/** A page as the SDK answers it. */
interface SdkRows {
  readonly Items?: readonly SdkMap[]
  readonly NextToken?: string
  readonly ConsumedCapacity?: { readonly CapacityUnits?: number }
}

/** Which page of a statement, and what of it. */
interface PageInput {
  readonly Limit?: number | undefined
  readonly NextToken?: string | undefined
  readonly ReturnConsumedCapacity?: 'TOTAL'
}

/**
 * Items that the page is to evaluate in which the first row is looked for, and how much more each page after it. A filter may
 * leave no row of many items, and each that is evaluated is paid for: so few are asked for in the beginning.
 */
const FIRST_LIMIT = 1
const FIRST_GROWTH = 4
/** More than so many items are hardly in the megabyte of a page. */
const LIMIT_OF_USE = 10_000

/** The rows of a SELECT, page by page. */
export async function* rowsOf(
  request: StatementRequest,
): AsyncGenerator<readonly SdkMap[], void, undefined> {
  const ConsistentRead = await isConsistent(request)
  const read = (NextToken: string | undefined): Promise<SdkRows> => {
    const page = selectPage(request, { NextToken }, ConsistentRead)
    // Whether it fails is told when it is wanted, if it ever is.
    page.catch(() => {})
    return page
  }
  for (let next: Promise<SdkRows> | undefined = read(undefined); next !== undefined; ) {
    const { Items = [], NextToken }: SdkRows = await next
    next = NextToken === undefined ? undefined : read(NextToken)
    yield Items
  }
}

/** The first row of a SELECT, for which no more is read than there has to be. */
export async function firstRowOf(request: StatementRequest): Promise<SdkMap | undefined> {
  const ConsistentRead = await isConsistent(request)
  let limit = FIRST_LIMIT
  for (let NextToken: string | undefined; ; limit *= FIRST_GROWTH) {
    const Limit = limit < LIMIT_OF_USE ? limit : undefined
    const page: SdkRows = await selectPage(request, { Limit, NextToken }, ConsistentRead)
    const [first] = page.Items ?? []
    if (first !== undefined) return first
    NextToken = page.NextToken
    if (NextToken === undefined) return undefined
  }
}

/** One page of a SELECT, with what it consumed. */
export async function pageOfRows(request: StatementRequest, page: PageInput): Promise<SdkRows> {
  const ReturnConsumedCapacity = 'TOTAL'
  return selectPage(request, { ...page, ReturnConsumedCapacity }, await isConsistent(request))
}

/**
 * Runs a statement that writes. It is not sent again where it may have taken effect: an INSERT would be refused then, and an UPDATE
 * be done twice.
 */
export async function writtenBy({
  door: { sender },
  text: Statement,
  parameters: Parameters,
}: StatementRequest): Promise<readonly SdkMap[]> {
  const input = {
    Statement,
    ...(Parameters.length > 0 && { Parameters }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  }
  const once = { isRepeatable: false }
  return (await sender.send<SdkRows>('ExecuteStatement', input, once)).Items ?? []
}

async function selectPage(
  { door, text: Statement, parameters: Parameters, statement }: StatementRequest,
  page: PageInput,
  ConsistentRead: boolean,
): Promise<SdkRows> {
  const input = { Statement, ...(Parameters.length > 0 && { Parameters }), ConsistentRead, ...page }
  try {
    return await door.sender.send<SdkRows>('ExecuteStatement', input, { isRepeatable: true })
  } catch (error) {
    // What was known of its index may be of a table that is no more.
    if (statement.from.index !== undefined) door.factsOf(statement.from.table).forget()
    throw error
  }
}

/** Reads of global indexes can't be. Of an index that is not there the service says so. */
async function isConsistent({ door, statement: { from } }: StatementRequest): Promise<boolean> {
  if (!door.consistentRead || from.index === undefined) return door.consistentRead
  return (await door.factsOf(from.table).kindOf(from.index)) === 'local'
}
