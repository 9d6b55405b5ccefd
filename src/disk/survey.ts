/**
 * What is in the directory of a database, and what of it is damaged. It goes on behind what is bad, reads nothing into
 * memory that it keeps, and changes nothing. Without the key of an encrypted database it tells what stands outside of the
 * payloads, and finds what checksums find.
 */

import { join } from 'node:path'
import { unpack } from '../encoding/msgpack.js'
import { type FileSystem, sizeOf } from '../env/files.js'
import { CorruptManifest, NotADatabase } from '../errors/storage-errors.js'
import { attachedName } from './attached-files.js'
import {
  CHECKPOINT_KIND,
  type CheckpointHead,
  HEAD_KIND,
  sequenceNumberOfName,
} from './checkpoint-form.js'
import { timeOfCommit } from './commit-form.js'
import { type FileKind, findHeader, formsOf, HEADER_BYTES } from './file-header.js'
import { END_KIND } from './frame.js'
import { type FoundFrame, type FrameSearch, foundFrames } from './frame-search.js'
import { HISTORY_KIND } from './history-file.js'
import { IMAGE_KIND, numberOfName } from './image-file.js'
import { checkKey, MANIFEST_NAME, type Manifest, readManifest } from './manifest.js'
import { firstOfName, SEGMENT_KIND, segmentName } from './segment.js'

/** Something that is not as it was written. */
interface Damage {
  readonly file: string
  /** In bytes from the start of the file. */
  readonly offset: number
  /** What is lost by it, as a sentence without its end. */
  readonly meaning: string
}

/** A file of the database. */
export interface SurveyedFile {
  readonly file: string
  readonly bytes: number
  /** The sequence numbers of its first and last commit; of a checkpoint, of the last one that is in it, twice. */
  readonly first: number
  readonly last: number
  /** When its first and last commit were made, in milliseconds since 1970; undefined where it can't be read. */
  readonly times: readonly [number, number] | undefined
  /** False if nothing in it can be read. */
  readonly hasFrames: boolean
}

/** A file beside the log and the checkpoint. */
interface AttachedFile {
  readonly file: string
  readonly name: string
  readonly bytes: number
  readonly isHistory: boolean
}

/** What a directory has. */
export interface Survey {
  /** Undefined if it can't be told from any file. */
  readonly databaseId: Uint8Array | undefined
  readonly isEncrypted: boolean
  readonly checkpoint: SurveyedFile | undefined
  /** In order. */
  readonly segments: readonly SurveyedFile[]
  /** Images of tables, and pieces of their history. */
  readonly attached: readonly AttachedFile[]
  /** Of all files, also those that are not in use. */
  readonly bytes: number
  readonly damages: readonly Damage[]
}

interface SurveyOptions {
  readonly files: FileSystem
  readonly directory: string
  readonly key: Uint8Array | undefined
}

/**
 * Looks at all files of a database.
 *
 * @throws NotADatabase if there are none, UnknownFormat, and what the file system throws
 */
export async function surveyDirectory(options: SurveyOptions): Promise<Survey> {
  const { files, directory } = options
  const damages: Damage[] = []
  const names = await files.list(directory)
  const manifest = await manifestOf(options, names, damages)
  if (manifest !== undefined && options.key !== undefined)
    checkKey(manifest, options.key, directory)
  const surveyor = new Surveyor(options, manifest, damages)
  const checkpoint = await surveyor.checkpoint(names)
  const segments = await surveyor.segments(names)
  const attached = await surveyor.attached(names)
  const bytes = await bytesIn(files, directory)
  const { isEncrypted, databaseId } = surveyor
  return { databaseId, isEncrypted, checkpoint, segments, attached, bytes, damages }
}

async function manifestOf(
  { files, directory }: SurveyOptions,
  names: readonly string[],
  damages: Damage[],
): Promise<Manifest | undefined> {
  const file = join(directory, MANIFEST_NAME)
  const isOurs = (name: string) =>
    firstOfName(name) !== undefined || sequenceNumberOfName(name) !== undefined
  if (!names.includes(MANIFEST_NAME) && !names.some(isOurs)) throw new NotADatabase(directory)
  const meaning = 'which of the files belong to the database is only known by their names'
  try {
    const manifest = await readManifest(files, directory)
    if (manifest === undefined)
      damages.push({ file, offset: 0, meaning: `it is missing: ${meaning}` })
    return manifest
  } catch (error) {
    if (!(error instanceof CorruptManifest) && !(error instanceof NotADatabase)) throw error
    damages.push({ file, offset: 0, meaning: `it is damaged: ${meaning}` })
    return undefined
  }
}

