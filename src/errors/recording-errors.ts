/** What is wrong with traces and with what is asked of recordings. */

import { ValidationException } from './dynamo-error.js'

/** `fault` is the end of a sentence that begins with the line. */
export const traceLineWrong = (line: number, fault: string): ValidationException =>
  new ValidationException(`Line ${line} of the trace ${fault}`)

export const notRecordable = (): ValidationException =>
  new ValidationException('What is recorded must be a Database: it has no method intercept')
