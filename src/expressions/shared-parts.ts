/**
 * What a condition says more than once is worked out once for each item: `size(a)` compared with a hundred values, or one
 * comparison of large maps that is written a hundred times. So an expression takes no longer than the different things
 * that it asks.
 */

import type { Item } from '../types/attribute.js'
import type { ConditionNode, FunctionNode, Operand, PathNode, PrimitiveNode } from './ast.js'
import type { Values } from './compiler.js'
import { operandsOf } from './condition-checks.js'

type Work<Result> = (item: Item, values: Values) => Result

export class SharedParts {
  readonly #names: readonly string[]
  /** Names are told apart by numbers: they may be longer than expressions by far. */
  readonly #numbers = new Map<string, number>()
  readonly #counts = new Map<string, number>()
  readonly #memos = new Map<string, Memo<unknown>>()

  /** The parts of the condition that come more than once; the names are by slot. */
  constructor(root: ConditionNode, names: readonly string[]) {
    this.#names = names
    this.#count(root)
  }

  /** Whether nothing comes twice. */
  get isEmpty(): boolean {
    return this.#memos.size === 0
  }

  /** The work of a condition or an operand, done once until `forget` if the part comes more than once. */
  once<Result>(part: PrimitiveNode | Operand, work: () => Work<Result>): Work<Result> {
    const key = this.#keyOf(part)
    if (!this.#isRepeated(key)) return work()
    const known = this.#memos.get(key) as Memo<Result> | undefined
    const memo = known ?? new Memo(work())
    this.#memos.set(key, memo as Memo<unknown>)
    return (item, values) => memo.get(item, values)
  }

  /** Whether a part comes more than once; for a path, whether something is looked for in it more than once. */
  isRepeated(part: PrimitiveNode | Operand): boolean {
    return this.#isRepeated(this.#keyOf(part))
  }

  /** Forgets all that was worked out for an item. */
  forget(): void {
    for (const memo of this.#memos.values()) memo.forget()
  }

  #isRepeated(key: string): boolean {
    return (this.#counts.get(key) ?? 0) > 1
  }

  #count(node: ConditionNode): void {
    switch (node.kind) {
      case 'and':
      case 'or':
        for (const condition of node.conditions) this.#count(condition)
        break
      case 'not':
        this.#count(node.condition)
        break
      default:
        this.#countPart(node)
        for (const operand of operandsOf(node)) {
          if (operand.kind === 'function') this.#countPart(operand)
        }
        if (node.kind === 'function' && node.name === 'contains') this.#countContainer(node)
    }
  }

  /** What is looked into several times. */
  #countContainer({ operands: [container] }: FunctionNode): void {
    if (container?.kind === 'path') this.#countPart(container)
  }

  #countPart(part: PrimitiveNode | Operand): void {
    const key = this.#keyOf(part)
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  /** Equal for parts that ask the same of the same. */
  #keyOf(part: PrimitiveNode | Operand): string {
    switch (part.kind) {
      case 'path':
        return this.#keyOfPath(part)
      case 'value':
        return `:${part.slot}`
      case 'comparison':
        return `${part.operator}(${this.#keysOf([part.left, part.right])})`
      case 'between':
      case 'in':
        return `${part.kind}(${this.#keysOf(operandsOf(part))})`
      case 'function':
        return `${part.name}(${this.#keysOf(part.operands)})`
    }
  }

  #keysOf(operands: readonly Operand[]): string {
    return operands.map(operand => this.#keyOf(operand)).join()
  }

  #keyOfPath({ steps }: PathNode): string {
    const numbers = steps.map(step => {
      if (typeof step === 'number') return `[${step}]`
      const name = typeof step === 'object' ? (this.#names[step.slot] ?? '') : step
      const number = this.#numbers.get(name) ?? this.#numbers.size
      this.#numbers.set(name, number)
      return number
    })
    return numbers.join('.')
  }
}

/** Work that is done when it is first asked for. */
class Memo<Result> {
  readonly #work: Work<Result>
  #isDone = false
  #result: Result | undefined

  constructor(work: Work<Result>) {
    this.#work = work
  }

  get(item: Item, values: Values): Result {
    if (!this.#isDone) {
      this.#result = this.#work(item, values)
      this.#isDone = true
    }
    return this.#result as Result
  }

  forget(): void {
    this.#isDone = false
    this.#result = undefined
  }
}
