/** Which types are types of items, for the compiler to say what of a type can't be stored. */

import type { AttributeValue, Item, NumberAttribute } from '../types/attribute.js'
import type { Mistake } from './mistake.js'

/**
 * What a type of items must be. Any type will do of which nothing is a `Date`, a `Map`, a function or another value that
 * is no attribute value; a type that is not known yet, such as a `T` of a generic function, will do as well.
 */
export type Storable<Shape> = Verdict<Shape> extends 'refused' ? Mistake<FaultIn<Shape>> : object

/**
 * What a table takes beside items of its own type: where that is any item, any type that can be stored, also an interface,
 * which has no index signature.
 */
export type AnyStorable<Shape, Given> = [string, Item] extends [keyof Shape, Shape]
  ? Given & Storable<Given>
  : never

/** As `AnyStorable`, where what is given has no type of its own to be looked into. */
export type OfAnyItem<Shape> = [string, Item] extends [keyof Shape, Shape] ? object : never

/** Said of `any` first, which stands for types that are not known yet. */
type Verdict<Shape> = [symbol] extends [keyof Shape]
  ? 'taken'
  : [FaultOf<Shape, Levels>] extends [never]
    ? 'taken'
    : 'refused'

/** How deep types are looked into: they may contain themselves. */
type Levels = [1, 1, 1, 1, 1, 1]

type FaultIn<Shape> =
  FaultOf<Shape, Levels> extends infer Fault
    ? Fault extends `.${infer Text}`
      ? Text
      : Fault extends string
        ? `an item${Fault}`
        : never
    : never

/** The path to each fault, and what it is. */
type FaultOf<Value, Rest extends unknown[]> = 0 extends 1 & Value
  ? never
  : Value extends string | NumberAttribute | Uint8Array | boolean | null | undefined
    ? never
    : Value extends Date
      ? ' is a Date: store its toISOString() or getTime()'
      : Value extends ReadonlyMap<infer _Name, infer _Member>
        ? ' is a Map: store Object.fromEntries(map)'
        : Value extends ReadonlySet<infer Member>
          ? FaultOfSet<Value, Member>
          : Value extends (...args: never[]) => unknown
            ? ' is a function, which is no attribute value'
            : Value extends symbol
              ? ' is a symbol, which is no attribute value'
              : Rest extends [unknown, ...infer Fewer]
                ? Value extends readonly (infer Element)[]
                  ? `[]${FaultOf<Element, Fewer>}`
                  : FaultOfMembers<Value, Fewer>
                : never

type FaultOfMembers<Value, Rest extends unknown[]> = {
  [Name in keyof Value & string]-?: `.${Name}${FaultOf<Value[Name], Rest>}`
}[keyof Value & string]

type FaultOfSet<Value, Member> = unknown extends Member
  ? never
  : Value extends AttributeValue
    ? never
    : [Member] extends [string | NumberAttribute | Uint8Array]
      ? ' is a Set of several types: a set holds strings, numbers or binary values'
      : ' is a Set of what can be no set: it holds strings, numbers or binary values'
