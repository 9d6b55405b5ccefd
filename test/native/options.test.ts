/** Options that there are not, and values of the wrong type, are refused at every door, before anything is done. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Database, drawHeat, estimateCost, expr } from '../../src/index.js'
import { serve } from '../../src/server.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import {
  type Call,
  contentsOf,
  isRefused,
  openFixture,
  type Row,
  refusalOf,
  thrownBy,
} from './harness.js'

const WRITES = 'if, returnValues, returnValuesOnConditionCheckFailure'
const READS = 'projection, consistentRead'
const RANGES = `${READS}, filter, limit, startKey`
const key = { pk: 'a', sk: 'b' }
const options = (given: object): never => given as never
const item = { pk: 'a', sk: 'new' }
const update = expr`SET n = ${1}`
const absent = expr`attribute_not_exists(pk)`

const unknown: readonly Row[] = [
  [
    'put: iff',
    ({ notes }) => notes.put(item, options({ iff: absent })),
    `put has no option iff: did you mean if? Its options are ${WRITES}`,
  ],
  [
    'put: the word of the service',
    ({ notes }) => notes.put(item, options({ ConditionExpression: absent })),
    `put has no option ConditionExpression: did you mean if? Its options are ${WRITES}`,
  ],
  [
    'put: nothing like it',
    ({ notes }) => notes.put(item, options({ overwrite: false })),
    `put has no option overwrite. Its options are ${WRITES}`,
  ],
  [
    'update',
    ({ notes }) => notes.update(key, update, options({ returnvalues: 'ALL_NEW' })),
    `update has no option returnvalues: did you mean returnValues? Its options are ${WRITES}`,
  ],
  [
    'delete',
    ({ notes }) => notes.delete(key, options({ iff: absent })),
    `delete has no option iff: did you mean if? Its options are ${WRITES}`,
  ],
  [
    'get',
    ({ notes }) => notes.get(key, options({ consistentread: false })),
    `get has no option consistentread: did you mean consistentRead? Its options are ${READS}`,
  ],
  [
    'getAll',
    ({ notes }) => notes.getAll([key], options({ ConsistentRead: false })),
    `getAll has no option ConsistentRead: did you mean consistentRead? Its options are ${READS}`,
  ],
  [
    'query',
    ({ notes }) => notes.query({ pk: 'a' }, options({ reversed: true })),
    `query has no option reversed: did you mean reverse? Its options are ${RANGES}, reverse`,
  ],
  [
    'scan',
    ({ notes }) => notes.scan(options({ Limit: 3 })),
    `scan has no option Limit: did you mean limit? Its options are ${RANGES}, segment, totalSegments`,
  ],
  [
    'query of an index',
    ({ notes }) => notes.index('byN').query(options({ n: 1 }), options({ wholeitems: true })),
    `query has no option wholeitems: did you mean wholeItems? Its options are ${RANGES}, reverse, wholeItems`,
  ],
  [
    'put in a transaction',
    ({ db, notes }) => db.transactWrite([options({ put: notes, item, iff: absent })]),
    'put in transactWrite has no option iff: did you mean if? Its options are put, item, if, ' +
      'returnValuesOnConditionCheckFailure',
  ],
  [
    'get in a transaction',
    ({ db, notes }) => db.transactGet([options({ get: notes, key, projections: ['n'] })]),
    'get in transactGet has no option projections: did you mean projection? Its options are get, key, projection',
  ],
  [
    'a member of another action',
    ({ db, notes }) => db.transactWrite([options({ delete: notes, key, set: update })]),
    'delete in transactWrite has no option set. Its options are delete, if, returnValuesOnConditionCheckFailure, key',
  ],
  [
    'metrics of a table',
    ({ notes }) => notes.metrics(options({ periods: 60 })),
    'metrics has no option periods: did you mean period? Its options are from, to, period, metric, operation, index',
  ],
  [
    'metrics of the database',
    ({ db }) => db.metrics(options({ metric: 'UserErrors' })),
    'metrics has no option metric. Its options are from, to, period',
  ],
  [
    'heat',
    ({ notes }) => notes.heat(options({ idx: 'byN' })),
    'heat has no option idx. Its options are from, to, period, index',
  ],
  [
    'cost',
    ({ notes }) => notes.cost(options({ price: {} })),
    'cost has no option price: did you mean prices? Its options are from, to, prices',
  ],
  [
    'setCapacity',
    ({ notes }) => notes.setCapacity(options({ reads: 1, write: 1 })),
    'setCapacity has no option reads: did you mean read? Its options are read, write, indexes',
  ],
  [
    'autoScale',
    ({ notes }) => notes.autoScale(options({ read: { min: 1, max: 2, tarjet: 70 } })),
    'A target of autoScale has no option tarjet: did you mean target? Its options are min, max, target, ' +
      'scaleOutCooldown, scaleInCooldown, disableScaleIn',
  ],
  [
    'clientConfig',
    ({ db }) => db.clientConfig(options({ Region: 'eu-west-1' })),
    'clientConfig has no option Region: did you mean region? Its options are region, maxAttempts, principal',
  ],
  [
    'open',
    () => Database.open(options({ trottle: true })),
    'open has no option trottle: did you mean throttle? Its options are path, durability, encryptionKey, readOnly, onProgress, clock, partitions, streams, region, peers, disabledRegions, ' +
      'transientStatusDuration, sweepInterval, globalIndexLag, itemCollectionSizeMax, throttle, kinesis, buckets',
  ],
  [
    'open: glock',
    () => Database.open(options({ glock: {} })),
    'open has no option glock: did you mean clock? Its options are path, durability, encryptionKey, readOnly, onProgress, clock, partitions, streams, region, peers, disabledRegions, ' +
      'transientStatusDuration, sweepInterval, globalIndexLag, itemCollectionSizeMax, throttle, kinesis, buckets',
  ],
  [
    'open: limits of partitions',
    () => Database.open({ partitions: options({ maxBytes: 1 }) }),
    'partitions has no option maxBytes. Its options are bytesMax, readUnitsMax, writeUnitsMax, hotSecondsMax',
  ],
  [
    'serve',
    ({ db }) => serve(db, options({ Port: 0 })),
    'serve has no option Port: did you mean port? Its options are port, host, credentials, cors, allowedHosts, ' +
      'policies, sharedRegions, log, onRequest',
  ],
  [
    'estimateCost',
    () => estimateCost(options({ readRequestUnit: 1 })),
    'estimateCost has no option readRequestUnit: did you mean readRequestUnits? Its options are tableClass, ' +
      'readRequestUnits, writeRequestUnits, readCapacityUnitHours, writeCapacityUnitHours, byteHours, streamReads',
  ],
]

const wrong: readonly Row[] = [
  [
    'disabledRegions: one that nobody can turn off',
    () => Database.open(options({ disabledRegions: ['us-east-1'] })),
    "A region of disabledRegions is 'us-east-1', and must be one of af-south-1, ap-east-1, ap-east-2, ap-south-2, ap-southeast-3, ap-southeast-4, ap-southeast-5, ap-southeast-7, ca-west-1, eu-central-2, eu-south-1, eu-south-2, il-central-1, me-central-1, me-south-1, mx-central-1",
  ],
  [
    'disabledRegions: the own one',
    () => Database.open(options({ region: 'mx-central-1', disabledRegions: ['mx-central-1'] })),
    "A region of disabledRegions is 'mx-central-1', and must be one of af-south-1, ap-east-1, ap-east-2, ap-south-2, ap-southeast-3, ap-southeast-4, ap-southeast-5, ap-southeast-7, ca-west-1, eu-central-2, eu-south-1, eu-south-2, il-central-1, me-central-1, me-south-1",
  ],
  [
    'disabledRegions: no list',
    () => Database.open(options({ disabledRegions: 'ap-east-1' })),
    "disabledRegions is 'ap-east-1', and must be an array",
  ],
  [
    'reverse',
    ({ notes }) => notes.query({ pk: 'a' }, options({ reverse: 'yes' })),
    "reverse is 'yes', and must be true or false",
  ],
  [
    'consistentRead',
    ({ notes }) => notes.get(key, options({ consistentRead: 1 })),
    'consistentRead is 1, and must be true or false',
  ],
  [
    'limit of a page',
    ({ notes }) => notes.query({ pk: 'a' }, options({ limit: 1n })),
    'limit is 1n, and must be a whole number from 1 on',
  ],
  ...[0.5, 2.9, Number.NaN, Number.NEGATIVE_INFINITY].flatMap((limit): Row[] => [
    [
      `limit of ${limit}`,
      ({ notes }) => notes.query({ pk: 'a' }, { limit }),
      `limit is ${limit}, and must be a whole number from 1 on`,
    ],
    [
      `limit of ${limit}, of a scan`,
      ({ notes }) => notes.scan({ limit }),
      `limit is ${limit}, and must be a whole number from 1 on`,
    ],
  ]),
  [
    'limit in a string',
    ({ notes }) => notes.scan(options({ limit: '3' })),
    "limit is '3', and must be a whole number from 1 on",
  ],
  [
    'segment',
    ({ notes }) => notes.scan(options({ segment: 0.5, totalSegments: 2 })),
    'segment is 0.5, and must be a whole number',
  ],
  [
    'options that are none',
    ({ notes }) => notes.put(item, options([])),
    `The options of put are an array, and must be an object. Its members may be ${WRITES}`,
  ],
  [
    'null',
    ({ notes }) => notes.put(item, null as never),
    `The options of put are null, and must be an object. Its members may be ${WRITES}`,
  ],
  [
    'a condition in the place of options',
    ({ notes }) => notes.put(item, absent as never),
    `put has no option text. Its options are ${WRITES}`,
  ],
  [
    'throttle',
    () => Database.open(options({ throttle: 'on' })),
    "throttle is 'on', and must be true or false",
  ],
  [
    'clock',
    () => Database.open(options({ clock: 5 })),
    'clock is 5, and must be an object with the methods now',
  ],
  [
    'sweepInterval',
    () => Database.open({ sweepInterval: 0 }),
    'sweepInterval is 0, and must be a number from 1 on',
  ],
  [
    'port',
    ({ db }) => serve(db, options({ port: '8000' })),
    "port is '8000', and must be a whole number from 0 to 65535",
  ],
  [
    'cors',
    ({ db }) => serve(db, options({ cors: 'https://example.com' })),
    "cors is 'https://example.com', and must be '*' or an array of origins",
  ],
  [
    'metric',
    ({ notes }) => notes.metrics(options({ operation: 'Put' })),
    "operation is 'Put', and must be one of BatchGetItem, BatchWriteItem, DeleteItem, GetItem, PutItem, Query, " +
      'Scan, TransactGetItems, TransactWriteItems, UpdateItem',
  ],
]

test.each<[string, () => unknown, string]>([
  [
    'a date',
    () => new ManualClock(new Date() as never),
    'A clock starts at a number of milliseconds since 1970.',
  ],
  [
    'a text',
    () => new ManualClock('2026' as never),
    'A clock starts at a number of milliseconds since 1970.',
  ],
  [
    'a move by a text',
    () => new ManualClock().advance('5' as never),
    'A clock moves by 0 milliseconds or more.',
  ],
])('a manual clock refuses %s', async (_, call, message) => {
  expect(await thrownBy(call)).toMatchObject({ name: 'RangeError', message })
})

test('drawHeat refuses what is no heat map', async () => {
  const { notes } = await openFixture()
  expect(await refusalOf(() => drawHeat(notes as never))).toBe(
    'drawHeat needs what heat() of a table returns, as in drawHeat(orders.heat())',
  )
})

describe('an option that there is not is refused, with those that there are', () => {
  test.each(unknown)('%s', isRefused)
})

describe('a value of the wrong type is refused', () => {
  test.each(wrong)('%s', isRefused)
})

test('options that are undefined are as if they were not there', async () => {
  const { notes } = await openFixture()
  await notes.put({ ...key, n: 5 }, { if: undefined, returnValues: undefined })
  expect(notes.query({ pk: 'a' }, { limit: undefined, reverse: undefined }).count()).toBe(2)
})

test('options may be inherited, and what is added to all objects is none', async () => {
  const { notes } = await openFixture()
  const inherited = Object.create({ limit: 1 })
  expect(notes.query({ pk: 'a' }, inherited).count()).toBe(1)
  const added = { value: 1, enumerable: true, configurable: true, writable: true }
  Object.defineProperty(Object.prototype, 'added', added)
  try {
    expect(notes.query({ pk: 'a' }, { limit: 2 }).count()).toBe(2)
  } finally {
    Reflect.deleteProperty(Object.prototype, 'added')
  }
})

test('an option is read once: what has been checked is what is used', async () => {
  const { db, notes } = await openFixture()
  let reads = 0
  const changing = {
    get if() {
      reads += 1
      return reads === 1 ? expr`n = ${0}` : undefined
    },
  }
  const before = contentsOf(db)
  expect(await refusalOf(() => notes.put({ ...key, n: 9 }, changing))).toBe(
    'The conditional request failed',
  )
  expect(reads).toBe(1)
  expect(contentsOf(db)).toEqual(before)
})

test('no name but those that there are is taken', async () => {
  const { notes } = await openFixture()
  const names = ['if', 'returnValues', 'returnValuesOnConditionCheckFailure']
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'If', 'IF', 'if ')),
      async name => {
        fc.pre(!names.includes(name))
        const given = Object.defineProperty({}, name, { value: undefined, enumerable: true })
        const call: Call = () => notes.put(item, given)
        expect(await refusalOf(() => call({} as never))).toContain(`put has no option ${name}`)
      },
    ),
  )
})
