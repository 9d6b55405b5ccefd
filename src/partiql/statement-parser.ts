/**
 * Statements.
 *
 *     statement = ( select | insert | update | from-update | delete | exists ) [ ";" ]
 *     select    = SELECT ( "*" | path { "," path } ) FROM table [ WHERE condition ] [ ORDER BY key { "," key } ]
 *     insert    = INSERT INTO table VALUE tuple
 *     update    = UPDATE table action { action } [ WHERE condition ] [ returning ]
 *     from      = FROM table [ WHERE condition ] action { action } [ returning ]
 *     delete    = DELETE FROM table [ WHERE condition ] [ returning ]
 *     exists    = EXISTS "(" select ")"
 *     action    = SET path "=" value { "," path "=" value } | REMOVE path { "," path }
 *     returning = RETURNING ( ALL | MODIFIED ) ( OLD | NEW ) "*"
 *
 * More is read than this, since the service tells what it does not support only when it is well formed.
 */

import {
  aliasUnsupported,
  clauseUnsupported,
  insertNotOfTuple,
  operationUnsupported,
  statementMalformed,
  tooManyFromComponents,
} from '../errors/partiql-errors.js'
import type {
  ActionNode,
  Expression,
  OrderNode,
  ParsedStatement,
  PathNode,
  ReturningNode,
  SelectNode,
  StatementNode,
  TableNode,
} from './ast.js'
import { ExpressionParser } from './expression-parser.js'
import { nameOfNode } from './node-names.js'
import { TokenReader } from './token-reader.js'

/** Throws a `ValidationException` if the text is no statement, or has clauses that the service does not support. */
export function parseStatement(text: string): ParsedStatement {
  return new StatementParser(text).parse()
}

const JOINS: readonly string[] = [',', 'join', 'inner', 'left', 'right', 'full', 'cross', 'natural']
/** Clauses that no statement may have. */
const UNSUPPORTED: readonly string[] = [
  'group',
  'having',
  'limit',
  'offset',
  'union',
  'intersect',
  'except',
]

class StatementParser {
  readonly #reader: TokenReader
  readonly #expressions: ExpressionParser

  constructor(text: string) {
    this.#reader = new TokenReader(text)
    this.#expressions = new ExpressionParser(this.#reader)
  }

  parse(): ParsedStatement {
    const node = this.#statement()
    this.#reader.accept(';')
    if (this.#reader.peek().kind !== 'end')
      throw statementMalformed('Unexpected token after expression')
    this.#reader.throwNoted()
    if (!isStatement(node)) throw operationUnsupported(nameOfNode(node))
    const { text } = this.#reader
    return { text, node, parameterCount: this.#expressions.parameterCount }
  }

  /** A statement, or an expression that is none. */
  #statement(): StatementNode | Expression {
    const reader = this.#reader
    if (reader.accept('select')) return this.#select()
    if (reader.accept('insert')) return this.#insert()
    if (reader.accept('update')) return this.#update()
    if (reader.accept('from')) return this.#fromUpdate()
    if (reader.accept('delete')) return this.#delete()
    if (reader.atWord('exists') && reader.at('(', 1) && reader.at('select', 2))
      return this.#exists()
    return this.#expressions.expression()
  }

  #exists(): StatementNode {
    for (const _ of ['exists', '(', 'select']) this.#reader.next()
    const select = this.#select()
    this.#reader.expect(')', 'Expected )')
    return { kind: 'exists', select }
  }

  #select(): SelectNode {
    this.#refuseClause('distinct')
    this.#refuseClause('value')
    const columns = this.#reader.accept('*') ? undefined : this.#listOf(() => this.#column())
    this.#reader.expect('from', 'Expected FROM after SELECT list')
    const from = this.#source()
    if (JOINS.some(word => this.#reader.at(word))) this.#refuseRest('JOIN')
    const where = this.#where()
    for (const word of UNSUPPORTED) if (this.#reader.at(word)) this.#refuseRest(word.toUpperCase())
    const order = this.#order()
    for (const word of UNSUPPORTED) if (this.#reader.at(word)) this.#refuseRest(word.toUpperCase())
    return { kind: 'select', columns, from, where, order }
  }

  #column(): Expression {
    const column = this.#expressions.expression()
    if (this.#reader.accept('as')) {
      this.#reader.next()
      this.#reader.note(aliasUnsupported)
    }
    return column
  }

  #order(): readonly OrderNode[] {
    if (!this.#reader.accept('order')) return []
    this.#reader.expect('by', 'Expected BY after ORDER')
    return this.#listOf(() => {
      const key = this.#expressions.expression()
      const isDescending = this.#reader.accept('desc')
      if (!isDescending) this.#reader.accept('asc')
      return { key, isDescending }
    })
  }

