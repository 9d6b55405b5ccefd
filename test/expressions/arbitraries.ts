/** Random items, values and expressions, as trees and as text. */

import fc from 'fast-check'
import type {
  ActionNode,
  ConditionNode,
  Operand,
  PathNode,
  PrimitiveNode,
  Step,
  UpdateValueNode,
  ValueNode,
} from '../../src/expressions/ast.js'
import { type AttributeValue, type Item, NumberValue } from '../../src/types/attribute.js'
import { bytes, dataOf } from './harness.js'

/** The names that paths use. Few, so that paths often meet; hostile, because names are data. */
export const NAMES = { '#p': '__proto__', '#c': 'constructor', '#d': 'a.b', '#a': 'a' } as const
const IDENTIFIERS = ['a', 'b', 'cc', 'toString', 'x1_']
const FIELD_NAMES = [...IDENTIFIERS, '__proto__', 'constructor', 'a.b']
const EXACT = new NumberValue('12345678901234567890.5')

const strings = fc.constantFrom('', 'a', 'ab', 'b', 'ba', '\uffee', '\u{1f600}', 'S', 'N')
const numbers = fc.constantFrom<number | NumberValue>(-1, 0, 1, 2, 10, 1.5, EXACT)
const binaries = fc.constantFrom([], [0], [1], [0, 1], [1, 255], [255]).map(list => bytes(...list))
const scalars = fc.oneof(strings, numbers, binaries, fc.boolean(), fc.constant(null))
const sets: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.uniqueArray(strings, { minLength: 1, maxLength: 3 }).map(list => new Set(list)),
  fc.uniqueArray(numbers, { minLength: 1, maxLength: 3 }).map(list => new Set(list)),
  fc
    .uniqueArray(binaries, { minLength: 1, maxLength: 3, selector: String })
    .map(list => new Set(list)),
)

const mapOf = (value: fc.Arbitrary<AttributeValue>, lengthMax: number) =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...FIELD_NAMES), value), {
      maxLength: lengthMax,
      selector: ([name]) => name,
    })
    .map(dataOf)

export const attributeValues: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>(
  tie => ({
    value: fc.oneof(
      { maxDepth: 2 },
      scalars,
      sets,
      fc.array(tie('value'), { maxLength: 4 }),
      mapOf(tie('value'), 3),
    ),
  }),
).value

export const items: fc.Arbitrary<Item> = mapOf(attributeValues, 6)

/** Items in which paths that go on find what they need more often than not. */
export const shapedItems: fc.Arbitrary<Item> = fc
  .tuple(
    fc.array(fc.oneof(attributeValues, mapOf(attributeValues, 5)), { maxLength: 4 }),
    mapOf(fc.oneof(attributeValues, numbers, fc.array(attributeValues, { maxLength: 3 })), 8),
    numbers,
    sets,
    attributeValues,
    mapOf(attributeValues, 5),
  )
  .map(list => dataOf(list.map((value, index) => [FIELD_NAMES[index] ?? '', value] as const)))

/** Values of a request: `:v0` to `:v5`. */
export const valueMaps: fc.Arbitrary<Record<string, AttributeValue>> = fc
  .array(attributeValues, { minLength: 6, maxLength: 6 })
  .map(list => dataOf(list.map((value, index) => [`:v${index}`, value] as const)))

/** The same of which `:v0` and `:v1` are numbers, `:v2` is a set and `:v3` a list: what updates can work with. */
export const typedValueMaps: fc.Arbitrary<Record<string, AttributeValue>> = fc
  .tuple(
    numbers,
    numbers,
    sets,
    fc.array(attributeValues, { maxLength: 2 }),
    scalars,
    attributeValues,
  )
  .map(list => dataOf(list.map((value, index) => [`:v${index}`, value] as const)))

// Trees. Slots are not theirs to say: they are those of the parser, and `withoutSlots` takes them out to compare.

const nameSteps = fc
  .constantFrom(...Object.keys(NAMES))
  .map(placeholder => ({ placeholder, slot: 0 }))
const fieldSteps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...IDENTIFIERS) },
  { weight: 1, arbitrary: nameSteps },
)
const steps: fc.Arbitrary<Step> = fc.oneof(fieldSteps, fc.constantFrom(0, 1, 2, 7))

