/**
 * Reads what can be read of a damaged directory: of the checkpoint the blocks that are good, then the changes of all good
 * frames of the log, each as far as it can be made. An item is one that the database had, if not always its last version;
 * streams and request tokens are left out, since nobody could rely on them.
 */

import { unpack } from '../encoding/msgpack.js'
import { Catalog, descriptionOf, itemOf } from '../engine/catalog.js'
import { Committer } from '../engine/commit.js'
import { primaryKeyOfItem } from '../engine/keys.js'
import { MemoryLog } from '../engine/log.js'
import { isOfEachRegion, isSystemTable, Regions } from '../engine/regions.js'
import type { FileSystem } from '../env/files.js'
import { EVERYTHING } from '../storage/position-range.js'
import { PrimaryKey } from '../storage/primary-key.js'
import { NO_RECORD } from '../storage/record-ref.js'
import { RecordWalk } from '../storage/record-walk.js'
import { keysOfRecord } from '../storage/slab.js'
import type { StoredTable } from '../storage/table.js'
import type { TableStoreOptions } from '../storage/table-store.js'
import type { Item } from '../types/attribute.js'
import type { TableDescription, TableId } from '../types/table.js'
import { CHECKPOINT_KIND, RECORDS_KIND, STORE_KIND, type StoredPart } from './checkpoint-form.js'
import { type LoggedCommit, readCommit } from './commit-form.js'
import { END_KIND } from './frame.js'
import { type FoundFrame, withFramesOf } from './frame-search.js'
import { SalvagedImages } from './salvaged-images.js'
import { SalvagedShapes } from './salvaged-shapes.js'
import { SEGMENT_KIND } from './segment.js'
import type { Survey, SurveyedFile } from './survey.js'

interface SalvageOptions {
  readonly files: FileSystem
  /** Of 32 bytes. Undefined if nothing is encrypted. */
  readonly key: Uint8Array | undefined
  readonly tables: TableStoreOptions
}

/** What has been read. */
export interface Salvaged {
  readonly regions: Regions
  /** Records that have attributes whose names are lost. */
  readonly unreadable: number
  /** Changes and items of tables that are not known: what made these is lost. */
  readonly ofUnknownTables: number
  /** Of tables, such as those of backups. */
  readonly images: SalvagedImages
}

/** Reads the files that have been surveyed. */
export async function salvage(options: SalvageOptions, survey: Survey): Promise<Salvaged> {
  const { files, key } = options
  const salvager = new Salvager(options.tables, new SalvagedImages(options, survey))
  const read = async (
    kind: typeof SEGMENT_KIND,
    file: SurveyedFile | undefined,
    take: (frame: FoundFrame) => Promise<void> | undefined,
  ): Promise<void> => {
    if (file === undefined || !file.hasFrames) return
    await withFramesOf({ files, kind, key, path: file.file, number: file.first }, async frames => {
      for (let frame = await frames.next(); frame !== undefined; frame = await frames.next()) {
        const taken = take(frame)
        if (taken !== undefined) await taken
      }
    })
  }
  await read(CHECKPOINT_KIND, survey.checkpoint, frame => {
    salvager.takePart(frame)
    return undefined
  })
  const from = survey.checkpoint?.last ?? 0
  for (const segment of survey.segments) {
    await read(SEGMENT_KIND, segment, frame => {
      const number = segment.first + frame.index
      // What a crash has left behind the last frame was never acknowledged.
      const isWanted = frame.kind !== END_KIND && number > from && number <= segment.last
      return isWanted ? salvager.takeCommit(frame) : undefined
    })
  }
  return salvager.end()
}

class Salvager {
  readonly #regions: Regions
  readonly #committer: Committer
  readonly #shapes = new Map<string, SalvagedShapes>()
  readonly #images: SalvagedImages
  /** Tables that the commit which is being taken has made of images. */
  readonly #made: TableDescription[] = []
  #unreadable = 0
  #ofUnknownTables = 0
  /** The part of the checkpoint that records belong to, and how many parts have begun before it; undefined of an index. */
  #part: StoredPart | undefined
  #partNumber = 0

  constructor(tables: TableStoreOptions, images: SalvagedImages) {
    this.#images = images
    this.#regions = new Regions(tables)
    this.#committer = new Committer(new MemoryLog(1), tables.clock, [new Catalog(this.#regions)])
  }

