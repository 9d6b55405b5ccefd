/**
 * A piece of the history of a table: a file with its bytes.
 *
 * ```
 * history = header bytes end        the header is that of `file-header.ts`, with the magic `hrhist`; the others are frames
 * bytes   = kind 1
 * ```
 *
 * The number in the header is the XXH32 of its name.
 */

import { CorruptHistory } from '../errors/storage-errors.js'
import {
  type FileIdentity,
  type FileKind,
  HEADER_BYTES,
  newFileHeader,
  readFileHeader,
} from './file-header.js'
import { beginFrame, END_KIND, FRAME_HEADER_BYTES, frameBytesOf } from './frame.js'
import { numberOfName } from './image-file.js'
import { TAG_BYTES } from './seal.js'

export const HISTORY_KIND: FileKind = {
  magic: 'hrhist',
  version: 1,
  purpose: 'history',
  damaged: (file, found) => new CorruptHistory({ file, offset: 0 }, found),
}

const BYTES_KIND = 1

interface HistoryFile extends FileIdentity {
  readonly name: string
}

/** The file of some bytes. */
export function historyFileOf(
  options: HistoryFile & { readonly salt: Uint8Array },
  bytes: Uint8Array,
): Buffer {
  const { name, key, salt } = options
  const { header, form } = newFileHeader(HISTORY_KIND, options, {
    number: numberOfName(name),
    salt,
  })
  const tagBytes = key === undefined ? 0 : TAG_BYTES
  const frames = [
    { kind: BYTES_KIND, payload: bytes },
    { kind: END_KIND, payload: new Uint8Array() },
  ]
  const length = frames.reduce(
    (sum, { payload }) => sum + frameBytesOf(payload.length + tagBytes),
    0,
  )
  const file = Buffer.allocUnsafeSlow(HEADER_BYTES + length)
  file.set(header)
  let at = HEADER_BYTES
  for (const [index, { kind, payload }] of frames.entries()) {
    file.set(payload, at + FRAME_HEADER_BYTES)
    const next = beginFrame(file, at, { kind, payloadLength: payload.length + tagBytes })
    form.stamp(file, at, { index, behind: 0 })
    at = next
  }
  return file
}

/**
 * The bytes that a file has.
 *
 * @throws CorruptHistory, MisplacedFile, UnknownFormat
 */
export function bytesOfHistory(
  options: HistoryFile & { readonly path: string },
  file: Buffer,
): Buffer {
  const { name, path } = options
  const form = readFileHeader(HISTORY_KIND, file, options, {
    file: path,
    number: numberOfName(name),
  })
  const frame = form.read(file, HEADER_BYTES, { index: 0, indexMax: 0 })
  if (frame === undefined || !form.open(file, frame)) {
    throw new CorruptHistory({ file: path, offset: HEADER_BYTES }, 'no whole block')
  }
  return file.subarray(frame.start, frame.end)
}
