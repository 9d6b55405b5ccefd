/** What all commands have in common for people: how far they are, and how they say what is wrong. */

import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ProgressLine } from '../../src/tools/progress-line.js'
import { newPath, run, runOnTerminal, runOnTerminalOf, writtenDatabase } from './directories.js'

const CLEARED = '\r\u001b[K'

describe('how far something is', () => {
  let now: number
  let written: string[]

  function lineOf(columns: number): ProgressLine {
    now = 0
    written = []
    return new ProgressLine({
      write: text => written.push(text),
      columns,
      elapsed: () => now,
    })
  }

  test('stands on one line: what, how much of how much, how fast, how long it takes yet', () => {
    const line = lineOf(120)
    line.end()
    expect(written).toEqual([])
    const bytes = { what: 'reading the log', of: 3_000_000, unit: 'bytes' }
    line.show({ ...bytes, done: 1_000_000 }) // was done before, so that it is no part of the rate
    now = 2000
    line.show({ ...bytes, done: 1_500_000 })
    now = 4000
    line.show({ ...bytes, done: 3_000_000 })
    line.show({ what: 'copying Orders', done: 0, of: 36_000_000, unit: 'items' })
    now = 14_000
    line.show({ what: 'copying Orders', done: 36_000, of: 36_000_000, unit: 'items' })
    now = 34_000
    line.show({ what: 'copying Orders', done: 30_000_000, of: 36_000_000, unit: 'items' })
    line.end()
    line.end()
    expect(written).toEqual([
      `${CLEARED}reading the log [########................]  33 %, 977 KB of 2.9 MB`,
      `${CLEARED}reading the log [############............]  50 %, 1.4 MB of 2.9 MB, 244 KB a second, 6 s left`,
      `${CLEARED}reading the log [########################] 100 %, 2.9 MB of 2.9 MB, 488 KB a second`,
      `${CLEARED}copying Orders [........................]   0 %, 0 of 36000000 items`,
      `${CLEARED}copying Orders [........................]   0 %, 36000 of 36000000 items, 3600 a second, 2 h 47 min left`,
      `${CLEARED}copying Orders [####################....]  83 %, 30000000 of 36000000 items, 1000000 a second, 6 s left`,
      CLEARED,
    ])
  })

  test('is written ten times a second at the most, but anew at once where something else begins', () => {
    const line = lineOf(120)
    for (now = 0; now < 1000; now += 1) {
      line.show({ what: 'copying', done: now, of: 1000, unit: 'items' })
    }
    expect(written).toHaveLength(10)
    line.show({ what: 'comparing', done: 0, of: 1000, unit: 'items' })
    expect(written).toHaveLength(11)
  })

  test('is told without a bar where nobody knows how much there is', () => {
    const line = lineOf(120)
    line.show({ what: 'writing the checkpoint', done: 0, of: undefined, unit: 'bytes' })
    line.show({ what: 'changes of Orders', done: 0, of: undefined, unit: 'changes' })
    now = 1000
    line.show({ what: 'changes of Orders', done: 70, of: undefined, unit: 'changes' })
    line.show({ what: 'nothing', done: 0, of: 0, unit: 'items' })
    expect(written).toEqual([
      `${CLEARED}writing the checkpoint …`,
      `${CLEARED}changes of Orders …`,
      `${CLEARED}changes of Orders: 70 changes, 70 a second`,
      `${CLEARED}nothing [########################] 100 %, 0 of 0 items`,
    ])
  })

  test('fits the terminal, and has nothing that it obeys', () => {
    const line = lineOf(40)
    line.show({ what: '\u001b[2J😀'.repeat(20), done: 1, of: 2, unit: 'items' })
    const [text = ''] = written
    expect(text.slice(CLEARED.length)).not.toContain('\u001b')
    expect(text.length - CLEARED.length).toBe(39)
    expect(text.isWellFormed()).toBe(true)
  })
})

