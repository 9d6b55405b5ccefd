/** ListImports. */

import type { Outcome } from '../../api/write-one.js'
import { importSummary } from './import-description.js'
import type { TransferContext } from './region-transfers.js'

interface ListImportsRequest {
  readonly TableArn?: string
  readonly PageSize?: number
  readonly NextToken?: string
}

const PAGE_MAX = 25

/** Tells all imports, or those of a table that is there, a page at a time. */
export function listImports(
  { transfers }: TransferContext,
  { PageSize: countMax = PAGE_MAX, ...request }: ListImportsRequest,
): Outcome<object> {
  const { records, next } = transfers.page('import', { ...request, countMax })
  const result = {
    ImportSummaryList: records.map(importSummary),
    ...(next !== undefined && { NextToken: next }),
  }
  return { result, durable: undefined }
}
