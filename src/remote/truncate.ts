/** All items of a table are removed, one by one. */

import { writeAll } from './batches.js'
import { Pace, type PaceOptions } from './pace.js'
import { rangeRequestOf } from './range-input.js'
import { pagesOf } from './range-request.js'
import { manyOptions } from './remote-options.js'
import type { RemotePlace } from './remote-place.js'

const truncateOptions = manyOptions('truncate')

/** Reads the keys of all items, and removes the items of each page while the next one is on its way. */
export async function truncate(place: RemotePlace, options: PaceOptions): Promise<void> {
  const { sender, name, facts } = place
  const given = truncateOptions(options)
  const projection = await facts.keyNames()
  const source = { sender, table: name, consistentByDefault: async () => true }
  // What is read and what is removed goes by one pace.
  const pace = Pace.of(sender, given)
  const request = { ...rangeRequestOf(source, { projection }), pace }
  for await (const { Items = [] } of pagesOf(request, { readsAhead: true })) {
    const removals = Items.map(Key => ({ DeleteRequest: { Key } }))
    await writeAll({ sender, table: name, pace }, removals)
  }
}
