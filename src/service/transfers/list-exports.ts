/** ListExports. */

import type { Outcome } from '../../api/write-one.js'
import { exportSummary } from './export-description.js'
import type { TransferContext } from './region-transfers.js'

interface ListExportsRequest {
  readonly TableArn?: string
  readonly MaxResults?: number
  readonly NextToken?: string
}

const PAGE_MAX = 25

/** Tells the exports of all tables, or of one that is there, a page at a time. */
export function listExports(
  { transfers }: TransferContext,
  { MaxResults: countMax = PAGE_MAX, ...request }: ListExportsRequest,
): Outcome<object> {
  const { records, next } = transfers.page('export', { ...request, countMax })
  const result = {
    ExportSummaries: records.map(exportSummary),
    ...(next !== undefined && { NextToken: next }),
  }
  return { result, durable: undefined }
}
