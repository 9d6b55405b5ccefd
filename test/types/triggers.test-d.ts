/** What the compiler knows of triggers: a handler that is typed by `@types/aws-lambda` is one. */

import type { Table, Trigger, TriggerFailure } from '../../src/index.js'
import { expectType } from './expect-type.js'

interface User {
  id: string
  email: string
}

declare const users: Table<User, 'id', never>

// As in @types/aws-lambda 8.10.

interface AttributeValue {
  B?: string | undefined
  BS?: string[] | undefined
  BOOL?: boolean | undefined
  L?: AttributeValue[] | undefined
  M?: { [id: string]: AttributeValue } | undefined
  N?: string | undefined
  NS?: string[] | undefined
  NULL?: boolean | undefined
  S?: string | undefined
  SS?: string[] | undefined
}

interface StreamRecord {
  ApproximateCreationDateTime?: number | undefined
  Keys?: { [key: string]: AttributeValue } | undefined
  NewImage?: { [key: string]: AttributeValue } | undefined
  OldImage?: { [key: string]: AttributeValue } | undefined
  SequenceNumber?: string | undefined
  SizeBytes?: number | undefined
  StreamViewType?: 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES' | undefined
}

interface DynamoDBRecord {
  awsRegion?: string | undefined
  dynamodb?: StreamRecord | undefined
  eventID?: string | undefined
  eventName?: 'INSERT' | 'MODIFY' | 'REMOVE' | undefined
  eventSource?: string | undefined
  eventSourceARN?: string | undefined
  eventVersion?: string | undefined
  userIdentity?: unknown
}

interface DynamoDBStreamEvent {
  Records: DynamoDBRecord[]
}

interface DynamoDBBatchResponse {
  batchItemFailures: { itemIdentifier: string }[]
}

interface Context {
  callbackWaitsForEmptyEventLoop: boolean
  functionName: string
  functionVersion: string
  invokedFunctionArn: string
  memoryLimitInMB: string
  awsRequestId: string
  logGroupName: string
  logStreamName: string
  identity?: object | undefined
  clientContext?: object | undefined
  tenantId?: string | undefined
  getRemainingTimeInMillis(): number
  done(error?: Error, result?: unknown): void
  fail(error: Error | string): void
  succeed(messageOrObject: unknown): void
  succeed(message: string, object: unknown): void
}

type Callback<Result> = (error?: Error | string | null, result?: Result) => void

type DynamoDBStreamHandler = (
  event: DynamoDBStreamEvent,
  context: Context,
  callback: Callback<DynamoDBBatchResponse | undefined>,
) => Promise<DynamoDBBatchResponse | undefined> | undefined

declare const lambda: DynamoDBStreamHandler

expectType<Trigger>().from(users.trigger(lambda))
expectType<Trigger>().from(users.trigger(lambda, { filters: [{ eventName: ['INSERT'] }] }))

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
