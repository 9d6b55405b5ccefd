/** The streams of a database: they follow the log, whatever it is that changes their tables. */

import type { Packable } from '../encoding/msgpack.js'
import { descriptionOf } from '../engine/catalog.js'
import type { Change, Commit } from '../engine/change.js'
import type { KeepingFollower } from '../engine/follower.js'
import { isSystemTable, type Regions } from '../engine/regions.js'
import { Alarm } from '../env/alarm.js'
import { assert } from '../errors/assert.js'
import type { StreamSetting, TableDescription, TableId } from '../types/table.js'
import { Stream, type StreamOptions } from './stream.js'
import type { BeginningPart, StreamPart } from './stream-parts.js'
import { stepOf } from './stream-position.js'

/** Where a table is, or was. */
interface StreamedTable {
  readonly region: string
  readonly tableName: string
}

/** How often memory is given back while a record is kept. */
const TRIMS = 64
const NONE: readonly Stream[] = []

export class Streams implements KeepingFollower {
  readonly name = 'streams'
  readonly #options: StreamOptions
  readonly #regions: Regions
  /** All that can be read, by the places of their tables, the oldest first: former tables may have had the same. */
  readonly #byPlace = new Map<string, Stream[]>()
  /** Those that are turned on. */
  readonly #byTable = new Map<TableId, Stream>()
  /** Has memory given back, also if nobody reads. */
  readonly #alarm: Alarm
  /** Those that have changed by commits that are not durable yet. */
  readonly #changed = new Set<Stream>()
  /** The one whose parts are being loaded. */
  #loaded: Stream | undefined
  #isClosed = false

