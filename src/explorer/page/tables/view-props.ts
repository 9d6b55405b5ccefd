/** What each view of a table is given. */

import type { ToldChanges } from '../time/changes-wire.js'
import type { TableDescription } from './table-description.js'

/** What each view of a table is given. */
export interface ViewProps {
  readonly region: string
  readonly table: TableDescription
  /** What has changed in it since the view of changes is open. No other view is told, nor this before the reading has begun. */
  readonly changes?: ToldChanges | undefined
}
