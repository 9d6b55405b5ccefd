/** Both copies of the package in one process: what one makes is handed to the other. */

import { createRequire } from 'node:module'
import * as esm from 'hashrange'
import { serve as serveByEsm } from 'hashrange/server'
import { ManualClock as EsmClock } from 'hashrange/testing'

const require = createRequire(import.meta.url)
const cjs = require('hashrange')
const { serve: serveByCjs } = require('hashrange/server')
const { ManualClock: CjsClock } = require('hashrange/testing')

const LONG = '12345678901234567890'

/** `one` has the database, and is handed what `other` makes. */
async function mix(one, other, { serve, ManualClock }) {
  const seen = { areTwo: one.NumberValue !== other.NumberValue }
  const clock = new ManualClock(Date.UTC(2026, 10, 1))
  const db = await one.Database.open({ clock })
  const table = await db.createTable()('abc', { partitionKey: { id: 'S' } })
  const { expr } = other
  const decimal = new other.NumberValue(LONG)

  await table.put({ id: 'a', decimal, list: [decimal], set: new Set([decimal, 1]) })
  const stored = table.get({ id: 'a' })
  seen.number = [stored.decimal, stored.list[0], ...stored.set].map(
    one => `${one.constructor.name} ${one}`,
  )
  seen.isOurs = stored.decimal instanceof one.NumberValue

  const isThere = expr`attribute_exists(${expr.name('id')})`
  await table.update(
    { id: 'a' },
    expr`SET total = ${decimal} + ${1}, ${expr.name('a.b')} = ${[1]}`,
    {
      if: one.expr`${isThere} AND decimal = ${decimal}`,
    },
  )
  seen.total = String(table.get({ id: 'a' }, { projection: expr`total` }).total)
  seen.dotted = table.get({ id: 'a' }, { projection: one.expr`${expr.name('a.b')}` })
  seen.found = table.scan({ filter: expr`size(list) = ${1}` }).count()
  await db.transactWrite([
    { put: table, item: { id: 'b', decimal }, if: expr`attribute_not_exists(id)` },
    { check: table, key: { id: 'a' }, if: isThere },
  ])
  seen.named = other.Database === one.Database ? '' : db.table({ name: 'abc' }).name

  const foreign = await other.Database.open()
  const foreignTable = await foreign.createTable()('abc', { partitionKey: { id: 'S' } })
  seen.foreignTable = await db
    .transactWrite([{ put: foreignTable, item: { id: 'c' } }])
    .catch(error => error.message)
  seen.sameName = db.table(foreignTable).get({ id: 'b' }).id

  const server = await serve(db, { port: 0 })
  const ask = async (operation, body) => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20261101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
        'x-amz-date': '20261101T000000Z',
      },
      body: JSON.stringify(body),
    })
    return [response.status, await response.json()]
  }
  const Key = { id: { S: 'b' } }
  const refused = {
    TableName: 'abc',
    Key,
    ConditionExpression: 'attribute_not_exists(id)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  }
  seen.got = await ask('GetItem', { TableName: 'abc', Key })
  seen.missing = (await ask('GetItem', { TableName: 'none', Key }))[0]
  seen.condition = await ask('DeleteItem', refused)
  seen.canceled = await ask('TransactWriteItems', { TransactItems: [{ Delete: refused }] })
  await server.close()
  await Promise.all([db.close(), foreign.close()])
  return seen
}

const byEsm = { serve: serveByEsm, ManualClock: EsmClock }
const byCjs = { serve: serveByCjs, ManualClock: CjsClock }
const seen = [await mix(esm, cjs, byCjs), await mix(cjs, esm, byEsm)]
process.stdout.write(JSON.stringify(seen))
