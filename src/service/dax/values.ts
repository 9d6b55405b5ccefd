/** What values of members have to be. Throws an InvalidParameterValueException where one is not. */

import { invalidValue } from '../../errors/dax-control-errors.js'

const CLUSTER_NAME = /^[a-z](?:-?[a-z0-9])*$/
const CLUSTER_NAME_LENGTH_MAX = 20
const GROUP_NAME = /^[a-z](?:[-.]?[a-z0-9])*$/
const GROUP_NAME_LENGTH_MAX = 255
const NODE_TYPE = /^dax\.(?:r\d[a-z]*|t\d)\.(?:small|medium|large|\d*xlarge)$/
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:.+$/
const SUBNET_ID = /^subnet-[0-9a-f]+$/
const WINDOW =
  /^(?:mon|tue|wed|thu|fri|sat|sun):[0-2]\d:[0-5]\d-(?:mon|tue|wed|thu|fri|sat|sun):[0-2]\d:[0-5]\d$/

/** The name as it is kept: in lower case. Of a letter, letters, digits and single hyphens, 20 at the most. */
export function clusterNameOf(name: string): string {
  const kept = name.toLowerCase()
  if (name.length <= CLUSTER_NAME_LENGTH_MAX && CLUSTER_NAME.test(kept)) return kept
  throw invalidValue(`Invalid cluster name: ${name}`)
}

/** The same for groups, which may have dots in their names. */
export function groupNameOf(name: string): string {
  const kept = name.toLowerCase()
  if (name.length <= GROUP_NAME_LENGTH_MAX && GROUP_NAME.test(kept)) return kept
  throw invalidValue(`Invalid group name: ${name}`)
}

export const checkNodeType = checkOf(NODE_TYPE, 'node type')
export const checkRoleArn = checkOf(ROLE_ARN, 'IAM role ARN')
export const checkTopicArn = checkOf(TOPIC_ARN, 'notification topic ARN')
export const checkSubnetId = checkOf(SUBNET_ID, 'subnet ID')
export const checkMaintenanceWindow = checkOf(WINDOW, 'maintenance window')

function checkOf(pattern: RegExp, noun: string): (value: string | undefined) => void {
  return value => {
    if (value !== undefined && !pattern.test(value)) throw invalidValue(`Invalid ${noun}: ${value}`)
  }
}
