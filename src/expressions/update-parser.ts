/**
 * The grammar of updates. Source: DynamoDB developer guide, "Update expressions".
 *
 * ```
 * update  = section { section }
 * section = SET assign { "," assign } | REMOVE path { "," path }
 *         | ADD path ":value" { "," path ":value" } | DELETE path ":value" { "," path ":value" }
 * assign  = path "=" value
 * value   = term [ ( "+" | "-" ) term ]
 * term    = operand | "(" value ")"
 * ```
 */

import {
  functionMisplaced,
  functionNotForUpdates,
  sectionRepeated,
  unknownFunction,
} from '../errors/expression-errors.js'
import type { ActionNode, UpdateTree, UpdateValueNode } from './ast.js'
import { type Dialect, type FaultKind, Parser } from './parser.js'

/** Throws a `ValidationException` for a syntax error, and for the faults that need no names and values to be seen. */
export function parseUpdate(text: string): UpdateTree {
  const parser = new UpdateParser(text, DIALECT)
  const actions = parser.update()
  parser.throwNoted()
  return { actions, operatorCount: parser.operatorCount, ...parser.slots() }
}

const FAULT_ORDER: readonly FaultKind[] = [
  'parentheses',
  'reserved word',
  'function',
  'section',
  'list index',
  'path depth',
]

const UPDATE_FUNCTIONS: ReadonlySet<string> = new Set(['if_not_exists', 'list_append'])
const CONDITION_FUNCTIONS: ReadonlySet<string> = new Set([
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
  'size',
])

const DIALECT: Dialect = {
  kind: 'UpdateExpression',
  keywords: new Set(['SET', 'REMOVE', 'ADD', 'DELETE']),
  faultOrder: FAULT_ORDER,
  checkFunction(parser, name, parent) {
    const { kind } = parser
    if (CONDITION_FUNCTIONS.has(name)) {
      parser.note('function', () => functionNotForUpdates(kind, name))
    } else if (!UPDATE_FUNCTIONS.has(name)) {
      parser.note('function', () => unknownFunction(kind, name))
    } else if (name === 'list_append' && parent === 'list_append') {
      parser.note('function', () => functionMisplaced(kind, name))
    }
  },
}

class UpdateParser extends Parser {
  readonly #sections = new Set<string>()

  update(): readonly ActionNode[] {
    const actions: ActionNode[] = []
    do {
      const parseAction = this.#section()
      do actions.push(parseAction())
      while (this.accept(','))
    } while (this.peek().kind !== 'end')
    return actions
  }

  #section(): () => ActionNode {
    const section = this.keyword()
    if (section === undefined) throw this.syntaxError()
    this.next()
    if (this.#sections.has(section)) {
      this.note('section', () => sectionRepeated(this.kind, section))
    }
    this.#sections.add(section)
    switch (section) {
      case 'SET':
        return () => this.#assignment()
      case 'REMOVE':
        return () => ({ kind: 'REMOVE', target: this.path() })
      default: {
        const kind = section === 'ADD' ? 'ADD' : 'DELETE'
        return () => ({ kind, target: this.path(), value: this.value() })
      }
    }
  }

  #assignment(): ActionNode {
    const target = this.path()
    this.expect('=')
    return { kind: 'SET', target, value: this.#value() }
  }

  #value(): UpdateValueNode {
    const left = this.#term()
    const operator = this.at('+') ? '+' : '-'
    if (!this.accept(operator)) return left
    this.operatorCount++
    return { kind: 'arithmetic', operator, left, right: this.#term() }
  }

  #term(): UpdateValueNode {
    return this.at('(') ? this.parentheses(() => this.#value()) : this.plainOperand()
  }
}
