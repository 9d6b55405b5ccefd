/** Refusals of what is asked of mirrors: local copies of tables elsewhere. */

import { ResourceInUseException, ValidationException } from './dynamo-error.js'

/** Only the table elsewhere changes the items of its copy. */
export const mirrorReadOnly = (name: string): ValidationException =>
  new ValidationException(
    `${name} is a mirror of a table elsewhere and cannot be written to: write to that table, and the mirror follows`,
  )

/** A stream without new images does not say what became of an item. */
export const mirrorNeedsImages = (name: string, view: string): ValidationException =>
  new ValidationException(
    `The stream of ${name} shows ${view}: to be followed it must show NEW_IMAGE or NEW_AND_OLD_IMAGES`,
  )

/** There are items that are not of the table elsewhere, and would be removed. */
export const mirrorTableTaken = (name: string): ResourceInUseException =>
  new ResourceInUseException(
    `There is a table ${name} with items, which is no mirror: give the mirror another name with the option as`,
  )

export const mirrorRunning = (name: string): ResourceInUseException =>
  new ResourceInUseException(`${name} is being followed already`)

export const mirrorClosed = (name: string): Error => new Error(`The mirror ${name} has been closed`)

export const notFollowable = (): ValidationException =>
  new ValidationException('follow takes a table of what connect returns')

export const mirrorNowhere = (): ValidationException =>
  new ValidationException('follow needs the option into: the database that the copy is made in')
