/**
 * Shapes: what the members of a request are, as data. A shape says of which JSON type a member is, and what
 * constraints it is under. How values are read by them is in `read.ts`, how constraints are checked in `check.ts`.
 *
 * The members of a structure stand in the order in which the service lists those that fail.
 */

/** The bounds of a length or a number, both included. */
export interface Range {
  readonly min?: number
  readonly max?: number
}

export interface StringShape {
  readonly kind: 'string'
  readonly required?: true
  /** In the service's order. */
  readonly oneOf?: readonly string[]
  /** Anchored at both ends; the text leaves the anchors out. */
  readonly pattern?: RegExp
  /** The pattern as the text has it, where JavaScript does not know all of it. Default: without the anchors. */
  readonly patternShown?: string
  /** In UTF-16 code units. */
  readonly length?: Range
  /** An ARN may stand in the place of a name: then its length is all that is judged, by this. */
  readonly orArn?: Range
  /** The set as the service tells it in its newer form, where it does: neither the order nor the words need be the same. */
  readonly newerOneOf?: readonly string[]
  /** The service words it in its newer form that the text is empty. */
  readonly newerIfEmpty?: true
}

export interface NumberShape {
  readonly kind: 'integer' | 'long'
  readonly required?: true
  readonly range?: Range
  /** The service words failures in its newer form. */
  readonly newer?: true
}

/** A number with a fraction. */
interface DoubleShape {
  readonly kind: 'double'
  readonly required?: true
}

/** Seconds since 1970, with a fraction. */
interface TimestampShape {
  readonly kind: 'timestamp'
  readonly required?: true
}

interface BooleanShape {
  readonly kind: 'boolean'
  readonly required?: true
}

/** An attribute value in wire form. What is in it is judged elsewhere, apart from its JSON types. */
interface AttributeValueShape {
  readonly kind: 'attributeValue'
  readonly required?: true
}

export interface ListShape {
  readonly kind: 'list'
  readonly required?: true
  readonly element: Shape
  readonly length?: Range
  /** The service words failures in its newer form. */
  readonly newer?: true
}

export interface MapShape {
  readonly kind: 'map'
  readonly required?: true
  readonly value: Shape
  /** What each key must be. */
  readonly keys?: StringShape
  /** How long each value, a list, must be. */
  readonly valueLength?: Range
  /** Bytes that it may have, where it is of attribute values or of names. Default: those of an item, for values. */
  readonly sizeMax?: number
  /** How texts show the map: as Java prints it unless told otherwise. */
  readonly shownAs?: 'json'
}

export interface StructureShape {
  readonly kind: 'structure'
  readonly required?: true
  /** The service's name, such as `KeySchemaElement`. */
  readonly name: string
  readonly members: Members
}

export type Members = Readonly<Record<string, Shape>>

export type Shape =
  | StringShape
  | NumberShape
  | DoubleShape
  | TimestampShape
  | BooleanShape
  | AttributeValueShape
  | ListShape
  | MapShape
  | StructureShape

export const STRING: StringShape = { kind: 'string' }
export const INTEGER: NumberShape = { kind: 'integer' }
export const LONG: NumberShape = { kind: 'long' }
export const DOUBLE: DoubleShape = { kind: 'double' }
export const TIMESTAMP: TimestampShape = { kind: 'timestamp' }
export const BOOLEAN: BooleanShape = { kind: 'boolean' }
export const ATTRIBUTE_VALUE: AttributeValueShape = { kind: 'attributeValue' }

/** A member that must not be absent. */
export function required<Kind extends Shape>(shape: Kind): Kind {
  return { ...shape, required: true }
}

/** A string that is one of these, which stand in the service's order. */
export function oneOf(...values: readonly string[]): StringShape {
  return { kind: 'string', oneOf: values }
}

export function listOf(element: Shape, length?: Range): ListShape {
  return length === undefined ? { kind: 'list', element } : { kind: 'list', element, length }
}

export function mapOf(value: Shape): MapShape {
  return { kind: 'map', value }
}

export function structure(name: string, members: Members): StructureShape {
  return { kind: 'structure', name, members }
}
