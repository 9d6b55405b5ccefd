/** What a word that has been begun may become. */

import { VERBS } from './line.js'
import type { Tables, TableWire } from './tables.js'

const STATEMENTS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE']
const KEYWORDS = ['FROM', 'WHERE', 'INTO', 'VALUE', 'SET', 'REMOVE', 'AND', 'OR', 'NOT', 'IN', 'IS']
const MORE_KEYWORDS = [
  'BETWEEN',
  'MISSING',
  'NULL',
  'ORDER BY',
  'DESC',
  'RETURNING',
  'begins_with(',
]
/** Behind these comes a table. */
const BEFORE_TABLE =
  /(?:^(?:explain\s+)?(?:.*\s)?(?:from|into|update)|^\s*\.?(?:get|put|delete|describe|query|scan))\s+"?$/is
const WORD = /[^\s(,[{'"=<>]*$/
/** A name that stands in statements without quotes. */
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/** The words that may stand at the end of a line, and how the end that they replace begins. */
export async function completionsOf(
  line: string,
  tables: Tables,
): Promise<readonly [words: readonly string[], end: string]> {
  const end = WORD.exec(line)?.[0] ?? ''
  const before = line.slice(0, line.length - end.length)
  const words = await wordsAfter(before, tables)
  const fitting = words.filter(word => word.toLowerCase().startsWith(end.toLowerCase()))
  return [fitting, end]
}

async function wordsAfter(before: string, tables: Tables): Promise<readonly string[]> {
  const start = before.trim()
  if (start === '') return [...STATEMENTS, ...Object.keys(VERBS)]
  if (/^\.?explain$/i.test(start)) return STATEMENTS
  if (/^\.?help$/i.test(start)) return Object.keys(VERBS)
  if (BEFORE_TABLE.test(before)) {
    const names = await tables.names()
    if (before.endsWith('"') || !isInStatement(before)) return names
    return names.map(name => (PLAIN_NAME.test(name) ? name : `"${name}"`))
  }
  if (!isInStatement(before)) return []
  const attributes = await attributesNamed(before, tables)
  return [...KEYWORDS, ...MORE_KEYWORDS, ...attributes]
}

function isInStatement(before: string): boolean {
  return /^\s*(?:explain\s+)?(?:select|insert|update|delete\s+from)\b/i.test(before)
}

/** The key attributes, and the indexes, of the table that a statement has named. */
async function attributesNamed(before: string, tables: Tables): Promise<readonly string[]> {
  const [, quoted, plain] =
    /\b(?:from|into|update)\s+(?:"([^"]+)"|([A-Za-z_]\w*))/i.exec(before) ?? []
  const name = quoted ?? plain
  if (name === undefined) return []
  let table: TableWire
  try {
    table = await tables.describe(name)
  } catch {
    return [] // there is no such table: what is typed tells that when it is run
  }
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])]
  return [
    ...table.AttributeDefinitions.map(({ AttributeName }) => AttributeName),
    ...indexes.map(({ IndexName }) => IndexName),
  ]
}
