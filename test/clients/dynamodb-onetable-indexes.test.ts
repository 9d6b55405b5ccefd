/** A school on dynamodb-onetable: pupils and marks in one table, with a global and a local index. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the library's own templates are written so

import { Table } from 'dynamodb-onetable'
import { Dynamo } from 'dynamodb-onetable/Dynamo'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Connection, DOORS } from './doors.js'

const SCHEMA = {
  format: 'onetable:1.1.0',
  version: '0.0.1',
  indexes: {
    primary: { hash: 'pk', sort: 'sk' },
    gs1: { hash: 'gs1pk', sort: 'gs1sk', project: ['name', 'mark'] },
    ls1: { type: 'local', sort: 'ls1sk', project: 'all' },
  },
  models: {
    Pupil: {
      pk: { type: String, value: 'pupil:${id}' },
      sk: { type: String, value: 'pupil:' },
      gs1pk: { type: String, value: 'form:${form}' },
      gs1sk: { type: String, value: '${name}' },
      id: { type: String, required: true },
      form: { type: String },
      name: { type: String, required: true },
      address: { type: String },
    },
    Mark: {
      pk: { type: String, value: 'pupil:${pupil}' },
      sk: { type: String, value: 'mark:${day}' },
      ls1sk: { type: String, value: 'mark:${subject}' },
      gs1pk: { type: String, value: 'subject:${subject}' },
      gs1sk: { type: String, value: '${day}' },
      pupil: { type: String, required: true },
      day: { type: String, required: true },
      subject: { type: String, required: true },
      mark: { type: Number, required: true },
    },
  },
  params: { timestamps: false },
} as const

function schoolOf(client: Connection['client']) {
  const table = new Table({
    client: new Dynamo({ client }),
    name: 'School',
    schema: SCHEMA,
    partial: true,
  })
  return { table, pupils: table.getModel('Pupil'), marks: table.getModel('Mark') }
}

describe.each(DOORS)('dynamodb-onetable with indexes $name', door => {
  let connection: Connection
  let school: ReturnType<typeof schoolOf>

  beforeEach(async () => {
    connection = await door.connect()
    school = schoolOf(connection.client)
    await school.table.createTable()
    const { pupils, marks } = school
    await pupils.create({ id: 'p1', form: '1a', name: 'Zoe', address: 'Turin' })
    await pupils.create({ id: 'p2', form: '1a', name: 'Ada' })
    await pupils.create({ id: 'p3', name: 'Bo' })
    await marks.create({ pupil: 'p1', day: '2026-10-01', subject: 'sums', mark: 4 })
    await marks.create({ pupil: 'p1', day: '2026-09-01', subject: 'arts', mark: 5 })
    await marks.create({ pupil: 'p2', day: '2026-09-15', subject: 'sums', mark: 6 })
  })
  afterEach(() => connection.close())

  test('the table has the indexes of the schema', async () => {
    const { Table: told } = await connection.client.describeTable({ TableName: 'School' })
    expect(told?.GlobalSecondaryIndexes).toMatchObject([
      {
        IndexName: 'gs1',
        IndexStatus: 'ACTIVE',
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['name', 'mark'] },
        ItemCount: 5,
      },
    ])
    expect(told?.LocalSecondaryIndexes).toMatchObject([
      { IndexName: 'ls1', Projection: { ProjectionType: 'ALL' }, ItemCount: 3 },
    ])
  })

  test('pupils of a form, by their names, as far as the index has them', async () => {
    const { pupils } = school
    const found = await pupils.find({ form: '1a' }, { index: 'gs1', hidden: false })
    expect(found.map(({ name }) => name)).toEqual(['Ada', 'Zoe'])
    expect(found[1]?.address).toBeUndefined()
    const followed = await pupils.find({ form: '1a' }, { index: 'gs1', follow: true })
    expect(followed.map(({ address }) => address)).toEqual([undefined, 'Turin'])
    expect(await pupils.find({ form: '1b' }, { index: 'gs1' })).toEqual([])
  })

  test('a pupil joins a form, and leaves it', async () => {
    const { pupils } = school
    await pupils.update({ id: 'p3', form: '1a', name: 'Bo' })
    const names = async () =>
      (await pupils.find({ form: '1a' }, { index: 'gs1' })).map(({ name }) => name)
    expect(await names()).toEqual(['Ada', 'Bo', 'Zoe'])
    await pupils.remove({ id: 'p2' })
    expect(await names()).toEqual(['Bo', 'Zoe'])
  })

  test('marks by subject, of all pupils and of one', async () => {
    const { marks } = school
    const all = await marks.find({ subject: 'sums' }, { index: 'gs1', reverse: true })
    expect(all.map(({ mark }) => mark)).toEqual([4, 6])
    const own = await marks.find({ pupil: 'p1' }, { index: 'ls1' })
    expect(own.map(({ subject }) => subject)).toEqual(['arts', 'sums'])
    const page = await marks.find({ subject: 'sums' }, { index: 'gs1', limit: 1 })
    const next = await marks.find({ subject: 'sums' }, { index: 'gs1', next: page.next ?? {} })
    expect([page, next].map(found => found.map(({ mark }) => mark))).toEqual([[6], [4]])
  })
})
