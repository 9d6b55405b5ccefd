/** The shell: what is typed, what it answers to people and to programs, and how lines come to it. */

import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import type { End } from '../../src/migration/ends.js'
import { completionsOf } from '../../src/shell/completion.js'
import { embeddedDoor } from '../../src/shell/embedded-door.js'
import { gridOf } from '../../src/shell/grid.js'
import { isComplete, WrongLine, wishOf } from '../../src/shell/line.js'
import { runPrompt } from '../../src/shell/prompt.js'
import { remoteDoor } from '../../src/shell/remote-door.js'
import { refusalText, Session } from '../../src/shell/session.js'
import { type Styles, stylesOf, takesColours } from '../../src/shell/styles.js'

const PLAIN = stylesOf(false)
/** Whatever a style puts around a text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a style is made of
const MARKS = /\u001b\[\d+m/g

let said: string[]
let database: Database

beforeEach(async () => {
  said = []
  database = await Database.open()
  await database.createTable()('Orders', {
    partitionKey: { customerId: 'S' },
    sortKey: { orderId: 'N' },
    globalIndexes: { byStatus: { partitionKey: { status: 'S' } } },
  })
  await database.createTable()('my-table', { partitionKey: { id: 'S' } })
})

function sessionFor(width: number | undefined, styles: Styles = PLAIN): Session {
  return new Session({
    door: embeddedDoor(database, 'memory'),
    width,
    styles,
    write: text => said.push(text),
    stopwatch: () => () => 1,
  })
}

/** What a program is answered: a text of JSON for each line. */
async function asked(...lines: readonly string[]): Promise<unknown[]> {
  const session = sessionFor(undefined)
  said = []
  for (const line of lines) await session.run(line)
  return said.map(text => JSON.parse(text) as unknown)
}

async function shown(...lines: readonly string[]): Promise<string> {
  const session = sessionFor(80)
  said = []
  for (const line of lines) await session.run(line)
  return said.join('')
}

/** As `shown`, on a terminal that has colours. */
async function coloured(...lines: readonly string[]): Promise<string> {
  const session = sessionFor(80, stylesOf(true))
  said = []
  for (const line of lines) await session.run(line)
  return said.join('')
}

async function refused(line: string): Promise<string> {
  return sessionFor(undefined)
    .run(line)
    .then(() => 'done', refusalText)
}

describe('what is typed', () => {
  test('goes on in the next line until brackets and quotes are closed and no backslash ends it', () => {
    for (const text of ['put T {', 'put T {"a":"}', "get T 'a", 'SELECT (', 'a\\', 'put T ["]"']) {
      expect([text, isComplete(text)]).toEqual([text, false])
    }
    for (const text of ['', 'put T {"a":"{"}', "get T 'it''s ('", 'put T {"a":"\\""}', 'x)']) {
      expect([text, isComplete(text)]).toEqual([text, true])
    }
  })

  test('asks for something or is refused in words, whatever it is', () => {
    const words = fc.constantFrom(
      'get',
      'put',
      'delete',
      'explain',
      'call',
      'tables',
      'select',
      '{',
      '"',
    )
    const text = fc.array(fc.oneof(words, fc.string({ unit: 'binary' })), { maxLength: 6 })
    fc.assert(
      fc.property(text, parts => {
        const line = parts.join(' ')
        isComplete(line)
        try {
          expect(wishOf(line).kind).toBeTypeOf('string')
        } catch (error) {
          expect(error).toBeInstanceOf(WrongLine)
        }
      }),
    )
  })

  test.each([
    ['nonsense', 'there is no nonsense: type help'],
    ['get Orders', 'get: the key is missing'],
    ['get', 'get: the table is missing'],
    ['get Orders a', 'the key is customerId and orderId'],
    ['get Orders a 1 2', 'the key is customerId and orderId'],
    ['put Orders', 'put: the item is missing'],
    ['put Orders [1]', 'expected an object of JSON'],
    ['tables now', 'unexpected: now'],
    ['help nonsense', 'there is no nonsense: type help'],
    ['scan', 'scan: the table is missing'],
    ['scan Orders now', 'unexpected: now'],
    ['query Orders', 'query: the key is missing'],
    ['query Orders a 1 2', 'the key is customerId and orderId'],
    ['query Orders.byStatus a b', 'the key is status'],
    ['scan Orders.byNothing', 'Orders has no index byNothing'],
    [
      'scan Nope.byStatus',
      'ResourceNotFoundException: Requested resource not found: Table: Nope.byStatus not found',
    ],
    ['explain', 'explain: the statement is missing'],
    ['more', 'there is nothing more'],
    [
      'put Orders {"customerId":"a","orderId":1,"n":1234567890.123456}',
      '1234567890.123456 has more digits than plain JSON keeps: write items with types',
    ],
    [
      'put Orders {"customerId":"a","orderId":12345678901234567890}',
      '12345678901234567890 has more digits than plain JSON keeps: write items with types',
    ],
    [
      'get Nope 1',
      'ResourceNotFoundException: Requested resource not found: Table: Nope not found',
    ],
    [
      'put Orders {"customerId":"a"}',
      'ValidationException: One or more parameter values were invalid: Missing the key orderId in the item',
    ],
  ])('%s is refused with: %s', async (line, text) => {
    expect(await refused(line)).toBe(text)
    expect(database.table('Orders').scan().count()).toBe(0)
  })
})

