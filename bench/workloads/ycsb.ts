// How do the standard cloud-serving workloads run? YCSB A to F with its own mixes and generators,
// on the bench's orders: A half reads and half updates, B 95 to 5, C reads only, D reads of the
// latest with 5% inserts, E short scans with 5% inserts, F half reads and half read-modify-writes.
// An update overwrites the whole item. A scan stays within its partition key.

import type { Item } from '../generators/items.js'
import { ORDER_KEY_NAMES, order, orderKey, orders, touch } from '../generators/items.js'
import { Random } from '../generators/random.js'
import type { Chooser } from '../generators/zipfian.js'
import { Latest, ScrambledZipfian, Uniform } from '../generators/zipfian.js'
import type { Operation, Workload } from './workload.js'

/** In the order that YCSB recommends, so that inserts come late. */
export const YCSB_PHASES = ['A', 'B', 'C', 'F', 'D', 'E'] as const
type YcsbPhase = (typeof YCSB_PHASES)[number]

const SCAN_COUNT_MAX = 100

interface Mix {
  /** The other operation of the mix, for the rest up to 1, is the read or, in E, the scan. */
  readonly writeShare: number
  readonly write: 'update' | 'insert' | 'modify'
  readonly read: 'get' | 'scan'
  readonly chooser: 'zipfian' | 'latest'
}

const MIXES: Readonly<Record<YcsbPhase, Mix>> = {
  A: { writeShare: 0.5, write: 'update', read: 'get', chooser: 'zipfian' },
  B: { writeShare: 0.05, write: 'update', read: 'get', chooser: 'zipfian' },
  C: { writeShare: 0, write: 'update', read: 'get', chooser: 'zipfian' },
  D: { writeShare: 0.05, write: 'insert', read: 'get', chooser: 'latest' },
  E: { writeShare: 0.05, write: 'insert', read: 'scan', chooser: 'zipfian' },
  F: { writeShare: 0.5, write: 'modify', read: 'get', chooser: 'zipfian' },
}

export class Ycsb implements Workload {
  readonly keyNames = ORDER_KEY_NAMES
  readonly #random = new Random(99)
  #itemCount = 0
  #version = 0
  #zipfian: Chooser = new Uniform(0, this.#random)
  #latest: Latest | undefined;

  *fill(itemCount: number): Iterable<Item> {
    const from = this.#itemCount
    this.#itemCount = itemCount
    this.#zipfian = new ScrambledZipfian(itemCount, this.#random)
    yield* orders({ from, to: itemCount })
  }

  operations(phase: string, operationCount: number): readonly Operation[] {
    const mix = mixOf(phase)
    this.#version++
    return Array.from({ length: operationCount }, () => {
      if (this.#random.unit() < mix.writeShare) return this.#write(mix)
      const key = orderKey(this.#chooser(mix).next())
      if (mix.read === 'get') return { kind: 'get', key }
      const limit = 1 + this.#random.below(SCAN_COUNT_MAX)
      return { kind: 'query', range: { partition: key.partition, from: key.sort, limit } }
    })
  }

  touch(item: Item): number {
    return touch(item)
  }

  #write(mix: Mix): Operation {
    switch (mix.write) {
      case 'insert': {
        this.#latest?.grow()
        return { kind: 'put', item: order(this.#itemCount++) }
      }
      case 'update':
        return { kind: 'put', item: order(this.#chooser(mix).next(), this.#version) }
      case 'modify': {
        const number = this.#chooser(mix).next()
        const total = (100 + this.#random.below(50_000)) / 100
        return { kind: 'modify', key: orderKey(number), values: { total, updated: this.#version } }
      }
      default:
        return mix.write satisfies never
    }
  }

  #chooser(mix: Mix): Chooser {
    if (mix.chooser === 'zipfian') return this.#zipfian
    this.#latest ??= new Latest(this.#itemCount, this.#random)
    return this.#latest
  }
}

function mixOf(phase: string): Mix {
  const mix = MIXES[phase as YcsbPhase]
  if (mix === undefined) throw new RangeError(`no YCSB workload ${phase}`)
  return mix
}
