/** Statements as trees, as they are written: what they mean for a table is another matter. */

import type { Span } from './lexer.js'

/** A name or the index of a list element. */
export type Step = string | number

export interface PathNode extends Span {
  readonly kind: 'path'
  readonly steps: readonly Step[]
}

/** A `?`: the parameter of this number, from 0 on. */
interface ParameterNode extends Span {
  readonly kind: 'parameter'
  readonly slot: number
}

/** A text, `true`, `false` or `null`. */
interface PlainNode extends Span {
  readonly kind: 'plain'
  readonly value: string | boolean | null
}

interface NumberNode extends Span {
  readonly kind: 'number'
  /** With its sign, if that is a minus. */
  readonly text: string
}

/** A list, or a bag: a set. */
export interface CollectionNode extends Span {
  readonly kind: 'list' | 'bag'
  readonly elements: readonly Expression[]
}

/** A map. */
export interface TupleNode extends Span {
  readonly kind: 'tuple'
  readonly members: readonly (readonly [name: Expression, value: Expression])[]
}

export interface CallNode extends Span {
  readonly kind: 'call'
  /** In small letters. */
  readonly name: string
  /** The name alone. */
  readonly nameSpan: Span
  readonly operands: readonly Expression[]
}

type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

/** Operators of which conditions, or values of SET, are made; and those that are parsed to be refused. */
export type Operator = Comparator | 'and' | 'or' | '+' | '-' | '*' | '/' | '%' | '||' | 'like'

export interface BinaryNode extends Span {
  readonly kind: 'binary'
  readonly operator: Operator
  readonly left: Expression
  readonly right: Expression
}

/** `not`, or the sign of something that is no number. */
interface UnaryNode extends Span {
  readonly kind: 'unary'
  readonly operator: 'not' | '+' | '-'
  readonly operand: Expression
}

interface BetweenNode extends Span {
  readonly kind: 'between'
  readonly operand: Expression
  readonly lower: Expression
  readonly upper: Expression
}

export interface InNode extends Span {
  readonly kind: 'in'
  readonly operand: Expression
  readonly candidates: readonly Expression[]
}

/** Whether something is missing, or of a type. */
export interface IsNode extends Span {
  readonly kind: 'is'
  readonly operand: Expression
  /** In small letters: `missing`, or the name of a type. */
  readonly type: string
}

/** What only refusals tell of: `missing`, the `*` of a function. */
interface OtherNode extends Span {
  readonly kind: 'other'
}

export type Expression =
  | PathNode
  | ParameterNode
  | PlainNode
  | NumberNode
  | CollectionNode
  | TupleNode
  | CallNode
  | BinaryNode
  | UnaryNode
  | BetweenNode
  | InNode
  | IsNode
  | OtherNode

/** A table, or one of its indexes. */
export interface TableNode {
  readonly table: string
  readonly index: string | undefined
}

export interface OrderNode {
  readonly key: Expression
  readonly isDescending: boolean
}

export interface SelectNode {
  readonly kind: 'select'
  readonly from: TableNode
  /** Undefined for `*`. */
  readonly columns: readonly Expression[] | undefined
  readonly where: Expression | undefined
  readonly order: readonly OrderNode[]
}

export interface InsertNode {
  readonly kind: 'insert'
  readonly from: TableNode
  readonly value: Expression
}

export type ActionNode =
  | { readonly kind: 'set'; readonly target: PathNode; readonly value: Expression }
  | { readonly kind: 'remove'; readonly target: PathNode }

/** What a write returns, such as `ALL` and `OLD`. */
export interface ReturningNode {
  readonly what: 'ALL' | 'MODIFIED'
  readonly version: 'OLD' | 'NEW'
}

interface UpdateNode {
  readonly kind: 'update'
  readonly from: TableNode
  readonly actions: readonly ActionNode[]
  readonly where: Expression | undefined
  readonly returning: ReturningNode | undefined
}

interface DeleteNode {
  readonly kind: 'delete'
  readonly from: TableNode
  readonly where: Expression | undefined
  readonly returning: ReturningNode | undefined
}

/** `EXISTS ( SELECT ... )` */
interface ExistsNode {
  readonly kind: 'exists'
  readonly select: SelectNode
}

export type StatementNode = SelectNode | InsertNode | UpdateNode | DeleteNode | ExistsNode

/** A statement that is well formed. */
export interface ParsedStatement {
  readonly text: string
  readonly node: StatementNode
  readonly parameterCount: number
}
