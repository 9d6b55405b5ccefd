/** `hashrange compare`, as a process: modules of designs, what is printed, and exit codes. */

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compareWishOf } from '../../src/tools/compare-arguments.js'
import { WrongArguments } from '../../src/tools/options.js'
import { buildProgram } from '../support/program.js'
import { run } from '../tools/directories.js'

const SCHEMA = "{ partitionKey: { day: 'S' }, sortKey: { id: 'N' } }"
const FILES: Readonly<Record<string, string>> = {
  'votes.mjs':
    "export default { rate: 2_000, duration: 2, events: (_, n) => ({ kind: 'vote', day: '11-29', n }) }",
  'one.mjs': `
    import votes from './votes.mjs'
    const vote = ({ day, n }, { Votes }) => Votes.put({ day, id: n })
    export default { name: 'one key', workload: votes, tables: { Votes: ${SCHEMA} }, operations: { vote } }`,
  'ten.mjs': `
    const vote = ({ day, n }, { Votes }) => Votes.put({ day: day + n % 10, id: n })
    export const ten = { name: 'ten keys', tables: { Votes: ${SCHEMA} }, operations: { vote } }`,
  'typed.ts': `
    interface Vote { readonly day: string; readonly n: number }
    const vote = ({ day, n }: Vote, tables: any) => tables.Votes.put({ day: day + n % 10, id: n })
    export default { name: 'typed', tables: { Votes: ${SCHEMA} } as const, operations: { vote } }`,
  'thrower.mjs': `
    const vote = ({ n }) => { if (n === 5) throw new TypeError('no') }
    export default { name: 'thrower', tables: { Votes: ${SCHEMA} }, operations: { vote } }`,
  'none.mjs': 'export default 5',
  'wrong.mjs': "export default { name: 'wrong', tables: {} }",
  'trace.jsonl': Array.from({ length: 50 }, (_, n) => {
    const Item = { day: { S: 'x' }, id: { N: String(n) } }
    const json = { TableName: 'Votes', Item }
    return `${JSON.stringify({ at: n, region: 'us-east-1', operation: 'PutItem', json })}\n`
  }).join(''),
}

let directory: string
let program: string

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hashrange-compare-'))
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(directory, name), text)
  program = await buildProgram(new URL('../../src/tools/main.ts', import.meta.url), directory)
})

afterAll(() => rmSync(directory, { recursive: true, force: true }))

function compare(args: string): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const argv = [program, 'compare', ...args.split(' ')]
  return new Promise(resolve => {
    execFile(process.execPath, argv, { cwd: directory }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr })
    })
  })
}

test('prints figures, heat maps and a verdict, without colours where there is no terminal', async () => {
  const { code, stdout, stderr } = await compare('one.mjs ten.mjs typed.ts')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^2 seconds of load +one key +ten keys +typed$/m)
  expect(stdout).toMatch(/^ {2}throttled +2,000 \(50 %\) +0 +0$/m)
  expect(stdout).toContain('- one key: 50 % of the events were throttled')
  expect(stdout).not.toContain('\x1b')
})

test('prints JSON for scripts, of a trace as well', async () => {
  const { code, stdout } = await compare('one.mjs ten.mjs --trace trace.jsonl --json')
  expect(stdout.trimEnd()).not.toContain('\n')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    seconds: 1,
    designs: [
      { name: 'one key', events: 50, throttled: 0 },
      { name: 'ten keys', events: 50, throttled: 0 },
    ],
  })
})

test.each([
  ['ten.mjs typed.ts', 'There is nothing to answer'],
  ['one.mjs thrower.mjs', 'thrower.mjs: thrower: event 5 failed: TypeError: no'],
  ['one.mjs none.mjs', 'none.mjs exports no design, as in: export default'],
  ['one.mjs wrong.mjs', 'wrong.mjs: ValidationException: tables is undefined'],
  ['one.mjs nowhere.mjs', 'nowhere.mjs could not be loaded: '],
  ['one.mjs ten.mjs --workload ten.mjs', 'ten.mjs exports no workload'],
])('%s fails', async (args, message) => {
  const paths = args.split(' ').map(word => (word.includes('.') ? join(directory, word) : word))
  const { out, errors, ...outcome } = await run('compare', ...paths)
  expect({ ...outcome, out }).toEqual({ exitCode: 1, out: '' })
  const told = errors.replace(`${directory}/`, '')
  expect(told.slice(0, 11 + message.length)).toBe(`hashrange: ${message}`)
})

test.each([
  ['', /the designs are missing/],
  ['a b --workload w --trace t', /leave one of them out/],
  ['a b --speed 2', /only a trace has one/],
  ['a b --attempts 0', /--attempts: 0 is not a whole number from 1 on/],
  ['a b --seed 1.5', /--seed: 1.5 is not a whole number from 0 on/],
  ['a b --trace t --speed 0', /--speed: 0 is not a number above 0/],
])('arguments: %s', (args, message) => {
  const wish = () => compareWishOf(args.split(' ').filter(one => one !== ''))
  expect(wish).toThrow(WrongArguments)
  expect(wish).toThrow(message)
})
