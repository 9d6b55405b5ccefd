/** What the view of statements asks its server for. */

/** `GET /_explorer/explain`, with `region` and `statement`. */
export const EXPLAIN_EXTRA = 'explain'

/** What a statement becomes. */
export interface ExplanationReport {
  /** Lines; undefined if the tables are in another process, which does not tell. */
  readonly text?: string
}
