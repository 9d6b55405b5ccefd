/**
 * The functions of CloudFormation's templates, and what they refer to: parameters, conditions, mappings, and the names of tables.
 * What is known only once a stack is deployed is refused, with its place.
 *
 * Source: CloudFormation user guide, "Intrinsic function reference", "Condition functions", "Pseudo parameters reference".
 */

import { SEED_REASONS } from '../errors/seed-errors.js'
import { ACCOUNT_ID } from '../service/account.js'
import { addMember } from '../validation/members.js'
import type { SeedContext, SeedParameter } from './seed-plan.js'
import { isMap, NO_TEXT, Spot } from './spot.js'
import { LEVELS_MAX } from './yaml-reader.js'

/** The value of what is to be left out, as `AWS::NoValue` says. */
export const NO_VALUE = Symbol('AWS::NoValue')

const REFERENCE = /\$\{(!?)([^}]*)\}/g

/** So many values and functions are read of one template: those that refer to each other may stand for any number. */
const READ_MAX = 1_000_000

/** What the functions need to know of the template around them. */
interface TemplateScope {
  readonly sections: Sections
  readonly context: Pick<SeedContext, 'region' | 'parameters'>
  /** Under which name the stack is deployed, if that is known. */
  readonly stackName?: string | undefined
  /** What stands for a value before the functions are called: some templates have variables. */
  readonly before: (spot: Spot) => Spot
  /** The name of a table of the template by its logical id; undefined if there is no such table. */
  readonly tableNameOf: (logicalId: string) => string | undefined
}

/** A template, which may be in several parts, by its sections. */
export class Sections {
  readonly #parts: readonly Spot[]
  readonly #before: (spot: Spot) => Spot

  constructor(parts: readonly Spot[], before: (spot: Spot) => Spot) {
    this.#parts = parts
    this.#before = before
  }

  /** A member of a section, such as the resource of that logical id. Its value is undefined if there is none. */
  member(section: string, name: string): Spot {
    const found = this.#parts.map(part => this.#before(this.#before(part.at(section)).at(name)))
    return found.find(({ isMissing }) => !isMissing) ?? MISSING
  }

  /** All members of a section. */
  entries(section: string): (readonly [name: string, member: Spot])[] {
    return this.#parts.flatMap(part => this.#before(part.at(section)).entries())
  }
}

const MISSING = new Spot(undefined, NO_TEXT)

/** Reads values of one template. */
export class Functions {
  readonly #scope: TemplateScope
  /** Conditions that are being judged: none of them may depend on itself. */
  readonly #judged = new Set<string>()
  #level = 0
  #readLeft = READ_MAX

  constructor(scope: TemplateScope) {
    this.#scope = scope
  }

