/** Exports and imports: what is refused, in the service's words. What comes of them is tested where files are. */

import { create, type Json, Rows, tablesAnd } from '../row.js'

const PLACE = 'arn:aws:dynamodb:us-east-1:000000000000:table'
const START = Date.UTC(2026, 10, 22, 6, 0, 0, 123) / 1000
const HOUR = 3600

const turnedOn = {
  operation: 'UpdateContinuousBackups',
  request: {
    TableName: 'past',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  },
}

/** A day and an hour after point-in-time recovery was turned on. */
const WORLD = tablesAnd(create('past', { pk: 'S' }), turnedOn, { wait: 25 * HOUR * 1000 })
const NOW = START + 25 * HOUR

const EXPORT: Json = { TableArn: `${PLACE}/past`, S3Bucket: 'bucket' }
const BEGUN = '2026-11-22T06:00:00.123Z'
const ENDED = '2026-11-23T07:00:00.123Z'

const incremental = (from: number, to?: number): Json => ({
  ExportType: 'INCREMENTAL_EXPORT',
  IncrementalExportSpecification: { ExportFromTime: from, ...(to && { ExportToTime: to }) },
})

export const exportRows = new Rows('ExportTableToPointInTime')
exportRows.refusedInOrder({ operation: exportRows.operation, base: EXPORT, world: WORLD }, [
  [
    'a key without KMS',
    { S3SseKmsKeyId: 'key' },
    'Invalid Request: KMS Key Id is not supported for this encryption type',
  ],
  [
    'a bare name',
    { TableArn: 'past' },
    'One or more parameter values were invalid: tableArn is not a valid ARN',
  ],
])
exportRows.refused({ operation: exportRows.operation, base: EXPORT, world: WORLD }, [
  [
    'an incremental export without a specification',
    { ExportType: 'INCREMENTAL_EXPORT' },
    'Invalid Request: Incremental Export Specification expected when export type is set as Incremental Export',
  ],
  [
    'a specification without a time',
    { ExportType: 'INCREMENTAL_EXPORT', IncrementalExportSpecification: {} },
    'Invalid Request: ExportFromTime must be provided in IncrementalExportSpecification',
  ],
  [
    'a specification without a type',
    { IncrementalExportSpecification: { ExportFromTime: START } },
    'Invalid Request: Export Type expected to be Incremental Export when incremental export specification is provided',
  ],
  [
    'a specification of a full export',
    { ExportType: 'FULL_EXPORT', IncrementalExportSpecification: { ExportFromTime: START } },
    'Invalid Request: When Export Type is Full Export , Incremental Export Specification should not be provided',
  ],
  [
    'the ARN of an index',
    { TableArn: `${PLACE}/past/index/all` },
    'Invalid Request: Table ARN is invalid.',
  ],
  [
    'a table that is not there',
    { TableArn: `${PLACE}/other` },
    `TableNotFoundException: Table not found: ${PLACE}/other`,
  ],
  [
    'a table without point-in-time recovery',
    { TableArn: `${PLACE}/hash` },
    "PointInTimeRecoveryUnavailableException: Point in time recovery is not enabled for table 'hash'",
  ],
  [
    'a time before',
    { ExportTime: START - 1 },
    'InvalidExportTimeException: Export Time is invalid',
  ],
  ['a time to come', { ExportTime: NOW + 1 }, 'InvalidExportTimeException: Export Time is invalid'],
  [
    'changes from before',
    incremental(START - 1),
    `InvalidExportTimeException: Incremental export period from time cannot be less than the table creation time : ${BEGUN}`,
  ],
  [
    'changes of less than 15 minutes',
    incremental(NOW - 899),
    'InvalidExportTimeException: Difference between export period from time and export period to time is less than 15 minutes',
  ],
  [
    'changes of more than a day',
    incremental(START + 1),
    'InvalidExportTimeException: Difference between export period from time and export period to time is greater than 24 hours',
  ],
  [
    'changes to come',
    incremental(NOW - HOUR, NOW + 1),
    `InvalidExportTimeException: Incremental export period to time cannot be greater than the current time : ${ENDED}`,
  ],
])

export const describeExportRows = new Rows('DescribeExport')
describeExportRows.refused({ operation: describeExportRows.operation, base: {}, world: WORLD }, [
  ['the ARN of a table', { ExportArn: `${PLACE}/past` }, 'Invalid Export ARN'],
  [
    'the ARN of an import',
    { ExportArn: `${PLACE}/past/import/01693685827463-2d8752fd` },
    'Invalid Export ARN',
  ],
  [
    'an export that is not there',
    { ExportArn: `${PLACE}/past/export/01693685827463-2d8752fd` },
    `ExportNotFoundException: Export not found: Export not found: ${PLACE}/past/export/01693685827463-2d8752fd`,
  ],
])

export const listExportsRows = new Rows('ListExports')
listExportsRows.refused({ operation: listExportsRows.operation, base: {}, world: WORLD }, [
  [
    'a token of another list',
    { NextToken: 'abc' },
    'Invalid Request: Provided nextToken is invalid: abc',
  ],
])
listExportsRows.answered({ operation: listExportsRows.operation, base: {}, world: WORLD }, [
  ['no exports', {}, { ExportSummaries: [] }],
])

const PARAMETERS: Json = {
  TableName: 'imported',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
}
const IMPORT: Json = {
  S3BucketSource: { S3Bucket: 'bucket' },
  InputFormat: 'DYNAMODB_JSON',
  TableCreationParameters: PARAMETERS,
}

export const importRows = new Rows('ImportTable')
importRows.refusedInOrder({ operation: importRows.operation, base: IMPORT, world: WORLD }, [
  [
    'options of CSV with another format',
    { InputFormatOptions: { Csv: { Delimiter: ';' } } },
    'Invalid Request: Unsupported InputFormatOptions for the given input format: DYNAMODB_JSON.',
  ],
  [
    'a table that is there',
    { TableCreationParameters: { ...PARAMETERS, TableName: 'hash' } },
    'ResourceInUseException: Table already exists: hash',
  ],
])
importRows.refused({ operation: importRows.operation, base: IMPORT, world: WORLD }, [
  [
    'a provisioned table without throughput',
    { TableCreationParameters: { ...PARAMETERS, BillingMode: undefined } },
    'One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
  ],
  [
    'another compression',
    { InputCompressionType: 'BROTLI' },
    "1 validation error detected: Value 'BROTLI' at 'inputCompressionType' failed to satisfy constraint: Member must satisfy enum value set: [ZSTD, NONE, GZIP]",
  ],
])

export const describeImportRows = new Rows('DescribeImport')
describeImportRows.refused({ operation: describeImportRows.operation, base: {}, world: WORLD }, [
  ['the ARN of a table', { ImportArn: `${PLACE}/past` }, 'Invalid Import ARN'],
  [
    'an import that is not there',
    { ImportArn: `${PLACE}/past/import/01693685827463-2d8752fd` },
    `ImportNotFoundException: Import not found: ${PLACE}/past/import/01693685827463-2d8752fd`,
  ],
])

export const listImportsRows = new Rows('ListImports')
listImportsRows.refused({ operation: listImportsRows.operation, base: {}, world: WORLD }, [
  [
    'a token of another list',
    { NextToken: 'abc' },
    'Invalid Request: Provided nextToken is invalid: abc',
  ],
])
