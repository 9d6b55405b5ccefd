/**
 * The changes of a table that is in this process: its stream is looked at whenever something is to be told, and only what is told is
 * made of it, so that a page that looks on costs the same at any number of changes.
 */

import { type JsonText, jsonTextOf } from '../../encoding/json-text.js'
import { wireOfItem } from '../../encoding/wire-value.js'
import { endOfTurn } from '../../env/timers.js'
import { AS_JSON } from '../../service/item-form.js'
import type { ChangeRecord } from '../../streams/change-record.js'
import { newestRecords } from '../../streams/newest.js'
import type { Stream } from '../../streams/stream.js'
import type { StreamPosition } from '../../streams/stream-position.js'
import { EVENT_NAMES } from '../../streams/wire-record.js'
import { CHANGES_SHOWN_MAX, type ChangesNews } from '../page/time/changes-wire.js'
import { type ChangeReading, TOLD_BYTES_MAX } from './change-reading.js'

/** Bytes of changes that are told before others have their turn: some of a millisecond. */
const BYTES_A_TURN = 10_000
/** So many bytes are told in the time that a change takes without its items. */
const BYTES_OF_CHANGE = 500

export class StoredChanges implements ChangeReading {
  readonly #stream: Stream
  #after: StreamPosition
  #isStart = true

  constructor(stream: Stream) {
    this.#stream = stream
    this.#after = stream.latest
  }

  async take(): Promise<ChangesNews<JsonText> | undefined> {
    const limits = { count: CHANGES_SHOWN_MAX, bytes: TOLD_BYTES_MAX }
    const { count, records, isCut, upTo } = newestRecords(this.#stream, this.#after, limits)
    const isStart = this.#isStart
    if (!isStart && count === 0 && !isCut) return undefined
    this.#isStart = false
    this.#after = upTo
    return { isStart, count, records: await toldRecords(records), isCut, problem: null }
  }

  /** It holds on to nothing that would not go with it. */
  end(): void {}
}

/** The JSON of each, a few of them in each turn of the event loop. */
async function toldRecords(records: readonly ChangeRecord[]): Promise<readonly JsonText[]> {
  const told: JsonText[] = []
  let room = 0
  for (const record of records) {
    room -= BYTES_OF_CHANGE + record.sizeBytes
    if (room < 0) {
      await endOfTurn()
      room = BYTES_A_TURN
    }
    told.push(jsonTextOf(toldRecord(record)))
  }
  return told
}

/** As the page knows it, but for the images, which are JSON already. */
function toldRecord(record: ChangeRecord): object {
  const { oldVersion, newVersion } = record
  return {
    eventName: EVENT_NAMES[record.kind],
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(record.time / 1000),
      Keys: wireOfItem(record.key),
      OldImage: oldVersion && AS_JSON.image(oldVersion),
      NewImage: newVersion && AS_JSON.image(newVersion),
      SequenceNumber: record.sequenceNumber,
    },
  }
}
