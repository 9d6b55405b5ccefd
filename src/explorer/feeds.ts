/**
 * What the page is told without asking, each a function that reads it as it is now. A new one is a file or a function here, a
 * line in `FEEDS`, and its type in `page/wire.ts`.
 */

import { isRefusal } from '../errors/dynamo-error.js'
import type { Explorable } from './explorable.js'
import type { FeedEvents } from './page/wire.js'

/** What a page looks at. */
export interface Subject {
  /** Such as `us-east-1`. */
  readonly region: string
  /** Undefined while it looks at no table. */
  readonly table: string | undefined
  /** Whether it shows the changes of the table. */
  readonly isWatched?: boolean | undefined
}

/** Reads what is told; undefined if there is nothing to tell for the subject. A refusal that it throws is told as it is. */
type Feed<Told> = (source: Explorable, subject: Subject) => Promise<Told | undefined>

/** By the name of the event. The table that is looked at comes first: its view waits for it, and for no list of all others. */
export const FEEDS: { readonly [Name in keyof FeedEvents]: Feed<FeedEvents[Name]> } = {
  table: tableNow,
  tables: tablesNow,
}

/** So many names at the most: a page with more tables is told of the first ones, and can list the rest. */
const TABLES_MAX = 10_000
/** That there is no table of a name, or can't be one. */
const NO_TABLE: ReadonlySet<string> = new Set(['ResourceNotFoundException', 'ValidationException'])

async function tablesNow(source: Explorable, { region }: Subject): Promise<readonly string[]> {
  const names: string[] = []
  let after: string | undefined
  do {
    const json = after === undefined ? {} : { ExclusiveStartTableName: after }
    const page = (await source.answer({ region, operation: 'ListTables', json })) as {
      readonly TableNames: readonly string[]
      readonly LastEvaluatedTableName?: string
    }
    names.push(...page.TableNames)
    after = page.LastEvaluatedTableName
  } while (after !== undefined && names.length < TABLES_MAX)
  return names
}

async function tableNow(
  source: Explorable,
  { region, table }: Subject,
): Promise<object | null | undefined> {
  if (table === undefined) return undefined
  try {
    const json = { TableName: table }
    const { Table } = (await source.answer({ region, operation: 'DescribeTable', json })) as {
      readonly Table: object
    }
    return Table
  } catch (error) {
    if (isRefusal(error) && NO_TABLE.has(error.name)) return null
    throw error
  }
}
