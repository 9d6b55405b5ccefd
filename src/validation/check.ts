/**
 * Constraints of members, by shapes: what is required, lengths, ranges, patterns, sets. Each shape is compiled once to a
 * function that appends what fails to a list, in the service's order; where nothing fails, next to nothing is made.
 */

import {
  CONSTRAINT_NOT_NULL,
  FAILURES_MAX,
  type Failure,
  isOneOf,
  lengthAtLeast,
  lengthAtMost,
  mapKeysSatisfy,
  mapValuesSatisfy,
  matchesPattern,
  newerSentence,
  newerSentenceOfChoice,
  valueAtLeast,
  valueAtMost,
} from '../errors/constraint-errors.js'
import type {
  ListShape,
  MapShape,
  Members,
  NumberShape,
  Range,
  Shape,
  StringShape,
} from './shape.js'
import { camel, show } from './show.js'

/** Where a value stands in a request. */
interface Place {
  readonly within: Place | undefined
  /** A member's name; or the key of a map or the number of an element, followed by `.member`. */
  readonly name: string
  readonly isMember: boolean
}

/** The value was read by its shape, and is not absent. */
type Check = (value: unknown, place: Place, failures: Failure[]) => void

interface MemberCheck {
  readonly name: string
  readonly required: boolean
  readonly check: Check | undefined
  /** Where it stands if the structure is the request itself. */
  readonly place: Place
}

type JsonMap = Readonly<Record<string, unknown>>

type MembersCheck = (value: object, within: Place | undefined, failures: Failure[]) => void

/** The constraints that a value breaks, in the service's order. */
type Faults<Value> = (value: Value) => readonly string[]

const NONE: readonly string[] = []
const NO_FAILURES: readonly Failure[] = []
const ARN_PREFIX = 'arn:'

/** What is wrong with the members of a request, in their order: all of it, or at least ten failures. */
export function requestCheckOf(members: Members): (request: object) => readonly Failure[] {
  const checks = memberChecks(members)
  const byName = new Map(checks.map(check => [check.name, check]))
  const requiredCount = checks.filter(({ required }) => required).length
  const inOrder = membersCheck(members)
  return request => {
    const failures: Failure[] = []
    let missing = requiredCount
    // What is there is checked first: that is little, and most requests are right.
    for (const name in request) {
      const member = byName.get(name)
      if (member === undefined) continue
      if (member.required) missing -= 1
      member.check?.((request as JsonMap)[name], member.place, failures)
    }
    if (missing === 0 && failures.length === 0) return NO_FAILURES
    failures.length = 0
    inOrder?.(request, undefined, failures)
    return failures
  }
}

/** Undefined where nothing can fail. */
function checkOf(shape: Shape): Check | undefined {
  switch (shape.kind) {
    case 'string':
      return stringCheck(shape)
    case 'integer':
    case 'long':
      return numberCheck(shape)
    case 'list':
      return listCheck(shape)
    case 'map':
      return mapCheck(shape)
    case 'structure': {
      const check = membersCheck(shape.members)
      return check && ((value, place, failures) => check(value as object, place, failures))
    }
    default:
      return undefined
  }
}

function memberChecks(members: Members): readonly MemberCheck[] {
  return Object.entries(members).flatMap(([name, shape]): MemberCheck[] => {
    const [check, required] = [checkOf(shape), shape.required === true]
    const place = { within: undefined, name, isMember: true }
    return check === undefined && !required ? [] : [{ name, required, check, place }]
  })
}

function membersCheck(members: Members): MembersCheck | undefined {
  const checks = memberChecks(members)
  if (checks.length === 0) return undefined
  return (value, within, failures) => {
    for (const { name, required, check, place } of checks) {
      const member = (value as JsonMap)[name]
      if (member === undefined && !required) continue
      const here = within === undefined ? place : { within, name, isMember: true }
      if (member === undefined) failures.push(absent(here))
      else check?.(member, here, failures)
    }
  }
}

function stringCheck(shape: StringShape): Check | undefined {
  const faults = shape.oneOf === undefined ? faultsOfText(shape) : faultsOfChoice(shape.oneOf)
  return (
    faults &&
    ((value, place, failures) => {
      const text = value as string
      for (const fault of faults(text)) failures.push(failure(place, fault, { value, shape }))
    })
  )
}

function faultsOfChoice(choices: readonly string[]): Faults<string> {
  const faults = [isOneOf(choices)]
  return text => (choices.includes(text) ? NONE : faults)
}

/** Undefined where any text will do. An ARN in the place of a name is judged by its length only. */
function faultsOfText(shape: StringShape): Faults<string> | undefined {
  const { pattern, length, orArn } = shape
  if (pattern === undefined && length === undefined) return undefined
  const patternFaults = patternConstraints(shape)
  return text => {
    if (orArn !== undefined && text.startsWith(ARN_PREFIX)) return lengthFaults(text.length, orArn)
    // Where an ARN may stand, the pattern is not that of the shape: nothing but the length is told of an empty name.
    const matches =
      pattern === undefined || (orArn !== undefined && text === '') || pattern.test(text)
    const faults = length === undefined ? NONE : lengthFaults(text.length, length)
    return matches ? faults : [...patternFaults, ...faults]
  }
}

