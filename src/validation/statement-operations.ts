/** The operations on PartiQL statements. The order of the members is not certain. */

import {
  RETURN_CONSUMED_CAPACITY,
  RETURN_VALUES_ON_CONDITION_CHECK_FAILURE,
} from './common-shapes.js'
import type { Operation } from './operation.js'
import {
  ATTRIBUTE_VALUE,
  BOOLEAN,
  INTEGER,
  listOf,
  required,
  type StringShape,
  structure,
} from './shape.js'

const STATEMENT: StringShape = { kind: 'string', length: { min: 1, max: 8192 } }
const PARAMETERS = listOf(ATTRIBUTE_VALUE, { min: 1 })
const RETURNED_ON_FAILURE = {
  ReturnValuesOnConditionCheckFailure: RETURN_VALUES_ON_CONDITION_CHECK_FAILURE,
}

export const BATCH_EXECUTE_STATEMENT: Operation = {
  members: {
    Statements: required(
      listOf(
        structure('BatchStatementRequest', {
          Statement: required(STATEMENT),
          Parameters: PARAMETERS,
          ConsistentRead: BOOLEAN,
          ...RETURNED_ON_FAILURE,
        }),
        { min: 1, max: 25 },
      ),
    ),
    ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
  },
}

/** How many statements there are is judged later: the service words it in a form that is of this operation alone. */
export const EXECUTE_TRANSACTION: Operation = {
  members: {
    TransactStatements: required(
      listOf(
        structure('ParameterizedStatement', {
          Statement: required(STATEMENT),
          Parameters: PARAMETERS,
          ...RETURNED_ON_FAILURE,
        }),
      ),
    ),
    ClientRequestToken: { kind: 'string', length: { min: 1, max: 36 } },
    ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
  },
}

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
