/** Reads one shard for a trigger, and spreads its records over lanes. */

import type { ChangeRecord } from '../change-record.js'
import type { Shard } from '../shard.js'
import { comparePositions, positionBefore, type StreamPosition } from '../stream-position.js'
import { eventRecordOf } from './event.js'
import { Lane } from './lane.js'
import type { TriggerRun } from './run.js'

/** The time between two looks at a shard, if the first has found all that there was: the service has four a second. */
const POLL_INTERVAL_MS = 250
/** What one look finds at the most, as GetRecords. */
const POLL_RECORDS_MAX = 1000
const POLL_BYTES_MAX = 1024 * 1024
/** Looks in one turn of the event loop, if nothing that they find is wanted. */
const POLLS_A_TURN = 16

export class ShardReader {
  readonly #run: TriggerRun
  readonly #shard: Shard
  readonly #lanes: readonly Lane[]
  #position: StreamPosition
  /** Records of the shard up to there, since it was opened. */
  #count: number
  /** Milliseconds since 1970. */
  #nextPollAt = 0
  /** All that is to be handed over before the trigger stops has been read. */
  #hasEnded = false

  /** @param position after which to begin: the horizon of the shard, or after it */
  constructor(run: TriggerRun, shard: Shard, position: StreamPosition) {
    this.#run = run
    this.#shard = shard
    this.#position = position
    this.#count = shard.trimmedCount + shard.countUpTo(position)
    this.#lanes = Array.from({ length: run.settings.laneCount }, () => new Lane(run, shard.id))
  }

  /** Whether all records of the shard are done with, and there will be no more. */
  get isFinished(): boolean {
    return this.#shard.isAtEnd(this.#position) && this.#lanes.every(lane => lane.isEmpty)
  }

  /** Whether there is nothing to do before there are other records. */
  get isAtRest(): boolean {
    const isMore = !this.#hasEnded && comparePositions(this.#position, this.#shard.last) < 0
    return !isMore && this.#lanes.every(lane => lane.isEmpty && lane.running === undefined)
  }

  /** The hashes of the partition keys whose records it reads begin here. */
  get low(): number {
    return this.#shard.low
  }

  /** Where the hashes of its partition keys end. */
  get high(): number {
    return this.#shard.high
  }

  /** The position up to which all records are done with. */
  get done(): StreamPosition {
    const isMore = comparePositions(this.#position, this.#shard.last) < 0
    let done = isMore ? this.#position : this.#run.stream.latestDurable
    for (const { oldest } of this.#lanes) {
      if (oldest !== undefined && comparePositions(oldest, done) <= 0) done = positionBefore(oldest)
    }
    return done
  }

  /** One promise for each batch that the handler has. */
  get running(): readonly Promise<void>[] {
    return this.#lanes.flatMap(({ running }) => running ?? [])
  }

  /** Begins what is due. Returns when something will be, if nothing else happens before: milliseconds since 1970. */
  step(now: number): number | undefined {
    for (let polls = 0; ; polls += 1) {
      const isMore = !this.#hasEnded && comparePositions(this.#position, this.#shard.last) < 0
      const progress = { isCaughtUp: !isMore, isAtEnd: this.#shard.isAtEnd(this.#position) }
      const wakes = this.#lanes.flatMap(lane => lane.step(now, progress) ?? [])
      if (isMore && this.#hasRoom()) {
        const isDue = now >= this.#nextPollAt || this.#run.end !== undefined
        if (isDue && polls < POLLS_A_TURN) {
          this.#poll(now)
          continue
        }
        wakes.push(isDue ? now : this.#nextPollAt)
      }
      return wakes.length === 0 ? undefined : Math.min(...wakes)
    }
  }

  /** A lane that is blocked fills up, and blocks the others only then. */
  #hasRoom(): boolean {
    const { batchSize } = this.#run.settings
    return (
      this.#lanes.some(lane => !lane.isBusy) && this.#lanes.every(lane => lane.queued < batchSize)
    )
  }

  #poll(now: number): void {
    const { stream, counts, settings, end } = this.#run
    const queued = this.#lanes.reduce((sum, lane) => sum + lane.queued, 0)
    const countMax = Math.min(POLL_RECORDS_MAX, settings.batchSize * settings.laneCount - queued)
    const { records, lostUpTo } = stream.readShardOn(this.#shard, this.#position, countMax)
    if (lostUpTo !== undefined) this.#passLost(lostUpTo)
    let bytes = 0
    let isFull = records.length === countMax
    for (const record of records) {
      bytes += record.sizeBytes
      if (bytes > POLL_BYTES_MAX && record !== records[0]) {
        isFull = true
        break
      }
      const { position } = record
      if (end !== undefined && comparePositions(position, end) > 0) {
        this.#hasEnded = true
        break
      }
      this.#position = position
      this.#count += 1
      counts.recordsRead += 1
      this.#add(record, now)
    }
    this.#nextPollAt = isFull ? now : now + POLL_INTERVAL_MS
  }

  /** Goes on behind records that are trimmed. */
  #passLost(upTo: StreamPosition): void {
    this.#position = upTo
    this.#run.counts.recordsLost += this.#shard.trimmedCount - this.#count
    this.#count = this.#shard.trimmedCount
  }

  #add(record: ChangeRecord, now: number): void {
    const { settings, counts, source } = this.#run
    const event = eventRecordOf(record, source)
    if (!settings.isWanted(event)) {
      counts.recordsFiltered += 1
      return
    }
    const json = JSON.stringify(event)
    this.#lanes[record.hash % this.#lanes.length]?.add({
      sequenceNumber: record.sequenceNumber,
      position: record.position,
      time: record.time,
      readAt: now,
      json,
      byteLength: Buffer.byteLength(json),
    })
  }
}
