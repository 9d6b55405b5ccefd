/** The shell: what is typed, what it answers to people and to programs, and how lines come to it. */

import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { completionsOf } from '../../src/shell/completion.js'
import { embeddedDoor } from '../../src/shell/embedded-door.js'
import { gridOf } from '../../src/shell/grid.js'
import { isComplete, WrongLine, wishOf } from '../../src/shell/line.js'
import { runPrompt } from '../../src/shell/prompt.js'
import { refusalText, Session } from '../../src/shell/session.js'

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

function sessionFor(width: number | undefined): Session {
  return new Session({
    door: embeddedDoor(database, 'memory'),
    width,
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
    ['explain', 'explain: the statement is missing'],
    ['more', 'there is nothing more'],
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

describe('a person', () => {
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
          const grid = gridOf(items, [], width)
          expect(grid.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
          const isList = grid.startsWith('-- 1 --')
          if (!isList)
            for (const line of grid.split('\n')) expect(line.length).toBeLessThanOrEqual(width)
        },
      ),
    )
  })
})

describe('a word that has been begun', () => {
  const TABLE = '"my-table"'
  test.each([
    ['', ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], ''],
    ['SEL', ['SELECT'], 'SEL'],
    ['get O', ['Orders'], 'O'],
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
      writeError: line => errors.push(line),
      history: [],
    })
    return ended(running, errors)
  }

  async function ofPerson(steps: readonly Step[]) {
    const errors: string[] = []
    const input = new PassThrough()
    const terminal = new PassThrough()
    const running = runPrompt({
      session: sessionFor(80),
      input,
      terminal,
      title: 'memory',
      writeError: line => errors.push(line),
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
    expect(errors).toBe('there is no nonsense: type help\n')
    expect(said).toEqual(['"Orders"\n', '"my-table"\n'])
  })

  test('of a program that break off are told', async () => {
    const [broken, whole] = [
      await ofProgram('put Orders {"a":'),
      await ofProgram('-- no\n\ntables'),
    ]
    expect(broken).toMatchObject({ isDone: false, errors: 'the last line is not complete\n' })
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
