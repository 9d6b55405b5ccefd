/**
 * Options of the native interface: a name that there is not, or a value of the wrong type, is refused before anything is
 * done. Otherwise a misspelt condition would let a write pass that it should have stopped.
 */

import { types } from 'node:util'
import { optionOfWrongType, optionsNotAnObject, optionUnknown } from '../errors/option-errors.js'

/** What the value of an option may be. */
export interface OptionRule {
  /** In words, as in `true or false`. */
  readonly allowed: string
  accepts(value: unknown): boolean
}

/** A rule for each option that there is. */
export type OptionRules<Options> = { readonly [Name in keyof Options]-?: OptionRule }

/** For options whose values are looked at where they are used. */
export const ANYTHING: OptionRule = { allowed: 'anything', accepts: () => true }

export const FLAG: OptionRule = {
  allowed: 'true or false',
  accepts: value => typeof value === 'boolean',
}

export const TEXT: OptionRule = {
  allowed: 'a string',
  accepts: value => typeof value === 'string',
}

export const FUNCTION: OptionRule = {
  allowed: 'a function',
  accepts: value => typeof value === 'function',
}

/** Its bounds are checked where it is used, in the service's words. */
export const WHOLE_NUMBER: OptionRule = {
  allowed: 'a whole number',
  accepts: value => Number.isInteger(value),
}

/** A number from `min` on. */
export const numberFrom = (min: number): OptionRule => ({
  allowed: `a number from ${min} on`,
  accepts: value => typeof value === 'number' && value >= min,
})

export const OBJECT: OptionRule = {
  allowed: 'an object',
  accepts: value => typeof value === 'object' && value !== null && !Array.isArray(value),
}

/** An object with these methods. */
export const objectWith = (...methods: readonly string[]): OptionRule => ({
  allowed: `an object with the methods ${methods.join(' and ')}`,
  accepts: value =>
    typeof value === 'object' &&
    value !== null &&
    methods.every(name => typeof Reflect.get(value, name) === 'function'),
})

/** As `readPrincipal` makes it: what is not of that form would let policies pass that should have refused. */
export const PRINCIPAL: OptionRule = {
  allowed: 'a principal, as readPrincipal or readPolicies makes it',
  accepts: value => {
    if (typeof value !== 'object' || value === null) return false
    const { arn, account, policies, keys, serviceControl } = value as Record<string, unknown>
    const isNamed = typeof arn === 'string' && typeof account === 'string'
    return isNamed && Array.isArray(policies) && Array.isArray(serviceControl) && types.isMap(keys)
  },
}

export const DATE: OptionRule = {
  allowed: 'a valid date',
  accepts: value => types.isDate(value) && !Number.isNaN(Date.prototype.getTime.call(value)),
}

export const ARRAY: OptionRule = { allowed: 'an array', accepts: Array.isArray }

/** True, false, or what says more than true. */
export const FLAG_OR_TEXT: OptionRule = {
  allowed: 'true, false or a string',
  accepts: value => typeof value === 'boolean' || typeof value === 'string',
}

export const oneOf = (...values: readonly string[]): OptionRule => ({
  allowed: `one of ${values.join(', ')}`,
  accepts: value => values.some(one => one === value),
})

/**
 * Makes what checks the options of one call, and hands out a copy: what has been checked is what is used. Options that are
 * undefined are left out.
 *
 * @param call the name of the method or function, as messages have it
 */
export function optionsOf<Known extends object>(
  call: string,
  rules: OptionRules<Known>,
): <Given extends Partial<Known>>(given: Given) => Given {
  const ruleOf = new Map<string, OptionRule>(Object.entries(rules))
  return <Given extends Partial<Known>>(given: Given): Given => {
    if (!OBJECT.accepts(given)) {
      throw optionsNotAnObject(call, { value: given, names: [...ruleOf.keys()] })
    }
    const checked: Record<string, unknown> = {}
    for (const name in given) {
      const rule = ruleOf.get(name)
      if (rule === undefined) {
        // What somebody has added to all objects is no option.
        if (!Object.hasOwn(given, name)) continue
        throw optionUnknown(call, { name, names: [...ruleOf.keys()] })
      }
      const value: unknown = given[name]
      if (value === undefined) continue
      if (!rule.accepts(value)) {
        throw optionOfWrongType(name, { value, allowed: rule.allowed })
      }
      checked[name] = value
    }
    return checked as Given
  }
}
