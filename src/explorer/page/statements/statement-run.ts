/** A statement that is run: its rows, page by page, and the units that they have consumed. */

import { retryingThrottled } from '../back-off.js'
import type { Item } from '../items/attribute.js'
import { type ItemPage, PagedItems } from '../items/paged-items.js'
import { call } from '../service.js'
import type { ItemPages } from '../transfer/item-pages.js'

/** What ExecuteStatement answers. */
interface StatementAnswer {
  readonly Items?: readonly Item[]
  readonly NextToken?: string
  readonly ConsumedCapacity?: { readonly CapacityUnits?: number }
}

/** Items that one request evaluates. */
const PAGE_ITEMS = 200
/** Rows that are read before somebody looks at more. */
const FIRST_ROWS = 100

/** The statement. */
export class StatementRun {
  readonly statement: string
  readonly rows: PagedItems
  /** Capacity units of all pages that were read. */
  units = 0

  /** Runs it. */
  constructor(statement: string, region: string, tell: () => void) {
    this.statement = statement
    // A write has no pages, and takes no limit.
    const limit = this.isSelect ? { Limit: PAGE_ITEMS } : {}
    const read = async (start: Item | undefined, signal: AbortSignal): Promise<ItemPage> => {
      const NextToken = start === undefined ? undefined : tokenIn(start)
      const input = { Statement: statement, ...limit, NextToken, ReturnConsumedCapacity: 'TOTAL' }
      const answer = await execute(input, region, signal)
      const { Items = [], ConsumedCapacity, NextToken: next } = answer
      this.units += ConsumedCapacity?.CapacityUnits ?? 0
      const page = { Items, ScannedCount: Items.length }
      return next === undefined ? page : { ...page, LastEvaluatedKey: { token: { S: next } } }
    }
    this.rows = new PagedItems(read, tell)
    this.rows.want({ from: 0, to: FIRST_ROWS })
  }

  get isSelect(): boolean {
    return /^\s*select\b/i.test(this.statement)
  }
}

/** All rows of a SELECT, from the first one on. */
export function pagesOfStatement(statement: string, region: string): ItemPages {
  return async function* (signal) {
    let NextToken: string | undefined
    do {
      const input = { Statement: statement, NextToken }
      const answer = await retryingThrottled(() => execute(input, region, signal), signal)
      yield answer.Items ?? []
      NextToken = answer.NextToken
    } while (NextToken !== undefined)
  }
}

function execute(input: object, region: string, signal: AbortSignal): Promise<StatementAnswer> {
  return call<StatementAnswer>('ExecuteStatement', input, { region, signal })
}

/** Pages of statements begin at tokens, which stand here for keys. */
function tokenIn(start: Item): string | undefined {
  const { token } = start
  return token !== undefined && 'S' in token ? token.S : undefined
}
