/** What doors lack of the rows, by their names. */

import { LACKS_OF_DYNALITE } from './lacks-of-dynalite.js'
import { LACKS_OF_DYNOXIDE } from './lacks-of-dynoxide.js'
import type { PeerName } from './peers.js'
import type { Lack } from './row.js'

/** Of whatever answers requests, since of several faults it tells the one that the service would. */
const CONNECTED: readonly Lack[] = [
  {
    reason: 'the service does not name the table that an item is not in',
    rows: [
      'a table > is refused > if it is read and not there',
      'a table > is refused > if it is written to and not there',
    ],
  },
  {
    reason: 'the service looks at the size of an item before expressions',
    rows: ['of several faults the first is told > by put: 2'],
  },
  {
    reason: 'all values of a request are looked at before it is sent',
    rows: ['a transaction is refused > as a whole > the first action at fault, by its expression'],
  },
  {
    reason: 'which attribute is the partition key is known where the table is',
    rows: ['of where is read is refused > the key of a query > without the partition key'],
  },
  {
    reason: 'values that nothing may use are refused as such',
    rows: ['of what is read is refused > a projection with a value > by scan'],
  },
  {
    reason: 'the projection is sent with the keys that items are known by',
    rows: ['of what is read is refused > a projection with a value > by getAll'],
  },
]

/** Of the service itself, and of a database that answers as it does. */
const SERVED: readonly Lack[] = [
  {
    reason: 'the service takes a change of the time to live once an hour',
    rows: ['the settings of a table > let nothing expire any more'],
  },
]

export const LACKS: Readonly<Record<'connect' | PeerName, readonly Lack[]>> = {
  connect: [...SERVED, ...CONNECTED],
  dynalite: [...LACKS_OF_DYNALITE, ...CONNECTED],
  dynoxide: [...LACKS_OF_DYNOXIDE, ...CONNECTED],
}
