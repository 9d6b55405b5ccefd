/** Logs of numbered payloads: each payload tells its own number, so that none can stand for another. */

import type { LoggedFrame } from '../../src/disk/log-scan.js'
import type { LogWriter, SegmentSizes } from '../../src/disk/log-writer.js'
import { type OpenedLog, openLog } from '../../src/disk/open-log.js'
import type { FileSystem } from '../../src/env/files.js'
import type { Random } from '../support/random.js'

export const DIRECTORY = '/data'
export const DATABASE_ID = Uint8Array.from({ length: 16 }, (_, index) => 7 * index + 1)
export const KEY = Uint8Array.from({ length: 32 }, (_, index) => 11 * index + 3)
/** Small, so that a short log has several. */
export const SMALL_SEGMENTS: SegmentSizes = { first: 512, max: 2048 }

export interface TestLogOptions {
  readonly files: FileSystem
  readonly random: Random
  readonly directory?: string
  readonly durability?: 'group' | 'each' | 'none'
  readonly key?: Uint8Array | undefined
  readonly from?: number
  readonly segmentSizes?: SegmentSizes | undefined
}

export interface ReadLog extends OpenedLog {
  /** What stood in it: the text of each payload, by its sequence number. */
  readonly texts: ReadonlyMap<number, string>
}

/** Everything but `take`. */
export function logOptions({ random, ...options }: TestLogOptions) {
  return {
    directory: DIRECTORY,
    databaseId: DATABASE_ID,
    key: undefined,
    durability: 'group' as const,
    from: 1,
    segmentSizes: SMALL_SEGMENTS,
    random: {
      bytes: (count: number) => Uint8Array.from({ length: count }, () => random.below(256)),
    },
    ...options,
  }
}

export async function openTestLog(options: TestLogOptions): Promise<ReadLog> {
  const texts = new Map<number, string>()
  const take = (frame: LoggedFrame): undefined => {
    texts.set(frame.sequenceNumber, textOf(frame))
  }
  return { ...(await openLog({ ...logOptions(options), take })), texts }
}

export function textOf({ bytes, start, end }: LoggedFrame): string {
  return bytes.toString('latin1', start, end)
}

/** The payload of a sequence number: its length varies. `epoch` tells those of one number apart. */
export function payloadText(sequenceNumber: number, epoch = 0): string {
  return `${sequenceNumber}/${epoch}:`.padEnd(12 + ((sequenceNumber * 37) % 90), 'x')
}

/** Appends the payload of the next sequence number, and returns that. */
export function appendNext(writer: LogWriter, epoch = 0): number {
  return appendText(writer, payloadText(writer.nextSequenceNumber, epoch))
}

export function appendText(writer: LogWriter, text: string): number {
  return writer.append({
    kind: 1,
    byteLengthMax: text.length + 5,
    write: (target, at) => at + target.write(text, at, 'latin1'),
  })
}