describe('a program', () => {
  test('is answered with items as they are, a line each, of all pages', async () => {
    const items = Array.from({ length: 250 }, (_, orderId) => ({ customerId: 'c', orderId }))
    await database.table('Orders').putAll(items)
    const rows = await asked("SELECT * FROM Orders WHERE customerId = 'c'")
    expect(rows).toEqual(
      items.map(({ orderId }) => ({ customerId: { S: 'c' }, orderId: { N: String(orderId) } })),
    )
  })

  test('gets the item that it put, plain or with types', async () => {
    const json = fc.jsonValue({ maxDepth: 3 })
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), json, async (id, value) => {
        const typed = { id: { S: id }, value: { S: JSON.stringify(value) } }
        const key = JSON.stringify({ id })
        const [item] = await asked(
          `put "my-table" ${JSON.stringify(typed)}`,
          `get "my-table" ${key}`,
          `delete 'my-table' ${key}`,
        )
        expect(item).toEqual(typed)
        const [plain] = await asked(
          `put "my-table" ${JSON.stringify({ id, list: [true, id] })}`,
          `get "my-table" ${key}`,
        )
        expect(plain).toEqual({ id: { S: id }, list: { L: [{ BOOL: true }, { S: id }] } })
      }),
      { numRuns: 50 },
    )
  })

  test('puts numbers of plain items as they are written, as long as JSON keeps them', async () => {
    const numbers =
      '-123456789012345,0.000000000000000123456789012345,123456789012345e10,1.5e100,2e-120,100'
    const [item] = await asked(
      `put "my-table" {"id":"1234567890123456789","n":[${numbers}]}`,
      'get my-table 1234567890123456789',
    )
    const found = (item as { readonly n: { readonly L: readonly { readonly N: string }[] } }).n.L
    expect(found.map(({ N }) => Number(N))).toEqual(numbers.split(',').map(Number))
  })

  test('reads what was written last, and asks for what it shows', async () => {
    const door = embeddedDoor(database, 'memory')
    const sent: [operation: string, input: object][] = []
    const session = new Session({
      door: {
        ...door,
        send: (operation, input) => {
          if (operation !== 'DescribeTable') sent.push([operation, input])
          return door.send(operation, input)
        },
      },
      width: 80,
      styles: PLAIN,
      write: () => {},
      stopwatch: () => () => 1,
    })
    for (const line of [
      'get my-table a',
      'put my-table {"id":"a"}',
      'delete my-table a',
      'scan my-table',
    ]) {
      await session.run(line)
    }
    const TableName = 'my-table'
    const id = { id: { S: 'a' } }
    expect(sent).toEqual([
      ['GetItem', { TableName, Key: id, ConsistentRead: true }],
      ['PutItem', { TableName, Item: id, ReturnValues: 'ALL_OLD' }],
      ['DeleteItem', { TableName, Key: id, ReturnValues: 'ALL_OLD' }],
      [
        'ExecuteStatement',
        { Statement: 'SELECT * FROM "my-table"', ReturnConsumedCapacity: 'TOTAL' },
      ],
    ])
  })

  test('reads the names of more tables than an answer has', async () => {
    const names = Array.from({ length: 120 }, (_, n) => `t${String(n).padStart(3, '0')}`)
    for (const name of names) await database.createTable(name, { partitionKey: { id: 'S' } })
    expect(await asked('tables')).toEqual(['Orders', 'my-table', ...names])
  })

  test('sends any request, and reads names and tables as JSON', async () => {
    const [names, other, limits, table] = await asked(
      'tables',
      'call DescribeLimits',
      'describe Orders',
    )
    expect([names, other]).toEqual(['Orders', 'my-table'])
    expect(limits).toMatchObject({ AccountMaxReadCapacityUnits: 80_000 })
    expect(table).toMatchObject({ TableName: 'Orders', ItemCount: 0 })
  })
})

