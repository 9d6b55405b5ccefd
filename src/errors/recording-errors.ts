/** What is wrong with traces and with what is asked of recordings. */

import { ValidationException } from './dynamo-error.js'

/** `fault` is the end of a sentence that begins with the line. */
export const traceLineWrong = (line: number, fault: string): ValidationException =>
  new ValidationException(`Line ${line} of the trace ${fault}`)

export const notRecordable = (): ValidationException =>
  new ValidationException('What is recorded must be a Database: it has no method intercept')

export const recordFileUnknown = (file: string, endings: readonly string[]): ValidationException =>
  new ValidationException(
    `file is '${file}', and its name must end in one of ${endings.join(', ')}: that says what is written`,
  )

/** `call` is the name of a function or a matcher. */
export const notATable = (call: string): ValidationException =>
  new ValidationException(
    call === 'snapshotOf'
      ? 'snapshotOf takes a table or a database'
      : `${call} is for tables: expect(db.table(name)).${call}(key)`,
  )

export const notARecording = (): ValidationException =>
  new ValidationException(
    'toHaveConsumed is for recordings: expect(record(db)).toHaveConsumed({ atMost: { read: 10 } })',
  )
