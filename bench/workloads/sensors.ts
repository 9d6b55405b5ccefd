// How does the intake of a sensor network run? Nearly all is appended readings, sensor by sensor;
// dashboards read the latest ten, and sometimes a graph reads sixty from a moment on.

import type { Item, Key } from '../generators/items.js'
import { freshString, padded } from '../generators/items.js'
import { Random } from '../generators/random.js'
import type { Operation, Workload } from './workload.js'

const SENSOR_COUNT = 500
const INTERVAL_SECONDS = 10
const START_SECONDS = Date.UTC(2026, 5, 1) / 1_000
/** Sorts after every time. */
const NEWEST = '~'

export class Sensors implements Workload {
  readonly keyNames = { partition: 'sensorId', sort: 'at' }
  readonly #random = new Random(17)
  /** Readings arrive in rounds over all sensors. */
  #readingCount = 0;

  *fill(itemCount: number): Iterable<Item> {
    while (this.#readingCount < itemCount) yield this.#reading()
  }

  operations(_phase: string, operationCount: number): readonly Operation[] {
    return Array.from({ length: operationCount }, () => this.#next())
  }

  touch(item: Item): number {
    return Math.round(Number(item.celsius) * 10) + Number(item.sequence)
  }

  #next(): Operation {
    const dice = this.#random.unit()
    if (dice < 0.9) return { kind: 'put', item: this.#reading() }
    const number = this.#random.below(this.#readingCount)
    const { partition, sort } = readingKey(number)
    if (dice < 0.99) {
      return { kind: 'query', range: { partition, from: NEWEST, limit: 10, reverse: true } }
    }
    return { kind: 'query', range: { partition, from: sort, limit: 60 } }
  }

  #reading(): Item {
    const number = this.#readingCount++
    const { partition, sort } = readingKey(number)
    return {
      sensorId: partition,
      at: sort,
      celsius: this.#random.below(400) / 10,
      humidity: this.#random.below(1_000) / 1_000,
      millivolts: 2_900 + this.#random.below(400),
      rssi: -40 - this.#random.below(60),
      sequence: Math.floor(number / SENSOR_COUNT),
      firmware: '4.12.1',
      flags: number % 50 === 0 ? ['calibrating'] : [],
    }
  }
}

function readingKey(number: number): Key {
  const seconds = START_SECONDS + Math.floor(number / SENSOR_COUNT) * INTERVAL_SECONDS
  return {
    partition: freshString(`sensor#${padded(number % SENSOR_COUNT, 5)}`),
    sort: freshString(`t#${padded(seconds, 12)}`),
  }
}
