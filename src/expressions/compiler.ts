/**
 * From text to a program, with nothing done twice. A text is parsed once; a program is made once for a text and the
 * attribute names that its `#name` placeholders stand for; what is left to each request is to look up its values and
 * to check their types.
 */

import { interned } from '../encoding/interned.js'
import type { AttributeValue } from '../types/attribute.js'
import type { Tree } from './ast.js'
import { expressionCaches } from './kept.js'
import type { Placeholders } from './placeholders.js'

/** The values of a request by slot. */
export type Values = readonly AttributeValue[]

/** What the placeholders of a tree stand for, by slot; undefined where the request does not say. */
export interface Bindings {
  readonly names: readonly (string | undefined)[]
  readonly values: readonly (AttributeValue | undefined)[]
}

/** One kind of expression. */
interface Language<SomeTree extends Tree, Program> {
  /** Throws a `ValidationException` for all faults that can be seen without names and values. */
  readonly parse: (text: string) => SomeTree
  /** Throws a `ValidationException` for all other faults. */
  readonly check: (tree: SomeTree, bindings: Bindings) => void
  /** Makes a program of a tree without faults. It must hold for any values of which `checkTypes` approves. */
  readonly compile: (tree: SomeTree, names: readonly string[]) => Program
}

/** What every program has. */
export interface Checked {
  /** Throws what `check` would throw for values that are all defined; absent if it throws for none. */
  readonly checkTypes: ((values: Values) => void) | undefined
}

/** An expression and the values of one request. */
interface Prepared<Program> {
  readonly program: Program
  readonly values: Values
}

/** Programs that are kept for one text: most texts have one set of names, or none. */
const PROGRAMS_PER_TEXT_MAX = 8
/** UTF-16 code units of the names that a program is kept with: names may be much longer than texts. */
const NAMES_LENGTH_MAX = 2048

/** Bytes that a tree and a program take, besides those for each character of their text; measured. */
const KEPT_BYTES = 1000
const TREE_BYTES = 60
const PROGRAM_BYTES = 30
interface Unit<SomeTree, Program> {
  readonly tree: SomeTree
  readonly programs: { readonly names: readonly string[]; readonly program: Program }[]
}

export class Compiler<SomeTree extends Tree, Program extends Checked> {
  readonly #language: Language<SomeTree, Program>
  readonly #units = expressionCaches.newCache<Unit<SomeTree, Program>>()

  constructor(language: Language<SomeTree, Program>) {
    this.#language = language
  }

  /** Throws a `ValidationException` for the first fault, in the order of the service. */
  prepare(text: string, placeholders: Placeholders): Prepared<Program> {
    const unit = this.#units.get(text) ?? this.#parse(text)
    placeholders.use(unit.tree)
    const values = valuesOf(unit.tree, placeholders)
    const program = knownProgram(unit, placeholders)
    if (program === undefined || values.includes(undefined)) {
      return this.#prepareAnew(unit, text, { values, placeholders })
    }
    // None is undefined: the line above has seen to it.
    const defined = values as Values
    program.checkTypes?.(defined)
    return { program, values: defined }
  }

  #parse(text: string): Unit<SomeTree, Program> {
    const unit = { tree: this.#language.parse(text), programs: [] }
    this.#units.set(text, unit, KEPT_BYTES + TREE_BYTES * text.length)
    return unit
  }

  #prepareAnew(
    { tree, programs }: Unit<SomeTree, Program>,
    text: string,
    request: { readonly values: Bindings['values']; readonly placeholders: Placeholders },
  ): Prepared<Program> {
    const names = tree.names.map(placeholder => request.placeholders.name(placeholder))
    this.#language.check(tree, { names, values: request.values })
    // What `check` approves of has a name and a value for every placeholder.
    const definedNames = names as readonly string[]
    const program = this.#language.compile(tree, definedNames.map(interned))
    const namesLength = totalLengthOf(definedNames)
    if (namesLength <= NAMES_LENGTH_MAX) {
      if (programs.length === PROGRAMS_PER_TEXT_MAX) programs.shift()
      else this.#units.grow(text, KEPT_BYTES + PROGRAM_BYTES * text.length + namesLength)
      programs.push({ names: definedNames, program })
    }
    return { program, values: request.values as Values }
  }
}

function totalLengthOf(texts: readonly string[]): number {
  return texts.reduce((total, { length }) => total + length, 0)
}

function valuesOf(tree: Tree, placeholders: Placeholders): (AttributeValue | undefined)[] {
  const values: (AttributeValue | undefined)[] = []
  for (const placeholder of tree.values) values.push(placeholders.value(placeholder))
  return values
}

function knownProgram<Program>(
  { tree, programs }: Unit<Tree, Program>,
  placeholders: Placeholders,
): Program | undefined {
  for (const { names, program } of programs) {
    if (tree.names.every((placeholder, slot) => placeholders.name(placeholder) === names[slot])) {
      return program
    }
  }
  return undefined
}