  /** What a value says when all of its functions have been called. Throws `WrongSeed` if one can't be. */
  resolve(given: Spot): unknown {
    this.#level += 1
    try {
      const spot = this.#scope.before(given)
      this.#count(spot)
      if (this.#level > LEVELS_MAX) throw spot.wrong(SEED_REASONS.tooDeep(LEVELS_MAX))
      const { value } = spot
      if (Array.isArray(value)) return this.#list(spot)
      if (!isMap(value)) return value
      const [name = '', ...others] = Object.keys(value)
      const isFunction = others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))
      return isFunction ? this.#call(name, spot.at(name)) : this.#map(spot)
    } finally {
      this.#level -= 1
    }
  }

  /** Whether a condition of the template holds. */
  holds(name: string, spot: Spot): boolean {
    this.#count(spot)
    const condition = this.#scope.sections.member('Conditions', name)
    if (condition.isMissing) throw spot.wrong(SEED_REASONS.nothingNamed(name))
    if (this.#judged.has(name)) throw condition.wrong(SEED_REASONS.cycle)
    this.#judged.add(name)
    try {
      return this.#isTrue(condition)
    } finally {
      this.#judged.delete(name)
    }
  }

  #count(spot: Spot): void {
    this.#readLeft -= 1
    if (this.#readLeft < 0) throw spot.wrong(SEED_REASONS.tooManyValues(READ_MAX))
  }

  #list(spot: Spot): unknown[] {
    const values = spot.elements().map(element => this.resolve(element))
    return values.filter(value => value !== NO_VALUE)
  }

  #map(spot: Spot): Record<string, unknown> {
    const members: Record<string, unknown> = {}
    for (const [name, member] of spot.entries()) {
      const value = this.resolve(member)
      if (value !== NO_VALUE) addMember(members, name, value)
    }
    return members
  }

  #call(name: string, spot: Spot): unknown {
    switch (name) {
      case 'Ref':
        return this.#reference(this.#text(spot), spot)
      case 'Fn::GetAtt':
        return this.#attribute(spot)
      case 'Fn::Sub':
        return this.#substituted(spot)
      case 'Fn::Join': {
        const [separator, list] = this.#given(name, spot, 2)
        return this.#texts(list ?? spot).join(this.#text(separator ?? spot))
      }
      case 'Fn::Split': {
        const [separator, text] = this.#given(name, spot, 2)
        return this.#text(text ?? spot).split(this.#text(separator ?? spot))
      }
      case 'Fn::Select': {
        const [index, list] = this.#given(name, spot, 2)
        const found = this.#texts(list ?? spot)[Number(this.#text(index ?? spot))]
        if (found === undefined)
          throw spot.wrong(SEED_REASONS.functionWrong(name, 'the index of an element, and a list'))
        return found
      }
      case 'Fn::If': {
        const [condition, yes, no] = this.#given(name, spot, 3)
        const isTrue = this.holds(this.#text(condition ?? spot), condition ?? spot)
        return this.resolve((isTrue ? yes : no) ?? spot)
      }
      case 'Fn::FindInMap':
        return this.#mapped(spot)
      case 'Fn::Base64':
        return Buffer.from(this.#text(spot)).toString('base64')
      case 'Fn::ToJsonString':
        return JSON.stringify(this.resolve(spot))
      default:
        return this.#isTrue(spot, name)
    }
  }

  /** A function of conditions. */
  #isTrue(spot: Spot, called?: string): boolean {
    const names = spot.names
    const name = called ?? (names.length === 1 ? names[0] : undefined) ?? ''
    const given = called === undefined ? spot.at(name) : spot
    switch (name) {
      case 'Condition':
        return this.holds(this.#text(given), given)
      case 'Fn::Equals': {
        const [left, right] = this.#given(name, given, 2)
        return JSON.stringify(this.#comparable(left)) === JSON.stringify(this.#comparable(right))
      }
      case 'Fn::Not':
        return !this.#given(name, given, 1).every(one => this.#isTrue(one))
      case 'Fn::And':
        return this.#given(name, given).every(one => this.#isTrue(one))
      case 'Fn::Or':
        return this.#given(name, given).some(one => this.#isTrue(one))
      default:
        throw spot.wrong(SEED_REASONS.functionUnknown(name === '' ? 'this condition' : name))
    }
  }

  #comparable(spot: Spot | undefined): unknown {
    const value = spot && this.resolve(spot)
    return typeof value === 'object' ? value : String(value)
  }

  /** The arguments of a function. */
  #given(name: string, given: Spot, count?: number): readonly Spot[] {
    const spot = this.#scope.before(given)
    const values = spot.elements(`a list: the arguments of ${name}`)
    if (count !== undefined && values.length !== count) {
      throw spot.wrong(SEED_REASONS.functionWrong(name, `${count} values`))
    }
    return values
  }

  #text(spot: Spot): string {
    return spot.with(this.resolve(spot)).string()
  }

  #texts(spot: Spot): readonly string[] {
    return spot
      .with(this.resolve(spot))
      .elements()
      .map(one => one.string())
  }

  #reference(name: string, spot: Spot): unknown {
    const { context, tableNameOf } = this.#scope
    if (Object.hasOwn(context.parameters, name))
      return this.#parameter(name, context.parameters[name])
    const parameter = this.#scope.sections.member('Parameters', name)
    if (!parameter.isMissing) {
      const fallback = this.#scope.before(parameter.at('Default'))
      // Of a parameter that is kept elsewhere the default is a name.
      const isElsewhere = /^AWS::SSM::Parameter::Value/.test(String(parameter.at('Type').value))
      if (fallback.isMissing || isElsewhere) throw spot.wrong(SEED_REASONS.parameterMissing(name))
      return this.#parameter(name, fallback.string())
    }
    const pseudo = this.#pseudoParameter(name)
    if (pseudo !== undefined) return pseudo
    const table = tableNameOf(name)
    if (table !== undefined) return table
    if (name.startsWith('AWS::')) throw spot.wrong(SEED_REASONS.parameterMissing(name))
    const isResource = !this.#scope.sections.member('Resources', name).isMissing
    throw spot.wrong(
      isResource ? SEED_REASONS.attributeUnknown(name, 'Ref') : SEED_REASONS.nothingNamed(name),
    )
  }

  #parameter(name: string, value: SeedParameter | undefined): unknown {
    const type = this.#scope.sections.member('Parameters', name).at('Type').value
    const isList = type === 'CommaDelimitedList' || /^List</.test(String(type))
    if (isList && typeof value === 'string') return value.split(',').map(part => part.trim())
    return value
  }

  #pseudoParameter(name: string): unknown {
    const { region } = this.#scope.context
    switch (name) {
      case 'AWS::Region':
        return region
      case 'AWS::AccountId':
        return ACCOUNT_ID
      case 'AWS::Partition':
        return 'aws'
      case 'AWS::URLSuffix':
        return 'amazonaws.com'
      case 'AWS::NoValue':
        return NO_VALUE
      case 'AWS::StackName':
        return this.#scope.stackName
      default:
        return undefined
    }
  }

  #attribute(given: Spot): string {
    const spot = this.#scope.before(given)
    const parts = Array.isArray(spot.value) ? this.#texts(spot) : dotted(spot.string())
    return this.#attributeOf(parts[0] ?? '', parts[1] ?? '', spot)
  }

  #attributeOf(resource: string, attribute: string, spot: Spot): string {
    const table = this.#scope.tableNameOf(resource)
    if (table === undefined || attribute !== 'Arn') {
      throw spot.wrong(SEED_REASONS.attributeUnknown(resource, attribute))
    }
    return `arn:aws:dynamodb:${this.#scope.context.region}:${ACCOUNT_ID}:table/${table}`
  }

  #substituted(given: Spot): string {
    const spot = this.#scope.before(given)
    const [text, own] = Array.isArray(spot.value) ? this.#given('Fn::Sub', spot, 2) : [spot]
    const names = own && this.#scope.before(own)
    return this.#scope
      .before(text ?? spot)
      .string()
      .replace(REFERENCE, (whole, literal: string, inside: string) => {
        if (literal === '!') return whole.replace('!', '')
        const name = inside.trim()
        if (names?.names.includes(name)) return this.#text(names.at(name))
        const [resource = '', attribute] = dotted(name)
        if (attribute !== undefined) return this.#attributeOf(resource, attribute, spot)
        return spot.with(this.#reference(name, spot)).string()
      })
  }

  #mapped(spot: Spot): unknown {
    const given = this.#scope.before(spot).elements('a list: a mapping, and two keys')
    const keys = given.slice(0, 3).map(one => this.#text(one))
    const [map = '', ...inside] = keys
    let found = this.#scope.sections.member('Mappings', map)
    for (const key of inside) found = this.#scope.before(found.at(key))
    if (!found.isMissing && keys.length === 3) return this.resolve(found)
    const fallback = given[3]?.at('DefaultValue')
    if (fallback === undefined || fallback.isMissing) {
      throw spot.wrong(SEED_REASONS.notInMapping(keys.join('.')))
    }
    return this.resolve(fallback)
  }
}

/** What stands before the first point, and what behind it. */
function dotted(text: string): readonly string[] {
  const point = text.indexOf('.')
  return point === -1 ? [text] : [text.slice(0, point), text.slice(point + 1)]
}
