/** What of transactions is to be seen of embedded tables only. */

import { describe, expect, test } from 'vitest'
import { Database, expr } from '../../src/index.js'
import { isRefused, NOTE, NOTE_KEY, openFixture, type Row } from './harness.js'

describe('transactWrite', () => {
  test('takes effect before its promise is fulfilled', async () => {
    const { db, people } = await openFixture()
    const written = db.transactWrite([{ put: people, item: { id: 9 } }])
    expect(people.get({ id: 9 })).toEqual({ id: 9 })
    await written
  })

  const never = expr`attribute_exists(never)`
  test('the item of a reason is the caller’s', async () => {
    const { db, notes } = await openFixture()
    const action = {
      delete: notes,
      key: NOTE_KEY,
      if: never,
      returnValuesOnConditionCheckFailure: 'ALL_OLD',
    } as const
    const error = await db.transactWrite([action]).catch(thrown => thrown)
    error.cancellationReasons[0].item.l.push(13)
    expect(notes.get(NOTE_KEY)).toEqual(NOTE)
  })
})

describe('a transaction is refused as a whole', () => {
  const ACTION =
    'An action of a transaction must have one of put, update, delete and check (or get), which names a table of this ' +
    'database'
  const put = { id: 9 }
  const strange = Database.open().then(db =>
    db.createTable()('strange', { partitionKey: { id: 'N' } }),
  )

  const rows: readonly Row[] = [
    [
      'a table of another database',
      async ({ db }) => db.transactWrite([{ put: await strange, item: put }]),
      ACTION,
    ],
    [
      'a table of a fork',
      ({ db, people }) => db.transactWrite([{ put: db.fork().table(people), item: put }]),
      ACTION,
    ],
  ]
  test.each(rows)('%s', isRefused)
})
