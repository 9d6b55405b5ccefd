/**
 * Updates as functions from the item before to the item after.
 *
 * First every action works out its outcome from the item as it was; then the outcomes are put in place, all at once,
 * so the order of actions does not matter and list indexes mean positions before the update.
 * Source: DynamoDB developer guide, "Update expressions".
 */

import { isList, isPlainMap, ownValue, setOwn } from '../encoding/value.js'
import { type ExpressionKind, updatePathInvalid } from '../errors/expression-errors.js'
import type { AttributeMap, AttributeValue, Item, TypeTag } from '../types/attribute.js'
import type { ActionNode, PathNode, UpdateTree, UpdateValueNode } from './ast.js'
import { Compiler, type Values } from './compiler.js'
import { Growth } from './growth.js'
import { attributeOf, type Path, resolvePath } from './path.js'
import { type ListPlace, type MapPlace, type PathTree, pathTreeOf } from './path-tree.js'
import type { Placeholders } from './placeholders.js'
import { type Projection, projectionOf } from './projection.js'
import { StatementSize } from './statement-size.js'
import {
  checkUpdate,
  checkUpdateTypes,
  hasUpdateTypeRules,
  typeBeforeItem,
  valueNodesOf,
} from './update-checks.js'
import { parseUpdate } from './update-parser.js'
import { type Outcome, outcomeOf } from './update-values.js'

/** An update with the values of one request. */
export interface Update {
  /**
   * The item after the update. For no item, `key` holds the key attributes of the item that the update would create;
   * the answer is undefined if it creates none, as when it only removes.
   *
   * Changes nothing that it is given: parts that stay as they are, and values of the request, are shared. An item of
   * which no attribute changes is returned itself. Depth and index keys are not checked, nor is the size of more than what is made.
   *
   * Throws a `ValidationException` if an operand is missing or of the wrong type, a number is out of range, or there
   * is no map or list where a target needs one, or what is made is too large for any item.
   */
  apply(before: Item | undefined, key: Item): Item | undefined
  /** The paths that are written, in text order. */
  readonly targets: readonly Path[]
  /** All paths, those of operands too. */
  readonly paths: readonly Path[]
  /** What ReturnValues UPDATED_OLD and UPDATED_NEW show of the item before or after. */
  readonly touched: Projection
  /** The value of the request that SET or ADD has, just as it is, for a top-level attribute. */
  literal(name: string): AttributeValue | undefined
  /** The type of what SET or ADD brings into a top-level attribute, if the request alone tells it. */
  assignedType(name: string): TypeTag | undefined
  /** Whether the update by itself is larger than an item may be. */
  isTooLarge(): boolean
}

/**
 * Compiles an update: the text, with the placeholders of its request. Throws a `ValidationException` for the first
 * fault, in the order of the service.
 */
export function compileUpdate(text: string, placeholders: Placeholders): Update {
  const { program, values } = compiler.prepare(text, placeholders)
  return new BoundUpdate(program, values)
}

/** An update of actions without faults, in which paths have no placeholders. The values are by slot. */
export function updateOfActions(actions: readonly ActionNode[], values: Values): Update {
  return new BoundUpdate(new UpdateProgram(actions, []), values)
}

/**
 * How updates are made of a tree that was parsed elsewhere as a part of a statement, in which paths have no placeholders, and
 * of values by slot. Throws a `ValidationException` for the first fault of the tree with the values.
 */
export function updateOfTree(tree: UpdateTree): (values: Values) => Update {
  let program: UpdateProgram | undefined
  return values => {
    if (program === undefined) {
      checkUpdate(tree, { names: [], values }, 'Statement')
      program = new UpdateProgram(tree.actions, [], 'Statement')
    } else {
      program.checkTypes?.(values)
    }
    return new BoundUpdate(program, values)
  }
}

class BoundUpdate implements Update {
  readonly #program: UpdateProgram
  readonly #values: Values

  constructor(program: UpdateProgram, values: Values) {
    this.#program = program
    this.#values = values
  }

  get targets(): readonly Path[] {
    return this.#program.targets
  }

  get paths(): readonly Path[] {
    return this.#program.paths
  }

  get touched(): Projection {
    return this.#program.touched
  }

  literal(name: string): AttributeValue | undefined {
    const value = this.#program.assigned.get(name)
    return value?.kind === 'value' ? this.#values[value.slot] : undefined
  }

  assignedType(name: string): TypeTag | undefined {
    const value = this.#program.assigned.get(name)
    return value && typeBeforeItem(value, this.#values)
  }

  isTooLarge(): boolean {
    return this.#program.size.isTooLarge(this.#values)
  }

  apply(before: Item | undefined, key: Item): Item | undefined {
    return this.#program.apply({ before, key, values: this.#values })
  }
}

interface Leaf {
  /** The action's place in the text. */
  readonly index: number
  readonly removes: boolean
}

class UpdateProgram {
  readonly targets: readonly Path[]
  readonly paths: readonly Path[]
  /** What SET and ADD bring into top-level attributes, by name. */
  readonly assigned: ReadonlyMap<string, UpdateValueNode>
  readonly size: StatementSize
  readonly checkTypes: ((values: Values) => void) | undefined
  readonly #outcomes: readonly Outcome[]
  readonly #root: MapPlace<Leaf>
  readonly #creates: boolean
  #touched: Projection | undefined

