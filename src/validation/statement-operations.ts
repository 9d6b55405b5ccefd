/** The operations on PartiQL statements. The order of the members is not certain. */

import {
  RETURN_CONSUMED_CAPACITY,
  RETURN_VALUES_ON_CONDITION_CHECK_FAILURE,
} from './common-shapes.js'
import type { Operation } from './operation.js'
import { ATTRIBUTE_VALUE, BOOLEAN, INTEGER, listOf, required, type StringShape } from './shape.js'

const STATEMENT: StringShape = { kind: 'string', length: { min: 1, max: 8192 } }
const PARAMETERS = listOf(ATTRIBUTE_VALUE, { min: 1 })

export const EXECUTE_STATEMENT: Operation = {
  members: {
    Statement: required(STATEMENT),
    Parameters: PARAMETERS,
    ConsistentRead: BOOLEAN,
    NextToken: { kind: 'string', length: { min: 1, max: 32_768 } },
    ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
    Limit: { ...INTEGER, range: { min: 1 } },
    ReturnValuesOnConditionCheckFailure: RETURN_VALUES_ON_CONDITION_CHECK_FAILURE,
  },
}
