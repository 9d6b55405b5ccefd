/** The database that a shell is about, wherever it is: requests of the service's API, in wire form. */

/** Members of a request or an answer. */
export type Json = Readonly<Record<string, unknown>>

export interface ShellDoor {
  /** What the database is called, for the prompt. */
  readonly title: string
  /**
   * Sends a request.
   *
   * @param operation such as `GetItem`
   * @throws an error with a name and a message if it is refused
   */
  send(operation: string, input: Json): Promise<Json>
  /** What a statement becomes, in lines. Throws what `send` throws. */
  explain(statement: string): Promise<string>
  close(): Promise<void>
}
