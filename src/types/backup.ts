/** Backups of tables. */

import type { TableDescription } from './table.js'

/** What is known of a backup. Its items are in an image. */
export interface BackupRecord {
  /** Milliseconds since 1970 in 14 digits, a hyphen and 8 hexadecimal digits: the end of its ARN. */
  readonly id: string
  readonly name: string
  /** `SYSTEM`: of a table that was deleted while it had point-in-time recovery. */
  readonly type: 'USER' | 'SYSTEM'
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** When it goes by itself, in milliseconds since 1970; undefined if it stays. */
  readonly expiresAt?: number | undefined
  /** The table as it was. */
  readonly table: TableDescription
  readonly itemCount: number
  /** Sizes of the items by the service's rules, added up. */
  readonly sizeBytes: number
}