describe('items', () => {
  beforeEach(async () => {
    const schema = { partitionKey: { 'a"b': 'N' } } as const
    const dotted = await database.createTable('a.b', {
      ...schema,
      globalIndexes: { 'c.d': schema },
    })
    await dotted.put({ 'a"b': 7 })
    await database.table('Orders').putAll([
      { customerId: "c'1", orderId: 1, status: 'open' },
      { customerId: "c'1", orderId: 2, status: 'done' },
      { customerId: 'c2', orderId: 1, status: 'open' },
    ])
  })

  const key = (customerId: string, orderId: number) => ({
    customerId: { S: customerId },
    orderId: { N: String(orderId) },
  })

  test('of a partition key, of both keys, of an index or of all are read without a statement', async () => {
    const all = await asked('scan Orders')
    expect(all).toHaveLength(3)
    expect(await asked(`query Orders "c'1"`)).toMatchObject([key("c'1", 1), key("c'1", 2)])
    expect(await asked(`query Orders 'c''1' 2`)).toMatchObject([key("c'1", 2)])
    expect(await asked('query Orders.byStatus open')).toHaveLength(2)
    expect(await asked('scan Orders.byStatus;')).toHaveLength(3)
  })

  test('are found where names have dots and quotes', async () => {
    const item = [{ 'a"b': { N: '7' } }]
    for (const line of ['scan a.b', 'query a.b 7', 'scan a.b.c.d', 'query "a.b.c.d" 7']) {
      expect([line, await asked(line)]).toEqual([line, item])
    }
    expect(await refused('query a.b x')).toContain('ValidationException')
  })

  test('show their keys first', async () => {
    const text = await shown('query Orders c2')
    expect(text.split('\n')[0]).toBe('customerId  orderId  status')
    const ofIndex = await shown('query Orders.byStatus done')
    expect(ofIndex.split('\n')[0]).toMatch(/^status /)
  })
})

describe('styles', () => {
  test('are for terminals that have colours, unless NO_COLOR forbids them', () => {
    expect(takesColours(true, {})).toBe(true)
    expect(takesColours(true, { NO_COLOR: '', TERM: 'xterm' })).toBe(true)
    expect(takesColours(true, { NO_COLOR: '1' })).toBe(false)
    expect(takesColours(true, { TERM: 'dumb' })).toBe(false)
    expect(takesColours(false, {})).toBe(false)
  })

  test('tell names, types and what a statement becomes apart, and change no text', async () => {
    const lines = [
      'put Orders {"customerId":"c1","orderId":1,"isNew":true,"tags":["a"],"none":""}',
      'SELECT * FROM Orders',
      'explain SELECT * FROM Orders',
      'describe Orders',
      'call GetItem {"TableName":"Orders","Key":{"customerId":{"S":"c1"},"orderId":{"N":"1"}}}',
      'call DescribeLimits',
      'help',
    ]
    const text = await coloured(...lines)
    expect(text).toContain('\u001b[1mcustomerId\u001b[22m  ')
    expect(text).toContain('\nc1          \u001b[33m1\u001b[39m        ')
    expect(text).toContain('\u001b[35mtrue\u001b[39m')
    expect(text).toContain('\u001b[36m["a"]\u001b[39m')
    expect(text).toContain('\u001b[36mScan\u001b[39m of Orders\n')
    expect(text).toContain('customerId (\u001b[36mS\u001b[39m)')
    expect(text).toContain('\u001b[1m"customerId"\u001b[22m: {\n')
    expect(text).toContain('"c1"')
    expect(text).toContain(
      '\u001b[1m"AccountMaxReadCapacityUnits"\u001b[22m: \u001b[33m80000\u001b[39m',
    )
    await database.table('Orders').delete({ customerId: 'c1', orderId: 1 })
    expect(text.replaceAll(MARKS, '')).toBe(await shown(...lines))
  })

  test('are not in what programs are answered', async () => {
    const session = sessionFor(undefined)
    for (const line of [
      'put my-table {"id":"a","n":1}',
      'scan my-table',
      'describe Orders',
      'help',
    ]) {
      await session.run(line)
    }
    expect(said.join('')).not.toContain('\u001b')
  })
})

