/** A patch sets attributes that are not of the key, and removes those that may be absent. */

import { Database } from '../../src/index.js'

interface Page {
  readonly site: string
  readonly path: string
  readonly visits: number
  readonly title?: string
}

const db = await Database.open()
const pages = await db.createTable<Page>()('Pages', {
  partitionKey: { site: 'S' },
  sortKey: { path: 'S' },
})
const key = { site: 'example.com', path: '/' }

pages.patch(key, { title: 'Home', visits: 1 })
pages.patch(key, { title: undefined })
pages.patch(key, {})
// @ts-expect-error: every page has visits
pages.patch(key, { visits: undefined })
// @ts-expect-error: a key does not change
pages.patch(key, { path: '/a' })
// @ts-expect-error: there is no such attribute
pages.patch(key, { titel: 'Home' })

const notes = await db.createTable('Notes', { partitionKey: { id: 'S' } })
notes.patch({ id: 'a' }, { anything: [1], old: undefined })
