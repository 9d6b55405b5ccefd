/** The refusals that faults are told by, in the words of the service. */

import { internalServerError } from '../errors/auth-errors.js'
import { LostReply } from '../errors/connection-errors.js'
import {
  type DynamoError,
  InternalServerError,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
} from '../errors/dynamo-error.js'
import { serviceUnavailable, transactionOngoing } from '../errors/fault-errors.js'
import {
  accountLimitExceeded,
  growthExceeded,
  type ThrottleCause,
  throughputExceeded,
} from '../errors/throttling-errors.js'
import { ACCOUNT_ID } from '../service/account.js'
import { tableArnOf } from '../service/tables/arn.js'
import type { Element } from './elements.js'
import type { FaultRule, ThrottleRule } from './script.js'

interface Concerned {
  readonly region: string
  readonly element: Element | undefined
}

/** What a call, or one element of it, is refused with. */
export function refusalBy(rule: FaultRule, concerned: Concerned): Error {
  switch (rule.fault) {
    case 'throttle':
      return throttled(rule, concerned)
    case 'transactionConflict':
      return transactionOngoing(rule.message)
    case 'unavailable':
      return serviceUnavailable(rule.message)
    case 'lostReply':
      return new LostReply()
    default: {
      const { message = undefined } = rule.fault === 'internalError' ? rule : {}
      return message === undefined ? internalServerError() : new InternalServerError(message)
    }
  }
}

const KINDS = {
  ProvisionedThroughputExceededException: {
    cause: 'ProvisionedThroughputExceeded',
    refusal: throughputExceeded,
    Exception: ProvisionedThroughputExceededException,
  },
  ThrottlingException: {
    cause: 'KeyRangeThroughputExceeded',
    refusal: growthExceeded,
    Exception: ThrottlingException,
  },
  RequestLimitExceeded: {
    cause: 'AccountLimitExceeded',
    refusal: accountLimitExceeded,
    Exception: RequestLimitExceeded,
  },
} satisfies Record<string, { readonly cause: ThrottleCause; readonly [name: string]: unknown }>

function throttled(rule: ThrottleRule, { region, element }: Concerned): DynamoError {
  const { kind = 'ProvisionedThroughputExceededException', message } = rule
  const { cause, refusal, Exception } = KINDS[kind]
  const { table } = element ?? {}
  // A write that waits for an index is throttled by that.
  const index = element?.kind === 'other' ? undefined : (element?.index ?? rule.index)
  const isIndex = index !== undefined
  const reasons = []
  if (table !== undefined) {
    const arn = tableArnOf(table, { region, accountId: ACCOUNT_ID })
    const reason = `${isIndex ? 'Index' : 'Table'}${element?.kind === 'write' ? 'Write' : 'Read'}${cause}`
    reasons.push({ reason, resource: isIndex ? `${arn}/index/${index}` : arn })
  }
  return message === undefined ? refusal({ isIndex, reasons }) : new Exception(message, reasons)
}