function numberCheck(shape: NumberShape): Check | undefined {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = shape.range ?? {}
  if (shape.range === undefined) return undefined
  return (value, place, failures) => {
    const number = value as number
    if (number >= min && number <= max) return
    const fault = number < min ? valueAtLeast(min) : valueAtMost(max)
    failures.push(failure(place, fault, { value, shape }))
  }
}

/** Elements of lists must not be null, unless they are attribute values, which never are. */
function listCheck(shape: ListShape): Check | undefined {
  const { element, length } = shape
  const check = checkOf(element)
  if (element.kind === 'attributeValue' && length === undefined) return undefined
  return (value, place, failures) => {
    const list = value as readonly unknown[]
    for (const fault of length === undefined ? NONE : lengthFaults(list.length, length)) {
      failures.push(failure(place, fault, { value, shape }))
    }
    for (let index = 0; index < list.length && failures.length < FAILURES_MAX; index += 1) {
      const item = list[index]
      if (item !== null && check === undefined) continue
      const here = { within: place, name: `${index + 1}.member`, isMember: false }
      if (item === null) failures.push(absent(here))
      else check?.(item, here, failures)
    }
  }
}

/** Keys come before values as a whole, and these before what is in each of them. */
function mapCheck(shape: MapShape): Check | undefined {
  const check = checkOf(shape.value)
  const { keys, valueLength } = shape
  if (check === undefined && keys === undefined && valueLength === undefined) return undefined
  const keyFaults = keys && faultsOfText(keys)
  return (value, place, failures) => {
    const entries = Object.entries(value as object)
    if (keyFaults !== undefined && entries.some(([key]) => keyFaults(key).length > 0)) {
      const fault = mapKeysSatisfy(constraintsOfText(keys))
      failures.push(failure(place, fault, { value, shape }))
    }
    if (valueLength !== undefined && entries.some(([, list]) => !fits(list.length, valueLength))) {
      const fault = mapValuesSatisfy(constraintsOfLength(valueLength))
      failures.push(failure(place, fault, { value, shape }))
    }
    if (check === undefined) return
    for (const [key, entry] of entries) {
      if (failures.length >= FAILURES_MAX) return
      check(entry, { within: place, name: `${key}.member`, isMember: false }, failures)
    }
  }
}

function lengthFaults(
  size: number,
  { min = 0, max = Number.POSITIVE_INFINITY }: Range,
): readonly string[] {
  if (size < min) return [lengthAtLeast(min)]
  return size > max ? [lengthAtMost(max)] : NONE
}

function fits(size: number, { min = 0, max = Number.POSITIVE_INFINITY }: Range): boolean {
  return size >= min && size <= max
}

/** As they are told of the keys and values of maps: all of them, whichever is broken. */
function constraintsOfLength({ min, max }: Range): readonly string[] {
  return [
    ...(max === undefined ? [] : [lengthAtMost(max)]),
    ...(min === undefined ? [] : [lengthAtLeast(min)]),
  ]
}

function constraintsOfText(shape: StringShape = { kind: 'string' }): readonly string[] {
  const { length } = shape
  return [
    ...(length === undefined ? [] : constraintsOfLength(length)),
    ...patternConstraints(shape),
  ]
}

function patternConstraints({ pattern, patternShown }: StringShape): readonly string[] {
  if (pattern === undefined) return NONE
  return [matchesPattern(patternShown ?? pattern.source.slice(1, -1))]
}

function absent(place: Place): Failure {
  return {
    path: pathOf(place, camel),
    value: undefined,
    constraint: CONSTRAINT_NOT_NULL,
    newer: undefined,
  }
}

interface Judged {
  readonly value: unknown
  readonly shape: Shape
}

function failure(place: Place, constraint: string, judged: Judged): Failure {
  return {
    path: pathOf(place, camel),
    value: show(judged.value, judged.shape),
    constraint,
    newer: newerOf(place, constraint, judged),
  }
}

function newerOf(place: Place, constraint: string, { value, shape }: Judged): string | undefined {
  if (shape.kind === 'string') {
    if (shape.newerOneOf !== undefined) return newerSentenceOfChoice(shape.newerOneOf)
    if (shape.newerIfEmpty === undefined || value !== '') return undefined
  } else if (!('newer' in shape)) return undefined
  return newerSentence(
    pathOf(place, name => name),
    constraint,
  )
}

/** Names of members are shown by `nameOf`, others as they are. */
function pathOf({ within, name, isMember }: Place, nameOf: (name: string) => string): string {
  const shown = isMember ? nameOf(name) : name
  return within === undefined ? shown : `${pathOf(within, nameOf)}.${shown}`
}
