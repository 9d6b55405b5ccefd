/** A value of a seed, and where it stands: so that whatever turns out to be wrong with it can be told with its line. */

import { SEED_REASONS, type SeedPlace, shownPlace, WrongSeed } from '../errors/seed-errors.js'

export type Step = string | number

/** An object of JSON. */
export type Members = Readonly<Record<string, unknown>>

/** What a seed was read from. */
export interface SeedText {
  readonly file: string | undefined
  /** The line of a value, or of the nearest one around it; undefined if it was no text. Is asked for only to tell of it. */
  lineOf(path: readonly Step[]): number | undefined
}

/** A seed that was handed over as values. */
export const NO_TEXT: SeedText = { file: undefined, lineOf: () => undefined }

const IDENTIFIER = /^[\w:$-]+$/

/** A value and its place. */
export class Spot {
  readonly value: unknown
  readonly text: SeedText
  readonly #parent: Spot | undefined
  readonly #step: Step

  constructor(value: unknown, text: SeedText, parent?: Spot, step: Step = '') {
    this.value = value
    this.text = text
    this.#parent = parent
    this.#step = step
  }

  /** The member of that name, whose value is undefined if there is none. Names are data: nothing is read of a prototype. */
  at(step: Step): Spot {
    const { value } = this
    const hasMember = typeof value === 'object' && value !== null && Object.hasOwn(value, step)
    const member: unknown = hasMember ? Reflect.get(value, step) : undefined
    return new Spot(member, this.text, this, step)
  }

  /** What the value stands for, at the same place. */
  with(value: unknown): Spot {
    return new Spot(value, this.text, this.#parent, this.#step)
  }

  get isMissing(): boolean {
    return this.value === undefined || this.value === null
  }

  get isMap(): boolean {
    return isMap(this.value)
  }

  /** The names of the members. None if it is no object. */
  get names(): string[] {
    return isMap(this.value) ? Object.keys(this.value) : []
  }

  /** Its members, by name. Throws `WrongSeed` if it is no object; one that is missing has none. */
  entries(): (readonly [name: string, member: Spot])[] {
    if (this.isMissing) return []
    if (!isMap(this.value)) throw this.wrong(SEED_REASONS.wrongType('an object'))
    return Object.keys(this.value).map(name => [name, this.at(name)])
  }

  /** Its elements. Throws `WrongSeed` if it is no list; one that is missing has none. */
  elements(expected = 'a list'): Spot[] {
    if (this.isMissing) return []
    if (!Array.isArray(this.value)) throw this.wrong(SEED_REASONS.wrongType(expected))
    return this.value.map((_, index) => this.at(index))
  }

  /** A text, or what the formats take for one. Throws `WrongSeed` if it is none. */
  string(): string {
    const { value } = this
    if (typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    throw this.wrong(SEED_REASONS.wrongType('a text'))
  }

  get path(): readonly Step[] {
    const steps: Step[] = []
    let spot: Spot = this
    while (spot.#parent !== undefined) {
      steps.push(spot.#step)
      spot = spot.#parent
    }
    return steps.reverse()
  }

  get place(): SeedPlace {
    const { path } = this
    return { file: this.text.file, line: this.text.lineOf(path), path: pathText(path) }
  }

  /** What is wrong with it. */
  wrong(reason: string): WrongSeed {
    return new WrongSeed(this.place, reason)
  }

  /** A line for whoever seeds, about what is left out. */
  note(text: string): string {
    return `${shownPlace(this.place)}: ${text}`
  }
}

export function isMap(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The members of an object; none of anything else. */
export function membersOf(value: unknown): Members {
  return isMap(value) ? value : {}
}

/** The elements of a list of objects. */
export function listOf(value: unknown): readonly Members[] {
  return Array.isArray(value) ? value.map(membersOf) : []
}

function pathText(path: readonly Step[]): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else if (!IDENTIFIER.test(step)) text += `[${JSON.stringify(step)}]`
    else text += text === '' ? step : `.${step}`
  }
  return text
}
