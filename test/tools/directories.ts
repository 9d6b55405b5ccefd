/** Directories of databases for the tests of commands, and commands that are run on them. */

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterAll } from 'vitest'
import { Database } from '../../src/index.js'
import { runCommand } from '../../src/tools/command.js'

const temporary = mkdtempSync(join(tmpdir(), 'hashrange-commands-'))
let count = 0

afterAll(() => rmSync(temporary, { recursive: true, force: true }))

/** A path in a temporary folder where nothing is yet. */
export function newPath(): string {
  // Another file of tests in the same thread shares this module, and may have removed it at its end.
  mkdirSync(temporary, { recursive: true })
  count += 1
  return join(temporary, `d${count}`)
}

/** What the command does, what it prints, and what of errors. */
export function run(...args: readonly string[]) {
  return runWith('', ...args)
}

/** As `run`, of a command that a person looks at. */
export function runOnTerminal(...args: readonly string[]) {
  return runIn({ input: '', isTerminal: true }, args)
}

/** As `runOnTerminal`, of one that is as the environment says. */
export function runOnTerminalOf(environment: Environment, ...args: readonly string[]) {
  return runIn({ input: '', isTerminal: true, environment }, args)
}

/** As `run`, of a command that a program writes a text to. */
export function runWith(input: string, ...args: readonly string[]) {
  return runIn({ input, isTerminal: false }, args)
}

/** As `run`, of a command into which a person types lines on a terminal. */
export function runTyped(
  environment: Environment,
  lines: readonly string[],
  ...args: readonly string[]
) {
  const input = lines.map(line => `${line}\r`).join('')
  return runIn({ input, isTerminal: true, isTyped: true, environment }, args)
}

type Environment = Readonly<Record<string, string>>

interface Around {
  readonly input: string
  readonly isTerminal: boolean
  readonly environment?: Environment
  readonly isTyped?: boolean
}

async function runIn(
  { input, isTerminal, environment = {}, isTyped = false }: Around,
  args: readonly string[],
) {
  const out: string[] = []
  const errors: string[] = []
  const outcome = await runCommand(args, {
    version: '1.2.3',
    environment,
    write: text => out.push(text),
    writeError: text => errors.push(text),
    isTerminal,
    open: ({ delayTransientStatuses: _, ...options }) => Database.open(options),
    readBytes: path => readFile(path),
    typing: {
      input: Readable.from([input]),
      terminal: isTyped ? new PassThrough().resume() : undefined,
    },
  })
  return { ...outcome, out: out.join(''), errors: errors.join('') }
}

/** A copy of a directory. */
export function copyOf(directory: string): string {
  const copy = newPath()
  cpSync(directory, copy, { recursive: true })
  return copy
}

/** Changes a file. */
export function alter(path: string, change: (bytes: Buffer) => Buffer): void {
  writeFileSync(path, change(readFileSync(path)))
}

export function withFlippedBit(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return copy
}

/** A database with a checkpoint of two tables and items, and a log behind it of one table and more items. Closed. */
export async function writtenDatabase(encryptionKey?: Uint8Array): Promise<string> {
  const path = newPath()
  const db = await Database.open({ path, encryptionKey })
  const orders = await db.createTable('Orders', {
    partitionKey: { id: 'S' },
    sortKey: { line: 'N' },
    globalIndexes: { byColor: { partitionKey: { color: 'S' } } },
    stream: 'NEW_IMAGE',
  })
  const notes = await db.createTable('Notes', { partitionKey: { id: 'S' } })
  // So much that a checkpoint is made when it is closed.
  for (let id = 0; id < 40; id += 1) {
    await orders.put({ id: `o${id}`, line: id, color: id % 2 === 0 ? 'red' : 'blue' })
    await notes.put({ id: `n${id}`, text: 'x'.repeat(2000), tags: { a: id, b: [id] } })
  }
  await db.close()
  const later = await Database.open({ path, encryptionKey })
  const customers = await later.createTable('Customers', { partitionKey: { id: 'S' } })
  for (let id = 0; id < 5; id += 1) {
    await customers.put({ id: `c${id}`, name: `name ${id}`, address: { city: 'x', zip: id } })
    await later.table('Orders').put({ id: `o${id}`, line: id, color: 'green' })
    await later.table('Notes').delete({ id: `n${id}` })
  }
  await later.close()
  return path
}
