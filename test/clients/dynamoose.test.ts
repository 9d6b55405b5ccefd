/** A lending library on dynamoose, which creates its tables itself and updates their settings. */

import dynamoose from 'dynamoose'
import { Item } from 'dynamoose/dist/Item.js'
import { TableUpdateOptions } from 'dynamoose/dist/Table/index.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Connection, DOORS } from './doors.js'

class Book extends Item {
  declare shelf: string
  declare isbn: string
  declare title: string
  declare copies: number
  declare topics: Set<string>
  declare cover: Buffer
  declare published: Date
  declare reviews: { by: string; stars: number }[]
}

class Loan extends Item {
  declare reader: string
  declare isbn: string
  declare days: number
}

function library() {
  const books = dynamoose.model<Book>(
    'Books',
    new dynamoose.Schema({
      shelf: { type: String, hashKey: true },
      isbn: { type: String, rangeKey: true },
      title: { type: String, required: true },
      copies: { type: Number, default: 1 },
      topics: { type: Set, schema: [String] },
      cover: Buffer,
      published: Date,
      reviews: {
        type: Array,
        schema: [{ type: Object, schema: { by: String, stars: Number } }],
      },
    }),
  )
  const loans = dynamoose.model<Loan>(
    'Loans',
    new dynamoose.Schema(
      {
        reader: { type: String, hashKey: true },
        isbn: { type: String, rangeKey: true },
        days: Number,
      },
      { timestamps: true },
    ),
  )
  return { books, loans }
}

const WAITING = { enabled: true, check: { timeout: 120_000, frequency: 10 } }

describe.each(DOORS)('dynamoose $name', door => {
  let connection: Connection
  let books: ReturnType<typeof library>['books']
  let loans: ReturnType<typeof library>['loans']

  beforeEach(async () => {
    connection = await door.connect({ transientStatusDuration: 30 })
    dynamoose.aws.ddb.set(connection.client)
    ;({ books, loans } = library())
    await new dynamoose.Table('Books', [books], {
      throughput: 'ON_DEMAND',
      tags: { building: 'north' },
      waitForActive: WAITING,
      initialize: false,
    }).initialize()
    await new dynamoose.Table('Loans', [loans], {
      throughput: { read: 2, write: 3 },
      waitForActive: WAITING,
      initialize: false,
    }).initialize()
  })
  afterEach(() => connection.close())

  const add = (isbn: string, copies: number, topics = ['sea']) =>
    books.create({
      shelf: 'a',
      isbn,
      title: `Book ${isbn}`,
      copies,
      topics: new Set(topics),
      cover: Buffer.from([1, 2, 255]),
      published: new Date(0),
      // A list is appended to, which needs one.
      reviews: [],
    })

  test('tables are made and changed to what their settings say', async () => {
    await new dynamoose.Table('Loans', [library().loans], {
      throughput: { read: 4, write: 3 },
      tags: { building: 'south' },
      update: [TableUpdateOptions.throughput, TableUpdateOptions.tags],
      waitForActive: WAITING,
      initialize: false,
    }).initialize()
    const { Table } = await connection.client.describeTable({ TableName: 'Loans' })
    expect(Table?.ProvisionedThroughput).toMatchObject({
      ReadCapacityUnits: 4,
      WriteCapacityUnits: 3,
    })
    const { Tags } = await connection.client.listTagsOfResource({ ResourceArn: Table?.TableArn })
    expect(Tags).toEqual([{ Key: 'building', Value: 'south' }])
  })

  test('a book is bought once, changed, and given away', async () => {
    const book = await add('1', 2)
    await expect(add('1', 5)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
    })
    const stored = await books.get({ shelf: 'a', isbn: '1' })
    expect({ ...stored }).toEqual({
      shelf: 'a',
      isbn: '1',
      title: 'Book 1',
      copies: 2,
      topics: new Set(['sea']),
      cover: Buffer.from([1, 2, 255]),
      published: new Date(0),
      reviews: [],
    })

    book.title = 'Second edition'
    await book.save()
    const key = { shelf: 'a', isbn: '1' }
    const changed = await books.update(
      key,
      { $ADD: { copies: 3, topics: new Set(['salt']), reviews: [{ by: 'ada', stars: 5 }] } },
      { condition: new dynamoose.Condition().attribute('title').beginsWith('Second') },
    )
    expect({ ...changed }).toMatchObject({
      copies: 5,
      topics: new Set(['salt', 'sea']),
      reviews: [{ by: 'ada', stars: 5 }],
    })
    await books.update(key, { $REMOVE: ['cover'], $DELETE: { topics: new Set(['sea']) } })
    await expect(
      books.update(
        key,
        { copies: 0 },
        { condition: new dynamoose.Condition().filter('copies').lt(5) },
      ),
    ).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' })
    const rest = await books.get(key, {
      attributes: ['topics', 'cover', 'copies'],
      consistent: true,
    })
    expect({ ...rest }).toEqual({ topics: new Set(['salt']), copies: 5 })

    await books.delete(key)
    expect(await books.get(key)).toBeUndefined()
  })

  test('shelves are filled in batches, searched and paged through', async () => {
    const items = Array.from({ length: 20 }, (_, index) => ({
      shelf: 'a',
      isbn: String(index).padStart(2, '0'),
      title: `Book ${index}`,
      copies: index % 4,
    }))
    expect(await books.batchPut(items)).toEqual({ unprocessedItems: [] })

    const found: string[] = []
    let startAt: object | undefined
    let pages = 0
    do {
      const query = books.query('shelf').eq('a').where('isbn').ge('05').filter('copies').eq(0)
      const page = await (startAt === undefined ? query : query.startAt(startAt))
        .sort('descending')
        .limit(6)
        .exec()
      pages += 1
      found.push(...page.map(({ isbn }) => isbn))
      startAt = page.lastKey
    } while (startAt !== undefined)
    expect([pages, found]).toEqual([3, ['16', '12', '08']])

    const count = await books
      .query('shelf')
      .eq('a')
      .filter('title')
      .contains('Book 1')
      .count()
      .exec()
    expect(count.count).toBe(11)
    const everything = await books.scan().parallel(3).all().exec()
    expect(everything.map(({ isbn }) => isbn).sort()).toEqual(items.map(({ isbn }) => isbn))
    const got = await books.batchGet([
      { shelf: 'a', isbn: '03' },
      { shelf: 'a', isbn: '99' },
    ])
    expect(got.map(({ title }) => title)).toEqual(['Book 3'])
    await books.batchDelete(items.map(({ shelf, isbn }) => ({ shelf, isbn })))
    expect(await books.scan().exec()).toHaveLength(0)
  })

  test('a copy is lent in one transaction, or not at all', async () => {
    await add('1', 1)
    const lend = (reader: string) =>
      dynamoose.transaction([
        loans.transaction.create({ reader, isbn: '1', days: 14 }),
        books.transaction.update({ shelf: 'a', isbn: '1' }, { $ADD: { copies: -1 } }, {
          condition: new dynamoose.Condition().where('copies').gt(0),
        } as object),
      ])
    await lend('ada')
    await expect(lend('bob')).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    })
    const [loan, book] = await dynamoose.transaction([
      loans.transaction.get({ reader: 'ada', isbn: '1' }),
      books.transaction.get({ shelf: 'a', isbn: '1' }),
    ])
    expect([loan.days, book.copies]).toEqual([14, 0])
    expect(await loans.get({ reader: 'bob', isbn: '1' })).toBeUndefined()
  })
})
