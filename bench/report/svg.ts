// How does latency grow with the table? A picture: one panel per kind of read, one line per engine
// with a band from the median to the 99th percentile, both axes logarithmic. Written by hand, so
// that the bench needs no drawing package; it follows the reader's light or dark theme.

import type { EngineName } from '../engines/engine.js'
import type { Comparison } from './statistics.js'
import { count, significant } from './table.js'

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

interface Point {
  readonly itemCount: number
  readonly p50: number
  readonly p99: number
}

interface Line {
  readonly engine: EngineName
  readonly points: readonly Point[]
}

interface Axes {
  readonly box: Box
  readonly x: (itemCount: number) => number
  readonly y: (micros: number) => number
  readonly sizes: readonly number[]
  readonly ticks: readonly number[]
}

const WIDTH = 1_080
const HEIGHT = 470
const PANEL_BOXES: readonly Box[] = [
  { left: 82, right: 396, top: 112, bottom: 400 },
  { left: 616, right: 930, top: 112, bottom: 400 },
]
const LABEL_GAP = 17

interface Inks {
  readonly light: string
  readonly dark: string
}

const INKS: Readonly<Record<EngineName, Inks>> = {
  hashrange: { light: '#c2410c', dark: '#fb923c' },
  'hashrange-before': { light: '#7f5539', dark: '#d6ab8a' },
  'hashrange-log': { light: '#a16207', dark: '#ecc94b' },
  lmdb: { light: '#1d6fb8', dark: '#63b3f4' },
  sqlite: { light: '#6d5bd0', dark: '#b3a4ff' },
  ceiling: { light: '#7b8794', dark: '#8d9aa8' },
}

/** Plain rules, no custom properties: the simplest of viewers shows the same picture. */
const STYLE = `
  text { font: 13px ui-sans-serif, system-ui, 'Segoe UI', Helvetica, Arial, sans-serif }
  .page { fill: #ffffff } .text { fill: #1f2933 } .faint { fill: #6b7785 }
  .grid { stroke: #e3e8ee } .title { font-size: 20px; font-weight: 600 }
  .panel { font-size: 15px; font-weight: 600 } .label { font-weight: 600 }
  .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round }
  .band { opacity: 0.13 } .dot { stroke: #ffffff; stroke-width: 1.5 }
  .ceiling .line { stroke-dasharray: 2 6 }
  ${inkRules('light')}
  @media (prefers-color-scheme: dark) {
    .page { fill: #11161c } .text { fill: #e6ebf0 } .faint { fill: #93a0ae }
    .grid { stroke: #27313b } .dot { stroke: #11161c }
    ${inkRules('dark')}
  }`