/** Of the paths that go on, some fit the shape of `shapedItems`. */
export const paths: fc.Arbitrary<PathNode> = fc
  .oneof(
    { weight: 4, arbitrary: fc.tuple(fieldSteps) },
    { weight: 2, arbitrary: fc.tuple(fc.constant('a'), fc.constantFrom(0, 1, 2, 7)) },
    { weight: 2, arbitrary: fc.tuple(fc.constant('b'), fieldSteps) },
    { weight: 2, arbitrary: fc.tuple(fieldSteps, fc.array(steps, { maxLength: 2 })) },
  )
  .map(list => ({ kind: 'path', steps: list.flat() as Step[] }))

const valuesUpTo = (min: number, max: number): fc.Arbitrary<ValueNode> =>
  fc.integer({ min, max }).map(index => ({ kind: 'value', placeholder: `:v${index}`, slot: 0 }))
const values = valuesUpTo(0, 5)

const plainOperands: fc.Arbitrary<Operand> = fc.oneof(
  { weight: 2, arbitrary: paths },
  { weight: 2, arbitrary: values },
)
const operands: fc.Arbitrary<Operand> = fc.oneof(
  { weight: 5, arbitrary: plainOperands },
  {
    weight: 1,
    arbitrary: paths.map(path => ({ kind: 'function', name: 'size', operands: [path] }) as const),
  },
)

export const primitives: fc.Arbitrary<PrimitiveNode> = fc.oneof(
  fc.record({
    kind: fc.constant('comparison' as const),
    operator: fc.constantFrom('=', '<>', '<', '<=', '>', '>='),
    left: operands,
    right: operands,
  }),
  fc.record({
    kind: fc.constant('between' as const),
    operand: operands,
    lower: operands,
    upper: operands,
  }),
  fc.record({
    kind: fc.constant('in' as const),
    operand: operands,
    candidates: fc.array(operands, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('function' as const),
    name: fc.constantFrom('attribute_exists', 'attribute_not_exists'),
    operands: fc.tuple(paths),
  }),
  fc.record({
    kind: fc.constant('function' as const),
    name: fc.constantFrom('begins_with', 'contains', 'attribute_type'),
    operands: fc.tuple(operands, operands),
  }),
)

export const conditions: fc.Arbitrary<ConditionNode> = fc.letrec<{ condition: ConditionNode }>(
  tie => ({
    condition: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 3, arbitrary: primitives },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constantFrom('and', 'or'),
          conditions: fc.array(tie('condition'), { minLength: 2, maxLength: 3 }),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('not' as const), condition: tie('condition') }),
      },
    ),
  }),
).condition

const updateOperands: fc.Arbitrary<Operand> = fc.letrec<{ operand: Operand }>(tie => ({
  operand: fc.oneof(
    { maxDepth: 2 },
    { weight: 4, arbitrary: plainOperands },
    {
      weight: 1,
      arbitrary: fc
        .tuple(paths, tie('operand'))
        .map(pair => ({ kind: 'function', name: 'if_not_exists', operands: pair }) as const),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.oneof(plainOperands, valuesUpTo(3, 3)), fc.oneof(paths, valuesUpTo(3, 3)))
        .map(pair => ({ kind: 'function', name: 'list_append', operands: pair }) as const),
    },
  ),
})).operand

const numericOperands = fc.oneof(updateOperands, valuesUpTo(0, 1))

const updateValues: fc.Arbitrary<UpdateValueNode> = fc.oneof(
  { weight: 4, arbitrary: updateOperands },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('arithmetic' as const),
      operator: fc.constantFrom('+', '-'),
      left: numericOperands,
      right: numericOperands,
    }),
  },
)

const actionsOf = (kind: ActionNode['kind']): fc.Arbitrary<ActionNode[]> => {
  const target = paths
  const action: fc.Arbitrary<ActionNode> =
    kind === 'SET'
      ? fc.record({ kind: fc.constant(kind), target, value: updateValues })
      : kind === 'REMOVE'
        ? fc.record({ kind: fc.constant(kind), target })
        : fc.record({
            kind: fc.constant(kind),
            target,
            value: fc.oneof(
              { weight: 1, arbitrary: values },
              { weight: 9, arbitrary: kind === 'ADD' ? valuesUpTo(0, 2) : valuesUpTo(2, 2) },
            ),
          })
  return fc.array(action, { minLength: 1, maxLength: 2 })
}

