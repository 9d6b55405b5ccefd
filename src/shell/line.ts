/** What is typed: when it is complete, and what it asks for. */

/** What a line asks for. */
export type ShellWish =
  | { readonly kind: 'nothing' | 'tables' | 'more' | 'exit' }
  /** Of one verb, or of all. */
  | { readonly kind: 'help'; readonly verb: string | undefined }
  | { readonly kind: 'statement' | 'explain'; readonly statement: string }
  | { readonly kind: 'describe'; readonly table: string }
  /** All items of a table, or of an index, which stands behind a dot; with values those of a key. */
  | { readonly kind: 'read'; readonly source: string; readonly values: readonly string[] }
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

/** How something is asked for, what it does, and how that may look. */
interface Usage {
  readonly usage: string
  readonly does: string
  readonly example: string
}

/** The words that a line may begin with, beside those of statements. */
export const VERBS: Readonly<Record<string, Usage>> = {
  tables: { usage: 'tables', does: 'the names of all tables', example: 'tables' },
  describe: {
    usage: 'describe <table>',
    does: 'keys, indexes, settings and counts of a table',
    example: 'describe Orders',
  },
  get: {
    usage: 'get <table> <key>',
    does: 'one item: the values of its key, or an object of JSON',
    example: 'get Orders c1 o1',
  },
  query: {
    usage: 'query <table> <key>',
    does: 'the items of a partition key, or of both keys; also of <table>.<index>',
    example: 'query Orders.byStatus open',
  },
  scan: {
    usage: 'scan <table>',
    does: 'all items of a table, or of <table>.<index>',
    example: 'scan Orders',
  },
  more: { usage: 'more', does: 'the next rows of what was read last', example: 'more' },
  put: {
    usage: 'put <table> <item>',
    does: 'puts an item of JSON, plain or with types',
    example: 'put Orders {"customerId":"c1","orderId":"o1","total":25}',
  },
  delete: {
    usage: 'delete <table> <key>',
    does: 'removes one item',
    example: 'delete Orders c1 o1',
  },
  explain: {
    usage: 'explain <statement>',
    does: 'what a statement reads or writes, and what it costs',
    example: "explain SELECT * FROM Orders WHERE customerId = 'c1'",
  },
  call: {
    usage: 'call <operation> <input>',
    does: 'any request of the API',
    example: 'call DescribeTimeToLive {"TableName":"Orders"}',
  },
  help: {
    usage: 'help <word>',
    does: 'this text, or more on one of the words',
    example: 'help get',
  },
  exit: { usage: 'exit', does: 'ends the shell, as Ctrl+D does', example: 'exit' },
}

const VERB = /^\.?(\S+)\s*(.*)$/s

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
 * What a line asks for. A dot before a word, as other shells have it, means nothing.
 *
 * @param typed all that belongs together, which may have line breaks
 * @throws WrongLine if it asks for nothing that there is
 */
export function wishOf(typed: string): ShellWish {
  const text = typed.trim().replace(/;$/, '').trim()
  if (text === '' || text.startsWith('--')) return { kind: 'nothing' }
  if (STATEMENT.test(text)) return { kind: 'statement', statement: text }
  const [, verb = '', rest = ''] = VERB.exec(text) ?? []
  switch (verb.toLowerCase()) {
    case 'tables':
    case 'more':
    case 'exit':
      if (rest !== '') throw new WrongLine(`unexpected: ${rest}`)
      return { kind: verb.toLowerCase() as 'tables' }
    case 'quit':
      return { kind: 'exit' }
    case 'help':
      return { kind: 'help', verb: rest === '' ? undefined : rest.toLowerCase() }
    case 'scan':
      return { kind: 'read', source: onlyWord('scan', 'table', rest), values: [] }
    case 'query': {
      const { first, others } = splitFirst('query', 'table', rest)
      if (others === '') throw new WrongLine('query: the key is missing')
      return { kind: 'read', source: first, values: wordsOf(others) }
    }
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
