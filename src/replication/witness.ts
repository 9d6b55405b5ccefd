/** What is told to a witness, which has no table: there may be one of the same name in its region, with which it has nothing to do. */

/** No name of a table has this character. */
const MARK = ':witness'

/** What messages to the witness of a table name in its place. */
export function witnessOf(table: string): string {
  return table + MARK
}

/** Whether a message is for a witness, by what it names. */
export function isForWitness(named: string): boolean {
  return named.endsWith(MARK)
}

/** The table that a message is about, by what it names. */
export function tableNamed(named: string): string {
  return isForWitness(named) ? named.slice(0, -MARK.length) : named
}
