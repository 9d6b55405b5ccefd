/** Refusals of exports that the service has no words for: its buckets are no directories. */

import { ValidationException } from './dynamo-error.js'

export const exportPrefixInvalid = (prefix: string): ValidationException =>
  new ValidationException(
    `An export can't be written under the prefix ${JSON.stringify(prefix)}: its parts name folders, so none may be empty, ` +
      "'.' or '..', or have a backslash or a zero character",
  )
