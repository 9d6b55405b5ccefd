/** What is told of an export. */

import { exportArnOf } from '../../api/exports.js'
import type { ExportRecord } from '../../api/transfer-records.js'
import { secondsOf } from '../tables/wire.js'

/** An export as the answers about it have it. */
export function exportDescription(record: ExportRecord): object {
  const { token, bucket, bucketOwner, prefix, encryption, format, span, end } = record
  return {
    ExportArn: exportArnOf(record),
    ExportStatus: end?.status ?? 'IN_PROGRESS',
    StartTime: secondsOf(record.startedAt),
    ...(end && { EndTime: secondsOf(end.time) }),
    TableArn: record.tableArn,
    TableId: record.tableUuid,
    ...(token && { ClientToken: token.token }),
    S3Bucket: bucket,
    ...(bucketOwner !== undefined && { S3BucketOwner: bucketOwner }),
    ...(prefix !== undefined && { S3Prefix: prefix }),
    S3SseAlgorithm: encryption?.algorithm ?? 'AES256',
    ...(encryption?.keyId !== undefined && { S3SseKmsKeyId: encryption.keyId }),
    ExportFormat: format,
    ...spanMembers(span),
    ...endMembers(end),
  }
}

/** An export as lists have it. */
export function exportSummary(record: ExportRecord): object {
  return {
    ExportArn: exportArnOf(record),
    ExportStatus: record.end?.status ?? 'IN_PROGRESS',
    ExportType: record.span.type === 'full' ? 'FULL_EXPORT' : 'INCREMENTAL_EXPORT',
  }
}

/** The type of a full export is not told. */
function spanMembers(span: ExportRecord['span']): object {
  if (span.type === 'full') return { ExportTime: secondsOf(span.exportTime) }
  return {
    ExportType: 'INCREMENTAL_EXPORT',
    IncrementalExportSpecification: {
      ExportFromTime: secondsOf(span.fromTime),
      ExportToTime: secondsOf(span.toTime),
      ExportViewType: span.view,
    },
  }
}

function endMembers(end: ExportRecord['end']): object {
  if (end === undefined) return {}
  if (end.status === 'FAILED') return { FailureCode: end.code, FailureMessage: end.message }
  return { ExportManifest: end.manifest, ItemCount: end.items, BilledSizeBytes: end.billedBytes }
}