describe('a person', () => {
  test('is helped with all words, or with one', async () => {
    const all = await shown('help')
    for (const verb of ['query <table> <key>', 'scan <table>', 'more', 'exit']) {
      expect(all).toMatch(new RegExp(`^  ${verb} +\\S`, 'm'))
    }
    for (const line of all.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
    expect(await shown('help query', '.HELP query;')).toBe(
      `  query <table> <key>       the items of a partition key, or of both keys; also of <table>.<index>
  Such as: query Orders.byStatus open
`.repeat(2),
    )
  })

  test('gets nothing from an answer that a terminal would obey', async () => {
    const hostile = '\u009b2J\u202e\u001b[1m'
    await database.table('my-table').put({ id: 'a', [hostile]: hostile })
    const text = await shown(
      'call GetItem {"TableName":"my-table","Key":{"id":{"S":"a"}}}',
      `explain SELECT * FROM "my-table" WHERE id = '${hostile}'`,
      'scan my-table',
    )
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(text).toContain('\\u009b2J')
  })

  test('sees rows under their names, how many, and what they cost', async () => {
    const text = await shown(
      'put Orders {"customerId":"c1","orderId":1,"status":"open","tags":["a",1]}',
      'SELECT * FROM Orders',
      'get Orders c1 1',
      'get Orders c1 2',
      'delete Orders c1 1',
      'delete Orders c1 1',
    )
    expect(text).toBe(`put
customerId  orderId  status  tags
----------  -------  ------  --------
c1          1        open    ["a", 1]
1 row, 0.5 capacity units, 1.0 ms
customerId  orderId  status  tags
----------  -------  ------  --------
c1          1        open    ["a", 1]
there is no such item
deleted
there is no such item
`)
  })

  test('sees a hundred rows, and more when there is asked for more', async () => {
    const items = Array.from({ length: 150 }, (_, orderId) => ({ customerId: 'c', orderId }))
    await database.table('Orders').putAll(items)
    const text = await shown('SELECT orderId FROM Orders', 'more')
    expect(text).toContain('100 rows, 0.5 capacity units, 1.0 ms; more shows the next\n')
    expect(text.trimEnd().split('\n').at(-2)).toBe('149')
    expect(text.trimEnd().split('\n').at(-1)).toBe('50 rows, 0 capacity units, 1.0 ms')
    const session = sessionFor(80)
    await session.run('scan Orders')
    await session.run('more')
    await expect(session.run('more')).rejects.toThrow('there is nothing more')
  })

  test('is told that an item took the place of another one', async () => {
    const put = 'put my-table {"id":"a"}'
    expect(await shown(put, put)).toBe('put\nput in the place of the item that was there\n')
  })

  test('sees values short, and an attribute a line where a row does not fit', () => {
    const options = { first: ['id'], width: 40, styles: PLAIN }
    const item = {
      text: { S: 'x'.repeat(41) },
      id: { S: 'y'.repeat(40) },
      some: { M: { a: { S: '1' }, b: { L: [{ N: '2' }, { NULL: true }] } } },
      sets: { SS: ['a', 'b'] },
      more: { BS: ['AA=='] },
      bytes: { B: 'AQI=' },
    }
    expect(gridOf([item, { id: { N: '1' } }], options)).toBe(
      `-- 1 --
id     ${'y'.repeat(32)}…
text   ${'x'.repeat(32)}…
some   {a: "1", b: [2, null]}
sets   {"a", "b"}
more   {<AA==>}
bytes  <AQI=>
-- 2 --
id     1`,
    )
    const rows = gridOf([{ id: item.id }, { id: item.text }], options)
    expect(rows.split('\n').slice(2)).toEqual(['y'.repeat(40), `${'x'.repeat(39)}…`])
  })

  test('is told what a statement costs, and what a table is', async () => {
    const text = await shown(
      "explain SELECT * FROM Orders WHERE customerId = 'c'",
      'describe Orders',
    )
    expect(text).toBe(`Query of Orders
  key: customerId = 'c'
  1 read unit, 0 items evaluated
Orders: customerId (S), orderId (N); ACTIVE
  0 items, 0 bytes; PAY_PER_REQUEST
  global index byStatus: status (S); ALL; 0 items
`)
  })

  test('sees nothing that a terminal obeys, in no more columns than it has if a row fits', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 })
    const item = fc.dictionary(
      text,
      fc.oneof(
        text.map(S => ({ S })),
        fc.constant({ L: [{ S: '\u001b[2J' }] }),
      ),
      {
        maxKeys: 5,
      },
    )
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 20, max: 200 }),
        (items, width) => {
          const grid = gridOf(items, { first: [], width, styles: PLAIN })
          const painted = gridOf(items, { first: [], width, styles: stylesOf(true) })
          expect(painted.replaceAll(MARKS, '')).toBe(grid)
          expect(grid.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
          const isList = grid.startsWith('-- 1 --')
          if (!isList)
            for (const line of grid.split('\n')) expect(line.length).toBeLessThanOrEqual(width)
        },
      ),
    )
  })
})

