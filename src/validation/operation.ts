/** What the table of operations says of each: its members, and which failures are told how. */

import type { Members } from './shape.js'

export interface Operation {
  /** In the order in which the service lists those that fail. */
  readonly members: Members
  /**
   * Members whose failures are told without those of others, the first of these groups that fails. All other failures are
   * joined in one text, in the order of the members.
   */
  readonly alone?: readonly (readonly string[])[]
  /** A member whose absence makes the service join all failures in their older form, those too that are else told alone. */
  readonly joinedWithout?: string
  /** Failures in their newer form are joined with those in the older. By other operations, just one is told in it. */
  readonly joinsNewer?: true
  /** A ConditionalOperator told alone is not announced as a validation error. */
  readonly conditionalOperatorBare?: true
  /** The absence of TableName is told before all else, in a text of its own. */
  readonly tableNameIsParameter?: true
  /** What refuses an empty RequestItems, which is judged last. */
  readonly requestItemsEmpty?: () => Error
}
