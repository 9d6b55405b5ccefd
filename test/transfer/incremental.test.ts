/** Incremental exports beside a model that holds on to every state of a table. */

import { expect, test } from 'vitest'
import { openOn } from '../disk/simulated-database.js'
import { ManualClock } from '../support/clock.js'
import { Random, seedsFrom, withSeed } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'
import { filesIn, linesOf } from './exports.js'

type State = ReadonlyMap<string, number>

test('an incremental export has the net changes of its span: from its start on, and before its end', async () => {
  for (const seed of seedsFrom(...Array.from({ length: 20 }, (_, nth) => nth))) {
    await withSeed(seed, async random => {
      const clock = new ManualClock(1_700_000_000_000)
      const files = new SimulatedFiles(new Random(1))
      await using db = await openOn(files, { database: { clock } })
      const schema = { partitionKey: { id: 'S' }, pointInTimeRecovery: true } as const
      const rows = await db.createTable('Rows', schema)
      const states: State[] = []
      const start = clock.now()
      let state = new Map<string, number>()
      for (let tick = 0; tick < 30; tick += 1) {
        states.push(state)
        state = new Map(state)
        for (let count = random.below(3); count > 0; count -= 1) {
          const id = `row ${random.below(6)}`
          if (random.below(3) === 0) {
            await rows.delete({ id })
            state.delete(id)
          } else {
            await rows.put({ id, tick })
            state.set(id, tick)
          }
        }
        clock.advance(1)
      }
      states.push(state)
      const from = random.between(0, 29)
      const to = random.between(from, 31)
      const incremental = { from: new Date(start + from), to: new Date(start + to) }
      await db.export({ table: 'Rows', directory: '/out', incremental })
      const lines = linesOf(await filesIn(files, '/out')).map(changeOf)
      expect(new Map(lines)).toEqual(changesBetween(states[from], states[to]))
    })
  }
})

function changeOf(
  line: string,
): [string, { before: number | undefined; after: number | undefined }] {
  const { Keys, NewImage, OldImage } = JSON.parse(line)
  const tickOf = (image: { tick: { N: string } } | undefined) => image && Number(image.tick.N)
  return [Keys.id.S, { before: tickOf(OldImage), after: tickOf(NewImage) }]
}

function changesBetween(before: State = new Map(), after: State = new Map()) {
  const ids = [...new Set([...before.keys(), ...after.keys()])]
  const changed = ids.filter(id => before.get(id) !== after.get(id))
  return new Map(changed.map(id => [id, { before: before.get(id), after: after.get(id) }]))
}
