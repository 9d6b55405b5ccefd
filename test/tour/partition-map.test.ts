/** The picture of the partitions. */

import { expect, test } from 'vitest'
import { paintFor, widthOf } from '../../bench/tour/drawing.js'
import {
  drawPartitionMap,
  drawPartitions,
  type MappedPartition,
  mapPartitions,
} from '../../bench/tour/partition-map.js'

const HALF = 2 ** 31
const HASHES = 2 ** 32
const paint = paintFor(false)

const idle: MappedPartition = {
  low: 0,
  high: HALF,
  itemCount: 3,
  sizeBytes: 500,
  readUnitsPerSecond: 0,
  writeUnitsPerSecond: 0,
  keys: [
    ['FR', 2],
    ['DE', 1],
  ],
}
const hot: MappedPartition = {
  low: HALF,
  high: HASHES,
  itemCount: 12_000,
  sizeBytes: 1_000_000,
  readUnitsPerSecond: 3_100.4,
  writeUnitsPerSecond: 10,
  keys: [['US', 12_000]],
}

test('keys are told from a scan by the number of items in each partition', () => {
  const { keys: _, ...left } = idle
  const { keys: __, ...right } = { ...hot, itemCount: 2 }
  const scanned = ['DE', 'FR', 'FR', 'US', 'US', 'left over']
  const mapped = mapPartitions([left, right], scanned)
  expect(mapped.map(({ keys }) => keys)).toEqual([idle.keys, [['US', 2]]])
  expect(mapPartitions([left, right], ['FR']).map(({ keys }) => keys)).toEqual([[['FR', 1]], []])
})

test('a map has a strip of all hashes, a line for each partition, and a legend', () => {
  expect(drawPartitionMap([idle, hot], { width: 76, paint })).toEqual([
    `${'·'.repeat(38)}│${'█'.repeat(37)}`,
    `0${' '.repeat(72)}2³²`,
    '',
    'from       items       size                 keys          read/s  write/s',
    '00000000       3  500 bytes  ▏              FR DE              0        0  ·',
    '80000000  12,000    1.00 MB  █████████████  US             3,100       10  █',
    '',
    'load, of what a partition of the service bears:  · none  ░ less  ▒ from 10 %',
    '▓ from 30 %  █ too much',
  ])
})

test.each([
  { name: 'no load', reads: 0, writes: 0, sign: '·' },
  { name: 'some', reads: 3, writes: 0, sign: '░' },
  { name: 'a tenth', reads: 300, writes: 0, sign: '▒' },
  { name: 'the larger share counts', reads: 3, writes: 300, sign: '▓' },
  { name: 'all', reads: 3_000, writes: 0, sign: '█' },
])('heat: $name', ({ reads, writes, sign }) => {
  const partition = { ...idle, readUnitsPerSecond: reads, writeUnitsPerSecond: writes }
  expect(drawPartitions([partition], { width: 76, paint })[1]).toMatch(new RegExp(`${sign}$`))
})

test('as many keys as fit are named, and the others counted', () => {
  const codes = ['US', 'FR', 'DE', 'IT', 'ES', 'PT', 'NL', 'BE']
  const partition = { ...idle, keys: codes.map(code => [code, 1] as const) }
  const line = (width: number) => drawPartitions([partition], { width, paint })[1]
  expect(line(56)).toContain(' US +7 ')
  expect(line(76)).toContain(' US FR DE +5 ')
  expect(line(96)).toContain(' US FR DE IT ES PT +2 ')
})

test.each([56, 60, 70, 76, 96])('no line is wider than %i columns', width => {
  const partitions = [idle, { ...hot, readUnitsPerSecond: 1_234_567 }]
  for (const colours of [paint, paintFor(true)]) {
    const widths = drawPartitionMap(partitions, { width, paint: colours }).map(widthOf)
    expect(Math.max(...widths)).toBeLessThanOrEqual(width)
  }
})
