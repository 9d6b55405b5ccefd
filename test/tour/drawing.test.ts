/** What the tour draws: from values to text, without a terminal. */

import { describe, expect, test } from 'vitest'
import {
  bar,
  columns,
  cut,
  grid,
  padEnd,
  padStart,
  paintFor,
  progressLine,
  widthOf,
  wrap,
} from '../../bench/tour/drawing.js'
import { formatCount, formatDuration, formatSize, formatUnits } from '../../bench/tour/format.js'
import { highlight, listingOf } from '../../bench/tour/listing.js'
import { type Output, Terminal } from '../../bench/tour/terminal.js'
import { factsOf, quantilesOf } from '../../bench/tour/timing.js'

const plain = paintFor(false)
const colourful = paintFor(true)

test.each([
  [0, ''],
  [0.0001, '▏'],
  [0.25, '█'],
  [0.5, '██'],
  [0.53, '██▏'],
  [0.97, '███▉'],
  [1, '████'],
  [7, '████'],
  [-1, ''],
])('a bar of %f on four columns', (share, drawn) => {
  expect(bar(share, 4)).toBe(drawn)
})

test.each([
  [0, '[          ]   0 %  0 cities'],
  [0.5, '[█████     ]  50 %  0 cities'],
  [0.99, '[█████████▉]  99 %  0 cities'],
  [1, '[██████████] 100 %  0 cities'],
])('progress at %f', (share, drawn) => {
  expect(progressLine(share, '0 cities', 28)).toBe(drawn)
})

test.each([
  ['Lyon', 4],
  [colourful.red('Lyon'), 4],
  ['São Paulo', 9],
  ['São', 3],
  ['█▏', 2],
])('the width of %j is %i', (text, width) => {
  expect(widthOf(text)).toBe(width)
})

test('text is padded by what is seen of it, and cut with a sign', () => {
  expect(padEnd(colourful.red('ab'), 4)).toBe(`${colourful.red('ab')}  `)
  expect(padStart('ab', 4)).toBe('  ab')
  expect(padStart('abcde', 4)).toBe('abcde')
  expect(cut('abcd', 4)).toBe('abcd')
  expect(cut('abcde', 4)).toBe('abc…')
})

test('columns are as wide as their widest cell', () => {
  const rows = [
    ['Paris', '2,138,551', 'x'],
    ['Marseille', '794,811', ''],
  ]
  expect(columns(rows, ['left', 'right', 'left'])).toEqual([
    'Paris      2,138,551  x',
    'Marseille    794,811',
  ])
})

test('a grid is read downwards', () => {
  expect(grid(['a', 'bb', 'c', 'd', 'e'], 8)).toEqual(['a   d', 'bb  e', 'c'])
  expect(grid(['longer than the width'], 8)).toEqual(['longer than the width'])
  expect(grid([], 8)).toEqual([])
})

test('lines are broken between parts', () => {
  expect(wrap(['aa', 'bb', 'cc'], ' · ', 7)).toEqual(['aa · bb', 'cc'])
  expect(wrap(['too long', 'b'], ' ', 4)).toEqual(['too long', 'b'])
  expect(wrap([], ' ', 4)).toEqual([])
})

test.each([
  [0.04, '0.0 µs'],
  [3.14, '3.1 µs'],
  [9.96, '10 µs'],
  [412.4, '412 µs'],
  [999.6, '1.0 ms'],
  [12_345, '12 ms'],
  [2_140_000, '2.1 s'],
])('%f microseconds', (micros, text) => {
  expect(formatDuration(micros)).toBe(text)
})

test.each([
  [93, '93 bytes'],
  [4_200, '4 kB'],
  [999_600, '1.00 MB'],
  [12_340_000, '12.3 MB'],
])('%i bytes', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text)
})

test('counts and units', () => {
  expect(formatCount(135_233.4)).toBe('135,233')
  expect(formatUnits(1, 'read')).toBe('1 read unit')
  expect(formatUnits(0.5, 'read')).toBe('0.5 read units')
  expect(formatUnits(6, 'write')).toBe('6 write units')
})

