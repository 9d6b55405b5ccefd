// How does a web application's session store run? One item per partition key: read on every
// request, its expiry moved on some, created at login, removed at the end. New ones are busiest.

import type { Item, Key } from '../generators/items.js'
import { freshString } from '../generators/items.js'
import { Random } from '../generators/random.js'
import { Latest } from '../generators/zipfian.js'
import type { Operation, Workload } from './workload.js'

const START_MS = Date.UTC(2026, 5, 1)
const LIFETIME_SECONDS = 1_800

export class Sessions implements Workload {
  readonly keyNames = { partition: 'sessionId', sort: 'kind' }
  readonly #random = new Random(11)
  #latest: Latest | undefined
  /** Sessions are numbered; those before the oldest have ended. */
  #oldest = 0
  #sessionCount = 0
  #now = START_MS;

  *fill(itemCount: number): Iterable<Item> {
    while (this.#sessionCount < itemCount) yield this.#session(this.#sessionCount++)
    this.#latest = new Latest(this.#sessionCount, this.#random)
  }

  operations(_phase: string, operationCount: number): readonly Operation[] {
    return Array.from({ length: operationCount }, () => this.#next())
  }

  touch(item: Item): number {
    return Number(item.expiresAt) + Number(item.visits) + String(item.user).length
  }

  #next(): Operation {
    this.#now += 15
    const dice = this.#random.unit()
    const chosen = this.#latest?.next() ?? 0
    if (dice < 0.75) return { kind: 'get', key: sessionKey(chosen) }
    const live = sessionKey(Math.max(chosen, this.#oldest))
    if (dice < 0.85) {
      return { kind: 'set', key: live, values: { expiresAt: this.#expiry(), lastSeen: this.#now } }
    }
    if (dice < 0.9) return { kind: 'add', key: live, attribute: 'visits', by: 1 }
    if (dice < 0.95) {
      this.#latest?.grow()
      return { kind: 'put', item: this.#session(this.#sessionCount++) }
    }
    return { kind: 'remove', key: sessionKey(this.#oldest++) }
  }

  #expiry(): number {
    return Math.floor(this.#now / 1_000) + LIFETIME_SECONDS
  }

  #session(number: number): Item {
    const { partition, sort } = sessionKey(number)
    return {
      sessionId: partition,
      kind: sort,
      user: `user-${this.#random.below(1_000_000)}`,
      roles: this.#random.below(10) === 0 ? ['member', 'editor'] : ['member'],
      agent: this.#random.pick(['Firefox/140 (X11; Linux x86_64)', 'Safari/19 (iPhone)']),
      locale: this.#random.pick(['en-GB', 'nl-NL', 'sv-SE', 'es-ES']),
      token: `${this.#random.word().toString(36)}${this.#random.word().toString(36)}`,
      visits: 1,
      lastSeen: this.#now,
      expiresAt: this.#expiry(),
    }
  }
}

/** Ids look random and have no order in time, as they should. */
function sessionKey(number: number): Key {
  const random = new Random(77, number)
  const words = [random.word(), random.word(), random.word(), number]
  const id = words.map(word => word.toString(16).padStart(8, '0')).join('')
  return { partition: freshString(id), sort: freshString('session') }
}
