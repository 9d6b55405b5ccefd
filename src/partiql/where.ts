/** The WHERE of a statement, compiled: the condition, and what it says of keys. */

import { compareStrings } from '../encoding/value.js'
import type { ConditionNode, ConditionTree } from '../expressions/ast.js'
import type { Values } from '../expressions/compiler.js'
import { type Condition, conditionOfTree } from '../expressions/condition.js'
import { operandsOf, pathsIn } from '../expressions/condition-checks.js'
import { conjunctsOf, equalitySlot, type KeyNames, type KeyReads, keyReadsOf } from './key-reads.js'

/** What an equality on each key attribute leaves of a condition. */
interface KeyEquality {
  /** For each key attribute, the slots of the values that it must equal. */
  readonly slots: readonly (readonly number[])[]
  /** How the other conditions are made of values, if there are any. */
  readonly rest: ((values: Values) => Condition) | undefined
}

export class Where {
  /** Throws a `ValidationException` for the first operand of a wrong type. */
  readonly bind: (values: Values) => Condition
  readonly #tree: ConditionTree
  #reads: { readonly keys: KeyNames; readonly found: KeyReads | undefined } | undefined
  #equality: { readonly keys: string; readonly found: KeyEquality } | undefined

  constructor(tree: ConditionTree) {
    this.#tree = tree
    this.bind = conditionOfTree('Statement', tree)
  }

  /** The reads that the condition confines itself to; undefined if any partition can fulfil it. */
  readsBy(partition: string, sort: string | undefined): KeyReads | undefined {
    const known = this.#reads
    // Nearly all statements are about one table.
    if (known?.keys.partition === partition && known.keys.sort === sort) return known.found
    const keys = { partition, sort }
    const found = keyReadsOf(this.#tree.root, keys)
    this.#reads = { keys, found }
    return found
  }

  /** What of the condition is about a single item: the equalities on these attributes. */
  equalityOn(names: readonly string[]): KeyEquality {
    const keys = JSON.stringify(names)
    if (this.#equality?.keys !== keys) {
      this.#equality = { keys, found: equalityIn(this.#tree, names) }
    }
    return this.#equality.found
  }

  /** The attributes in the order in which the service lists them: as written, but sorted within AND. */
  get attributes(): readonly string[] {
    return [...new Set(attributesIn(this.#tree.root))]
  }
}

function equalityIn({ root }: ConditionTree, names: readonly string[]): KeyEquality {
  const conjuncts = conjunctsOf(root)
  const slots = names.map(name =>
    conjuncts.map(one => equalitySlot(one, name)).filter(slot => slot !== undefined),
  )
  const others = conjuncts.filter(one => names.every(name => equalitySlot(one, name) === undefined))
  const [first] = others
  if (first === undefined) return { slots, rest: undefined }
  const rest: ConditionNode = others.length === 1 ? first : { kind: 'and', conditions: others }
  const primitives = primitivesIn(rest)
  const tree = { root: rest, primitives, operatorCount: 0, names: [], values: [] }
  return { slots, rest: conditionOfTree('Statement', tree) }
}

function primitivesIn(node: ConditionNode): ConditionTree['primitives'] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.conditions.flatMap(primitivesIn)
    case 'not':
      return primitivesIn(node.condition)
    default:
      return [node]
  }
}

function attributesIn(node: ConditionNode): readonly string[] {
  switch (node.kind) {
    case 'and': {
      const [joined, single] = [true, false].map(isJoined =>
        node.conditions.filter(({ kind }) => (kind === 'or') === isJoined).flatMap(attributesIn),
      )
      return [...(single ?? []).sort(compareStrings), ...(joined ?? [])]
    }
    case 'or':
      return node.conditions.flatMap(attributesIn)
    case 'not':
      return attributesIn(node.condition)
    default:
      return pathsIn(operandsOf(node)).map(({ steps }) => String(steps[0]))
  }
}
