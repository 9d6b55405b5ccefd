/** The tables of the rows on changes of secondary indexes, their requests, and what is told of them. */

import { answer, type Json, refuse, type World } from '../row.js'
import { definitions, index, KEYS_ONLY, toldGlobal, toldLocal, withIndexes } from './indexes.js'
import { hash, range, told } from './tables.js'

export const SECOND = 1000
export const Name = { TableName: 'one' }
export const PAY = { BillingMode: 'PAY_PER_REQUEST' }
export const GLO = index('glo', ['g'], KEYS_ONLY)
export const LOC = index('loc', ['pk', 'l'])
export const NEW = index('new', ['n', 'sk'])
export const REQUEST = withIndexes('one', ['l', 'g'], {
  LocalSecondaryIndexes: [LOC],
  GlobalSecondaryIndexes: [GLO],
})
export const ONE = { operation: 'CreateTable', request: REQUEST }
export const WORLD: World = { given: [ONE] }
export const SLOW: World = { given: [ONE, { wait: SECOND }], transientStatusDuration: SECOND }

export const Create = NEW
export const updates = (...GlobalSecondaryIndexUpdates: readonly Json[]): Json => ({
  GlobalSecondaryIndexUpdates,
})
export const creating = (definition: Json, ...attributes: readonly string[]): Json => ({
  AttributeDefinitions: definitions(...attributes),
  ...updates({ Create: definition }),
})
export const CREATE = creating(NEW, 'n:N', 'sk')
export const DELETE = updates({ Delete: { IndexName: 'glo' } })
export const update = (request: Json, TableDescription: Json) =>
  answer('UpdateTable', { ...Name, ...request }, { TableDescription })
export const describe = (Table: Json) => answer('DescribeTable', Name, { Table })
export const refused = (request: Json, text: string) =>
  refuse('UpdateTable', { ...Name, ...request }, text)

export const table = (
  globals: readonly Json[],
  attributes: readonly string[],
  more: Json = {},
): Json =>
  told('one', {
    KeySchema: [hash('pk'), range('sk')],
    AttributeDefinitions: definitions('pk', 'sk', ...attributes),
    LocalSecondaryIndexes: [toldLocal('one', LOC)],
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals }),
    ...more,
  })
export const UPDATING = { TableStatus: 'UPDATING' }
export const BEFORE = table([toldGlobal('one', GLO)], ['l', 'g'])
export const BOTH = ['l', 'g', 'n:N']
export const ALLOCATED = table(
  [toldGlobal('one', GLO), toldGlobal('one', NEW, { IndexStatus: 'CREATING', Backfilling: false })],
  BOTH,
  UPDATING,
)
export const AFTER = table([toldGlobal('one', GLO), toldGlobal('one', NEW)], BOTH)
export const DELETING = table(
  [toldGlobal('one', GLO, { IndexStatus: 'DELETING' })],
  ['l'],
  UPDATING,
)
