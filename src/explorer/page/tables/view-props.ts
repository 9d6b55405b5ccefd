/** What each view of a table is given. */

import type { TableDescription } from './table-description.js'

/** What each view of a table is given. */
export interface ViewProps {
  readonly region: string
  readonly table: TableDescription
}
