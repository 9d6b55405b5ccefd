/**
 * In which form items stand in an answer: as objects, or as their JSON, which is written straight from their records where
 * the answer becomes JSON anyway.
 */

import type { ItemTaker } from '../api/item-taker.js'
import { JsonOutput } from '../encoding/json-output.js'
import { JsonText } from '../encoding/json-text.js'
import { PackedJson } from '../encoding/packed-json.js'
import { type WireMap, wireOfItem } from '../encoding/wire-value.js'
import type { Projection } from '../expressions/projection.js'
import type { ItemImage } from '../storage/item-image.js'

/** An item as it stands in an answer. */
export type AnswerItem = WireMap | JsonText

/** Items as they stand in an answer, in a list. */
export type AnswerItems = readonly AnswerItem[] | JsonText

/** Whether there is nothing in an item, because nothing of it was wanted that it has. */
export function isEmptyItem(item: AnswerItem): boolean {
  return item instanceof JsonText ? item.bytes.length === 2 : Object.keys(item).length === 0
}

/** Makes of items what stands in an answer. */
export interface ItemForm extends ItemTaker<AnswerItem> {
  /** Of one version of an item. */
  image(image: ItemImage): AnswerItem
  /** A new list. It is made before the next one. */
  newList(): ItemList
}

/** A list that items are added to. */
export interface ItemList extends ItemTaker<void> {
  /** The list, to which nothing is added any more. */
  readonly told: AnswerItems
}

/** Objects in wire form. */
export const AS_OBJECTS: ItemForm = {
  stored: (store, ref, projection, decoded = store.decode(ref)) =>
    wireOfItem(projection === undefined ? decoded : projection.apply(decoded)),
  made: wireOfItem,
  image: image => wireOfItem(image.decode()),
  newList: () => new ObjectList(),
}

/** Their JSON, as `JsonText`. */
export const AS_JSON: ItemForm = {
  stored: (store, ref, projection) => writtenBy(() => writeImage(store.image(ref), projection)),
  made: item => writtenBy(() => output.json(JSON.stringify(wireOfItem(item)))),
  image: image => writtenBy(() => writeImage(image, undefined)),
  newList: () => new JsonList(),
}

/** Adds to no list: where only the number of items is told. */
export const UNTOLD: ItemTaker<void> = { stored: () => {}, made: () => {} }

class ObjectList implements ItemList {
  readonly told: WireMap[] = []

  stored(...item: Parameters<ItemList['stored']>): void {
    this.told.push(AS_OBJECTS.stored(...item) as WireMap)
  }

  made(...item: Parameters<ItemList['made']>): void {
    this.told.push(AS_OBJECTS.made(...item) as WireMap)
  }
}

class JsonList implements ItemList {
  #separator = OPEN

  constructor() {
    output.clear()
  }

  get told(): JsonText {
    if (this.#separator === OPEN) output.byte(OPEN)
    output.byte(CLOSE)
    return new JsonText(output.copyFrom(0))
  }

  stored(...[store, ref, projection]: Parameters<ItemList['stored']>): void {
    this.#separate()
    writeImage(store.image(ref), projection)
  }

  made(...[item]: Parameters<ItemList['made']>): void {
    this.#separate()
    output.json(JSON.stringify(wireOfItem(item)))
  }

  #separate(): void {
    output.byte(this.#separator)
    this.#separator = COMMA
  }
}

const OPEN = 0x5b
const CLOSE = 0x5d
const COMMA = 0x2c

/** Of all databases: what is written is copied before anybody else writes. */
const output = new JsonOutput()
const json = new PackedJson(output)

function writeImage(image: ItemImage, projection: Projection | undefined): void {
  if (image.writeJson(json, projection?.parts)) return
  const item = image.decode()
  const wire = wireOfItem(projection === undefined ? item : projection.apply(item))
  output.json(JSON.stringify(wire))
}

function writtenBy(write: () => void): JsonText {
  output.clear()
  write()
  return new JsonText(output.copyFrom(0))
}
