/**
 * The item cache of a node: whole items in wire form by table and key, and keys that are known to have none. It is changed by
 * reads that came to the table, by writes that went through it, and by the news of writes that went through other nodes.
 */

import type { WireMap } from '../encoding/wire-value.js'
import { itemKey, itemPrefix } from './cache-key.js'
import { type Flight, Flights } from './flights.js'
import type { KeyNames } from './key-names.js'
import type { Entry, Memory } from './memory.js'

/** What a write has left under a key: an item, or none, or it is not known what. */
export type Image = { readonly item: WireMap | undefined } | 'unknown'

/** A write that came through a node. */
export interface News {
  readonly key: string
  readonly image: Image
  /** Later writes have higher ones. */
  readonly version: number
  /** When it came through, in milliseconds since 1970. */
  readonly since: number
}

/** Numbers the writes through the nodes of a cluster. */
export interface Versions {
  last: number
}

interface Settings {
  readonly memory: Memory
  readonly keyNames: KeyNames
  readonly versions: Versions
  readonly itemTtl: number
  /** Is told of each write that came through. */
  readonly tell: (news: News) => void
}

/** A read that is on its way to the table. */
export interface Read {
  readonly key: string
  readonly flight: Flight
  readonly version: number
}

/** A write that is on its way to the table: of an item with this key, or of one whose key is to be found out. */
export interface Write {
  readonly table: string
  /** Undefined if it is not known which attributes of the item are its key. */
  readonly key: string | undefined
  readonly item: WireMap | undefined
  readonly flight: Flight
}

export class ItemCache {
  readonly #settings: Settings
  readonly #flights = new Flights()

  constructor(settings: Settings) {
    this.#settings = settings
  }

  get(key: string): Entry | undefined {
    return this.#settings.memory.get(key)
  }

  beginRead(key: string): Read {
    return { key, flight: this.#flights.beginRead(key), version: this.#settings.versions.last }
  }

  /** The item has been read, or there is none. */
  endRead({ key, flight, version }: Read, item: WireMap | undefined): void {
    if (!this.#flights.endRead(key, flight)) return
    this.#set({ key, image: { item }, version, since: this.#settings.memory.now() })
  }

  failRead({ key, flight }: Read): void {
    this.#flights.endRead(key, flight)
  }

  /** A write of the item with this key. */
  beginWrite(table: string, keyAttributes: WireMap): Write {
    const key = itemKey(table, keyAttributes)
    return { table, key, item: undefined, flight: this.#flights.beginWrite(key) }
  }

  beginPut(table: string, item: WireMap): Write {
    const { keyNames } = this.#settings
    const keyAttributes = keyNames.keyOf(table, item)
    if (keyAttributes !== undefined) return { ...this.beginWrite(table, keyAttributes), item }
    if (keyNames.isKnown(table)) keyNames.forget(table)
    const flight = this.#flights.beginWideWrite(itemPrefix(table))
    return { table, key: undefined, item, flight }
  }

  /** The write has taken effect. */
  endWrite(write: Write, image: Image): void {
    const { table, key, item, flight } = write
    const { keyNames, memory } = this.#settings
    const since = memory.now()
    if (key !== undefined) {
      const isLast = this.#flights.endWrite(key, flight)
      this.#written(key, isLast ? image : 'unknown', since)
      return
    }
    const prefix = itemPrefix(table)
    const isLast = this.#flights.endWideWrite(prefix, flight)
    this.#flights.disturbReadsOfAll(prefix)
    const now = (): void => {
      const keyAttributes = item && keyNames.keyOf(table, item)
      if (keyAttributes === undefined) return
      this.#written(itemKey(table, keyAttributes), isLast ? image : 'unknown', since)
    }
    if (keyNames.isKnown(table)) now()
    else keyNames.whenKnown(table, now)
  }

  failWrite({ table, key, flight }: Write): void {
    if (key !== undefined) this.#flights.endWrite(key, flight)
    else this.#flights.endWideWrite(itemPrefix(table), flight)
  }

  /** A write that came through another node. */
  take(news: News): void {
    this.#flights.disturbReads(news.key)
    if (news.version > this.#settings.memory.versionOf(news.key)) this.#set(news)
  }

  /** Nothing is known any more, neither of what is on its way. */
  clear(): void {
    const { keyNames, memory } = this.#settings
    this.#flights.disturbAll()
    keyNames.clear()
    memory.deleteAll('i')
  }

  #written(key: string, image: Image, since: number): void {
    const { versions, tell } = this.#settings
    versions.last += 1
    const news = { key, image, version: versions.last, since }
    this.#flights.disturbReads(key)
    this.#set(news)
    tell(news)
  }

  #set({ key, image, version, since }: News): void {
    const { memory, itemTtl: ttl } = this.#settings
    if (image === 'unknown') memory.delete(key)
    else memory.set(key, { item: image.item, version, ttl, since })
  }
}