  constructor(regions: Regions, options: StreamOptions) {
    this.#regions = regions
    this.#options = options
    this.#alarm = new Alarm(options.clock, () => this.#ring())
    options.log.onDurable(() => this.#wakeAll())
  }

  /** The same for a fork of the database, whose regions are given: it shares the records so far. */
  fork(regions: Regions, options: StreamOptions): Streams {
    const fork = new Streams(regions, options)
    const ids = this.#tableIds()
    for (const stream of this.#all()) {
      const table = regions.region(stream.region).tables.byName(stream.tableName)
      const id = ids.get(stream)
      const copy = stream.fork(options, table?.id === id ? table : undefined)
      fork.#add(copy)
      if (id !== undefined) fork.#byTable.set(id, copy)
    }
    return fork
  }

  *save(): Generator<Packable, void, undefined> {
    const ids = this.#tableIds()
    for (const stream of this.#all()) {
      for (const part of stream.save(ids.get(stream))) yield part as unknown as Packable
    }
  }

  load(piece: Packable): void {
    // Only `save` makes them.
    const part = piece as unknown as StreamPart
    if (part.kind === 'stream') this.#loaded = this.#restore(part)
    else {
      assert(this.#loaded !== undefined, 'a stream begins with what it is')
      this.#loaded.load(part)
      if (part.kind === 'order') this.#setAlarm([this.#loaded])
    }
  }

  apply(commit: Commit): void {
    const { changes } = commit
    for (let index = 0; index < changes.length; index += 1) {
      const change = changes[index] as Change
      const { table } = change
      if (table.description.settings.stream !== undefined) {
        this.#record(commit, change, index)
      } else if (isSystemTable(table)) this.#redescribe(commit, change, index)
    }
  }

  /** All that can be read, also of tables that are gone: by table name, then the oldest first. */
  list(region: string): readonly Stream[] {
    this.#trim()
    const inRegion = [...this.#byPlace.values()].filter(([stream]) => stream?.region === region)
    return inRegion.sort(byTableName).flat()
  }

  /** The stream that was turned on at a time, in milliseconds since 1970, or undefined. */
  find(table: StreamedTable, createdAt: number): Stream | undefined {
    const now = this.#options.clock.now()
    return this.#at(table).find(stream => stream.createdAt === createdAt && !stream.isGone(now))
  }

  /** The stream of a table that is turned on, or undefined. */
  ofTable(id: TableId): Stream | undefined {
    return this.#byTable.get(id)
  }

  /** The setting for a stream that is turned on now, `now` being in milliseconds since 1970. */
  settingFor(
    table: StreamedTable,
    viewType: StreamSetting['viewType'],
    now: number,
  ): StreamSetting {
    const last = this.#at(table).at(-1)?.createdAt ?? 0
    // Two streams of one name never have the same label.
    const createdAt = Math.max(now, last + 1)
    return { viewType, createdAt, isEnabled: true }
  }

  /** Waits for nothing any more, and ends all waiting for records. */
  close(): void {
    this.#isClosed = true
    this.#alarm.cancel()
    const now = this.#options.clock.now()
    for (const stream of this.#all()) stream.abandon(now)
  }

  #record(commit: Commit, change: Change, index: number): void {
    const stream = this.#byTable.get(change.table.id)
    if (stream === undefined) return
    stream.append(commit, change, index)
    if (stream.latestDurable !== stream.latest) this.#changed.add(stream)
    if (this.#alarm.time === undefined) this.#setAlarm()
  }

  /** More is durable. A stream of which not all is yet will be woken again. */
  #wakeAll(): void {
    for (const stream of this.#changed) {
      if (stream.latestDurable === stream.latest) this.#changed.delete(stream)
      stream.wake()
    }
  }

  #redescribe(commit: Commit, { table, before, after }: Change, index: number): void {
    const description = descriptionOf((after ?? before).item)
    const wanted = after === undefined ? undefined : streamOf(description)
    const current = this.#byTable.get(description.id)
    if (current?.createdAt === wanted?.createdAt) return
    const position = { commit: commit.sequenceNumber, step: stepOf(index) }
    if (current !== undefined) {
      current.close(commit.time, position)
      if (current.latestDurable !== current.latest) this.#changed.add(current)
      this.#byTable.delete(description.id)
      if (this.#alarm.time === undefined) this.#setAlarm()
    }
    if (wanted === undefined) return
    const opened = this.#regions.region(table.region).tables.byName(description.name)
    assert(opened !== undefined, 'the catalog comes before the streams')
    const stream = Stream.open(this.#options, opened, wanted, position)
    this.#add(stream)
    this.#byTable.set(description.id, stream)
  }

  #restore({ tableId, state }: BeginningPart): Stream {
    const { tables } = this.#regions.region(state.region)
    const table = tableId === undefined ? undefined : tables.byName(state.tableName)
    assert(table?.id === tableId, 'tables come before their streams')
    const stream = Stream.restored(this.#options, state, table)
    this.#add(stream)
    if (tableId !== undefined) this.#byTable.set(tableId, stream)
    return stream
  }

  /** The tables whose changes streams take. */
  #tableIds(): Map<Stream, TableId> {
    return new Map([...this.#byTable].map(([id, stream]) => [stream, id]))
  }

  #trim(): void {
    const now = this.#options.clock.now()
    for (const [place, streams] of this.#byPlace) {
      for (const stream of streams) stream.trim(now)
      const left = streams.filter(stream => !stream.isGone(now))
      if (left.length === 0) this.#byPlace.delete(place)
      else if (left.length < streams.length) this.#byPlace.set(place, left)
    }
  }

  *#all(): Generator<Stream, void, undefined> {
    for (const streams of this.#byPlace.values()) yield* streams
  }

  #at(table: StreamedTable): readonly Stream[] {
    return this.#byPlace.get(placeOf(table)) ?? NONE
  }

  #add(stream: Stream): void {
    const place = placeOf(stream)
    const others = this.#byPlace.get(place)
    if (others === undefined) this.#byPlace.set(place, [stream])
    else others.push(stream)
  }

  /** For some streams, if it rings soon enough for the others. */
  #setAlarm(streams: Iterable<Stream> = this.#all()): void {
    if (this.#isClosed) return
    let first = this.#alarm.time ?? Number.POSITIVE_INFINITY
    for (const { nextTrim } of streams) first = Math.min(first, nextTrim ?? first)
    // Memory is given back now and then, not for each record: nobody is shown what is too old.
    const step = Math.max(1, Math.floor(this.#options.limits.retention / TRIMS))
    if (first < Number.POSITIVE_INFINITY) this.#alarm.set(Math.ceil(first / step) * step)
  }

  #ring(): void {
    this.#trim()
    this.#setAlarm()
  }
}

/** No name of a table has a slash. */
function placeOf({ region, tableName }: StreamedTable): string {
  return `${region}/${tableName}`
}

function byTableName([left]: readonly Stream[], [right]: readonly Stream[]): number {
  return (left?.tableName ?? '') < (right?.tableName ?? '') ? -1 : 1
}

/** The stream that takes the changes of a table; undefined if none does. */
function streamOf({ settings, changes }: TableDescription): StreamSetting | undefined {
  if (settings.stream?.isEnabled !== true) return undefined
  return changes.some(({ kind }) => kind === 'delete') ? undefined : settings.stream
}
