/** What can be asked of a query or a scan. */

import { expect } from 'vitest'
import { expr } from '../../../src/index.js'
import { Rows } from '../row.js'
import type { Site } from '../world.js'

export const selections = new Rows('a selection')

const fill = async ({ readings }: Site, count = 300): Promise<void> => {
  await readings.putAll(
    Array.from({ length: count }, (_, sk) => ({ pk: 'm', sk, even: sk % 2 === 0 })),
  )
}
const even = expr`even = ${true}`

selections.row(
  'can be asked for everything, more than once, and reads anew each time',
  async site => {
    const { readings } = site
    await fill(site)
    const read = readings.query({ pk: 'm' }, { filter: even })
    expect(await read.all()).toHaveLength(150)
    let iterated = 0
    for await (const _ of read) iterated += 1
    expect(iterated).toBe(150)
    expect(await read.count()).toBe(150)
    expect(await read.first()).toEqual({ pk: 'm', sk: 0, even: true })
    await readings.delete({ pk: 'm', sk: 0 })
    expect(await read.count()).toBe(149)
    expect(await read.first()).toEqual({ pk: 'm', sk: 2, even: true })
    expect(await readings.query({ pk: 'none' }).first()).toBeUndefined()
  },
)

selections.row('counts what it evaluates against the limit, as the service does', async site => {
  const { readings } = site
  await fill(site)
  const read = readings.query({ pk: 'm' }, { filter: even, limit: 5 })
  expect((await read.all()).map(({ sk }) => sk)).toEqual([0, 2, 4])
  expect(await read.count()).toBe(3)
  expect(await read.page()).toMatchObject({
    scannedCount: 5,
    lastEvaluatedKey: { pk: 'm', sk: 4 },
    readUnits: 1,
  })
  const none = await readings.query({ pk: 'm' }, { filter: expr`even = ${1}`, limit: 5 }).page()
  expect(none).toMatchObject({ items: [], scannedCount: 5, lastEvaluatedKey: { pk: 'm', sk: 4 } })
})

selections.row(
  'ends a page with the item that reaches the limit, also if nothing follows',
  async ({ readings }) => {
    const page = await readings.query({ pk: 'a' }, { limit: 3 }).page()
    expect(page.items).toHaveLength(3)
    expect(page.lastEvaluatedKey).toEqual({ pk: 'a', sk: 3 })
    const startKey = page.lastEvaluatedKey
    expect(await readings.query({ pk: 'a' }, { limit: 3, startKey }).page()).toEqual({
      items: [],
      scannedCount: 0,
      lastEvaluatedKey: undefined,
      readUnits: 1,
    })
    const whole = await readings.query({ pk: 'a' }, { limit: 4 }).page()
    expect(whole.lastEvaluatedKey).toBeUndefined()
  },
)

selections.row('deletes everything that it meets', async site => {
  const { readings } = site
  await fill(site, 20)
  for await (const { pk, sk } of readings.scan()) await readings.delete({ pk, sk } as never)
  expect(await readings.scan().first()).toBeUndefined()
})
