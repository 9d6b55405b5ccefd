/** What an answer tells of a refusal, beside its name and its text. */

import { expect, test } from 'vitest'
import {
  ConditionalCheckFailedException,
  DynamoError,
  TransactionCanceledException,
  ValidationException,
} from '../../src/errors/dynamo-error.js'
import { envelopeOf } from '../../src/transport/error-envelope.js'

const REASONS = [
  {
    reason: 'TableReadProvisionedThroughputExceeded',
    resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/t',
  },
]
const V20120810 = 'com.amazonaws.dynamodb.v20120810#'

class Throttled extends DynamoError {
  override readonly throttlingReasons = REASONS
  override readonly name: string

  constructor(name: string) {
    super('too much')
    this.name = name
  }
}

test.each<[string, DynamoError, object]>([
  [
    'nothing',
    new ValidationException('text'),
    { __type: 'com.amazon.coral.validate#ValidationException', message: 'text' },
  ],
  [
    'the stored item',
    new ConditionalCheckFailedException('text', { n: 1 }),
    {
      __type: `${V20120810}ConditionalCheckFailedException`,
      Message: 'text',
      Item: { n: { N: '1' } },
    },
  ],
  [
    'a failed condition without an item',
    new ConditionalCheckFailedException('text'),
    { __type: `${V20120810}ConditionalCheckFailedException`, message: 'text' },
  ],
  [
    'reasons of a cancelled transaction',
    new TransactionCanceledException('text', [
      { code: 'None' },
      { code: 'ConditionalCheckFailed', message: 'why', item: { n: 1 } },
    ]),
    {
      __type: `${V20120810}TransactionCanceledException`,
      Message: 'text',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Message: 'why', Item: { n: { N: '1' } } },
      ],
    },
  ],
  ...['ProvisionedThroughputExceededException', 'RequestLimitExceeded'].map(
    (name): [string, DynamoError, object] => [
      `reasons of ${name}`,
      new Throttled(name),
      { __type: V20120810 + name, message: 'too much', ThrottlingReasons: REASONS },
    ],
  ),
  [
    'reasons of ThrottlingException',
    new Throttled('ThrottlingException'),
    {
      __type: 'com.amazon.coral.availability#ThrottlingException',
      message: 'too much',
      throttlingReasons: REASONS,
    },
  ],
])('%s', (_, error, body) => {
  expect(JSON.parse(JSON.stringify(envelopeOf(error)))).toEqual(body)
})