test('quantiles leave the warm-up out', () => {
  const micros = Float64Array.from({ length: 110 }, (_, index) => (index < 11 ? 5_000 : index - 10))
  const quantiles = quantilesOf(micros)
  expect(quantiles).toEqual({ count: 99, p50Micros: 50, p99Micros: 98 })
  expect(factsOf(quantiles, 'reads')).toEqual(['p50 50 µs', 'p99 98 µs', '99 reads'])
})

test('a listing is cut out of the source, without its indentation', () => {
  const source = [
    'f()',
    '  // shown: one',
    '  if (x) {',
    '',
    '    g()',
    '  }',
    '  // end',
    '  // shown: two',
    'h()',
    '// end',
  ]
  expect(listingOf(source.join('\n'), 'one')).toEqual(['if (x) {', '', '  g()', '}'])
  expect(listingOf(source.join('\r\n'), 'two')).toEqual(['h()'])
  expect(() => listingOf(source.join('\n'), 'three')).toThrow("there is no listing 'three'")
})

test('code is shown in colours, and unchanged without', () => {
  const { green, magenta, yellow, dim } = colourful
  const template = ['`SET n = $', '{n}`'].join('')
  const code = `const a = f('b', ${template}, 1_000) // c`
  expect(highlight(code, colourful)).toBe(
    `${magenta('const')} a = f(${green("'b'")}, ${green(template)}, ${yellow('1_000')}) ${dim('// c')}`,
  )
  expect(highlight(code, plain)).toBe(code)
})

/** Keeps what is written to it. */
class Recorder implements Output {
  readonly isTTY: boolean
  readonly columns: number | undefined
  text = ''

  constructor(options: { readonly isTTY: boolean; readonly columns?: number }) {
    this.isTTY = options.isTTY
    this.columns = options.columns
  }

  write(text: string): void {
    this.text += text
  }
}

describe('the terminal', () => {
  test.each([
    { name: 'a pipe', isTTY: false, env: {}, hasColours: false },
    { name: 'a terminal', isTTY: true, env: {}, hasColours: true },
    { name: 'NO_COLOR', isTTY: true, env: { NO_COLOR: '1' }, hasColours: false },
    { name: 'a dumb terminal', isTTY: true, env: { TERM: 'dumb' }, hasColours: false },
  ])('$name: colours $hasColours', ({ isTTY, env, hasColours }) => {
    const output = new Recorder({ isTTY })
    new Terminal(output, env).facts(['fact'])
    expect(output.text).toBe(hasColours ? `  ${colourful.green('→ fact')}\n\n` : '  → fact\n\n')
  })

  test.each([
    [undefined, 76],
    [20, 56],
    [60, 56],
    [90, 86],
    [300, 96],
  ])('of %s columns has room for %i', (columns, width) => {
    const output = new Recorder(columns === undefined ? { isTTY: true } : { isTTY: true, columns })
    expect(new Terminal(output, {}).width).toBe(width)
  })

  test('moves a bar on a terminal and clears it', () => {
    const output = new Recorder({ isTTY: true, columns: 60 })
    const progress = new Terminal(output, { NO_COLOR: '' }).progress()
    progress.update(0.5, 'half')
    progress.end()
    const clear = '\r\x1b[K'
    const drawn = `[${'█'.repeat(20)}${' '.repeat(20)}]  50 %  half`
    expect(output.text).toBe(`${clear}  ${drawn}${clear}`)
  })

  test('says each quarter once in a pipe, and nothing while it waits', () => {
    const output = new Recorder({ isTTY: false })
    const terminal = new Terminal(output, {})
    const progress = terminal.progress()
    for (const share of [0.1, 0.3, 0.4, 0.8, 1, 1]) progress.update(share, `at ${share}`)
    progress.end()
    const waiting = terminal.waiting()
    waiting.update(1, 'waiting')
    waiting.end()
    expect(output.text).toBe('   25 %  at 0.3\n   75 %  at 0.8\n  100 %  at 1\n\n')
  })

  test('shows a refusal by its name and in its words', () => {
    const output = new Recorder({ isTTY: false, columns: 60 })
    const error = new Error('x '.repeat(30).trim())
    new Terminal(output, {}).refusal(error, ['a detail'])
    expect(output.text).toBe(
      `  ✗ Error: ${'x '.repeat(24).trim()}\n    ${'x '.repeat(6).trim()}\n    a detail\n\n`,
    )
  })
})
