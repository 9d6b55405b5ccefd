/** What the table of operations says of each: its members, and which failures are told how. */

import type { Members } from './shape.js'

export interface Operation {
  /** In the order in which the service lists those that fail. */
  readonly members: Members
  /**
   * Members whose failures are told alone, the first of these that fails. All other failures are joined in one text, in
   * the order of the members.
   */
  readonly alone?: readonly string[]
  /** A member whose absence makes the service join all failures, those too that are else told alone. */
  readonly joinedWithout?: string
  /** What comes before the text that a ConditionalOperator told alone has of its own. */
  readonly conditionalOperatorPrefix?: string
  /** The absence of TableName is told before all else, in a text of its own. */
  readonly tableNameIsParameter?: true
  /** RequestItems must not be empty, which is judged last and has a text of its own. */
  readonly requestItemsFilled?: true
}
