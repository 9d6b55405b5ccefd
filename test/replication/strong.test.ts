/** Random calls in the regions of strongly consistent tables, over links that delay and are cut, with restarts. */

import { expect, test } from 'vitest'
import { deleteItem } from '../../src/api/delete-item.js'
import { getItem } from '../../src/api/get-item.js'
import { putItem } from '../../src/api/put-item.js'
import { readItems } from '../../src/api/range-read.js'
import { scanRead } from '../../src/api/scan.js'
import type { Outcome } from '../../src/api/write-one.js'
import { EVENTUAL, STRONG } from '../../src/capacity/units.js'
import { SeededRandom } from '../../src/env/seeded-random.js'
import {
  ConditionalCheckFailedException,
  InternalServerError,
} from '../../src/errors/dynamo-error.js'
import { DatabaseClosed } from '../../src/errors/native-errors.js'
import { ReplicatedWriteConflictException } from '../../src/errors/replica-errors.js'
import type { LinkBehaviour } from '../../src/replication/link.js'
import type { Item } from '../../src/types/attribute.js'
import { type Call, orderOf, type Value } from './linearizable.js'
import { NAMES, World } from './world.js'

const FIRST_SEED = Number(process.env.HASHRANGE_SEED ?? 0)
const SEEDS = process.env.HASHRANGE_SEED ? 1 : Number(process.env.HASHRANGE_SEEDS ?? 80)
const STEPS = 50
const KEYS = 2

/** What was answered, over all runs: so that it is known that all of it is tried. */
const answers = new Map<string, number>()

class Run {
  world: World
  readonly members: readonly string[]
  readonly #random: SeededRandom
  /** Whether many writes have one time. */
  readonly #isStill: boolean
  readonly #calls = new Map<string, Call[]>()
  #now = 0
  #number = 0

  constructor(seed: number) {
    this.#random = new SeededRandom(seed)
    this.members = NAMES.slice(0, 3)
    this.#isStill = this.#random.unit() < 0.4
    const hasWitness = this.#random.unit() < 0.5
    this.world = new World(hasWitness ? this.members.slice(0, 2) : this.members, this.#random)
    this.world.makeStrong(hasWitness ? this.members[2] : undefined)
    for (const [from, to] of this.#pairs) this.#setLink(from, to, this.#behaviour())
  }

  async step(): Promise<void> {
    const kind = this.#random.unit()
    if (kind < 0.5) this.#write()
    else if (kind < 0.72) this.#read()
    else if (kind < 0.84) await this.#advance()
    else if (kind < 0.91) this.#changeLink()
    else if (kind < 0.96) this.#isolate()
    else if (kind < 0.985) this.#heal()
    else this.world = this.world.reopened()
    if (this.#random.unit() < 0.6) await turns()
  }

  /** All regions are whole again, and have what was written. */
  async settle(): Promise<void> {
    this.#heal()
    await this.world.clock.advance(1_000_000)
    await turns()
    expect(this.world.replication.inFlight).toBe(0)
    const [first, ...others] = this.world.members.map(name => this.world.contentOf(name))
    for (const other of others) expect(other).toEqual(first)
    for (const region of this.world.members) this.#readAll(region)
  }

  check(seed: number): void {
    for (const [id, calls] of this.#calls) {
      if (orderOf(calls) !== undefined) continue
      const texts = calls.map(({ text, from, to }) => `${from}–${to} ${text}`)
      expect.fail(`seed ${seed}, ${id}: nothing explains\n${texts.join('\n')}`)
    }
  }

  async #advance(): Promise<void> {
    if (!this.#isStill || this.#random.unit() < 0.2) await this.world.clock.advance(this.#below(60))
  }

  #write(): void {
    const region = this.#one(this.world.members)
    const id = this.#id()
    const [table, committer] = [this.world.tableOf(region), this.world.committer]
    this.#number += 1
    const number = this.#number
    const kind = this.#random.unit()
    const item = { id, number, group: `group ${this.#below(3)}` }
    if (kind < 0.3) {
      this.#call(
        id,
        `${region} puts ${number}`,
        () => number,
        () => putItem(committer, { table, item }),
      )
    } else if (kind < 0.45) {
      this.#call(
        id,
        `${region} removes`,
        () => undefined,
        () => deleteItem(committer, { table, key: { id } }),
      )
    } else if (kind < 0.65) {
      const old = this.#call(
        id,
        `${region} swaps for ${number}`,
        () => number,
        () => putItem(committer, { table, item, returnValues: 'ALL_OLD' }),
      )
      if (old !== undefined) {
        // What it returns is known only to who gets an answer.
        const { call, result } = old
        call.apply = before =>
          call.to === Number.POSITIVE_INFINITY || before === numberOf(result) ? number : false
      }
    } else {
      // As often as not what a caller believes is there.
      const expected = numberOf(this.world.itemOf(this.#one(this.world.members), id))
      const condition = {
        kind: 'expression' as const,
        paths: [],
        test: (stored: Item) => numberOf(stored) === expected,
      }
      const apply = (before: Value) => (before === expected ? number : false)
      this.#call(id, `${region} puts ${number} for ${expected}`, apply, () =>
        putItem(committer, { table, item, condition, returnOldOnFailure: true }),
      )
    }
  }

