/** Refusals of triggers: in the words of the service's event source mapping where it has some. */

import { InvalidParameterValueException, ValidationException } from './dynamo-error.js'

export const filterPatternInvalid = (): InvalidParameterValueException =>
  new InvalidParameterValueException('Invalid filter pattern definition.')

export const handlerInvalid = (): ValidationException =>
  new ValidationException('The handler of a trigger must be a function')

export const triggerRunsAlready = (name: string, table: string): ValidationException =>
  new ValidationException(
    `A trigger named ${name} runs on table ${table} already: await its stop() before another one goes on`,
  )

/** `allowed` says what the option may be, as in `a whole number from 1 to 10`. */
export const triggerOptionInvalid = (
  option: string,
  { value, allowed }: { readonly value: unknown; readonly allowed: string },
): ValidationException =>
  new ValidationException(`${option} is ${shown(value)}, and must be ${allowed}`)

function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
