/** Fills a table that nobody sees yet with the rows of an import: what is bad in them is counted, and told of the first ones. */

import { primaryKeyOfItem } from '../engine/keys.js'
import { isRefusal } from '../errors/dynamo-error.js'
import { itemTooLarge } from '../errors/value-errors.js'
import { changeEntries } from '../indexes/follow-change.js'
import { refuseIndexKeysOfPut } from '../indexes/index-keys.js'
import type { StoredTable } from '../storage/table.js'
import type { ImportBatch } from '../transfer/import-row.js'
import type { Item } from '../types/attribute.js'
import type { ImportTotals } from './transfer-records.js'

/** A row, or the rest of a file, that could not be imported. */
export interface ImportFault {
  /** The key of the file in its bucket, or its path if it was given by that. */
  readonly file: string
  /** Where the row begins, counted from 1 on. */
  readonly line: number
  /** Bytes of the file that were read before; only where it could not be read on. */
  readonly offset?: number | undefined
  /** What is wrong, as a sentence. */
  readonly reason: string
}

/** Faults that are told of; more are only counted. */
const FAULTS_MAX = 100

export class ImportFiller {
  readonly #table: StoredTable
  readonly #faults: ImportFault[] = []
  #processedBytes = 0
  #processedRows = 0
  #importedRows = 0
  #errors = 0

  /** @param table nobody else uses it */
  constructor(table: StoredTable) {
    this.#table = table
  }

  get totals(): ImportTotals {
    return {
      processedBytes: this.#processedBytes,
      processedRows: this.#processedRows,
      importedRows: this.#importedRows,
      errors: this.#errors,
    }
  }

  /** The first ones. */
  get faults(): readonly ImportFault[] {
    return this.#faults
  }

  /** Takes rows. Of those with the same key the last one stays. */
  add({ file, rows, processedBytes }: ImportBatch): void {
    this.#processedBytes = processedBytes
    this.#processedRows += rows.length
    for (const row of rows) {
      if (row.kind === 'item') this.#add(file, row.line, row.item)
      else this.#refuse({ file, line: row.line, offset: row.offset, reason: row.reason })
    }
  }

  #add(file: string, line: number, item: Item): void {
    try {
      this.#put(item)
      this.#importedRows += 1
    } catch (error) {
      if (!isRefusal(error)) throw error
      this.#refuse({ file, line, reason: error.message })
    }
  }

  /** As a commit of one write does, but for those who follow commits: there is nobody whom it could concern. */
  #put(item: Item): void {
    const table = this.#table
    const { store, keySchema, indexes } = table
    const key = primaryKeyOfItem(keySchema, item)
    if (indexes.length > 0) refuseIndexKeysOfPut(table, item)
    store.compact() // before anybody holds on to a record
    const before = store.imageOf(key)
    const after = store.prepare(key, item)
    if (after === undefined) throw itemTooLarge()
    store.put(key, before, after)
    if (indexes.length === 0) return
    if (before === undefined) changeEntries({ kind: 'insert', table, key, before, after })
    else changeEntries({ kind: 'modify', table, key, before, after })
  }

  #refuse(fault: ImportFault): void {
    this.#errors += 1
    if (this.#faults.length < FAULTS_MAX) this.#faults.push(fault)
  }
}
