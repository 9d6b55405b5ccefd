/** How the files of an import are read, which for CSV depends on the keys of the table that they become. */

import { keyAttributes } from '../engine/keys.js'
import type { CsvOptions } from '../transfer/csv-reader.js'
import type { ImportFormat } from '../transfer/import-reader.js'
import type { TableDescription } from '../types/table.js'

/** How files in CSV are written. */
export interface CsvImportOptions {
  /** What stands between cells. Default: a comma. */
  readonly delimiter?: CsvOptions['delimiter'] | undefined
  /** The names of the columns. Default: the first line of each file has them. */
  readonly header?: readonly string[] | undefined
}

/** The format of files for a table. */
export function importFormatOf(
  kind: ImportFormat['kind'],
  { delimiter = ',', header }: CsvImportOptions,
  { keySchema, settings }: Pick<TableDescription, 'keySchema' | 'settings'>,
): ImportFormat {
  if (kind !== 'CSV') return { kind }
  const { indexes = [] } = settings
  const keys = [
    ...keyAttributes(keySchema),
    ...indexes.flatMap(({ partitionKeys, sortKeys }) => [...partitionKeys, ...sortKeys]),
  ]
  const keyTypes = new Map(keys.map(({ name, type }) => [name, type]))
  return { kind, delimiter, header, keyTypes }
}
