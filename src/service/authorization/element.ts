/** What requests do to items, as far as policies can ask of it. */

/** The attributes by which a table or an index is read. */
export interface SourceKeys {
  readonly partition: string
  readonly sort: string | undefined
}

/**
 * One element of a request: what it does to one table, or to one of its indexes. Whatever takes time is worked out when a policy
 * asks for it. What it throws then is a `ValidationException` for a request that its operation has not checked.
 */
export interface Element {
  /** As `dynamodb:GetItem`. */
  readonly action: string
  /** The table, as the request names it: by its name or its ARN. */
  readonly table: string
  readonly index?: string | undefined
  /** The operation that it is an element of, if that is a transaction. */
  readonly enclosing?: string | undefined
  readonly returnConsumedCapacity: string | undefined
  /** The values that it names of a partition key attribute, as policies compare them; none if it names none. */
  partitionValues(attribute: string, keys: SourceKeys): readonly string[]
  /** The names of the top-level attributes that it mentions, which need not be all that it reads or writes. */
  attributes(): readonly string[]
  /** Which attributes it wants to see; undefined for writes. */
  readonly select?: string | undefined
  /** What it wants to see of an item that it writes; undefined for reads. */
  readonly returnValues?: string | undefined
  /** Whether a statement reads a whole table, or index; undefined for all that is no SELECT. */
  isFullScan?(keys: SourceKeys): boolean
}
