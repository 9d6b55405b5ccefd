/**
 * Expressions as trees. Names and values of the request stand in them as slots: the number of a placeholder among
 * the distinct ones of the text, in text order. So a tree depends on its text only, and many requests share it.
 */

/** A `#name`: one step of a path. */
export interface NameSlot {
  readonly placeholder: string
  readonly slot: number
}

/** An attribute or map member by name, or a list element by index. */
export type Step = string | number | NameSlot

export interface PathNode {
  readonly kind: 'path'
  readonly steps: readonly Step[]
}

/** A `:value`. */
export interface ValueNode {
  readonly kind: 'value'
  readonly placeholder: string
  readonly slot: number
}

type ConditionFunction =
  | 'attribute_exists'
  | 'attribute_not_exists'
  | 'attribute_type'
  | 'begins_with'
  | 'contains'
  | 'size'

type UpdateFunction = 'if_not_exists' | 'list_append'

export interface FunctionNode {
  readonly kind: 'function'
  readonly name: ConditionFunction | UpdateFunction
  readonly operands: readonly Operand[]
}

export type Operand = PathNode | ValueNode | FunctionNode

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

interface ComparisonNode {
  readonly kind: 'comparison'
  readonly operator: Comparator
  readonly left: Operand
  readonly right: Operand
}

export interface BetweenNode {
  readonly kind: 'between'
  readonly operand: Operand
  readonly lower: Operand
  readonly upper: Operand
}

export interface InNode {
  readonly kind: 'in'
  readonly operand: Operand
  readonly candidates: readonly Operand[]
}

/** A condition that has no conditions in it. */
export type PrimitiveNode = ComparisonNode | BetweenNode | InNode | FunctionNode

/** Two or more conditions in a row with one operator. */
export interface JunctionNode {
  readonly kind: 'and' | 'or'
  readonly conditions: readonly ConditionNode[]
}

interface NotNode {
  readonly kind: 'not'
  readonly condition: ConditionNode
}

export type ConditionNode = PrimitiveNode | JunctionNode | NotNode

interface ArithmeticNode {
  readonly kind: 'arithmetic'
  readonly operator: '+' | '-'
  readonly left: UpdateValueNode
  readonly right: UpdateValueNode
}

/** The right-hand side of an assignment. */
export type UpdateValueNode = Operand | ArithmeticNode

export type ActionNode =
  | { readonly kind: 'SET'; readonly target: PathNode; readonly value: UpdateValueNode }
  | { readonly kind: 'REMOVE'; readonly target: PathNode }
  | { readonly kind: 'ADD' | 'DELETE'; readonly target: PathNode; readonly value: ValueNode }

/** What every parsed expression has. */
export interface Tree {
  /** The distinct `#name` placeholders by slot, in text order. */
  readonly names: readonly string[]
  /** The distinct `:value` placeholders by slot, in text order. */
  readonly values: readonly string[]
  /** Comparators, AND, OR, NOT, BETWEEN, IN, + and -. */
  readonly operatorCount: number
}

export interface ConditionTree extends Tree {
  readonly root: ConditionNode
  /** The conditions at the leaves, in text order. */
  readonly primitives: readonly PrimitiveNode[]
}

export interface ProjectionTree extends Tree {
  readonly paths: readonly PathNode[]
}

export interface UpdateTree extends Tree {
  /** In text order. */
  readonly actions: readonly ActionNode[]
}
