/** What `--help` tells: of every command in one form, and as it is. */

import type { ParseArgsConfig } from 'node:util'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { wishOf } from '../../src/tools/arguments.js'
import { run } from './directories.js'

/** The options that a command understands are those by which its arguments were parsed last. */
let understood: readonly string[] = []

vi.mock('node:util', async load => {
  const util = await load<typeof import('node:util')>()
  const parseArgs = (config: ParseArgsConfig) => {
    understood = Object.keys(config.options ?? {})
    return util.parseArgs(config)
  }
  return { ...util, default: util, parseArgs }
})

const COMMANDS = [
  'serve',
  'explore',
  'shell',
  'verify',
  'inspect',
  'salvage',
  'compact',
  'export',
  'import',
  'compare',
  'pull',
  'migrate',
  'completion',
] as const
const COLUMNS = 100

/** Words as a shell takes them, up to where it sends what comes of them. */
function wordsOf(line: string): string[] {
  const [, command = ''] = /(?:^|\| )hashrange ([^|&>]*)/.exec(line) ?? []
  return command
    .trim()
    .split(/\s+/)
    .filter(word => word !== '')
}

function examplesIn(help: string): string[] {
  const [, lines = ''] = /\n\nExamples?:\n((?: {2}\S.*\n)+)\nExit codes: /.exec(help) ?? []
  return lines.split('\n').flatMap(line => (line === '' ? [] : [line.trim()]))
}

test('help lists every command, in lines that a terminal has room for', async () => {
  const { out } = await run('--help')
  const listed = Array.from(out.matchAll(/^ {2}([a-z]+) {2,}\S/gm), ([, name]) => name)
  expect(listed).toEqual(COMMANDS)
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(COLUMNS)
  expect(examplesIn(out).length).toBeGreaterThan(0)
  for (const example of examplesIn(out)) expect(wishOf(wordsOf(example)).kind).toBeTypeOf('string')
})

test('help can be asked for in three ways', async () => {
  const { out } = await run('verify', '--help')
  expect(await run('help', 'verify')).toMatchObject({ exitCode: 0, out })
  expect(await run('verify', 'data', '-h')).toMatchObject({ exitCode: 0, out })
  expect((await run('help')).out).toBe((await run('--help')).out)
  expect(await run('help', 'nothing')).toMatchObject({
    exitCode: 2,
    errors: 'hashrange: unknown command: nothing\nSee hashrange --help.\n',
  })
})

describe.each(COMMANDS)('help of %s', command => {
  let help: string

  beforeAll(async () => {
    help = (await run(command, '--help')).out
  })

  test('has the form of all others', () => {
    expect(help).toMatch(new RegExp(`^Usage: hashrange ${command} [\\s\\S]*\\[options\\]\n\n\\S`))
    expect(help).toMatch(/\n {2}--help {2,}show this text\n/)
    expect(help).toMatch(/\n\nExit codes: 0 [\s\S]*[^\n]\.\n$/)
    for (const line of help.split('\n')) {
      expect(line.length, line).toBeLessThanOrEqual(COLUMNS)
      expect(line).toBe(line.trimEnd())
    }
  })

  test('has examples, which are understood', () => {
    const examples = examplesIn(help)
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) {
      const words = wordsOf(example)
      expect(words[0]).toBe(command)
      expect(wishOf(words).kind, example).toBe(command === 'completion' ? 'text' : command)
    }
  })

  test('tells of all options that are understood, and of no others', () => {
    understood = []
    const [example = ''] = examplesIn(help)
    wishOf(wordsOf(example))
    const told = Array.from(help.matchAll(/^ {2}--([a-z-]+)[ \n]/gm), ([, name = '']) => name)
    const beside = Array.from(
      help.matchAll(/ --?([a-z]+(?:[A-Z][a-z]+|-[a-z]+)*)\b/g),
      ([, name = '']) => name.replace(/[A-Z]/g, capital => `-${capital.toLowerCase()}`),
    )
    expect(understood.filter(option => !told.includes(option) && !beside.includes(option))).toEqual(
      [],
    )
    expect(told.filter(option => option !== 'help' && !understood.includes(option))).toEqual([])
    // What it prints is a script.
    if (command !== 'completion') expect(help).toMatch(/\n {2}--json +print JSON/)
  })
})