/** The actions of one to four sections, in any order. */
export const updates: fc.Arbitrary<readonly ActionNode[]> = fc
  .shuffledSubarray(['SET', 'REMOVE', 'ADD', 'DELETE'] as const, { minLength: 1, maxLength: 3 })
  .chain(kinds => fc.tuple(...kinds.map(actionsOf)))
  .map(sections => sections.flat())

// Text. `style` gives pieces of it a random look that must not matter: white space, parentheses, letter case.

export interface TextStyle {
  /** A number from 0 to 3, another one each time, by chance. */
  pick(): number
}

export const PLAIN: TextStyle = { pick: () => 0 }

export const textStyles: fc.Arbitrary<TextStyle> = fc
  .infiniteStream(fc.nat({ max: 3 }))
  .map(stream => ({ pick: () => stream.next().value ?? 0 }))

const SPACES = ['', ' ', '\n', '\t  '] as const
const space = (style: TextStyle): string => SPACES[style.pick()] ?? ''

function keyword(word: string, style: TextStyle): string {
  const shown = [word, word.toLowerCase(), word.charAt(0) + word.slice(1).toLowerCase()]
  return ` ${shown[style.pick()] ?? word}${space(style)} `
}

const enclosed = (text: string, style: TextStyle): string =>
  `(${space(style)}${text}${space(style)})`

export function pathText({ steps: list }: PathNode, style: TextStyle = PLAIN): string {
  return list
    .map((step, index) => {
      if (typeof step === 'number') return `${space(style)}[${space(style)}${step}${space(style)}]`
      const name = typeof step === 'string' ? step : step.placeholder
      return index === 0 ? name : `${space(style)}.${space(style)}${name}`
    })
    .join('')
}

export function operandText(operand: UpdateValueNode, style: TextStyle = PLAIN): string {
  const text = plainOperandText(operand, style)
  return style.pick() === 3 ? enclosed(text, style) : text
}

function plainOperandText(operand: UpdateValueNode, style: TextStyle): string {
  switch (operand.kind) {
    case 'path':
      return pathText(operand, style)
    case 'value':
      return operand.placeholder
    case 'function': {
      const list = operand.operands.map(inner => operandText(inner, style))
      return `${operand.name}${space(style)}(${list.join(`${space(style)},`)})`
    }
    case 'arithmetic': {
      const { left, operator, right } = operand
      return `${operandText(left, style)}${space(style)}${operator}${operandText(right, style)}`
    }
  }
}

export function conditionText(node: ConditionNode, style: TextStyle = PLAIN): string {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.conditions
        .map(inner => {
          const text = conditionText(inner, style)
          return inner.kind === 'and' || inner.kind === 'or' ? enclosed(text, style) : text
        })
        .join(keyword(node.kind.toUpperCase(), style))
    case 'not': {
      const text = conditionText(node.condition, style)
      const { kind } = node.condition
      return `${keyword('NOT', style)}${kind === 'and' || kind === 'or' ? enclosed(text, style) : text}`
    }
    case 'comparison': {
      const [left, right] = [operandText(node.left, style), operandText(node.right, style)]
      return `${left}${space(style)}${node.operator}${space(style)}${right}`
    }
    case 'between': {
      const [lower, upper] = [operandText(node.lower, style), operandText(node.upper, style)]
      const operand = operandText(node.operand, style)
      return `${operand}${keyword('BETWEEN', style)}${lower}${keyword('AND', style)}${upper}`
    }
    case 'in': {
      const list = node.candidates.map(candidate => operandText(candidate, style))
      return `${operandText(node.operand, style)}${keyword('IN', style)}(${list.join(' ,')})`
    }
    case 'function':
      return plainOperandText(node, style)
  }
}

export function updateText(actions: readonly ActionNode[], style: TextStyle = PLAIN): string {
  let text = ''
  let section: string | undefined
  for (const action of actions) {
    text += action.kind === section ? `${space(style)},` : keyword(action.kind, style)
    section = action.kind
    text += pathText(action.target, style)
    if (action.kind === 'SET') text += `${space(style)}=${operandText(action.value, style)}`
    else if (action.kind !== 'REMOVE') text += ` ${action.value.placeholder}`
  }
  return text
}

/** A tree with no slots in it. */
export function withoutSlots(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutSlots)
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node).filter(([name]) => name !== 'slot')
  return Object.fromEntries(entries.map(([name, value]) => [name, withoutSlots(value)]))
}