export function latencyPicture(comparisons: readonly Comparison[]): string {
  const titles = [...new Set(comparisons.map(({ title }) => title))]
  const panels = titles.map((title, index) => {
    const box = PANEL_BOXES[index]
    if (box === undefined) throw new RangeError('there is room for two panels')
    return panel(title, linesOf(comparisons.filter(one => one.title === title)), box)
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"
  aria-label="Read latency by table size">
<style>${STYLE}
</style>
<rect class="page" width="${WIDTH}" height="${HEIGHT}" rx="10"/>
${text({ x: 28, y: 40, style: 'title text', content: 'Read latency as the table grows' })}
${text({
  x: 28,
  y: 62,
  style: 'faint',
  content:
    'Microseconds a call, one process, items of about 300 bytes in 1,000 partition keys. ' +
    'Line: median. Band: up to the 99th percentile.',
})}
${panels.join('\n')}
</svg>
`
}

function inkRules(theme: keyof Inks): string {
  const rules = Object.entries(INKS).map(([engine, inks]) => {
    const ink = inks[theme]
    return `.${engine} .filled { fill: ${ink} } .${engine} .stroked { stroke: ${ink} }`
  })
  return rules.join('\n  ')
}

function linesOf(comparisons: readonly Comparison[]): readonly Line[] {
  const engines = comparisons[0]?.engines.map(({ engine }) => engine) ?? []
  return engines.map(engine => ({
    engine,
    points: comparisons.flatMap(({ itemCount, engines: measured }) => {
      const reads = measured.find(one => one.engine === engine)?.readMicros
      return reads === undefined ? [] : [{ itemCount, p50: reads.p50, p99: reads.p99 }]
    }),
  }))
}

function panel(title: string, lines: readonly Line[], box: Box): string {
  const axes = axesOf(lines, box)
  return [
    text({ x: box.left, y: box.top - 18, style: 'panel text', content: title }),
    ...axes.ticks.map(micros => horizontal(axes, micros)),
    ...axes.sizes.map(itemCount =>
      text({
        x: axes.x(itemCount),
        y: box.bottom + 22,
        style: 'faint',
        anchor: 'middle',
        content: shortCount(itemCount),
      }),
    ),
    text({
      x: (box.left + box.right) / 2,
      y: box.bottom + 44,
      style: 'faint',
      anchor: 'middle',
      content: 'items in the table',
    }),
    ...lines.map(line => curve(axes, line)),
    ...labels(axes, lines),
  ].join('\n')
}

function axesOf(lines: readonly Line[], box: Box): Axes {
  const points = lines.flatMap(line => line.points)
  const sizes = [...new Set(points.map(({ itemCount }) => itemCount))].sort((a, b) => a - b)
  const low = Math.max(0.05, Math.min(...points.map(({ p50 }) => p50)))
  const high = Math.max(...points.map(({ p99 }) => p99))
  const ticks = ticksOver(low, high)
  const lowest = Math.log10(ticks[0] ?? low)
  const highest = Math.log10(ticks.at(-1) ?? high)
  const first = Math.log10(sizes[0] ?? 1)
  const last = Math.max(first + 1, Math.log10(sizes.at(-1) ?? 10))
  const share = (value: number, from: number, to: number) => (value - from) / (to - from)
  return {
    box,
    sizes,
    ticks,
    x: itemCount =>
      box.left + 14 + share(Math.log10(itemCount), first, last) * (box.right - box.left - 28),
    y: micros => {
      const value = Math.log10(Math.max(micros, 10 ** lowest))
      return box.bottom - share(value, lowest, highest) * (box.bottom - box.top)
    },
  }
}

/** 1, 2 and 5 times the powers of ten, from the last one below `low` to the first above `high`. */
function ticksOver(low: number, high: number): readonly number[] {
  const ticks: number[] = []
  for (let power = Math.floor(Math.log10(low)); ; power++) {
    for (const step of [1, 2, 5]) {
      const tick = step * 10 ** power
      if (tick <= low) ticks.length = 0
      ticks.push(tick)
      if (tick >= high) return ticks
    }
  }
}

function horizontal({ box, y }: Axes, micros: number): string {
  const at = fixed(y(micros))
  const content = `${Number(micros.toPrecision(1))} µs`
  return (
    `<line class="grid" x1="${box.left}" x2="${box.right}" y1="${at}" y2="${at}"/>` +
    text({ x: box.left - 8, y: y(micros) + 4, style: 'faint', anchor: 'end', content })
  )
}

function curve({ x, y }: Axes, { engine, points }: Line): string {
  const at = (micros: (point: Point) => number) => (point: Point) =>
    `${fixed(x(point.itemCount))},${fixed(y(micros(point)))}`
  const middle = points.map(at(point => point.p50))
  const upper = points.map(at(point => point.p99)).reverse()
  const dots = points.map(({ itemCount, p50, p99 }) => {
    const hint = `${engine}, ${count(itemCount)} items: p50 ${significant(p50)}, p99 ${significant(p99)}`
    return (
      `<circle class="dot filled" cx="${fixed(x(itemCount))}" cy="${fixed(y(p50))}" r="4">` +
      `<title>${hint} microseconds</title></circle>`
    )
  })
  return `<g class="${engine}"><polygon class="band filled" points="${[...middle, ...upper].join(' ')}"/>
<polyline class="line stroked" points="${middle.join(' ')}"/>${dots.join('')}</g>`
}

/** At the end of each line, moved apart where lines meet. */
function labels({ box, y }: Axes, lines: readonly Line[]): readonly string[] {
  const ends = lines
    .flatMap(({ engine, points }) => {
      const end = points.at(-1)
      return end === undefined ? [] : [{ engine, p50: end.p50, at: y(end.p50) + 4 }]
    })
    .sort((a, b) => a.at - b.at)
  let free = Number.NEGATIVE_INFINITY
  return ends.map(({ engine, p50, at }) => {
    const line = Math.max(at, free)
    free = line + LABEL_GAP
    const content = `${engine} ${significant(p50)} µs`
    return `<g class="${engine}">${text({ x: box.right + 8, y: line, style: 'label filled', content })}</g>`
  })
}

interface Text {
  readonly x: number
  readonly y: number
  readonly style: string
  readonly content: string
  readonly anchor?: 'middle' | 'end'
}

function text({ x, y, style, content, anchor }: Text): string {
  const anchored = anchor === undefined ? '' : ` text-anchor="${anchor}"`
  return `<text class="${style}" x="${fixed(x)}" y="${fixed(y)}"${anchored}>${content}</text>`
}

function fixed(value: number): string {
  return value.toFixed(1)
}

function shortCount(value: number): string {
  if (value >= 1e6) return `${value / 1e6} M`
  return value >= 1e3 ? `${value / 1e3} k` : String(value)
}
