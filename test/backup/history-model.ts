/** Holds on to every version of the tables of a world, and says what their history has to tell. */

import type { Item } from '../../src/types/attribute.js'

type Items = ReadonlyMap<string, Item>

interface State {
  readonly time: number
  readonly items: Items
}

/** A version of an item, as `versionsOf` tells it. */
interface Version {
  readonly time: number | undefined
  readonly item: Item | undefined
}

interface NetChange {
  readonly before: Item | undefined
  readonly after: Item | undefined
  readonly time: number
}

export class TableModel {
  items: Items = new Map()
  /** Undefined while nothing is taken down. */
  journal: { readonly since: number; days: number; states: State[] } | undefined

  copy(): TableModel {
    const copy = new TableModel()
    copy.items = this.items
    if (this.journal !== undefined) {
      copy.journal = { ...this.journal, states: this.journal.states.slice() }
    }
    return copy
  }

  turnOn(since: number, days: number): void {
    this.journal = { since, days, states: [{ time: since, items: this.items }] }
  }

  turnOff(): void {
    this.journal = undefined
  }

  /** The table is this from now on. */
  become(items: Items, now: number): void {
    this.items = items
    const states = this.journal?.states
    if (states === undefined) return
    states.push({ time: Math.max(now, states.at(-1)?.time ?? now), items })
  }

  clear(now: number): void {
    if (this.items.size > 0) this.become(new Map(), now)
  }

  put(key: string, item: Item, now: number): void {
    this.become(new Map(this.items).set(key, item), now)
  }

  remove(key: string, now: number): void {
    const items = new Map(this.items)
    if (items.delete(key)) this.become(items, now)
  }

  get since(): number {
    return this.journal?.since ?? 0
  }

  get lastTime(): number {
    return this.journal?.states.at(-1)?.time ?? 0
  }

  /** When it became what it was, one after another. */
  get times(): readonly number[] {
    return (this.journal?.states ?? []).map(({ time }) => time)
  }

  at(time: number): Items {
    return this.journal?.states.findLast(state => state.time <= time)?.items ?? new Map()
  }

  netChanges(from: number, to: number): ReadonlyMap<string, NetChange> {
    const [before, after] = [this.at(from), this.at(to)]
    const changes = new Map<string, NetChange>()
    for (const [key, time] of this.#changeTimes(from, to)) {
      const change = { before: before.get(key), after: after.get(key), time }
      if (change.before !== undefined || change.after !== undefined) changes.set(key, change)
    }
    return changes
  }

  versionsOf(key: string, from: number): readonly Version[] {
    const first = this.at(from).get(key)
    const versions: Version[] = first === undefined ? [] : [{ time: undefined, item: first }]
    let last = first
    for (const { time, items } of this.journal?.states ?? []) {
      if (time <= from) continue
      const item = items.get(key)
      if (item === last) continue
      versions.push({ time, item })
      last = item
    }
    return versions
  }

  /** When items were changed last within a span of time. */
  #changeTimes(from: number, to: number): ReadonlyMap<string, number> {
    const times = new Map<string, number>()
    let last = this.at(from)
    for (const { time, items } of this.journal?.states ?? []) {
      if (time <= from || time > to) continue
      for (const key of new Set([...last.keys(), ...items.keys()])) {
        if (last.get(key) !== items.get(key)) times.set(key, time)
      }
      last = items
    }
    return times
  }
}
