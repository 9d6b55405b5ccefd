/** What the compiler knows of streams. */

import type { Database, TableChange } from '../../src/index.js'
import { expectType } from './expect-type.js'

interface User {
  readonly id: string
  readonly name: string
}

declare const db: Database
const users = await db.createTable<User>()('Users', {
  partitionKey: { id: 'S' },
  stream: 'NEW_AND_OLD_IMAGES',
})

for await (const change of users.changes({ from: 'start', follow: false })) {
  expectType<TableChange<User, { id: string }>>().from(change)
  expectType<string>().from(change.key.id)
  expectType<string>().from(change.checkpoint)
  expectType<User | undefined>().from(change.after)
  if (change.kind === 'insert') expectType<undefined>().from(change.before)
  if (change.kind === 'remove') expectType<undefined>().from(change.after)
  // @ts-expect-error The key has no other attributes.
  change.key.name
}

expectType<() => void>().from(users.on('change', ({ key }) => expectType<string>().from(key.id)))
users.changes({ from: 'any checkpoint', signal: new AbortController().signal })

// @ts-expect-error There is no other event.
users.on('put', () => {})
// @ts-expect-error There is no such view.
db.createTable<User>()('Users', { partitionKey: { id: 'S' }, stream: 'ALL' })
