/** UpdateTimeToLive and DescribeTimeToLive: rules in the order in which they are checked, and what expires. */

import { answer, type Json, Rows, refuse, type Suite, type World } from '../row.js'
import { AT, IN_USE, MINUTE, notFound, onDemand } from './tables.js'

export const updateRows = new Rows('UpdateTimeToLive')
export const describeRows = new Rows('DescribeTimeToLive')

const Name = { TableName: 'one' }
const ONE: World = { given: [{ operation: 'CreateTable', request: onDemand('one') }] }
const SLOW: World = { ...ONE, transientStatusDuration: MINUTE }
const spec = (Enabled: boolean, AttributeName = 'at'): Json => ({
  TimeToLiveSpecification: { Enabled, AttributeName },
})
const set = (Enabled: boolean, AttributeName = 'at') =>
  answer(
    'UpdateTimeToLive',
    { ...Name, ...spec(Enabled, AttributeName) },
    spec(Enabled, AttributeName),
  )
const refused = (Enabled: boolean, AttributeName: string, text: string) =>
  refuse('UpdateTimeToLive', { ...Name, ...spec(Enabled, AttributeName) }, text)
const isTold = (description: Json) =>
  answer('DescribeTimeToLive', Name, { TimeToLiveDescription: description })
const DISABLED = { TimeToLiveStatus: 'DISABLED' }
const ENABLED = { TimeToLiveStatus: 'ENABLED', AttributeName: 'at' }

const ALREADY = 'TimeToLive is already enabled'
const NOT_ENABLED = 'TimeToLive is already disabled'
const ANOTHER = 'TimeToLive is active on a different AttributeName: current AttributeName is at'
const TOO_OFTEN = 'Time to live has been modified multiple times within a fixed interval'

const detected = (path: string, value: string, rule: string): string =>
  `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: Member must ${rule}`
const NO_NAME = "The parameter 'TableName' is required but was not present in the request"
const update: Suite = {
  operation: 'UpdateTimeToLive',
  base: { ...Name, ...spec(true) },
  world: ONE,
}
const PATH = 'timeToLiveSpecification'

updateRows.refusedInOrder(update, [
  ['no table name', { TableName: undefined }, NO_NAME],
  [
    'no specification',
    { TimeToLiveSpecification: undefined },
    detected(PATH, 'null', 'not be null'),
  ],
  ['a table that there is not', { TableName: 'none' }, notFound('none')],
])
updateRows.refused(update, [
  [
    'no Enabled',
    { TimeToLiveSpecification: { AttributeName: 'a' } },
    detected(`${PATH}.enabled`, 'null', 'not be null'),
  ],
  [
    'no AttributeName',
    { TimeToLiveSpecification: { Enabled: true } },
    detected(`${PATH}.attributeName`, 'null', 'not be null'),
  ],
  [
    'an empty name',
    spec(true, ''),
    detected(`${PATH}.attributeName`, "''", 'have length greater than or equal to 1'),
  ],
  [
    'a long name',
    spec(true, 'a'.repeat(256)),
    detected(
      `${PATH}.attributeName`,
      `'${'a'.repeat(256)}'`,
      'have length less than or equal to 255',
    ),
  ],
  ['what is off already is turned off', spec(false), NOT_ENABLED],
])
describeRows.refused({ operation: 'DescribeTimeToLive', base: Name, world: ONE }, [
  ['no table name', { TableName: undefined }, NO_NAME],
  ['a table that there is not', { TableName: 'none' }, notFound('none')],
])

updateRows.story('it is turned on and off, half an hour apart', ONE, [
  isTold(DISABLED),
  set(true),
  isTold(ENABLED),
  refused(true, 'at', ALREADY),
  refused(true, 'other', ANOTHER),
  refused(false, 'other', ANOTHER),
  refused(false, 'at', TOO_OFTEN),
  { wait: 31 * MINUTE },
  set(false),
  isTold(DISABLED),
  refused(false, 'at', NOT_ENABLED),
  refused(true, 'other', TOO_OFTEN),
  { wait: 31 * MINUTE },
  set(true, 'id'),
])
updateRows.story('tables that come and go are left alone', SLOW, [
  refused(true, 'at', `${IN_USE}Table one is being created`),
  refuse(
    'DescribeTimeToLive',
    Name,
    'Cannot describe time to live while table is in CREATING state: Current table state is CREATING',
  ),
  { wait: MINUTE },
  set(true),
])

const item = (id: string, at: number) => ({ Item: { id: { S: id }, at: { N: String(at) } } })
const now = Math.floor(AT)
updateRows.story('what has expired is there until it is swept, and then it is not', ONE, [
  answer('PutItem', { ...Name, ...item('over', now + 10) }, {}),
  answer('PutItem', { ...Name, ...item('later', now + 300) }, {}),
  set(true),
  { wait: 11_000 },
  answer('GetItem', { ...Name, Key: { id: { S: 'over' } } }, item('over', now + 10)),
  { wait: MINUTE },
  answer('GetItem', { ...Name, Key: { id: { S: 'over' } } }, {}),
  answer('Scan', { ...Name, Select: 'COUNT' }, { Count: 1, ScannedCount: 1 }),
])
