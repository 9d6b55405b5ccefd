/** Refusals for want of capacity, in the service's words. */

import {
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  type ThrottledError,
  ThrottlingException,
  type ThrottlingReason,
} from './dynamo-error.js'

/** Of what there is too little. */
export type ThrottleCause =
  | 'ProvisionedThroughputExceeded'
  | 'KeyRangeThroughputExceeded'
  | 'MaxOnDemandThroughputExceeded'
  | 'AccountLimitExceeded'

/** What has too little, and for what. */
interface Scarcity {
  readonly isIndex: boolean
  /** All that there is too little of. */
  readonly reasons: readonly ThrottlingReason[]
}

type Refusal = (scarcity: Scarcity) => ThrottledError

/** The provisioned throughput, or what one partition of a provisioned table can give, has been used up. */
export const throughputExceeded: Refusal = ({ isIndex, reasons }) =>
  new ProvisionedThroughputExceededException(
    isIndex
      ? 'The level of configured provisioned throughput for one or more global secondary indexes of the table was ' +
          'exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes ' +
          'with the UpdateTable API'
      : 'The level of configured provisioned throughput for the table was exceeded. Consider increasing your ' +
          'provisioning level with the UpdateTable API.',
    reasons,
  )

/** More than what has grown so far of something that is paid for by the request. */
export const growthExceeded: Refusal = ({ isIndex, reasons }) =>
  new ThrottlingException(
    isIndex
      ? 'Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB is automatically ' +
          'scaling your index so please try again shortly.'
      : 'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table ' +
          'or index so please try again shortly. If exceptions persist, check if you have a hot key: ' +
          'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html.',
    reasons,
  )

/** More than the maximum that whoever pays has set. */
export const onDemandMaximumExceeded: Refusal = ({ reasons }) =>
  new ThrottlingException(
    'Throughput exceeds the maximum OnDemandThroughput configured on table or index',
    reasons,
  )

/** More than all tables of an account and a region can have together. */
export const accountLimitExceeded: Refusal = ({ reasons }) =>
  new RequestLimitExceeded(
    'Throughput exceeds the current throughput limit for your account. Contact AWS Support at ' +
      'https://aws.amazon.com/support to request a limit increase',
    reasons,
  )