class Surveyor {
  isEncrypted: boolean
  /** Without a manifest, that of the first file. */
  databaseId: Uint8Array | undefined
  readonly #options: SurveyOptions
  readonly #manifest: Manifest | undefined
  readonly #damages: Damage[]

  constructor(options: SurveyOptions, manifest: Manifest | undefined, damages: Damage[]) {
    this.#options = options
    this.#manifest = manifest
    this.#damages = damages
    this.isEncrypted = manifest?.encryption !== undefined
    this.databaseId = manifest?.databaseId
  }

  /** The checkpoint that is in use: what the manifest says or, without one, the latest. */
  async checkpoint(names: readonly string[]): Promise<SurveyedFile | undefined> {
    const { directory } = this.#options
    const latest = names.findLast(name => sequenceNumberOfName(name) !== undefined)
    const name = this.#manifest === undefined ? latest : this.#manifest.checkpoint?.name
    if (name === undefined) return undefined
    const file = join(directory, name)
    if (!names.includes(name)) {
      this.#damages.push({ file, offset: 0, meaning: 'it is missing: all that was in it is lost' })
      return undefined
    }
    const number = sequenceNumberOfName(name) ?? 0
    return this.#withFrames(CHECKPOINT_KIND, { file, number }, async (frames, bytes) => {
      let isWhole = false
      let times: [number, number] | undefined
      for (let frame = await frames?.next(); frame !== undefined; frame = await frames?.next()) {
        if (frame.offset > frame.from) this.#lost(file, frame.from, 'blocks are lost')
        isWhole = frame.kind === END_KIND
        if (frame.kind === HEAD_KIND && this.#isReadable) {
          const { time } = unpack(
            frame.bytes.subarray(frame.start, frame.end),
          ) as unknown as CheckpointHead
          times = [time, time]
        }
      }
      if (frames !== undefined && !isWhole) this.#lost(file, frames.offset, 'its end is lost')
      return { file, bytes, first: number, last: number, times, hasFrames: frames !== undefined }
    })
  }

  /** The segments that are in use, in order. */
  async segments(names: readonly string[]): Promise<SurveyedFile[]> {
    const { directory } = this.#options
    const { firstSegment = 0 } = this.#manifest ?? {}
    const firsts = names.map(firstOfName).filter(first => (first ?? -1) >= firstSegment) as number[]
    const wanted = this.#manifest?.firstSequenceNumber ?? firsts[0] ?? 1
    const used = firsts.slice(
      Math.max(
        firsts.findLastIndex(first => first <= wanted),
        0,
      ),
    )
    const surveyed: SurveyedFile[] = []
    for (const [nth, number] of used.entries()) {
      const file = join(directory, segmentName(number))
      const following = used[nth + 1]
      const segment = await this.#withFrames(SEGMENT_KIND, { file, number }, (frames, bytes) =>
        this.#segment(frames, { file, bytes, number, following }),
      )
      surveyed.push(segment)
    }
    const [first = wanted] = used
    if (first > wanted) {
      const meaning = `it is missing: commits ${wanted} to ${first - 1} are lost`
      this.#damages.push({ file: join(directory, segmentName(wanted)), offset: 0, meaning })
    }
    return surveyed
  }

  /** Images and pieces of history that are in use. */
  async attached(names: readonly string[]): Promise<AttachedFile[]> {
    const { directory } = this.#options
    const { generation = 0 } = this.#manifest ?? {}
    const attached: AttachedFile[] = []
    for (const entry of names) {
      const found = attachedName(entry)
      if (found === undefined || found.isNew || found.generation !== generation) continue
      const { name, isHistory } = found
      const file = join(directory, entry)
      const kind = isHistory ? HISTORY_KIND : IMAGE_KIND
      const number = numberOfName(name)
      const bytes = await this.#withFrames(kind, { file, number }, async (frames, size) => {
        await this.#passOver(file, frames)
        return size
      })
      attached.push({ file, name, bytes, isHistory })
    }
    return attached
  }

  /** Looks at the frames of a file that is of use as a whole only. */
  async #passOver(file: string, frames: FrameSearch | undefined): Promise<void> {
    if (frames === undefined) return
    let isWhole = false
    for (let frame = await frames.next(); frame !== undefined; frame = await frames.next()) {
      if (frame.offset > frame.from)
        this.#lost(file, frame.from, "the table can't be restored from it")
      isWhole = frame.kind === END_KIND
    }
    if (!isWhole) this.#lost(file, frames.offset, 'its end is lost')
  }

  async #segment(
    frames: FrameSearch | undefined,
    { file, bytes, number, following }: SegmentToSurvey,
  ): Promise<SurveyedFile> {
    let last = number - 1
    let times: [number, number] | undefined
    let torn: number | undefined
    for (let frame = await frames?.next(); frame !== undefined; frame = await frames?.next()) {
      const next = number + frame.index
      if (
        frame.offset > frame.from &&
        following === undefined &&
        frame.index - frame.behind <= last + 1 - number &&
        last >= number
      ) {
        torn = frame.from // as a crash leaves it
        break
      }
      if (next > last + 1) this.#lost(file, frame.from, `${commitsText(last + 1, next - 1)} lost`)
      else if (frame.offset > frame.from) this.#lost(file, frame.from, 'nothing is lost')
      if (frame.kind === END_KIND) {
        last = next - 1
        continue
      }
      last = next
      const time = this.#timeOf(frame)
      if (time !== undefined) times = [times?.[0] ?? time, time]
    }
    const end = (following ?? 0) - 1
    if (frames !== undefined && torn === undefined) {
      if (following !== undefined && last < end) {
        this.#lost(file, frames.offset, `${commitsText(last + 1, end)} lost`)
      } else if (following === undefined && last < number) {
        this.#lost(
          file,
          frames.offset,
          'its first commits are lost, and how many there were is not known',
        )
      }
    }
    return {
      file,
      bytes,
      first: number,
      last: following === undefined ? last : end,
      times,
      hasFrames: frames !== undefined,
    }
  }

  /** When the commit of a frame was made. */
  #timeOf({ bytes, start }: FoundFrame): number | undefined {
    return this.#isReadable ? timeOfCommit(bytes, start) : undefined
  }

  get #isReadable(): boolean {
    return !this.isEncrypted || this.#options.key !== undefined
  }

  /** Looks at a file from its header on. `look` is given no frames if it has none that can be found. */
  async #withFrames<Result>(
    kind: FileKind,
    { file, number }: { readonly file: string; readonly number: number },
    look: (frames: FrameSearch | undefined, bytes: number) => Promise<Result>,
  ): Promise<Result> {
    const { files, key } = this.#options
    const open = await files.open(file, 'read')
    try {
      const size = await open.size()
      const bytes = Buffer.alloc(HEADER_BYTES)
      const header = findHeader(kind, bytes.subarray(0, await open.read(bytes, 0)))
      if (header === undefined) {
        this.#lost(file, 0, 'it has no whole header: all that was in it is lost')
        return await look(undefined, size)
      }
      if (header.damage !== undefined) this.#lost(file, 0, `there is ${header.damage}`)
      else if (header.number !== number || !this.#isOwn(header.databaseId)) {
        this.#lost(file, 0, 'it belongs to another database, or had another name')
        return await look(undefined, size)
      }
      if (this.#manifest === undefined && header.damage === undefined) {
        this.isEncrypted ||= header.isEncrypted
      }
      return await look(
        await foundFrames(
          open,
          formsOf(kind, bytes, { key: this.isEncrypted ? key : undefined, number }),
          size,
        ),
        size,
      )
    } finally {
      await open.close()
    }
  }

  #isOwn(databaseId: Buffer): boolean {
    this.databaseId ??= Buffer.from(databaseId)
    return databaseId.equals(this.databaseId)
  }

  #lost(file: string, offset: number, meaning: string): void {
    this.#damages.push({ file, offset, meaning })
  }
}

interface SegmentToSurvey {
  readonly file: string
  readonly bytes: number
  readonly number: number
  /** With which the next one begins; undefined if it is the last. */
  readonly following: number | undefined
}

function commitsText(first: number, last: number): string {
  return first === last ? `commit ${first} is` : `commits ${first} to ${last} are`
}

/** Bytes of all files of a directory. */
export async function bytesIn(files: FileSystem, directory: string): Promise<number> {
  let bytes = 0
  for (const name of await files.list(directory))
    bytes += await sizeOf(files, join(directory, name))
  return bytes
}
