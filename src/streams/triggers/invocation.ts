/**
 * Calls a handler as AWS Lambda calls a function: with an event of its own, a context, and a callback for those who still
 * use one.
 *
 * Source: AWS Lambda developer guide, "Using the Lambda context object to retrieve Node.js function information".
 */

import type { StreamEvent } from './event.js'

/** What a handler can learn of its invocation. Takes the place of the `Context` of `@types/aws-lambda`. */
export interface TriggerContext {
  callbackWaitsForEmptyEventLoop: boolean
  readonly functionName: string
  readonly functionVersion: string
  readonly invokedFunctionArn: string
  readonly memoryLimitInMB: string
  readonly awsRequestId: string
  readonly logGroupName: string
  readonly logStreamName: string
  /** Milliseconds of the longest time that the service allows. Here a handler may take as long as it likes. */
  getRemainingTimeInMillis(): number
  /** As `callback`. */
  done(error?: Error | string | null, result?: unknown): void
  fail(error: Error | string): void
  succeed(result: unknown): void
}

/** What an invocation is known by. */
export interface FunctionName {
  readonly name: string
  readonly arn: string
}

/** Ends the invocation with a failure, or with a result. */
export type TriggerCallback = (error?: Error | string | null, result?: unknown) => void

/**
 * A function for AWS Lambda, unchanged. It may return a promise, or, if it has three parameters, call the third.
 */
export type TriggerHandler = (
  event: StreamEvent,
  context: TriggerContext,
  callback: TriggerCallback,
) => unknown

const TIMEOUT_MAX_MS = 900_000
const CALLBACK_PARAMETERS = 3

/** What the handler answers. Rejected with what it throws, or hands to its callback. */
export function invoke(
  handler: TriggerHandler,
  event: StreamEvent,
  { requestId, called }: { readonly requestId: string; readonly called: FunctionName },
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback: TriggerCallback = (error, result) => {
      if (error === undefined || error === null) resolve(result)
      else reject(error)
    }
    const context: TriggerContext = {
      callbackWaitsForEmptyEventLoop: true,
      functionName: called.name,
      functionVersion: '$LATEST',
      invokedFunctionArn: called.arn,
      memoryLimitInMB: '128',
      awsRequestId: requestId,
      logGroupName: `/aws/lambda/${called.name}`,
      logStreamName: `[$LATEST]${requestId}`,
      getRemainingTimeInMillis: () => TIMEOUT_MAX_MS,
      done: callback,
      fail: error => reject(error),
      succeed: result => resolve(result),
    }
    const returned = handler(event, context, callback)
    if (isThenable(returned) || handler.length < CALLBACK_PARAMETERS) resolve(returned)
  })
}

function isThenable(value: unknown): boolean {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function'
}
