/** What readers of streams are refused for. */

import { TrimmedDataAccessException } from './dynamo-error.js'

/** Records after the position are older than streams keep them. */
export function dataTrimmed(): TrimmedDataAccessException {
  return new TrimmedDataAccessException('The data you are trying to access has been trimmed')
}
