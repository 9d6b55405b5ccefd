/** Random writes in several regions, over links that delay, lose, overtake and are cut, with restarts: all become equal. */

import { expect, test } from 'vitest'
import { SeededRandom } from '../../src/env/seeded-random.js'
import type { LinkBehaviour } from '../../src/replication/link.js'
import { NAMES, World } from './world.js'

const SEEDS = Number(process.env.HASHRANGE_SEEDS ?? 40)
const STEPS = 60
const KEYS = 4

type Write = { readonly id: string; readonly number: number }

class Run {
  world: World
  readonly #random: SeededRandom
  /** Whether any two writes are some time apart. */
  readonly #isTimed: boolean
  /** The last write of each item, and whether it removed it. */
  readonly last = new Map<string, { readonly number: number; readonly isRemoval: boolean }>()
  /** The last write that each region has seen of each item. */
  readonly #seen = new Map<string, number>()
  #number = 0

  constructor(seed: number, isTimed: boolean) {
    this.#random = new SeededRandom(seed)
    this.#isTimed = isTimed
    const names = NAMES.slice(0, 1 + this.#below(NAMES.length))
    this.world = new World(names, this.#random)
    for (const [from, to] of this.#pairs)
      this.world.replication.setLink(from, to, this.#behaviour())
  }

  async step(): Promise<void> {
    if (this.#isTimed || this.#random.unit() < 0.3) await this.world.clock.advance(1)
    const kind = this.#random.unit()
    if (kind < 0.75) this.#write()
    else if (kind < 0.85) await this.world.clock.advance(this.#below(200))
    else if (kind < 0.92) this.#changeLink()
    else if (kind < 0.96) this.#changeMembers()
    else this.world = this.world.reopened()
    await Promise.resolve()
    if (this.#isTimed) this.#look()
  }

  /** All links are whole again, and all that was sent has come. */
  async settle(): Promise<void> {
    for (const [from, to] of this.#pairs) this.world.replication.setLink(from, to, {})
    await this.world.clock.advance(1_000_000)
    await Promise.resolve()
    expect(this.world.replication.inFlight).toBe(0)
    expect(this.world.replication.versionsKept).toBe(0)
  }

  #write(): void {
    const region = this.#one(this.world.members)
    const id = `item ${this.#below(KEYS)}`
    this.#number += 1
    const isRemoval = this.#random.unit() < 0.3 && this.world.itemOf(region, id) !== undefined
    const item = { id, number: this.#number, group: `group ${this.#below(3)}` }
    this.world.write(region, id, isRemoval ? undefined : item)
    this.last.set(id, { number: this.#number, isRemoval })
    this.#seen.set(`${region} ${id}`, this.#number)
  }

  /** What a region shows of an item never goes back to an earlier write. */
  #look(): void {
    for (const region of this.world.members) {
      for (let key = 0; key < KEYS; key += 1) {
        const id = `item ${key}`
        const item = this.world.itemOf(region, id) as Write | undefined
        if (item === undefined) continue
        const place = `${region} ${id}`
        const seen = this.#seen.get(place) ?? 0
        if (item.number < seen) expect.fail(`${place} goes back from ${seen} to ${item.number}`)
        this.#seen.set(place, item.number)
      }
    }
  }

  /** What a region has not told the others when it leaves is lost, so none does where each write counts. */
  #changeMembers(): void {
    const { members } = this.world
    const outside = NAMES.filter(name => !members.includes(name))
    const isLeaving = !this.#isTimed && members.length > 1 && this.#random.unit() < 0.5
    if (isLeaving) this.world.leave(this.#one(members))
    else if (outside.length > 0) this.#join(this.#one(outside), this.#one(members))
  }

  #join(region: string, source: string): void {
    this.world.join(region, source)
    for (let key = 0; key < KEYS; key += 1) this.#seen.delete(`${region} item ${key}`)
  }

  #changeLink(): void {
    const [from, to] = this.#one(this.#pairs)
    this.world.replication.setLink(from, to, this.#behaviour())
  }

  #behaviour(): LinkBehaviour {
    if (this.#random.unit() < 0.3) return {}
    return {
      delay: this.#below(100),
      jitter: this.#below(300),
      loss: this.#random.unit() * 0.5,
      retryAfter: this.#below(50),
      isCut: this.#random.unit() < 0.2,
    }
  }

  get #pairs(): readonly (readonly [from: string, to: string])[] {
    return NAMES.flatMap(from => NAMES.filter(to => to !== from).map(to => [from, to] as const))
  }

  #one<Element>(elements: readonly Element[]): Element {
    return elements[this.#below(elements.length)] as Element
  }

  #below(limit: number): number {
    return this.#random.between(0, limit - 1)
  }
}

async function runOf(seed: number, isTimed: boolean): Promise<Run> {
  const run = new Run(seed, isTimed)
  for (let step = 0; step < STEPS; step += 1) await run.step()
  await run.settle()
  return run
}

test('the last write of each item is what all regions have in the end, and none goes back before', async () => {
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const { world, last } = await runOf(seed, true)
    for (const region of world.members) {
      const { items, entries } = world.contentOf(region)
      const expected = [...last].flatMap(([id, { number, isRemoval }]) =>
        isRemoval ? [] : [[id, number] as const],
      )
      const found = [...items].map(([id, { number }]) => [id, number] as const)
      expect(found, `seed ${seed}, ${region}`).toEqual(expected.sort())
      expect(entries, `seed ${seed}, ${region}`).toEqual(items)
    }
  }
})

test('all regions have equal items in the end, also of writes of one moment', async () => {
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const { world } = await runOf(seed, false)
    const [first, ...others] = world.members.map(region => world.contentOf(region))
    for (const other of others) expect(other, `seed ${seed}`).toEqual(first)
    expect(first?.entries, `seed ${seed}`).toEqual(first?.items)
  }
})
