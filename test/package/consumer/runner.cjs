/** Tests of Node's runner, run as a program: each has a database of its own, with the table of a template. */

const assert = require('node:assert')
const { test } = require('node:test')
const { seed } = require('hashrange/testing')
const { testDatabase } = require('hashrange/testing/node')

const template = `
Resources:
  Users:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: Users
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
`
const base = testDatabase({ seed: db => seed(db, { text: template }) })

for (const id of ['ada', 'bea']) {
  test(`${id} is alone`, async () => {
    const users = base.db.table('Users')
    await users.put({ id })
    assert.deepStrictEqual([...users.scan()], [{ id }])
  })
}
