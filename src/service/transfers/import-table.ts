/** ImportTable. */

import { importFormatOf } from '../../api/import-format.js'
import { startImport } from '../../api/imports.js'
import type { ImportRecord } from '../../api/transfer-records.js'
import type { Outcome } from '../../api/write-one.js'
import { uuidOf } from '../../env/random.js'
import { importConflict, inputOptionsUnwanted } from '../../errors/transfer-errors.js'
import type { CsvOptions } from '../../transfer/csv-reader.js'
import type { Compression } from '../../transfer/decompression.js'
import type { ImportFormat } from '../../transfer/import-reader.js'
import { tableArnOf } from '../tables/arn.js'
import { type CreateTableRequest, plannedTable } from '../tables/create-table.js'
import { importDescription } from './import-description.js'
import type { TransferContext } from './region-transfers.js'

interface ImportRequest {
  readonly S3BucketSource: {
    readonly S3Bucket: string
    readonly S3KeyPrefix?: string
    readonly S3BucketOwner?: string
  }
  readonly InputFormat: ImportFormat['kind']
  readonly InputFormatOptions?: {
    readonly Csv?: {
      readonly Delimiter?: CsvOptions['delimiter']
      readonly HeaderList?: readonly string[]
    }
  }
  readonly InputCompressionType?: Compression
  readonly TableCreationParameters: CreateTableRequest
  readonly ClientToken?: string
}

/** Begins to make a table of files. Whether the bucket is there turns out later. */
export function importTable(
  { transfers }: TransferContext,
  request: ImportRequest,
): Outcome<object> {
  const { InputFormat, InputFormatOptions = {}, ClientToken, TableCreationParameters } = request
  const { Csv } = InputFormatOptions
  if (Csv !== undefined && InputFormat !== 'CSV') throw inputOptionsUnwanted(InputFormat)
  const { TableName: name } = TableCreationParameters
  const known = ClientToken === undefined ? undefined : transfers.withToken('import', ClientToken)
  if (known?.tableName === name) return answerOf(known, undefined)
  if (known !== undefined && known.end === undefined) throw importConflict()
  const { tables, random } = transfers
  const planned = plannedTable(tables, TableCreationParameters)
  const {
    S3Bucket: bucket,
    S3KeyPrefix: prefix,
    S3BucketOwner: bucketOwner,
  } = request.S3BucketSource
  const compression = request.InputCompressionType ?? 'NONE'
  const csv = Csv && { delimiter: Csv.Delimiter, header: Csv.HeaderList }
  const path = transfers.buckets.get(bucket)
  const description = {
    ...planned,
    name,
    createdAt: tables.now(),
    uuid: uuidOf(random),
    changes: [],
  }
  const wish = {
    tableArn: tableArnOf(name, tables.place),
    bucket,
    prefix,
    bucketOwner,
    format: InputFormat,
    csv,
    compression,
    parameters: TableCreationParameters,
    token: ClientToken === undefined ? undefined : { token: ClientToken, digest: name },
  }
  const { result, durable } = startImport(transfers, wish, {
    description,
    format: importFormatOf(InputFormat, csv ?? {}, planned),
    compression,
    source: path === undefined ? undefined : { kind: 'directory', path, prefix: prefix ?? '' },
  })
  result.ended.catch(() => {}) // the record tells
  return answerOf(result.record, durable)
}

function answerOf(record: ImportRecord, durable: Promise<void> | undefined): Outcome<object> {
  return { result: { ImportTableDescription: importDescription(record) }, durable }
}
