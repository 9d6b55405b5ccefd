/**
 * Which parts of a table, or of an index, a condition confines itself to: what the service calls decomposed reads. It tells
 * slots rather than values, so it is found out once for a statement and the names of the keys.
 *
 * | Condition | reads |
 * |---|---|
 * | pk = a AND sk > b AND ... | one |
 * | pk IN [a, b] AND sk IN [c, d] | one for each pair |
 * | x OR y, both of which confine pk | those of x, and those of y |
 * | anything else | none: all of it is scanned |
 */

import type { Comparator, ConditionNode, Operand, PrimitiveNode } from '../expressions/ast.js'

/** The attributes of a key that conditions on it can use. */
export interface KeyNames {
  readonly partition: string
  readonly sort: string | undefined
}

/** A condition on a sort key. BETWEEN has two slots, the others one. */
interface SortSlots {
  readonly operator: Exclude<Comparator, '<>'> | 'BETWEEN' | 'begins_with'
  readonly slots: readonly number[]
}

/** One value of the partition key, and what the sort key must fulfil, all of it. */
export interface ReadSlots {
  readonly partition: number
  readonly sort: readonly SortSlots[]
}

export interface KeyReads {
  readonly reads: readonly ReadSlots[]
  /** Whether the reads say all that the condition does. */
  readonly isExact: boolean
  /** The slots of the whole key of one item, if the condition says that and no more. */
  readonly keySlots: KeySlots | undefined
}

/** The slot of the partition key's value, and that of the sort key's if there is one. */
type KeySlots = readonly [number, number?]

/** Reads that a statement may have. More are told apart from these only by their being too many. */
export const READS_MAX = 50

/** The reads that a condition confines itself to; undefined if any partition can fulfil it. */
export function keyReadsOf(node: ConditionNode, keys: KeyNames): KeyReads | undefined {
  const found = readsOf(node, keys)
  return found && { ...found, keySlots: keySlotsOf(found, keys) }
}

function keySlotsOf({ reads, isExact }: Found, { sort }: KeyNames): KeySlots | undefined {
  const [read] = reads
  if (read === undefined || reads.length > 1 || !isExact) return undefined
  if (sort === undefined) return [read.partition]
  const [clause] = read.sort
  if (clause?.operator !== '=' || read.sort.length > 1) return undefined
  const [slot] = clause.slots
  return slot === undefined ? undefined : [read.partition, slot]
}

type Found = Omit<KeyReads, 'keySlots'>

function readsOf(node: ConditionNode, keys: KeyNames): Found | undefined {
  const conjuncts = conjunctsOf(node)
  const pinning = pinningAmong(conjuncts, keys)
  if (pinning === undefined) return undefined
  let { reads, isExact } = pinning.found
  for (const conjunct of conjuncts) {
    if (conjunct === pinning.conjunct) continue
    const alternatives = keys.sort === undefined ? undefined : sortsOf(conjunct, keys.sort)
    if (alternatives === undefined) isExact = false
    else reads = crossed(reads, alternatives)
  }
  return { reads, isExact }
}

/** The conditions that all must hold, whatever parentheses there are. */
export function conjunctsOf(node: ConditionNode): readonly ConditionNode[] {
  return node.kind === 'and' ? node.conditions.flatMap(conjunctsOf) : [node]
}

/** The slot of the value that a condition wants an attribute to equal. */
export function equalitySlot(node: ConditionNode, attribute: string): number | undefined {
  if (node.kind !== 'comparison' || node.operator !== '=') return undefined
  const clause = clauseOf(node, attribute)
  return clause?.slots[0]
}

interface Pinning {
  readonly conjunct: ConditionNode
  readonly found: Found
}

/** What confines the partition: a condition on its key rather than alternatives of them. */
function pinningAmong(conjuncts: readonly ConditionNode[], keys: KeyNames): Pinning | undefined {
  for (const conjunct of conjuncts) {
    const slots = equalSlots(conjunct, keys.partition)
    if (slots === undefined) continue
    const reads = slots.map(partition => ({ partition, sort: [] }))
    return { conjunct, found: { reads: cut(reads), isExact: true } }
  }
  for (const conjunct of conjuncts) {
    const found = conjunct.kind === 'or' ? readsOfAll(conjunct.conditions, keys) : undefined
    if (found !== undefined) return { conjunct, found }
  }
  return undefined
}