describe('a database elsewhere', () => {
  test.each([
    ['GetItem', true],
    ['BatchGetItem', true],
    ['TransactGetItems', true],
    ['DescribeTable', true],
    ['ListTables', true],
    ['PutItem', false],
    ['TransactWriteItems', false],
    // It may write.
    ['ExecuteStatement', false],
  ])('may be asked twice for a %s: %s', async (operation, expected) => {
    let repeatable: unknown
    let isClosed = false
    const sender = {
      send: async (_: string, __: object, options: { readonly isRepeatable: boolean }) => {
        repeatable = options.isRepeatable
        return {}
      },
    }
    const close = async (): Promise<void> => {
      isClosed = true
    }
    const door = remoteDoor({ name: 'there', sender, close } as unknown as End)
    await door.send(operation, {})
    await door.close()
    expect({ repeatable, title: door.title, isClosed }).toEqual({
      repeatable: expected,
      title: 'there',
      isClosed: true,
    })
  })
})

describe('a word that has been begun', () => {
  const TABLE = '"my-table"'
  test.each([
    ['', ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], ''],
    ['SEL', ['SELECT'], 'SEL'],
    ['get O', ['Orders'], 'O'],
    ['query O', ['Orders'], 'O'],
    ['.scan O', ['Orders'], 'O'],
    ['help sc', ['scan'], 'sc'],
    ['explain U', ['UPDATE'], 'U'],
    ['SELECT * FROM ', ['Orders', TABLE], ''],
    ['SELECT * FROM "m', ['my-table'], 'm'],
    ['SELECT * FROM Orders WHERE cus', ['customerId'], 'cus'],
    ['SELECT * FROM Orders WHERE byS', ['byStatus'], 'byS'],
    ['SELECT * FROM Nope WHERE cus', [], 'cus'],
    ['put Orders {"cus', [], 'cus'],
  ])('%s becomes one of %j', async (line, words, end) => {
    const [found, replaced] = await completionsOf(line, sessionFor(80).tables)
    expect(replaced).toBe(end)
    if (line === '') expect(found).toEqual(expect.arrayContaining(words))
    else expect(found).toEqual(words)
  })
})

