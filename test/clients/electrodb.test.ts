/** A task tracker on ElectroDB: two entities of one table, read one by one and as a collection. */

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { ElectroError, Entity, Service } from 'electrodb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Connection, DOORS } from './doors.js'

const TABLE = 'Tracker'

/** The entities are made anew for each client: ElectroDB binds them to one. */
function tracker(client: DynamoDBDocumentClient) {
  const configuration = { client, table: TABLE }
  const tasks = new Entity(
    {
      model: { entity: 'task', version: '1', service: 'tracker' },
      attributes: {
        project: { type: 'string', required: true },
        number: { type: 'number', required: true, padding: { length: 4, char: '0' } },
        title: { type: 'string', required: true },
        state: { type: ['open', 'doing', 'done'] as const, default: 'open' },
        labels: { type: 'set', items: 'string' },
        watchers: { type: 'number', default: 0 },
        notes: {
          type: 'list',
          items: { type: 'map', properties: { by: { type: 'string' }, text: { type: 'string' } } },
        },
      },
      indexes: {
        board: {
          collection: 'board',
          pk: { field: 'pk', composite: ['project'] },
          sk: { field: 'sk', composite: ['number'] },
        },
      },
    },
    configuration,
  )
  const members = new Entity(
    {
      model: { entity: 'member', version: '1', service: 'tracker' },
      attributes: {
        project: { type: 'string', required: true },
        email: { type: 'string', required: true },
        role: { type: ['owner', 'guest'] as const, required: true },
        taskLimit: { type: 'number' },
      },
      indexes: {
        board: {
          collection: 'board',
          pk: { field: 'pk', composite: ['project'] },
          sk: { field: 'sk', composite: ['email'] },
        },
      },
    },
    configuration,
  )
  return { tasks, members, service: new Service({ tasks, members }) }
}