function readsOfAll(branches: readonly ConditionNode[], keys: KeyNames): Found | undefined {
  const found = branches.map(branch => readsOf(branch, keys))
  const defined = found.filter(one => one !== undefined)
  if (defined.length < found.length) return undefined
  return {
    reads: cut(defined.flatMap(({ reads }) => reads)),
    isExact: defined.every(({ isExact }) => isExact),
  }
}

/** The alternatives that a condition on the sort key has, each of them conditions that all must hold. */
function sortsOf(node: ConditionNode, sort: string): readonly (readonly SortSlots[])[] | undefined {
  switch (node.kind) {
    case 'or': {
      const found = node.conditions.map(one => sortsOf(one, sort))
      const defined = found.filter(one => one !== undefined)
      return defined.length < found.length ? undefined : cut(defined.flat())
    }
    case 'and': {
      let alternatives: readonly (readonly SortSlots[])[] = [[]]
      for (const condition of node.conditions) {
        const more = sortsOf(condition, sort)
        if (more === undefined) return undefined
        alternatives = cut(alternatives.flatMap(one => more.map(other => [...one, ...other])))
      }
      return alternatives
    }
    case 'not':
      return undefined
    case 'in': {
      const slots = equalSlots(node, sort)
      return slots && cut(slots.map(slot => [{ operator: '=', slots: [slot] }]))
    }
    default: {
      const clause = clauseOf(node, sort)
      return clause && [[clause]]
    }
  }
}

function crossed(
  reads: readonly ReadSlots[],
  alternatives: readonly (readonly SortSlots[])[],
): readonly ReadSlots[] {
  return cut(
    reads.flatMap(({ partition, sort }) =>
      alternatives.map(more => ({ partition, sort: [...sort, ...more] })),
    ),
  )
}

/** One too many is enough to tell. */
function cut<Element>(elements: readonly Element[]): readonly Element[] {
  return elements.length > READS_MAX ? elements.slice(0, READS_MAX + 1) : elements
}

/** The values of which an attribute must have one, if a condition says so. */
function equalSlots(node: ConditionNode, attribute: string): readonly number[] | undefined {
  if (node.kind !== 'in') {
    const slot = equalitySlot(node, attribute)
    return slot === undefined ? undefined : [slot]
  }
  return isAttribute(node.operand, attribute) ? slotsOf(node.candidates) : undefined
}

function clauseOf(node: PrimitiveNode, attribute: string): SortSlots | undefined {
  switch (node.kind) {
    case 'comparison': {
      const { operator, left, right } = node
      if (operator === '<>') return undefined
      if (isAttribute(left, attribute)) return clause(operator, [right])
      return isAttribute(right, attribute) ? clause(MIRRORED[operator], [left]) : undefined
    }
    case 'between':
      if (!isAttribute(node.operand, attribute)) return undefined
      return clause('BETWEEN', [node.lower, node.upper])
    case 'function': {
      const [first, second] = node.operands
      if (node.name !== 'begins_with' || second === undefined) return undefined
      return isAttribute(first, attribute) ? clause('begins_with', [second]) : undefined
    }
    case 'in':
      return undefined
  }
}

/** The operator that says the same with the operands exchanged. */
const MIRRORED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

function clause(
  operator: SortSlots['operator'],
  operands: readonly Operand[],
): SortSlots | undefined {
  const slots = slotsOf(operands)
  return slots && { operator, slots }
}

function slotsOf(operands: readonly Operand[]): readonly number[] | undefined {
  const slots = operands.flatMap(operand => (operand.kind === 'value' ? [operand.slot] : []))
  return slots.length === operands.length ? slots : undefined
}

function isAttribute(operand: Operand | undefined, attribute: string): boolean {
  return operand?.kind === 'path' && operand.steps.length === 1 && operand.steps[0] === attribute
}
