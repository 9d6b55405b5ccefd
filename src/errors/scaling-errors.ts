/** Refusals of what is asked of the auto scaling of replicas. Texts that are not the service's own are said to be ours. */

import { ResourceNotFoundException, ValidationException } from './dynamo-error.js'

/** Of a table that is not there, or has no replicas. */
export const noGlobalTableToScale = (name: string): ResourceNotFoundException =>
  new ResourceNotFoundException(`Global table with name: '${name}' does not exist.`)

/** The text is ours. */
export const scalingUpdateMissing = (): ValidationException =>
  new ValidationException(
    'At least one of ProvisionedWriteCapacityAutoScalingUpdate, GlobalSecondaryIndexUpdates or ReplicaUpdates is required',
  )

/** The text is ours. */
export const scaledTwice = (kind: 'region' | 'index', name: string): ValidationException =>
  new ValidationException(`Only one auto scaling update per ${kind} is allowed: ${name}`)

/** The text is ours. */
export const scalingBoundsMissing = (place: string): ValidationException =>
  new ValidationException(
    `MinimumUnits and MaximumUnits must both be specified for ${place}, which is not auto scaled yet`,
  )

/** What Application Auto Scaling says. */
export const scalingBoundsReversed = (): ValidationException =>
  new ValidationException('Maximum capacity cannot be less than minimum capacity')

/** The text is ours. */
export const scalingTargetOutOfRange = (value: number): ValidationException =>
  new ValidationException(`TargetValue is ${value}, and must be from 20 to 90`)

/** The text is ours. */
export const scalingCooldownNegative = (member: string, value: number): ValidationException =>
  new ValidationException(`${member} is ${value}, and must not be negative`)
