/** Refusals of settings of the time to live, in the service's words. */

import { ResourceInUseException, ValidationException } from './dynamo-error.js'

export const expiryEnabledAlready = (): ValidationException =>
  new ValidationException('TimeToLive is already enabled')

export const expiryDisabledAlready = (): ValidationException =>
  new ValidationException('TimeToLive is already disabled')

/** `attribute` is the one by which items expire now. */
export const expiryOnAnotherAttribute = (attribute: string): ValidationException =>
  new ValidationException(
    `TimeToLive is active on a different AttributeName: current AttributeName is ${attribute}`,
  )

export const expiryChangedTooOften = (): ValidationException =>
  new ValidationException('Time to live has been modified multiple times within a fixed interval')

/** `status` is CREATING or DELETING. */
export const expiryNotDescribed = (status: string): ValidationException =>
  new ValidationException(
    `Cannot describe time to live while table is in ${status} state: ` +
      `Current table state is ${status}`,
  )

/** Other operations say it in other words. */
export const expiryOfTableBeing = (
  change: 'created' | 'deleted',
  name: string,
): ResourceInUseException =>
  new ResourceInUseException(
    `Attempt to change a resource which is still in use: Table ${name} is being ${change}`,
  )

/** Of the native interface: the service has a text for each way in which a name is none. */
export const expiryAttributeInvalid = (): ValidationException =>
  new ValidationException('timeToLive must be the name of an attribute, of 1 to 255 characters')