  end(): Salvaged {
    return {
      regions: this.#regions,
      unreadable: this.#unreadable,
      ofUnknownTables: this.#ofUnknownTables,
      images: this.#images,
    }
  }

  takePart({ kind, behind, bytes, start, end }: FoundFrame): void {
    if (kind === STORE_KIND) {
      const part = unpack(bytes.subarray(start, end)) as unknown as StoredPart
      this.#part = part
      this.#partNumber = behind
      if (part.shapes !== undefined)
        this.#shapesOf(part.table, JSON.parse(part.region)).learn(0, part.shapes)
    }
    // Records of another part: the frame that began it is lost.
    if (kind !== RECORDS_KIND || this.#part === undefined) return
    const isOwn = behind === this.#partNumber
    if (this.#part.index !== undefined && isOwn) return
    const { table: id, region } = this.#part
    const shapes = this.#shapesOf(id, JSON.parse(region))
    const table = isOwn ? this.#tableOf(id, JSON.parse(region)) : undefined
    for (const item of shapes.itemsOf(bytes, start, end)) {
      if (table === undefined) this.#ofUnknownTables += 1
      else if (item === undefined) this.#unreadable += 1
      else this.#put(table, item)
    }
  }

  /** Takes a commit over: at once, unless it makes a table of an image, which is read then. */
  takeCommit({ bytes, start, end }: FoundFrame): Promise<void> | undefined {
    const logged = readCommit(bytes, start, end)
    for (const { change, first, names } of logged.shapes) {
      const changed = logged.changes[change]
      if (changed !== undefined) this.#shapesOf(changed.table, changed.region).learn(first, names)
    }
    for (const change of logged.changes) this.#make(bytes, change)
    return this.#made.length === 0 ? undefined : this.#fill(this.#made.splice(0))
  }

  /** What a damaged image had is missing in its table. */
  async #fill(made: readonly TableDescription[]): Promise<void> {
    for (const { id, origin } of made) {
      const table = this.#regions.tableById(id)
      const image = origin && (await this.#images.read(origin.image))
      if (table === undefined || image === undefined) continue
      const walk = new RecordWalk(image.store, EVERYTHING, false, Number.POSITIVE_INFINITY)
      for (let ref = walk.next(); ref !== NO_RECORD; ref = walk.next()) {
        this.#put(table, image.store.decode(ref))
      }
    }
  }

  #make(
    bytes: Buffer,
    { table: id, region, start, length, isRemoved }: LoggedCommit['changes'][number],
  ): void {
    const table = this.#tableOf(id, region)
    if (table === undefined) {
      this.#ofUnknownTables += 1
      return
    }
    if (isRemoved) {
      const { pk, sk } = keysOfRecord(bytes, start)
      this.#committer.commit([{ table, key: new PrimaryKey(pk, sk), decide: () => 'remove' }])
      return
    }
    const [item] = this.#shapesOf(id, region).itemsOf(bytes, start, start + length)
    if (item === undefined) this.#unreadable += 1
    else this.#put(table, item)
  }

  #put(table: StoredTable, item: Item): void {
    const key = primaryKeyOfItem(table.keySchema, item)
    const write = { table, key }
    if (!isSystemTable(table)) {
      this.#committer.commit([{ ...write, decide: () => item }])
      return
    }
    const description = descriptionOf(item)
    const known = this.#regions.region(table.region).tables.byName(description.name)
    // What removed the table of this name before is lost.
    if (known !== undefined && known.id !== description.id) {
      this.#committer.commit([{ ...write, decide: () => 'remove' }])
    }
    if (known?.id !== description.id && description.origin !== undefined)
      this.#made.push(description)
    const empty = itemOf({ ...description, origin: undefined })
    this.#committer.commit([{ ...write, decide: () => empty }])
  }

  #tableOf(id: TableId, region: string | undefined): StoredTable | undefined {
    if (region !== undefined && isOfEachRegion(id)) return this.#regions.systemTable(region, id)
    return this.#regions.tableById(id)
  }

  #shapesOf(id: TableId, region: string | undefined): SalvagedShapes {
    const place = isOfEachRegion(id) ? `${id} ${region}` : `${id}`
    let shapes = this.#shapes.get(place)
    if (shapes === undefined) {
      shapes = new SalvagedShapes()
      this.#shapes.set(place, shapes)
    }
    return shapes
  }
}