describe('lines', () => {
  /** What is typed, and what the terminal shows then. */
  type Step = readonly [keys: string, shows: string]

  async function ended(running: ReturnType<typeof runPrompt>, errors: readonly string[]) {
    const { isDone, history } = await running
    return { isDone, history, errors: errors.join('') }
  }

  function ofProgram(text: string) {
    const errors: string[] = []
    const running = runPrompt({
      session: sessionFor(undefined),
      input: Readable.from([text]),
      terminal: undefined,
      title: 'memory',
      styles: PLAIN,
      refuse: (reason, line) => errors.push(`${line}: ${reason}\n`),
      history: [],
    })
    return ended(running, errors)
  }

  async function ofPerson(
    steps: readonly Step[],
    { styles = PLAIN, session = sessionFor(80) } = {},
  ) {
    const errors: string[] = []
    const input = new PassThrough()
    const terminal = new PassThrough()
    const running = runPrompt({
      session,
      input,
      terminal,
      title: 'memory',
      styles,
      refuse: reason => errors.push(`${reason}\n`),
      history: ['before'],
    })
    await terminalShows(terminal, 'memory> ')
    for (const [keys, shows] of steps) {
      input.write(keys)
      await terminalShows(terminal, shows)
    }
    return ended(running, errors)
  }

  async function terminalShows(terminal: PassThrough, text: string): Promise<void> {
    for (let shown = ''; !shown.includes(text); ) {
      shown += String(terminal.read() ?? '')
      if (!shown.includes(text)) await once(terminal, 'readable')
    }
  }

  test('of a program end with the first that is refused', async () => {
    const { isDone, errors } = await ofProgram('tables\nnonsense\ntables\n')
    expect(isDone).toBe(false)
    expect(errors).toBe('2: there is no nonsense: type help\n')
    expect(said).toEqual(['"Orders"\n', '"my-table"\n'])
  })

  test('of a program that break off are told', async () => {
    const [broken, whole] = [
      await ofProgram('put Orders {"a":'),
      await ofProgram('-- no\n\ntables'),
    ]
    expect(broken).toMatchObject({ isDone: false, errors: '1: the last line is not complete\n' })
    expect(whole).toMatchObject({ isDone: true, errors: '' })
  })

  test('of a person go on after a refusal, are completed by Tab, and are kept', async () => {
    const { isDone, errors, history } = await ofPerson([
      ['nonsense\r', 'memory> '],
      ['put my-table {\r', ' ... '],
      ['"id":"a"}\r', 'memory> '],
      ['describe Or', 'Or'],
      ['\t', 'ders'],
      ['\r', 'memory> '],
      ['exit\r', 'exit'],
    ])
    expect({ isDone, errors }).toEqual({
      isDone: true,
      errors: 'there is no nonsense: type help\n',
    })
    expect(said.join('')).toContain('put\nOrders: customerId (S), orderId (N); ACTIVE\n')
    expect(history.slice(0, 2)).toEqual(['exit', 'describe Orders'])
    expect(history.at(-1)).toBe('before')
  })

  test('of a person follow a prompt in its style, as long as it is without', async () => {
    const { isDone } = await ofPerson(
      [
        ['put my-table {\r', '\u001b[36m    ... \u001b[39m'],
        ['"id":"a"}\r', '\u001b[36mmemory> \u001b[39m'],
        ['.quit\r', '.quit'],
      ],
      { styles: stylesOf(true) },
    )
    expect(isDone).toBe(true)
  })

  test('of a person that break off are told, and fail nothing', async () => {
    const { isDone, errors } = await ofPerson([
      ['put Orders {\r', ' ... '],
      ['\u0004', ''],
    ])
    expect({ isDone, errors }).toEqual({ isDone: true, errors: 'the last line is not complete\n' })
  })

  test('of a person are kept once, however often they were typed', async () => {
    const { history } = await ofPerson([
      ['help more\r', 'memory> '],
      ['tables\r', 'memory> '],
      ['help more\r', 'memory> '],
      ['exit\r', 'exit'],
    ])
    expect(history).toEqual(['exit', 'help more', 'tables', 'before'])
  })

  test('of a person go on where nobody can be asked what completes them', async () => {
    const door = embeddedDoor(database, 'memory')
    const send = () => Promise.reject(new Error('away'))
    const session = new Session({
      door: { ...door, send },
      width: 80,
      styles: PLAIN,
      write: text => said.push(text),
      stopwatch: () => () => 1,
    })
    const { isDone, errors } = await ofPerson(
      [
        ['get Or', 'Or'],
        ['\t', ''],
        ['\u0003', 'memory> '],
        ['help exit\r', 'memory> '],
        ['exit\r', 'exit'],
      ],
      { session },
    )
    expect({ isDone, errors }).toEqual({ isDone: true, errors: '' })
    expect(said.join('')).toContain('Such as: exit\n')
  })

  test('of a person are taken back by Ctrl+C, which ends it where there is nothing', async () => {
    const { isDone, errors } = await ofPerson([
      ['put Orders {\r', ' ... '],
      ['\u0003', 'memory> '],
      ['tabl', 'tabl'],
      ['\u0003', 'memory> '],
      ['\u0003', ''],
    ])
    expect({ isDone, errors, said }).toEqual({ isDone: true, errors: '', said: [] })
  })
})
