/** What a word of a statement that has been begun may become. */

import { KEYWORDS } from './statement-language.js'

/** What is known to choose from. Asked only when it is needed. */
export interface Names {
  tables(): Promise<readonly string[]>
  /** The attributes of a table that are known, and its indexes; empty if there is no such table. */
  membersOf(table: string): Promise<readonly string[]>
}

/** Words, and where what they take the place of begins. */
interface Completions {
  readonly words: readonly string[]
  readonly start: number
}

const FUNCTIONS = ['begins_with(', 'contains(', 'attribute_type(', 'size(', 'EXISTS(']
/** Behind these comes a table. */
const BEFORE_TABLE = /\b(?:from|into|update)\s+$/i
/** Behind these comes an index. */
const BEFORE_INDEX = /\bfrom\s+(?:"[^"]+"|\w+)\.$/i
const WORD = /[A-Za-z_][\w-]*$/
const NAMED = /\b(?:from|into|update)\s+(?:"([^"]+)"|([A-Za-z_]\w*))/i
/** A name that stands in statements without quotes. */
const PLAIN_NAME = /^[A-Za-z_]\w*$/
/** Words of the language are no plain names. */
const RESERVED: ReadonlySet<string> = new Set(KEYWORDS.flatMap(text => text.split(' ')))

/** The words that may stand at the end of a text. */
export async function completionsOf(text: string, names: Names): Promise<Completions> {
  const isInQuotes = (text.match(/"/g)?.length ?? 0) % 2 === 1
  const start = isInQuotes
    ? text.lastIndexOf('"')
    : text.length - (WORD.exec(text)?.[0].length ?? 0)
  const end = text.slice(start)
  const before = text.slice(0, start)
  // Within a value there is nothing to choose.
  if ((before.match(/'/g)?.length ?? 0) % 2 === 1) return { words: [], start }
  const typed = end.replace('"', '').toLowerCase()
  const words = await wordsAfter(before, names)
  return {
    words: words.filter(word => word.replace('"', '').toLowerCase().startsWith(typed)),
    start,
  }
}

async function wordsAfter(before: string, names: Names): Promise<readonly string[]> {
  if (before.trim() === '') return ['SELECT * FROM', 'INSERT INTO', 'UPDATE', 'DELETE FROM']
  if (BEFORE_TABLE.test(before)) return (await names.tables()).map(quoted)
  const [, inQuotes, plain] = NAMED.exec(before) ?? []
  const table = inQuotes ?? plain
  const members = table === undefined ? [] : (await names.membersOf(table)).map(quoted)
  return BEFORE_INDEX.test(before) ? members : [...members, ...KEYWORDS, ...FUNCTIONS]
}

function quoted(name: string): string {
  const isPlain = PLAIN_NAME.test(name) && !RESERVED.has(name.toUpperCase())
  return isPlain ? name : `"${name.replaceAll('"', '""')}"`
}