  #insert(): StatementNode {
    this.#reader.expect('into', 'Expected INTO after INSERT')
    const from = this.#tableOf(this.#expressions.simplePath())
    if (this.#reader.accept('value')) {
      return { kind: 'insert', from, value: this.#expressions.expression() }
    }
    this.#reader.note(insertNotOfTuple)
    const { start, end } = this.#reader.peek()
    if (this.#reader.accept('values')) this.#listOf(() => this.#expressions.expression())
    else if (this.#reader.accept('select')) this.#select()
    else this.#expressions.expression()
    return { kind: 'insert', from, value: { kind: 'other', start, end } }
  }

  #update(): StatementNode {
    const from = this.#target()
    const actions = this.#actions()
    const where = this.#where()
    return { kind: 'update', from, actions, where, returning: this.#returning() }
  }

  #fromUpdate(): StatementNode {
    const from = this.#source()
    const where = this.#where()
    // SET in the place of WHERE belongs to nothing.
    if (where === undefined && this.#isAtAction()) {
      const actions = this.#actions()
      if (this.#reader.at('where')) throw statementMalformed('Unexpected token after expression')
      return { kind: 'update', from, actions, where, returning: this.#returning() }
    }
    return { kind: 'update', from, where, actions: this.#actions(), returning: this.#returning() }
  }

  #delete(): StatementNode {
    this.#reader.expect('from', 'Expected FROM after DELETE')
    const from = this.#target()
    const where = this.#where()
    return { kind: 'delete', from, where, returning: this.#returning() }
  }

  #isAtAction(): boolean {
    return this.#reader.at('set') || this.#reader.at('remove')
  }

  #actions(): readonly ActionNode[] {
    if (!this.#isAtAction()) throw statementMalformed('Expected data manipulation')
    const actions: ActionNode[] = []
    while (this.#isAtAction()) {
      const kind = this.#reader.next().text as ActionNode['kind']
      actions.push(...this.#listOf(() => this.#action(kind)))
    }
    return actions
  }

  #action(kind: ActionNode['kind']): ActionNode {
    const target = this.#expressions.simplePath()
    if (kind === 'remove') return { kind, target }
    this.#reader.expect('=', 'Expected = after the path of SET')
    return { kind, target, value: this.#expressions.expression() }
  }

  #where(): Expression | undefined {
    return this.#reader.accept('where') ? this.#expressions.expression() : undefined
  }

  #returning(): ReturningNode | undefined {
    if (!this.#reader.accept('returning')) return undefined
    const what = this.#wordOf('ALL', 'MODIFIED')
    const version = this.#wordOf('OLD', 'NEW')
    this.#reader.expect('*', 'Expected * in RETURNING clause')
    return { what, version }
  }

  #wordOf<Word extends string>(...words: readonly Word[]): Word {
    const found = words.find(word => this.#reader.acceptWord(word.toLowerCase()))
    if (found === undefined)
      throw statementMalformed(`Expected ${words.join(' or ')} in RETURNING clause`)
    return found
  }

  /** What SELECT reads. */
  #source(): TableNode {
    const source = this.#expressions.expression()
    this.#acceptAlias()
    if (source.kind === 'path') return this.#tableOf(source)
    this.#reader.note(() => operationUnsupported(nameOfNode(source)))
    return { table: '', index: undefined }
  }

  /** What UPDATE and DELETE write to. */
  #target(): TableNode {
    const path = this.#expressions.simplePath()
    this.#acceptAlias()
    return this.#tableOf(path)
  }

  #tableOf({ steps }: PathNode): TableNode {
    const [table, index] = steps
    if (steps.length > 2 || typeof index === 'number') throw tooManyFromComponents()
    return { table: String(table), index }
  }

  #acceptAlias(): void {
    const isNamed = this.#reader.accept('as')
    const { kind } = this.#reader.peek()
    if (kind === 'identifier' || kind === 'quoted') this.#reader.next()
    else if (isNamed) throw statementMalformed('Expected identifier for alias')
    else return
    this.#reader.note(aliasUnsupported)
  }

  #refuseClause(word: string): void {
    const token = this.#reader.peek()
    if (!this.#reader.accept(word)) return
    const place = this.#reader.place(token)
    this.#reader.note(() => clauseUnsupported(word.toUpperCase(), place))
  }

  /** Nothing behind the clause is looked at. */
  #refuseRest(name: string): void {
    const place = this.#reader.place(this.#reader.peek())
    this.#reader.note(() => clauseUnsupported(name, place))
    while (this.#reader.peek().kind !== 'end' && !this.#reader.at(')')) this.#reader.next()
  }

  #listOf<Element>(read: () => Element): readonly Element[] {
    const elements = [read()]
    while (this.#reader.accept(',')) elements.push(read())
    return elements
  }
}

function isStatement(node: StatementNode | Expression): node is StatementNode {
  return ['select', 'insert', 'update', 'delete', 'exists'].includes(node.kind)
}