  constructor(
    actions: readonly ActionNode[],
    names: readonly string[],
    kind: ExpressionKind = 'UpdateExpression',
  ) {
    const pathOf = (node: PathNode): Path => resolvePath(node, names)
    this.targets = actions.map(({ target }) => pathOf(target))
    this.paths = actions.flatMap(pathNodesOf).map(pathOf)
    this.assigned = new Map(
      actions.flatMap((action, index) => assignedBy(action, this.targets[index])),
    )
    this.size = new StatementSize(actions, this.targets)
    this.checkTypes = typeCheckOf(kind, actions.filter(hasUpdateTypeRules))
    this.#outcomes = actions.map(action => outcomeOf(action, names))
    this.#root = pathTreeOf(
      actions.map(({ kind }, index) => [
        this.targets[index] ?? [],
        { index, removes: kind === 'REMOVE' },
      ]),
    )
    this.#creates = actions.some(({ kind }) => kind === 'SET' || kind === 'ADD')
  }

  get touched(): Projection {
    this.#touched ??= projectionOf(this.targets)
    return this.#touched
  }

  apply(request: {
    readonly before: Item | undefined
    readonly key: Item
    readonly values: Values
  }): Item | undefined {
    const { before, key, values } = request
    if (before === undefined && !this.#creates) return undefined
    const item = before ?? key
    const growth = new Growth()
    const outcomes = this.#outcomes.map(outcome => outcome(item, values, growth))
    const after = changedMap(this.#root, item, { outcomes, creating: before === undefined })
    growth.refuseTooLarge()
    return after
  }
}

function typeCheckOf(
  kind: ExpressionKind,
  actions: readonly ActionNode[],
): ((values: Values) => void) | undefined {
  return actions.length === 0 ? undefined : values => checkUpdateTypes(kind, actions, values)
}

function pathNodesOf(action: ActionNode): readonly PathNode[] {
  const operands = valueNodesOf(action).flatMap(node => (node.kind === 'path' ? [node] : []))
  return [action.target, ...operands]
}

function assignedBy(
  action: ActionNode,
  target: Path = [],
): readonly (readonly [string, UpdateValueNode])[] {
  const isAssignment = action.kind === 'SET' || action.kind === 'ADD'
  return isAssignment && target.length === 1 ? [[attributeOf(target), action.value]] : []
}

/** One run of an update. */
interface Run {
  /** By action: what will be at its target, or undefined. */
  readonly outcomes: readonly (AttributeValue | undefined)[]
  /** Whether there is no item yet. */
  readonly creating: boolean
}

/** What will be at the place; undefined if nothing. Returns the value itself if nothing changes in it. */
function changed(
  place: PathTree<Leaf>,
  before: AttributeValue | undefined,
  run: Run,
): AttributeValue | undefined {
  if (place.kind === 'leaf') return run.outcomes[place.leaf.index]
  if (before !== undefined) {
    if (place.kind === 'map' && isPlainMap(before)) return changedMap(place, before, run)
    if (place.kind === 'list' && isList(before)) return changedList(place, before, run)
  }
  // The service lets an update remove what is inside of nothing when the whole item is missing.
  if (run.creating && removesOnly(place)) return before
  throw updatePathInvalid()
}

function changedMap(place: MapPlace<Leaf>, map: AttributeMap, run: Run): AttributeMap {
  let copy: Record<string, AttributeValue> | undefined
  let removed: Set<string> | undefined
  for (const [name, member] of place.members) {
    const before = ownValue(map, name)
    const after = changed(member, before, run)
    if (after === before) continue
    if (after === undefined) {
      removed ??= new Set()
      removed.add(name)
    } else {
      copy ??= { ...map }
      setOwn(copy, name, after)
    }
  }
  return removed === undefined ? (copy ?? map) : without(copy ?? map, removed)
}

/** A copy, because an object from which properties were deleted is slow to read ever after. */
function without(map: AttributeMap, names: ReadonlySet<string>): AttributeMap {
  const copy: Record<string, AttributeValue> = {}
  for (const name of Object.keys(map)) {
    const value = names.has(name) ? undefined : map[name]
    if (value !== undefined) setOwn(copy, name, value)
  }
  return copy
}

function changedList(
  place: ListPlace<Leaf>,
  list: readonly AttributeValue[],
  run: Run,
): readonly AttributeValue[] {
  let copy: (AttributeValue | undefined)[] | undefined
  for (const [index, member] of place.members) {
    const before = list[index]
    const after = changed(member, before, run)
    if (after === before) continue
    copy ??= [...list]
    // Indexes come in ascending order, so elements beyond the end are appended in that order.
    if (before === undefined) copy.push(after)
    else copy[index] = after
  }
  return copy === undefined ? list : copy.filter(element => element !== undefined)
}

function removesOnly(place: PathTree<Leaf>): boolean {
  if (place.kind === 'leaf') return place.leaf.removes
  return place.members.every(([, member]) => removesOnly(member))
}

const compiler = new Compiler<UpdateTree, UpdateProgram>({
  parse: parseUpdate,
  check: (tree, bindings) => checkUpdate(tree, bindings),
  compile: ({ actions }, names) => new UpdateProgram(actions, names),
})