describe('a command that takes long', () => {
  let directory: string
  let exported: string

  beforeAll(async () => {
    directory = await writtenDatabase()
    exported = newPath()
    const { out } = await run('export', '--path', directory, '--table', 'Notes', '--to', exported)
    exported = join(out.trim().replace(/^.* are in /, ''), '..', 'data')
  })

  const COMMANDS: readonly (readonly [
    name: string,
    args: () => string[],
    shows: readonly string[],
  ])[] = [
    ['verify', () => [directory], ['checking the files [', 'reading the checkpoint [']],
    ['inspect', () => [directory], ['checking the files [', 'reading the log [']],
    [
      'salvage',
      () => [directory, newPath()],
      ['checking the files [', 'reading what is good [', 'copying Orders ['],
    ],
    ['compact', () => [directory], ['reading the checkpoint [', 'writing the checkpoint …']],
    [
      'export',
      () => ['--path', directory, '--table', 'Notes', '--to', newPath()],
      ['reading the checkpoint [', 'exporting Notes ['],
    ],
    [
      'import',
      () => [
        ...[exported, '--path', newPath(), '--table', 'Notes'],
        ...['--key', 'id', '--compression', 'gzip'],
      ],
      ['importing Notes ['],
    ],
    ['pull', () => ['Orders', '--from', directory, '--into', newPath()], ['pulling Orders [']],
    [
      'migrate',
      () => [directory, newPath(), '--at-rest'],
      ['copying Orders [', 'comparing Notes ['],
    ],
    ['shell', () => [directory], ['reading the checkpoint [']],
  ]

  test.each(COMMANDS)(
    '%s shows a person how far it is, in a line that is gone then',
    async (name, args, shows) => {
      const { exitCode, errors } = (await runOnTerminal(name, ...args())) as Awaited<
        ReturnType<typeof run>
      > & { readonly exitCode?: number }
      expect({ exitCode, errors }).toMatchObject({ exitCode: 0 })
      for (const what of shows) expect(errors).toContain(`${CLEARED}${what}`)
      expect(errors.endsWith(CLEARED)).toBe(true)
      expect(errors).not.toContain('\n')
    },
  )

  test.each(COMMANDS)(
    '%s shows it to no program, and to no terminal that has only lines',
    async (name, args) => {
      expect(await run(name, ...args())).toMatchObject({ exitCode: 0, errors: '' })
      expect(await runOnTerminal(name, ...args(), '--json')).toMatchObject({
        exitCode: 0,
        errors: '',
      })
      const dumb = await runOnTerminalOf({ TERM: 'dumb' }, name, ...args())
      expect(dumb).toMatchObject({ exitCode: 0, errors: '' })
    },
  )

  test('serve shows a person how far the opening is', async () => {
    const outcome = await runOnTerminal('serve', '--port', '0', '--path', directory)
    if (!('server' in outcome)) throw new Error(outcome.errors)
    await outcome.server.close()
    expect(outcome.errors).toContain(`${CLEARED}reading the checkpoint [`)
    expect(outcome.errors.endsWith(CLEARED)).toBe(true)
  })
})

describe('what is wrong', () => {
  test('begins with the name of the command, in red where a person reads it', async () => {
    const nowhere = newPath()
    const { errors } = await run('verify', nowhere)
    expect(errors).toMatch(/^hashrange: .*\n$/)
    const onTerminal = await runOnTerminal('verify', nowhere)
    expect(onTerminal.errors).toBe(errors.replace('hashrange:', '\u001b[31mhashrange:\u001b[39m'))
    expect(await runOnTerminalOf({ NO_COLOR: '1' }, 'verify', nowhere)).toMatchObject({ errors })
    const wrong = await runOnTerminal('verify')
    expect(wrong.errors).toBe(
      '\u001b[31mhashrange:\u001b[39m the directory is missing\nSee hashrange verify --help.\n',
    )
  })
})
