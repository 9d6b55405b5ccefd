/**
 * Conditions and filters as functions of an item.
 * Source: DynamoDB developer guide, "Condition and filter expressions, operators, and functions".
 */

import type { ExpressionKind } from '../errors/expression-errors.js'
import type { Item } from '../types/attribute.js'
import type { ConditionTree } from './ast.js'
import { Compiler, type Values } from './compiler.js'
import {
  checkCondition,
  checkTypes,
  hasTypeRules,
  operandsOf,
  pathsIn,
} from './condition-checks.js'
import { parseCondition } from './condition-parser.js'
import { type Path, resolvePath } from './path.js'
import type { Placeholders } from './placeholders.js'
import { type Test, testOf } from './predicate.js'

/** A condition or filter with the values of one request. */
export interface Condition {
  /** Whether the condition holds for the item; for no item, ask with the empty item. Never throws. */
  test(item: Item): boolean
  /** All paths that the condition names, in text order. */
  readonly paths: readonly Path[]
  /** Whether it comes of an expression, or of a legacy parameter: refusals tell. */
  readonly kind: 'expression' | 'legacy'
}

/**
 * Compiles a condition or a filter: the text, with the placeholders of its request. Throws a `ValidationException` for
 * the first fault, in the order of the service.
 */
export function compileCondition(
  kind: 'ConditionExpression' | 'FilterExpression',
  text: string,
  placeholders: Placeholders,
): Condition {
  const compiler = kind === 'ConditionExpression' ? conditions : filters
  const { program, values } = compiler.prepare(text, placeholders)
  return new BoundCondition(program, values)
}

/**
 * How conditions are made of a tree that was parsed elsewhere, in which paths have no placeholders, and of values by slot.
 * Throws a `ValidationException` for the first fault of the tree with the values, in the order of the service.
 */
export function conditionOfTree(
  kind: ExpressionKind,
  tree: ConditionTree,
): (values: Values) => Condition {
  const program = programOf(kind, tree, [])
  let isChecked = false
  return values => {
    if (isChecked) program.checkTypes?.(values)
    else checkCondition(kind, tree, { names: [], values })
    isChecked = true
    return new BoundCondition(program, values)
  }
}

interface ConditionProgram {
  readonly test: Test
  readonly paths: readonly Path[]
  readonly checkTypes: ((values: Values) => void) | undefined
}

class BoundCondition implements Condition {
  readonly kind = 'expression'
  readonly #program: ConditionProgram
  readonly #values: Values

  constructor(program: ConditionProgram, values: Values) {
    this.#program = program
    this.#values = values
  }

  get paths(): readonly Path[] {
    return this.#program.paths
  }

  test(item: Item): boolean {
    return this.#program.test(item, this.#values)
  }
}

const conditions = compilerOf('ConditionExpression')
const filters = compilerOf('FilterExpression')

function compilerOf(kind: ExpressionKind): Compiler<ConditionTree, ConditionProgram> {
  return new Compiler({
    parse: text => parseCondition(kind, text),
    check: (tree, bindings) => checkCondition(kind, tree, bindings),
    compile: (tree, names) => programOf(kind, tree, names),
  })
}

function programOf(
  kind: ExpressionKind,
  { root, primitives }: ConditionTree,
  names: readonly string[],
): ConditionProgram {
  return {
    test: testOf(root, names),
    paths: pathsIn(primitives.flatMap(operandsOf)).map(path => resolvePath(path, names)),
    checkTypes: typeCheckOf(kind, primitives.filter(hasTypeRules)),
  }
}

function typeCheckOf(
  kind: ExpressionKind,
  primitives: ConditionTree['primitives'],
): ((values: Values) => void) | undefined {
  if (primitives.length === 0) return undefined
  return values => {
    for (const primitive of primitives) checkTypes(kind, primitive, values)
  }
}
