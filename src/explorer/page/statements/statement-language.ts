/** The words and signs of PartiQL, for their colours. */

/** Text that is read from the left, as CodeMirror hands it. */
interface TextStream {
  match(pattern: RegExp): unknown
  next(): unknown
}

/** Words of statements. */
export const KEYWORDS = [
  'SELECT',
  'INSERT INTO',
  'UPDATE',
  'DELETE FROM',
  'FROM',
  'WHERE',
  'VALUE',
  'SET',
  'REMOVE',
  'AND',
  'OR',
  'NOT',
  'IN',
  'IS',
  'BETWEEN',
  'MISSING',
  'NULL',
  'ORDER BY',
  'DESC',
  'RETURNING',
] as const

const WORDS: ReadonlySet<string> = new Set(
  [...KEYWORDS, 'ASC', 'ALL', 'OLD', 'NEW', 'MODIFIED', 'EXISTS'].flatMap(text => text.split(' ')),
)

/** Each with the name of its colour. */
const TOKENS: readonly (readonly [RegExp, string | null])[] = [
  [/^\s+/, null],
  [/^'(?:[^']|'')*'?/, 'string'],
  [/^"(?:[^"]|"")*"?/, 'propertyName'],
  [/^-?\d+(?:\.\d*)?(?:e[+-]?\d+)?/i, 'number'],
  [/^(?:true|false|null|missing)\b/i, 'bool'],
]
const WORD = /^[A-Za-z_]\w*/

/** Takes the next word or sign. */
export function tokenOf(stream: TextStream): string | null {
  for (const [pattern, name] of TOKENS) if (stream.match(pattern)) return name
  const word = stream.match(WORD)
  if (Array.isArray(word)) return WORDS.has(String(word[0]).toUpperCase()) ? 'keyword' : null
  stream.next()
  return null
}
