/** What the data files of an export have: a line for each item, or for each change of one. */

import type { JsonOutput } from '../encoding/json-output.js'
import { PackedJson } from '../encoding/packed-json.js'
import { type MapParts, mapPartsOf } from '../encoding/part-tree.js'
import { ownValue, setOwn } from '../encoding/value.js'
import { wireOfItem } from '../encoding/wire-value.js'
import { assert } from '../errors/assert.js'
import type { ItemImage } from '../storage/item-image.js'
import type { AttributeValue, Item } from '../types/attribute.js'
import type { ExportFormat } from './export-layout.js'
import type { ExportView } from './export-manifest.js'
import { ionOfItem } from './ion-text.js'

/** What the writes of a span of time have come to for one item. One that came and went in it is none. */
export type NetChange = {
  /** When it was written last, in microseconds since 1970. */
  readonly writtenAt: number
} & (
  | { readonly before: ItemImage; readonly after?: ItemImage | undefined }
  | { readonly before?: undefined; readonly after: ItemImage }
)

/** Writes lines to an output. Not re-entrant: one line at a time. */
export interface LineWriter {
  /** The line of an item. */
  item(image: ItemImage): void
  /** The line of a change. */
  change(change: NetChange, view: ExportView): void
}

/** Writes lines of a format. `keyNames` are the names of the key attributes, that of the partition key first. */
export function lineWriter(
  format: ExportFormat,
  out: JsonOutput,
  keyNames: readonly string[],
): LineWriter {
  return format === 'ION' ? new IonLines(out, keyNames) : new JsonLines(out, keyNames)
}

/** Straight from the records, as answers to requests are. */
class JsonLines implements LineWriter {
  readonly #out: JsonOutput
  readonly #json: PackedJson
  readonly #keyNames: readonly string[]
  readonly #keys: MapParts

  constructor(out: JsonOutput, keyNames: readonly string[]) {
    this.#out = out
    this.#json = new PackedJson(out)
    this.#keyNames = keyNames
    this.#keys = mapPartsOf(keyNames.map(name => [name, { kind: 'leaf' }]))
  }

  item(image: ItemImage): void {
    this.#out.plain('{"Item":')
    this.#image(image)
    this.#out.plain('}\n')
  }

  change(change: NetChange, view: ExportView): void {
    const out = this.#out
    const { before, after } = change
    out.json(`{"Metadata":{"WriteTimestampMicros":{"N":"${change.writtenAt}"}},"Keys":`)
    this.#keysOf(keyHolder(change))
    if (after !== undefined) {
      out.plain(',"NewImage":')
      this.#image(after)
    }
    if (before !== undefined && view === 'NEW_AND_OLD_IMAGES') {
      out.plain(',"OldImage":')
      this.#image(before)
    }
    out.plain('}\n')
  }

  #image(image: ItemImage): void {
    if (!image.writeJson(this.#json)) this.#out.json(JSON.stringify(wireOfItem(image.item)))
  }

  #keysOf(image: ItemImage): void {
    if (image.writeJson(this.#json, this.#keys)) return
    this.#out.json(JSON.stringify(wireOfItem(keysOf(image.item, this.#keyNames))))
  }
}

class IonLines implements LineWriter {
  readonly #out: JsonOutput
  readonly #keyNames: readonly string[]

  constructor(out: JsonOutput, keyNames: readonly string[]) {
    this.#out = out
    this.#keyNames = keyNames
  }

  item(image: ItemImage): void {
    this.#out.json(`$ion_1_0 {Item:${ionOfItem(image.item)}}\n`)
  }

  change(change: NetChange, view: ExportView): void {
    const { writtenAt, before, after } = change
    const keys = ionOfItem(keysOf(keyHolder(change).item, this.#keyNames))
    const isOldWanted = before !== undefined && view === 'NEW_AND_OLD_IMAGES'
    const newImage = after === undefined ? '' : `,NewImage:${ionOfItem(after.item)}`
    const oldImage = isOldWanted ? `,OldImage:${ionOfItem(before.item)}` : ''
    const metadata = `{WriteTimestampMicros:${writtenAt}.}`
    this.#out.json(`$ion_1_0 {Record:{Metadata:${metadata},Keys:${keys}${newImage}${oldImage}}}\n`)
  }
}

/** Both images have the same keys. */
function keyHolder({ before, after }: NetChange): ItemImage {
  const image = after ?? before
  assert(image !== undefined, 'a change has an image')
  return image
}

function keysOf(item: Item, names: readonly string[]): Item {
  const keys: Record<string, AttributeValue> = {}
  for (const name of names) {
    const value = ownValue(item, name)
    if (value !== undefined) setOwn(keys, name, value)
  }
  return keys
}
