/** DescribeExport. */

import type { Outcome } from '../../api/write-one.js'
import { exportDescription } from './export-description.js'
import type { TransferContext } from './region-transfers.js'

/** Tells of an export, also if its table is gone. */
export function describeExport(
  { transfers }: TransferContext,
  { ExportArn }: { readonly ExportArn: string },
): Outcome<object> {
  const record = transfers.named('export', ExportArn)
  return { result: { ExportDescription: exportDescription(record) }, durable: undefined }
}
