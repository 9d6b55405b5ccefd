/** Refusals of options, which say what there is. */

import { types } from 'node:util'
import { ValidationException } from './dynamo-error.js'

/** Names that are longer resemble nothing. */
const NAME_LENGTH_MAX = 40
/** What the service's requests call an option. */
const SERVICE_NAMES: Readonly<Record<string, string>> = {
  conditionexpression: 'if',
  condition: 'if',
  exclusivestartkey: 'startKey',
  filterexpression: 'filter',
  projectionexpression: 'projection',
  select: 'projection',
}

/** A name that there is not, beside those that there are. */
interface UnknownName {
  readonly name: string
  readonly names: readonly string[]
}

/** `call` is the name of a function or method, or what takes options, as in `A trigger`. */
export const optionUnknown = (call: string, unknown: UnknownName): ValidationException =>
  new ValidationException(
    `${call} has no option ${unknown.name}${suggestionFor(unknown)} Its options are ${unknown.names.join(', ')}`,
  )

/** An option that means something only with another one. */
export const optionNeedsPath = (option: string): ValidationException =>
  new ValidationException(
    `The option ${option} is for a database on disk: give the path of its directory, too`,
  )

/** `owner` is what has members, as in `A table's schema`. */
export const memberUnknown = (owner: string, unknown: UnknownName): ValidationException =>
  new ValidationException(
    `${owner} has no member ${unknown.name}${suggestionFor(unknown)} Its members are ${unknown.names.join(', ')}`,
  )

export const optionsNotAnObject = (
  call: string,
  { value, names }: { readonly value: unknown; readonly names: readonly string[] },
): ValidationException =>
  new ValidationException(
    `The options of ${call} are ${shownValue(value)}, and must be an object. Its members may be ${names.join(', ')}`,
  )

/** `allowed` says what the option may be, as in `ALL_OLD`. */
export const optionInvalid = (
  option: string,
  { value, allowed }: { readonly value: unknown; readonly allowed: string },
): ValidationException => {
  const shown = typeof value === 'string' ? value : shownValue(value)
  return new ValidationException(`${option} is ${shown}, and must be ${allowed}`)
}

/** Likewise of a value of the wrong type. */
export const optionOfWrongType = (
  option: string,
  { value, allowed }: { readonly value: unknown; readonly allowed: string },
): ValidationException =>
  new ValidationException(`${option} is ${shownValue(value)}, and must be ${allowed}`)

/** A value as it would be written, or what it is. */
function shownValue(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return String(value)
  if (types.isDate(value)) return dateOf(value)
  return Array.isArray(value) ? 'an array' : 'an object'
}

/** Callers may hand in a date that is none. */
function dateOf(value: Date): string {
  const time = Date.prototype.getTime.call(value)
  return Number.isNaN(time) ? 'an invalid date' : new Date(time).toISOString()
}

function suggestionFor({ name, names }: UnknownName): string {
  const nearest = nearestOf(name, names)
  return nearest === undefined ? '.' : `: did you mean ${nearest}?`
}

/** The name that was meant, as far as one can tell. */
function nearestOf(name: string, names: readonly string[]): string | undefined {
  if (name.length > NAME_LENGTH_MAX) return undefined
  const plain = name.toLowerCase()
  const translated = SERVICE_NAMES[plain] ?? ''
  if (names.includes(translated)) return translated
  const distances = names.map(one => ({ one, distance: distanceOf(plain, one.toLowerCase()) }))
  distances.sort((left, right) => left.distance - right.distance)
  const [nearest] = distances
  if (nearest === undefined) return undefined
  return nearest.distance <= Math.max(1, Math.floor(plain.length / 3)) ? nearest.one : undefined
}

/** Letters that are to be put in, left out or replaced to make one word of the other. */
function distanceOf(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, place) => place)
  for (let place = 0; place < left.length; place += 1) {
    const next = [place + 1]
    for (let other = 0; other < right.length; other += 1) {
      const replaced = (row[other] ?? 0) + (left[place] === right[other] ? 0 : 1)
      next.push(Math.min(replaced, (row[other + 1] ?? 0) + 1, (next[other] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
