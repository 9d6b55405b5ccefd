/** What the compiler knows of triggers: a handler that is typed by `@types/aws-lambda` is one. */

import type {
  AttributeValue,
  Context,
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  DynamoDBStreamHandler,
} from 'aws-lambda'
import type {
  StreamBatchResponse,
  StreamEvent,
  StreamEventItem,
  StreamEventValue,
  Table,
  Trigger,
  TriggerFailure,
} from '../../src/index.js'
import { expectType } from './expect-type.js'

interface User {
  id: string
  email: string
}

declare const users: Table<User, 'id', never>

declare const lambda: DynamoDBStreamHandler

expectType<Trigger>().from(users.trigger(lambda))
expectType<Trigger>().from(users.trigger(lambda, { filters: [{ eventName: ['INSERT'] }] }))

users.trigger(async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  return { batchItemFailures: event.Records.map(() => ({ itemIdentifier: '1' })) }
})
users.trigger((_event: DynamoDBStreamEvent, _context: Context, callback) => callback(null))

// What a handler is given, and hands to functions of its own.

declare const given: StreamEvent
declare const handled: DynamoDBStreamEvent
export const event: DynamoDBStreamEvent = given
export const records: DynamoDBRecord[] = given.Records
export const response: DynamoDBBatchResponse = {} as StreamBatchResponse
export const answer: StreamBatchResponse = {} as DynamoDBBatchResponse
export const image: Record<string, AttributeValue> | undefined = given.Records[0]?.dynamodb.NewImage
export const value: AttributeValue = {} as StreamEventValue
export const valueOfLambda: StreamEventValue = {} as AttributeValue
export const imageOfLambda: StreamEventItem | undefined = handled.Records[0]?.dynamodb?.NewImage
export const nested: StreamEventValue = { M: { tags: { L: [{ S: 'a' }, { NULL: true }] } } }
/** As `@types/aws-lambda` had it before 8.10.161. */
interface OlderAttributeValue {
  B?: string | undefined
  BS?: string[] | undefined
  BOOL?: boolean | undefined
  L?: OlderAttributeValue[] | undefined
  M?: { [id: string]: OlderAttributeValue } | undefined
  N?: string | undefined
  NS?: string[] | undefined
  NULL?: boolean | undefined
  S?: string | undefined
  SS?: string[] | undefined
}
export const older: OlderAttributeValue = {} as StreamEventValue
// @ts-expect-error A value has one type.
export const two: StreamEventValue = { S: 'a', N: '1' }
// @ts-expect-error And it has one at all.
export const none: StreamEventValue = {}

users.trigger(async ({ Records }) => {
  for (const { eventName, dynamodb } of Records) {
    expectType<'INSERT' | 'MODIFY' | 'REMOVE'>().from(eventName)
    expectType<string | undefined>().from(dynamodb.NewImage?.email?.S)
  }
})
users.trigger(lambda, {
  onFailure: (failure, event) => {
    expectType<TriggerFailure>().from(failure)
    expectType<number>().from(event.Records.length)
  },
})

// @ts-expect-error there is no such option
users.trigger(lambda, { size: 5 })
// @ts-expect-error streams have no such position
users.trigger(lambda, { startingPosition: 'AT_TIMESTAMP' })
// @ts-expect-error nobody can be called
users.trigger('welcome')
