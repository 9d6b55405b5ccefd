/**
 * The tokens of a statement.
 *
 *     identifier = ( letter | "_" | "$" ) { letter | digit | "_" | "$" }     a keyword, if it is one in any case
 *     quoted     = '"' { character | '""' } '"'
 *     string     = "'" { character | "''" } "'"
 *     number     = ( digits [ "." [ digits ] ] | "." digits ) [ ( "e" | "E" ) [ "+" | "-" ] digits ]
 *     comment    = "--" to the end of the line | "/*" to the next star and slash
 *
 * Source: DynamoDB developer guide, "PartiQL reference", and observed behaviour.
 */

import { statementMalformed } from '../errors/partiql-errors.js'

/** A part of a text, in UTF-16 code units. */
export interface Span {
  readonly start: number
  /** Exclusive. */
  readonly end: number
}

export interface Token extends Span {
  readonly kind: 'identifier' | 'quoted' | 'keyword' | 'string' | 'number' | 'symbol' | 'end'
  /** What it says: a keyword in small letters, texts without quotes. */
  readonly text: string
}

/** Words that are no names unless they are quoted. */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'select from where order by group having limit offset insert into value values update set remove delete ' +
    'returning and or not in is like between missing null true false as at on inner join left right full ' +
    'outer cross natural union intersect except pivot unpivot case when then else end cast distinct create ' +
    'drop asc desc'
  ).split(' '),
)

const SPACE = /(?:\s|--[^\n]*|\/\*[\s\S]*?\*\/)*/y
const IDENTIFIER = /[A-Za-z_$][A-Za-z0-9_$]*/y
const QUOTED = /"(?:[^"]|"")*"/y
const STRING = /'(?:[^']|'')*'/y
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
const SYMBOL = /<<|>>|<=|>=|<>|!=|\|\||[<>=+\-*/%()[\]{},.:;?@]/y
const WORD_PART = /[A-Za-z0-9_$]/

/** Both the exponent of a number and the places that it has are integers of 32 bits. */
const SCALE_MAX = 2 ** 31 - 1

/** Throws a `ValidationException` where there is no token. The last one is the end. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  let start = endOf(SPACE, text, 0) ?? 0
  while (start < text.length) {
    const token = tokenAt(text, start)
    if (token === undefined) throw statementMalformed('')
    tokens.push(token)
    start = endOf(SPACE, text, token.end) ?? token.end
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length })
  return tokens
}

/** A part of a text as refusals tell it: line, column and length, in characters from 1 on. */
export function placeOf(text: string, { start, end }: Span): string {
  const before = text.slice(0, start)
  const lineStart = before.lastIndexOf('\n') + 1
  const line = before.split('\n').length
  const column = charactersIn(text.slice(lineStart, start)) + 1
  return `${line}:${column}:${charactersIn(text.slice(start, end))}`
}

function charactersIn(text: string): number {
  return Array.from(text).length
}

function tokenAt(text: string, start: number): Token | undefined {
  const first = text[start]
  if (first === '"') return quotedAt(text, start, { pattern: QUOTED, kind: 'quoted', quote: first })
  if (text.startsWith('/*', start)) return undefined
  if (first === "'") return quotedAt(text, start, { pattern: STRING, kind: 'string', quote: first })
  let end = endOf(IDENTIFIER, text, start)
  if (end !== undefined) return wordOf(text.slice(start, end), { start, end })
  end = endOf(NUMBER, text, start)
  if (end !== undefined) return numberOf(text, { start, end })
  end = endOf(SYMBOL, text, start)
  return end === undefined
    ? undefined
    : { kind: 'symbol', text: text.slice(start, end), start, end }
}

function wordOf(word: string, span: Span): Token {
  const keyword = word.toLowerCase()
  return KEYWORDS.has(keyword)
    ? { kind: 'keyword', text: keyword, ...span }
    : { kind: 'identifier', text: word, ...span }
}

function quotedAt(
  text: string,
  start: number,
  {
    pattern,
    kind,
    quote,
  }: { readonly pattern: RegExp; readonly kind: 'quoted' | 'string'; readonly quote: string },
): Token | undefined {
  const end = endOf(pattern, text, start)
  if (end === undefined) return undefined
  const inner = text.slice(start + 1, end - 1).replaceAll(quote + quote, quote)
  return { kind, text: inner, start, end }
}

function numberOf(text: string, { start, end }: Span): Token | undefined {
  const number = text.slice(start, end)
  if (WORD_PART.test(text[end] ?? '')) return undefined
  const [coefficient = '', exponent = '0'] = number.split(/[eE]/)
  const point = coefficient.indexOf('.')
  const places = point === -1 ? 0 : coefficient.length - point - 1
  const power = Number(exponent)
  if (Math.abs(power) > SCALE_MAX || Math.abs(places - power) > SCALE_MAX) return undefined
  return { kind: 'number', text: number, start, end }
}

/** Where the pattern ends that begins at a place. */
function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : undefined
}
