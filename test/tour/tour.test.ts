/** The tour as a stranger runs it, on fewer cities: it shows every step, and it ends by itself. */

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify, stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { cityCountOf } from '../../bench/tour/cities.js'
import { widthOf } from '../../bench/tour/drawing.js'

const run = promisify(execFile)
const MAIN = fileURLToPath(new URL('../../bench/tour/main.ts', import.meta.url))
const LIMIT_MILLIS = 280_000

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the tour in a process of its own, which is killed, and so fails, if it takes too long. */
async function runTour(...options: readonly string[]): Promise<Ended> {
  const argv = ['--import', 'tsx', MAIN, ...options]
  try {
    const { stdout, stderr } = await run(process.execPath, argv, { timeout: LIMIT_MILLIS })
    return { code: 0, stdout, stderr }
  } catch (error) {
    return error as Ended
  }
}

/** What each step must have shown, in the order of the steps. */
const SHOWN: readonly { readonly heading: string; readonly texts: readonly (string | RegExp)[] }[] =
  [
    {
      heading: '1  Load',
      texts: [
        "db.createTable<City>()('Cities', {",
        ' 25 %  500 cities',
        '100 %  2,000 cities',
        /→ 4,000 items in [\d.]+ s · [\d,]+ items\/s · 4,000 write units/,
        /(bytes|kB) of memory per item/,
      ],
    },
    {
      heading: '2  Point reads',
      texts: [
        "cities.get({ country: 'JP', place: 'Tokyo#1850147' })",
        "name: 'Tokyo'",
        /→ p50 [\d.]+ µs · p99 [\d.]+ [µm]s · [\d,]+ reads of random cities · 1 read unit each/,
        '→ 0.5 read units',
      ],
    },
    {
      heading: '3  Queries',
      texts: [
        '{ reverse: true, limit: 10 }',
        /São Paulo +10,021,295 {2}█+\n {2}Rio de Janeiro +6,023,699 {2}█+/,
        'place: { beginsWith }',
        /San Antonio/,
        '28 cities of India have one to two million people',
        "startKey: { country: 'IT', place: '",
        /first page: .*\n {2}second page: /,
      ],
    },
    {
      heading: '4  Conditional updates',
      texts: [
        'if: expr`attribute_not_exists(twin)`',
        "{ twin: 'Birmingham', visits: 1 }",
        '✗ ConditionalCheckFailedException: The conditional request failed',
        "error.item.twin is 'Birmingham'",
        /refusals\s+(· )?1 write unit each/,
      ],
    },
    {
      heading: '5  Transactions',
      texts: [
        'db.transactWrite([',
        '✗ TransactionCanceledException: Transaction cancelled',
        'update Cities   ConditionalCheckFailed: The conditional request failed',
        'put Ranking     None',
        /3 {2}Lyon +472,317 {2}→ {2}Marseille +794,811/,
        '6 write units each',
      ],
    },
    {
      heading: '6  The partition map',
      texts: [
        'cities.partitions()',
        /^ {2}0 +2³²$/m,
        /^ {2}00000000 +[\d,]+ +[\d.]+ kB {2}[█▏▎▍▌▋▊▉]+ +[A-Z]{2} .*[░▒▓█]$/m,
        /→ \d\d partitions/,
      ],
    },
    {
      heading: '7  A hot partition',
      texts: [/ and .* share a partition/, /^ {2}[0-9a-f]{8} .* [\d,]+( k)? +0 {2}█$/m],
    },
    {
      heading: '8  Two designs',
      texts: [
        'const oneKey = defineDesign({',
        /^ {2}one key a day +20,000 votes +10,000 throttled$/m,
        /^ {2}ten keys a day +20,000 votes +0 throttled$/m,
        'one key a day: Votes: 0 read and 10,000 write units',
        '50 % of the events were throttled',
      ],
    },
    {
      heading: '9  A fork',
      texts: [
        'const fork = db.fork()',
        /→ p50 [\d.]+ µs/,
        /original {2}[1-9]\d* in France {2}2,000 in all {2}█+/,
        /fork +0 in France {2}1,\d{3} in all {2}█+/,
      ],
    },
    { heading: 'That was it', texts: [/→ point read [\d.]+ µs · query of 10/, 'README.md'] },
  ]

test('shows what it does, step by step, and ends by itself', async () => {
  const { code, stdout, stderr } = await runTour('--cities', '2000')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  let rest = stdout
  for (const [index, { heading, texts }] of SHOWN.entries()) {
    const start = rest.indexOf(`── ${heading} ──`)
    expect(start, heading).toBeGreaterThanOrEqual(0)
    rest = rest.slice(start)
    const next = SHOWN[index + 1]
    const end = next === undefined ? rest.length : rest.indexOf(`── ${next.heading} ──`)
    const section = rest.slice(0, end)
    for (const text of texts) expect(section).toMatch(text)
  }
  // A pipe has no colours, and nothing is broken by the terminal but code.
  expect(stdout).toBe(stripVTControlCharacters(stdout))
  const tooWide = stdout.split('\n').filter(line => widthOf(line) > 80 && !line.includes('│'))
  expect(tooWide).toEqual([])
})

test('refuses what is no number of cities', async () => {
  const { code, stdout, stderr } = await runTour('--cities=1999')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toBe("--cities: a number from 2000 on is expected, not '1999'\n")
})

test.each([
  [undefined, Number.POSITIVE_INFINITY],
  ['2000', 2000],
  ['1999', undefined],
  ['all', undefined],
  ['-5', undefined],
])('--cities %s is %s cities', (text, count) => {
  expect(cityCountOf(text)).toBe(count)
})
