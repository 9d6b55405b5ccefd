/** What a row is: what is promised of the interface that all doors have, as code that runs on each of them. */

import { type CancellationReason, type Expression, expr } from '../../src/index.js'
import type { Site } from './world.js'

/** What a refusal is seen by. */
export interface Refusal {
  readonly name: string
  readonly message: string
  /** Looked at where they are given. */
  readonly cancellationReasons?: readonly CancellationReason[]
}

/** Rows that a door is known not to pass, by their names. */
export interface Lack {
  readonly reason: string
  /** Whether they never end there, so that they are not played. */
  readonly isEndless?: boolean
  readonly rows: readonly string[]
}

export type Call = (site: Site) => unknown

/** A name, the call, and the message of its `ValidationException`, or another refusal. */
export type RefusedCall = readonly [name: string, call: Call, refusal: string | Refusal]

export interface Row {
  /** Its group and its own, by which peers are known to lack it. */
  readonly name: string
  readonly play: (site: Site) => unknown
  /** What the call is refused with, which changes nothing then. */
  readonly refusal?: Refusal
  /** Other ways to make the call, which are refused alike where the library answers. */
  readonly otherWays?: readonly Call[]
  /** Those that are where it is embedded: elsewhere they ask for less. */
  readonly embeddedWays?: readonly Call[]
  /** Whether no request comes of the call, so that it is nothing to what answers requests. */
  readonly isRefusedUnsent?: boolean
}

/** What becomes of a call, as it is handed in. */
interface Refused extends Omit<Row, 'name' | 'play' | 'refusal'> {
  readonly refusal: string | Refusal
}

export const invalid = (message: string): Refusal => ({ name: 'ValidationException', message })

/**
 * An expression that the template tag cannot make, from the text that a wire client would send. Its values are bound
 * as `:p0`, `:p1` and so on.
 */
export function handmade(written: string, ...bound: readonly never[]): Expression {
  const make = expr`a`.constructor
  return Reflect.construct(make, [written, { pieces: [written], bound }]) as Expression
}

/** Rows of one subject, as they are collected. */
export class Rows {
  readonly subject: string
  readonly list: Row[] = []
  #group: string

  constructor(subject: string) {
    this.subject = subject
    this.#group = subject
  }

  /** Names the rows that are added meanwhile. */
  group(name: string, add: () => void): void {
    const outer = this.#group
    this.#group = `${outer} > ${name}`
    add()
    this.#group = outer
  }

  /** What a site is asked for, and what comes of it. Each row finds the world as it was made. */
  row(name: string, play: (site: Site) => unknown): void {
    this.list.push({ name: `${this.#group} > ${name}`, play })
  }

  /** One row for each member of a table. */
  each<Members extends readonly unknown[]>(
    table: readonly (readonly [name: string, ...members: Members])[],
    play: (site: Site, name: string, ...members: Members) => unknown,
  ): void {
    for (const member of table) this.row(member[0], site => play(site, ...member))
  }

  /** Calls that are refused. */
  refused(...calls: readonly RefusedCall[]): void {
    for (const [name, play, refusal] of calls) this.#refuse(name, play, { refusal })
  }

  /** A call that is refused in whichever way it is made. */
  refusedInAllWays(name: string, play: Call, ways: Omit<Refused, 'isRefusedUnsent'>): void {
    this.#refuse(name, play, ways)
  }

  /** Calls that are refused before anything is sent. */
  refusedUnsent(...calls: readonly RefusedCall[]): void {
    for (const [name, play, refusal] of calls) {
      this.#refuse(name, play, { refusal, isRefusedUnsent: true })
    }
  }

  #refuse(name: string, play: Call, { refusal, ...more }: Refused): void {
    const told = typeof refusal === 'string' ? invalid(refusal) : refusal
    this.list.push({ name: `${this.#group} > ${name}`, play, refusal: told, ...more })
  }
}
