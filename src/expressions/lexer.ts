/**
 * Expression text to tokens. The lexer refuses nothing: a character that begins no token becomes a token of its own,
 * of kind `unknown`, which no rule of the grammar accepts.
 *
 * ```
 * identifier = [A-Za-z] [A-Za-z0-9_]*      name = "#" [A-Za-z0-9_]+      value = ":" [A-Za-z0-9_]+
 * digits     = [0-9]+                      symbol = "=" | "<>" | "<" | "<=" | ">" | ">=" | one of "+-,.()[]"
 * ```
 */

type TokenKind = 'identifier' | 'name' | 'value' | 'digits' | 'symbol' | 'unknown' | 'end'

export interface Token {
  readonly kind: TokenKind
  /** As written; `<EOF>` at the end. */
  readonly text: string
  readonly start: number
  /** One past the last character. */
  readonly end: number
}

/** The tokens of the text in order, the last one of kind `end`. Takes time linear in the text. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  let start = skipSpace(text, 0)
  while (start < text.length) {
    const kind = kindAt(text, start)
    const end = endOf(text, start, kind)
    tokens.push({ kind, text: text.slice(start, end), start, end })
    start = skipSpace(text, end)
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: text.length, end: text.length })
  return tokens
}

/** Whether the text from `start` on is not empty and all letters, digits and `_`, as behind `#` and `:`. */
export function isWord(text: string, start: number): boolean {
  return text.length > start && wordEnd(text, start) === text.length
}

function skipSpace(text: string, start: number): number {
  let position = start
  while (isSpace(text.charCodeAt(position))) position++
  return position
}

function kindAt(text: string, start: number): TokenKind {
  const code = text.charCodeAt(start)
  if (isLetter(code)) return 'identifier'
  if (isDigit(code)) return 'digits'
  if (code === HASH && isWordCode(text.charCodeAt(start + 1))) return 'name'
  if (code === COLON && isWordCode(text.charCodeAt(start + 1))) return 'value'
  return SYMBOLS.has(text.charAt(start)) ? 'symbol' : 'unknown'
}

function endOf(text: string, start: number, kind: TokenKind): number {
  switch (kind) {
    case 'identifier':
      return wordEnd(text, start)
    case 'name':
    case 'value':
      return wordEnd(text, start + 1)
    case 'digits': {
      let position = start + 1
      while (isDigit(text.charCodeAt(position))) position++
      return position
    }
    case 'symbol':
      return start + (PAIRS.has(text.slice(start, start + 2)) ? 2 : 1)
    default:
      // A whole character: half of a surrogate pair would make a message that is not valid text.
      return start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1)
  }
}

function wordEnd(text: string, start: number): number {
  let position = start
  while (isWordCode(text.charCodeAt(position))) position++
  return position
}

const HASH = 0x23
const COLON = 0x3a
const UNDERSCORE = 0x5f
const SYMBOLS: ReadonlySet<string> = new Set('=<>+-,.()[]')
const PAIRS: ReadonlySet<string> = new Set(['<>', '<=', '>='])

const isSpace = (code: number): boolean =>
  code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39
const isLetter = (code: number): boolean => {
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a && code < 0x80
}
const isWordCode = (code: number): boolean => isLetter(code) || isDigit(code) || code === UNDERSCORE
