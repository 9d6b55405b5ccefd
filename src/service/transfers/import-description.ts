/** What is told of an import. */

import type { ImportRecord } from '../../api/transfer-records.js'
import { secondsOf } from '../tables/wire.js'

/** An import as the answers about it have it. */
export function importDescription(record: ImportRecord): object {
  const { token, format, csv, compression, parameters, end } = record
  return {
    ...members(record),
    TableId: record.tableUuid,
    ...(token && { ClientToken: token.token }),
    ErrorCount: end?.errors ?? 0,
    InputFormat: format,
    ...(csv && { InputFormatOptions: { Csv: csvMembers(csv) } }),
    InputCompressionType: compression,
    ...(parameters && { TableCreationParameters: parameters }),
    ...(end && endMembers(end)),
  }
}

/** An import as lists have it. */
export function importSummary(record: ImportRecord): object {
  return { ...members(record), InputFormat: record.format }
}

/** The ARN of an import. */
function importArnOf({ tableArn, id }: ImportRecord): string {
  return `${tableArn}/import/${id}`
}

function members(record: ImportRecord): object {
  const { tableArn, bucket, prefix, bucketOwner, startedAt, end } = record
  const [, partition, , region, account] = tableArn.split(':')
  return {
    ImportArn: importArnOf(record),
    ImportStatus: end?.status ?? 'IN_PROGRESS',
    TableArn: tableArn,
    S3BucketSource: {
      S3BucketOwner: bucketOwner ?? account,
      S3Bucket: bucket,
      ...(prefix !== undefined && { S3KeyPrefix: prefix }),
    },
    // There are no logs: the native interface and the command tell which rows are bad.
    CloudWatchLogGroupArn: `arn:${partition}:logs:${region}:${account}:log-group:/aws-dynamodb/imports:*`,
    StartTime: secondsOf(startedAt),
    ...(end && { EndTime: secondsOf(end.time) }),
  }
}

function csvMembers({ delimiter, header }: NonNullable<ImportRecord['csv']>): object {
  return {
    ...(delimiter !== undefined && { Delimiter: delimiter }),
    ...(header !== undefined && { HeaderList: header }),
  }
}

function endMembers(end: NonNullable<ImportRecord['end']>): object {
  return {
    ProcessedSizeBytes: end.processedBytes,
    ProcessedItemCount: end.processedRows,
    ImportedItemCount: end.importedRows,
    ...(end.status === 'FAILED' && { FailureCode: end.code, FailureMessage: end.message }),
  }
}
