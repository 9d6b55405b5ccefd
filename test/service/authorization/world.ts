/** A database with a table of orders, callers, and what policies say of them. */

import { expect } from 'vitest'
import { Database, type Principal, readPrincipal } from '../../../src/index.js'
import { ManualClock } from '../../support/clock.js'

export type Json = Readonly<Record<string, unknown>>

export const ACCOUNT = '000000000000'
export const OTHER = '999999999999'
export const REGION = 'us-east-1'
export const TABLES = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/`
export const ORDERS = `${TABLES}Orders`
export const ANN = `arn:aws:iam::${ACCOUNT}:user/ann`

/** An answer, or the name and the text of a refusal. */
export async function told(answering: Promise<object>): Promise<unknown> {
  try {
    return await answering
  } catch (error) {
    expect(error).toBeInstanceOf(Error)
    const { name, message } = error as Error
    return `${name}: ${message}`
  }
}

export function policy(...Statement: readonly Json[]): Json {
  return { Version: '2012-10-17', Statement }
}

export function allow(parts: Json = {}): Json {
  return { Effect: 'Allow', Action: '*', Resource: '*', ...parts }
}

export function deny(parts: Json = {}): Json {
  return { ...allow(parts), Effect: 'Deny' }
}

/** A user of the account with one policy of these statements, or with none. */
export function ann(...statements: readonly Json[]): Principal {
  return readPrincipal({
    arn: ANN,
    policies: statements.length === 0 ? [] : [policy(...statements)],
  })
}

/** What AccessDeniedException says where no policy of the principal allows. */
export function notAllowed(action: string, resource: string, who = ANN): string {
  return `AccessDeniedException: User: ${who} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`
}

export class World {
  readonly db: Database
  readonly clock: ManualClock

  private constructor(db: Database, clock: ManualClock) {
    this.db = db
    this.clock = clock
  }

  /** Orders have a customer and a number, an index by phase, and one by several attributes. */
  static async open(): Promise<World> {
    const clock = new ManualClock()
    const world = new World(await Database.open({ clock }), clock)
    await world.run('CreateTable', {
      TableName: 'Orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'customer', AttributeType: 'S' },
        { AttributeName: 'number', AttributeType: 'N' },
        { AttributeName: 'phase', AttributeType: 'S' },
        { AttributeName: 'bytes', AttributeType: 'B' },
      ],
      KeySchema: keys('customer', 'number'),
      GlobalSecondaryIndexes: [
        { IndexName: 'byPhase', KeySchema: keys('phase'), Projection: { ProjectionType: 'ALL' } },
        {
          IndexName: 'byParts',
          KeySchema: [...keys('number'), ...keys('bytes'), ...keys('phase', 'customer')],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      Tags: [{ Key: 'Team', Value: 'blue' }],
    })
    await world.run('CreateTable', {
      TableName: 'Bytes',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'B' }],
      KeySchema: keys('id'),
    })
    await world.run('CreateTable', {
      TableName: 'Names',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'constructor', AttributeType: 'S' }],
      KeySchema: keys('constructor'),
    })
    return world
  }

  run(operation: string, json: Json, principal?: Principal): Promise<object> {
    return this.db.answer({ region: REGION, operation, json, principal })
  }

  told(operation: string, json: Json, principal: Principal): Promise<unknown> {
    return told(this.run(operation, json, principal))
  }

  /** What is asked of policies, as `action resource`. */
  questions(operation: string, input: Json, principal = ann()): readonly string[] {
    const { questions } = this.db.explainAccess({ operation, input, principal })
    return questions.map(({ action, resource }) => `${action} ${resource}`)
  }

  /** Whether a condition holds for a request, by what becomes of it. */
  holds(operation: string, input: Json, Condition: Json): boolean {
    const principal = ann(allow({ Condition }))
    return this.db.explainAccess({ operation, input, principal }).isAllowed
  }
}

function keys(partition: string, sort?: string): readonly Json[] {
  return [
    { AttributeName: partition, KeyType: 'HASH' },
    ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' }]),
  ]
}

/** The key of an order. */
export function order(customer: string, number = '1'): Json {
  return { customer: { S: customer }, number: { N: number } }
}
