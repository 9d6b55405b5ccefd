/** What is typed: when it is complete, and what it asks for. */

/** What a line asks for. */
export type ShellWish =
  | { readonly kind: 'nothing' | 'tables' | 'help' | 'more' | 'exit' }
  | { readonly kind: 'statement' | 'explain'; readonly statement: string }
  | { readonly kind: 'describe'; readonly table: string }
  /** The key is the text of an object, or its values one after another. */
  | { readonly kind: 'get' | 'delete'; readonly table: string; readonly key: Key }
  | { readonly kind: 'put'; readonly table: string; readonly item: string }
  | { readonly kind: 'call'; readonly operation: string; readonly input: string }

export type Key = { readonly json: string } | { readonly values: readonly string[] }

/** A line that can't be understood, in words for whoever typed it. */
export class WrongLine extends Error {
  override readonly name = 'WrongLine'
}

const STATEMENT = /^(?:select|insert|update|delete\s+from|exists)\b/i
/** One quoted text: within double quotes a backslash takes the next character as it is, as in JSON. */
const QUOTED = /"(?:\\.|[^"\\])*"|'(?:''|[^'])*'/gs
const WORD = /"((?:\\.|[^"\\])*)"|'((?:''|[^'])*)'|(\S+)/gs

/** The words that a line may begin with, beside those of statements, and what they do. */
export const VERBS: Readonly<Record<string, string>> = {
  get: 'get <table> <key>           one item: the values of its key, or an object of JSON',
  put: 'put <table> <item>          puts an item of JSON, plain or with types as {"id":{"S":"a"}}',
  delete: 'delete <table> <key>        removes one item',
  explain: 'explain <statement>         what a statement reads or writes, and what it costs',
  tables: 'tables                      the names of all tables',
  describe: 'describe <table>            keys, indexes, settings and counts of a table',
  call: 'call <operation> <input>    any request of the API, such as call DescribeLimits {}',
  more: 'more                        the next rows of the last SELECT',
  help: 'help                        this text',
  exit: 'exit                        ends the shell, as Ctrl+D does',
}

/** Whether what has been typed so far is all of it: brackets and quotes are closed, and no backslash ends it. */
export function isComplete(text: string): boolean {
  if (text.endsWith('\\')) return false
  const unquoted = text.replaceAll(QUOTED, '')
  if (/["']/.test(unquoted)) return false
  const opened = unquoted.match(/[{[(]/g)?.length ?? 0
  const closed = unquoted.match(/[}\])]/g)?.length ?? 0
  return opened <= closed
}

/**
 * What a line asks for.
 *
 * @param typed all that belongs together, which may have line breaks
 * @throws WrongLine if it asks for nothing that there is
 */
export function wishOf(typed: string): ShellWish {
  const text = typed.trim().replace(/;$/, '').trim()
  if (text === '' || text.startsWith('--')) return { kind: 'nothing' }
  if (STATEMENT.test(text)) return { kind: 'statement', statement: text }
  const [, verb = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(text) ?? []
  switch (verb.toLowerCase()) {
    case 'tables':
    case 'help':
    case 'more':
    case 'exit':
      if (rest !== '') throw new WrongLine(`unexpected: ${rest}`)
      return { kind: verb.toLowerCase() as 'tables' }
    case 'quit':
      return { kind: 'exit' }
    case 'explain':
      if (rest === '') throw new WrongLine('explain: the statement is missing')
      return { kind: 'explain', statement: rest }
    case 'describe':
      return { kind: 'describe', table: onlyWord('describe', 'table', rest) }
    case 'get':
      return keyWishOf('get', rest)
    case 'delete':
      return keyWishOf('delete', rest)
    case 'put': {
      const { first, others } = splitFirst('put', 'table', rest)
      if (others === '') throw new WrongLine('put: the item is missing')
      return { kind: 'put', table: first, item: others }
    }
    case 'call': {
      const { first, others } = splitFirst('call', 'operation', rest)
      return { kind: 'call', operation: first, input: others === '' ? '{}' : others }
    }
    default:
      throw new WrongLine(`there is no ${verb}: type help`)
  }
}

function keyWishOf(kind: 'get' | 'delete', rest: string): ShellWish {
  const { first: table, others } = splitFirst(kind, 'table', rest)
  if (others === '') throw new WrongLine(`${kind}: the key is missing`)
  if (others.startsWith('{')) return { kind, table, key: { json: others } }
  return { kind, table, key: { values: wordsOf(others) } }
}

function onlyWord(verb: string, what: string, rest: string): string {
  const { first, others } = splitFirst(verb, what, rest)
  if (others !== '') throw new WrongLine(`unexpected: ${others}`)
  return first
}

function splitFirst(
  verb: string,
  what: string,
  rest: string,
): { readonly first: string; readonly others: string } {
  const [match] = rest.matchAll(WORD)
  if (match === undefined) throw new WrongLine(`${verb}: the ${what} is missing`)
  return { first: wordOf(match), others: rest.slice(match.index + match[0].length).trim() }
}

function wordsOf(text: string): string[] {
  return Array.from(text.matchAll(WORD), wordOf)
}

function wordOf([all, double, single]: RegExpMatchArray): string {
  if (double !== undefined) return double.replaceAll(/\\(.)/gs, '$1')
  return single?.replaceAll("''", "'") ?? all
}
