/** Refusals of Contributor Insights, in the service's words. */

import { ResourceNotFoundException, ValidationException } from './dynamo-error.js'

/** There is no global index of this name. */
export const insightsIndexNotFound = (index: string, table: string): ResourceNotFoundException =>
  new ResourceNotFoundException(
    `Requested resource not found: Index: ${index} not found for table: ${table}`,
  )

export const insightsOfInactive = (resource: 'Table' | 'Index'): ValidationException =>
  new ValidationException(
    'Table or Index is not in a valid state to update Key Access Insights: ' +
      `${resource}Status must be ACTIVE to enable ContributorInsights.`,
  )

/** Tokens are the service's own: it is silent on what it says of others. */
export const insightsTokenInvalid = (): ValidationException =>
  new ValidationException('The provided NextToken is invalid')
