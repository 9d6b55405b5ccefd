/** The operations on resource-based policies. */

import { RESOURCE_ARN } from './common-shapes.js'
import type { Operation } from './operation.js'
import { BOOLEAN, required, STRING, type StringShape } from './shape.js'

const REVISION_ID: StringShape = { kind: 'string', length: { min: 1, max: 255 } }

export const PUT_RESOURCE_POLICY: Operation = {
  members: {
    ResourceArn: RESOURCE_ARN,
    Policy: required(STRING),
    ExpectedRevisionId: REVISION_ID,
    ConfirmRemoveSelfResourceAccess: BOOLEAN,
  },
}

export const GET_RESOURCE_POLICY: Operation = { members: { ResourceArn: RESOURCE_ARN } }

export const DELETE_RESOURCE_POLICY: Operation = {
  members: { ResourceArn: RESOURCE_ARN, ExpectedRevisionId: REVISION_ID },
}
