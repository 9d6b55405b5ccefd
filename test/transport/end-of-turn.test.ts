import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { EndOfTurn } from '../../src/transport/end-of-turn.js'

test('actions of a turn run at its end, in their order; those that they add run at the end of the next', async () => {
  const endOfTurn = new EndOfTurn()
  const done: string[] = []
  endOfTurn.add(() => {
    done.push('first')
    endOfTurn.add(() => done.push('third'))
  })
  await Promise.resolve()
  endOfTurn.add(() => done.push('second'))
  expect(done).toEqual([])
  await nextTurn()
  expect(done).toEqual(['first', 'second'])
  await nextTurn()
  expect(done).toEqual(['first', 'second', 'third'])
})