  #call(
    id: string,
    text: string,
    apply: Call['apply'],
    work: () => Outcome<Item | undefined>,
  ): { readonly call: Call; readonly result: Item | undefined } | undefined {
    const from = this.#tick()
    const call: Call = { text, from, to: Number.POSITIVE_INFINITY, apply, isWrite: true }
    try {
      const { result, durable } = work()
      if (durable === undefined) {
        this.#addRead(id, text, undefined)
        return undefined
      }
      this.#add(id, call)
      durable.then(
        () => {
          call.to = this.#tick()
          count('done')
        },
        error => {
          call.failed = this.#tick()
          count(expectUnknown(error))
        },
      )
      return { call, result }
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        this.#addRead(id, text, numberOf(error.item))
        count('condition failed')
      } else count(expectRefusal(error))
      return undefined
    }
  }

  #read(): void {
    const region = this.#one(this.world.members)
    const kind = this.#random.unit()
    if (kind < 0.2) this.#readAll(region)
    else if (kind < 0.4) this.world.itemOf(region, this.#id())
    else {
      const id = this.#id()
      const table = this.world.tableOf(region)
      // Always there, also in a region that is cut off.
      getItem({ table, key: { id }, costFactor: EVENTUAL })
      this.#see(region, () => [[id, getItem({ table, key: { id }, costFactor: STRONG })]])
    }
  }

  #readAll(region: string): void {
    this.#see(region, () => {
      const read = { table: this.world.tableOf(region), costFactor: STRONG }
      const items = readItems(scanRead(read, {}))
      return ids().map(id => [id, items.find(item => item.id === id)])
    })
  }

  #see(region: string, read: () => (readonly [id: string, item: Item | undefined])[]): void {
    try {
      for (const [id, item] of read()) {
        this.#addRead(id, `${region} reads`, numberOf(item))
      }
      count('read')
    } catch (error) {
      count(expectRefusal(error))
    }
  }

  #changeLink(): void {
    const [from, to] = this.#one(this.#pairs)
    this.#setLink(from, to, this.#behaviour())
  }

  #isolate(): void {
    const region = this.#one(this.members)
    for (const [from, to] of this.#pairs) {
      if (from === region || to === region) this.#setLink(from, to, { isCut: true })
    }
  }

  #heal(): void {
    for (const [from, to] of this.#pairs) this.#setLink(from, to, {})
  }

  #setLink(from: string, to: string, behaviour: LinkBehaviour): void {
    this.world.replication.setLink(from, to, behaviour)
  }

  #behaviour(): LinkBehaviour {
    if (this.#random.unit() < 0.3) return {}
    return {
      delay: this.#below(100),
      jitter: this.#below(100),
      isCut: this.#random.unit() < 0.15,
    }
  }

  /** Whoever called was told at once what there is. */
  #addRead(id: string, text: string, found: Value): void {
    const now = this.#tick()
    const apply: Call['apply'] = before => (before === found ? before : false)
    this.#add(id, { text: `${text}: ${found}`, from: now, to: now, apply, isWrite: false })
  }

  #add(id: string, call: Call): void {
    const calls = this.#calls.get(id) ?? []
    this.#calls.set(id, calls)
    calls.push(call)
  }

  get #pairs(): readonly (readonly [from: string, to: string])[] {
    const { members } = this
    return members.flatMap(from => members.filter(to => to !== from).map(to => [from, to] as const))
  }

  #tick(): number {
    this.#now += 1
    return this.#now
  }

  #id(): string {
    return this.#one(ids())
  }

  #one<Element>(elements: readonly Element[]): Element {
    return elements[this.#below(elements.length)] as Element
  }

  #below(limit: number): number {
    return this.#random.between(0, limit - 1)
  }
}

function ids(): readonly string[] {
  return Array.from({ length: KEYS }, (_, key) => `item ${key}`)
}

function numberOf(item: Item | undefined): Value {
  return item?.number as Value
}

function count(answer: string): void {
  answers.set(answer, (answers.get(answer) ?? 0) + 1)
}

/** Nothing has happened. */
function expectRefusal(error: unknown): string {
  if (error instanceof ReplicatedWriteConflictException) return 'conflict'
  if (error instanceof InternalServerError) return 'cut off'
  throw error
}

/** Something may have happened. */
function expectUnknown(error: unknown): string {
  if (error instanceof DatabaseClosed) return 'closed'
  expect(error).toBeInstanceOf(InternalServerError)
  return 'unknown'
}

/** Lets promises settle. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve()
}

test('reads and writes of an item have one order in all regions, and none that was acknowledged is lost', async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
    const run = new Run(seed)
    for (let step = 0; step < STEPS; step += 1) await run.step()
    await run.settle()
    run.check(seed)
  }
  if (SEEDS < 80) return
  const all = ['done', 'condition failed', 'read', 'conflict', 'cut off', 'unknown', 'closed']
  expect([...answers.keys()].sort()).toEqual(all.sort())
})
