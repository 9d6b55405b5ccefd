/** DescribeImport. */

import type { Outcome } from '../../api/write-one.js'
import { importDescription } from './import-description.js'
import type { TransferContext } from './region-transfers.js'

/** Tells of an import, also if its table is gone, or was never made. */
export function describeImport(
  { transfers }: TransferContext,
  { ImportArn }: { readonly ImportArn: string },
): Outcome<object> {
  const record = transfers.named('import', ImportArn)
  return { result: { ImportTableDescription: importDescription(record) }, durable: undefined }
}