describe.each(DOORS)('ElectroDB $name', door => {
  let connection: Connection
  let tasks: ReturnType<typeof tracker>['tasks']
  let members: ReturnType<typeof tracker>['members']
  let service: ReturnType<typeof tracker>['service']

  beforeEach(async () => {
    connection = await door.connect()
    await connection.client.createTable({
      TableName: TABLE,
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    })
    ;({ tasks, members, service } = tracker(connection.documents()))
  })
  afterEach(() => connection.close())

  test('a task lives: created, moved, commented, removed', async () => {
    const key = { project: 'hull', number: 7 }
    await tasks.create({ ...key, title: 'Caulk the seams', labels: ['deck'] }).go()
    const taken = await tasks
      .create({ ...key, title: 'Another' })
      .go()
      .catch((error: unknown) => error)
    expect(taken).toBeInstanceOf(ElectroError)
    expect(taken).toMatchObject({
      code: 4001,
      message: expect.stringContaining('"The conditional request failed"'),
      cause: { name: 'ConditionalCheckFailedException' },
    })

    await expect(
      tasks
        .patch(key)
        .data(({ notes }, { set }) => set(notes[0]?.text, 'no such note'))
        .go(),
    ).rejects.toMatchObject({
      cause: {
        name: 'ValidationException',
        message: 'The document path provided in the update expression is invalid for update',
      },
    })
    const started = await tasks
      .patch(key)
      .set({ state: 'doing' })
      .add({ watchers: 2, labels: ['urgent'] })
      .append({ notes: [{ by: 'ada', text: 'started' }] })
      .where(({ state }, { eq }) => eq(state, 'open'))
      .go({ response: 'all_new' })
    expect(started.data).toEqual({
      ...key,
      title: 'Caulk the seams',
      state: 'doing',
      labels: ['deck', 'urgent'],
      watchers: 2,
      notes: [{ by: 'ada', text: 'started' }],
    })
    await tasks
      .patch(key)
      .append({ notes: [{ by: 'bob', text: 'dry by noon' }] })
      .delete({ labels: ['deck'] })
      .subtract({ watchers: 1 })
      .go()
    await tasks
      .patch(key)
      .data(({ notes }, { set }) => set(notes[0]?.text, 'begun'))
      .go()
    const { data } = await tasks.get(key).go({ consistent: true })
    expect(data).toMatchObject({
      labels: ['urgent'],
      watchers: 1,
      notes: [
        { by: 'ada', text: 'begun' },
        { by: 'bob', text: 'dry by noon' },
      ],
    })

    expect((await tasks.remove(key).go({ response: 'all_old' })).data).toMatchObject({
      title: 'Caulk the seams',
    })
    expect((await tasks.get(key).go()).data).toBeNull()
    await expect(tasks.patch(key).set({ title: 'Gone' }).go()).rejects.toMatchObject({
      cause: { name: 'ConditionalCheckFailedException' },
    })
  })

  test('the board is read by ranges, by pages with a cursor, and as a collection', async () => {
    const board = Array.from({ length: 30 }, (_, number) => ({
      project: 'hull',
      number,
      title: `Plank ${number}`,
      ...(number % 3 === 0 ? { state: 'done' as const } : {}),
    }))
    expect((await tasks.put(board).go()).unprocessed).toEqual([])
    await members.put({ project: 'hull', email: 'ada@example.com', role: 'owner' }).go()

    const range = await tasks.query
      .board({ project: 'hull' })
      .between({ number: 9 }, { number: 12 })
      .go()
    expect(range.data.map(({ number }) => number)).toEqual([9, 10, 11, 12])
    const done = await tasks.query
      .board({ project: 'hull' })
      .gte({ number: 15 })
      .where(
        ({ state, title }, { eq, contains }) => `${eq(state, 'done')} AND ${contains(title, '1')}`,
      )
      .go({ order: 'desc' })
    expect(done.data.map(({ number }) => number)).toEqual([21, 18, 15])

    const pages: number[][] = []
    let cursor: string | null = null
    do {
      const page: { data: { number: number }[]; cursor: string | null } = await tasks.query
        .board({ project: 'hull' })
        .go({ cursor, limit: 8 })
      pages.push(page.data.map(({ number }) => number))
      cursor = page.cursor
    } while (cursor !== null)
    expect(pages.filter(page => page.length > 0).map(page => page.length)).toEqual([8, 8, 8, 6])
    expect(pages.flat()).toEqual(board.map(({ number }) => number))

    const all = await service.collections.board({ project: 'hull' }).go()
    expect([all.data.tasks.length, all.data.members]).toEqual([
      30,
      [{ project: 'hull', email: 'ada@example.com', role: 'owner' }],
    ])

    const [first, second] = await Promise.all([
      tasks
        .get([
          { project: 'hull', number: 29 },
          { project: 'hull', number: 30 },
        ])
        .go(),
      tasks.scan.where(({ state }, { eq }) => eq(state, 'done')).go({ pages: 'all' }),
    ])
    expect(first.data.map(({ title }) => title)).toEqual(['Plank 29'])
    expect(second.data).toHaveLength(10)
    await tasks.delete(board.map(({ project, number }) => ({ project, number }))).go()
    expect((await tasks.query.board({ project: 'hull' }).go()).data).toEqual([])
  })

  test('a transaction over both entities takes effect as a whole', async () => {
    await members
      .put({ project: 'hull', email: 'ada@example.com', role: 'owner', taskLimit: 1 })
      .go()
    const assign = (number: number) =>
      service.transaction
        .write(entities => [
          entities.tasks.create({ project: 'hull', number, title: 'Tar' }).commit(),
          entities.members
            .patch({ project: 'hull', email: 'ada@example.com' })
            .subtract({ taskLimit: 1 })
            .where(({ taskLimit }, { gt }) => gt(taskLimit, 0))
            .commit({ response: 'all_old' }),
        ])
        .go()
    expect((await assign(1)).canceled).toBe(false)
    const refused = await assign(2)
    expect(refused.canceled).toBe(true)
    expect(refused.data).toMatchObject([
      { rejected: false, code: 'None' },
      {
        rejected: true,
        code: 'ConditionalCheckFailed',
        message: 'The conditional request failed',
        item: { email: 'ada@example.com', taskLimit: 0 },
      },
    ])

    const got = await service.transaction
      .get(entities => [
        entities.tasks.get({ project: 'hull', number: 1 }).commit(),
        entities.tasks.get({ project: 'hull', number: 2 }).commit(),
        entities.members.get({ project: 'hull', email: 'ada@example.com' }).commit(),
      ])
      .go()
    expect(got.data.map(({ item }) => item)).toEqual([
      { project: 'hull', number: 1, title: 'Tar', state: 'open', watchers: 0 },
      null,
      { project: 'hull', email: 'ada@example.com', role: 'owner', taskLimit: 0 },
    ])

    await members.upsert({ project: 'hull', email: 'bob@example.com', role: 'guest' }).go()
    const upserted = await members
      .upsert({ project: 'hull', email: 'bob@example.com', role: 'owner' })
      .go({ response: 'updated_old' })
    expect(upserted.data).toMatchObject({ role: 'guest' })
  })
})
