/** Of several faults of a write the first in the order of the service is told. */

import { expr, type Item } from '../../../src/index.js'
import { type RefusedCall, Rows } from '../row.js'
import {
  CONDITION_FAILED,
  emptyKey,
  INVALID,
  ITEM_SIZE,
  keyDereferenced,
  keyUpdated,
  misfit,
  NAN,
  PARTITION_KEY_SIZE,
} from '../texts.js'
import { NOTE_KEY, type Site, text } from '../world.js'

export const orderOfRefusals = new Rows('of several faults the first is told')

/** A request with a fault after the other, in the order in which they are told. */
type Faults<Request> = readonly (readonly [(request: Request) => Request, string])[]

/** Of the request with all faults from each place on, the first is told. */
function refuseInOrder<Request>(
  faults: Faults<Request>,
  sound: Request,
  call: (site: Site, request: Request) => unknown,
): void {
  for (const [index, [, message]] of faults.entries()) {
    let request = sound
    for (const [spoil] of faults.slice(index)) request = spoil(request)
    orderOfRefusals.refused([`by put: ${index}`, site => call(site, request), message])
  }
}

interface Put {
  readonly item: Readonly<Record<string, unknown>>
  readonly options: Readonly<Record<string, unknown>>
}
const withItem = (more: object) => (put: Put) => ({ ...put, item: { ...put.item, ...more } })
const withOption = (more: object) => (put: Put) => ({
  ...put,
  options: { ...put.options, ...more },
})

const PUT_FAULTS: Faults<Put> = [
  [withItem({ v: Number.NaN }), `${NAN}NaN`],
  [withOption({ returnValues: 'ALL_NEW' }), 'returnValues is ALL_NEW, and must be NONE, ALL_OLD'],
  [
    withOption({ if: expr`n =` }),
    'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "="',
  ],
  [withItem({ w: text(409_600) }), ITEM_SIZE],
  [withItem({ pk: undefined }), `${INVALID}Missing the key pk in the item`],
]
refuseInOrder(PUT_FAULTS, { item: NOTE_KEY, options: {} }, ({ notes }, { item, options }) =>
  notes.put(item as Item, options),
)

const rows: readonly RefusedCall[] = [
  [
    'an item over 400 KB, then a condition that does not hold',
    ({ people }) => people.put({ id: 1, v: text(409_600) }, { if: expr`attribute_not_exists(id)` }),
    ITEM_SIZE,
  ],
  [
    'a missing key, then one of another type',
    ({ notes }) => notes.put({ sk: 1 }),
    `${INVALID}Missing the key pk in the item`,
  ],
  [
    'a key of another type, then an empty one',
    ({ notes }) => notes.put({ pk: '', sk: 1 }),
    `${INVALID}Type mismatch for key sk expected: S actual: N`,
  ],
  [
    'an empty key, then one that is too large',
    ({ notes }) => notes.put({ pk: text(2049), sk: '' }),
    emptyKey('sk', 'string'),
  ],
  [
    'a large key, then a condition that does not hold',
    ({ notes }) => notes.put({ pk: text(2049), sk: 'b' }, { if: expr`attribute_exists(pk)` }),
    PARTITION_KEY_SIZE,
  ],
  [
    'an update, then a condition',
    ({ notes }) => notes.update(NOTE_KEY, expr`SET`, { if: expr`n =` }),
    'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "SET"',
  ],
  [
    'a condition, then a key',
    ({ notes }) => notes.update({ pk: 'a' } as never, expr`SET n = ${1}`, { if: expr`n =` }),
    'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "="',
  ],
  [
    'a key, then an update of a key',
    ({ notes }) => notes.update({ pk: 'a' } as never, expr`SET pk = ${1}`),
    misfit('sk is missing'),
  ],
  [
    'an update of a key, then a path into one',
    ({ notes }) => notes.update(NOTE_KEY, expr`SET n = pk.x, sk = ${1}`),
    keyUpdated('sk'),
  ],
  [
    'a path into a key, then a condition that does not hold',
    ({ notes }) => notes.update(NOTE_KEY, expr`SET n = pk.x`, { if: expr`n = ${7}` }),
    keyDereferenced('pk'),
  ],
  [
    'one of many too large, then another without a key',
    ({ people }) => people.putAll([{ id: 7, v: text(409_600) }, {}]),
    ITEM_SIZE,
  ],
  [
    'one of many without a key, then two with the same',
    ({ people }) => people.putAll([{ id: 7 }, { id: 7 }, {}]),
    misfit('id is missing'),
  ],
]
orderOfRefusals.refused(...rows)

orderOfRefusals.refused([
  'a condition that does not hold, then an update that does not fit',
  ({ notes }) => notes.update(NOTE_KEY, expr`SET n = s + ${1}`, { if: expr`n = ${7}` }),
  CONDITION_FAILED,
])
