/** Times that one request sets agree, however fast the clock goes. */

import { expect, test } from 'vitest'
import { Database } from '../../src/index.js'

/** A clock that goes on by a millisecond whenever it is looked at. */
function hurryingClock() {
  let time = Date.UTC(2026, 0, 1)
  return {
    now: () => {
      time += 1
      return time
    },
  }
}

interface Told {
  readonly CreationDateTime: number
  readonly BillingModeSummary: { readonly LastUpdateToPayPerRequestDateTime: number }
  readonly LatestStreamLabel: string
}

const table = {
  TableName: 'table',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
}

function checkTimes({ CreationDateTime, BillingModeSummary, LatestStreamLabel }: Told): void {
  expect(BillingModeSummary.LastUpdateToPayPerRequestDateTime).toBe(CreationDateTime)
  expect(Date.parse(`${LatestStreamLabel}Z`)).toBe(CreationDateTime * 1000)
}

test('a table is created, paid for by the request, and streamed at the same moment', async () => {
  const db = await Database.open({ clock: hurryingClock() })
  const region = 'us-east-1'
  await db.answer({ region, operation: 'CreateTable', json: table })
  const json = { TableName: 'table' }
  const { Table } = (await db.answer({ region, operation: 'DescribeTable', json })) as {
    Table: Told
  }
  checkTimes(Table)
})

test('so is one that is created natively', async () => {
  const db = await Database.open({ clock: hurryingClock() })
  await db.createTable()('table', { partitionKey: { pk: 'S' }, stream: 'KEYS_ONLY' })
  const json = { TableName: 'table' }
  const asked = { region: 'us-east-1', operation: 'DescribeTable', json }
  checkTimes(((await db.answer(asked)) as { Table: Told }).Table)
})
