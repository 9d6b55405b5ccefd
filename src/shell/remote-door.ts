/** A database that is elsewhere, as the shell asks it. */

import { Database } from '../database.js'
import type { End } from '../migration/ends.js'
import { bindStatement } from '../partiql/statement.js'
import { createInputOf } from '../seeding/table-description.js'
import { DEFAULT_REGION } from '../transport/client-config.js'
import type { Json, ShellDoor } from './door.js'

/** Requests that may be sent again: they change nothing. */
const READS = /^(?:Get|BatchGet|Query|Scan|List|Describe|TransactGet)/

/** The door to a database elsewhere. What is opened for it is closed with it. */
export function remoteDoor(end: End): ShellDoor {
  const send = async (operation: string, input: Json): Promise<Json> =>
    (await end.sender.send(operation, input, { isRepeatable: READS.test(operation) })) as Json
  return {
    title: end.name,
    send,
    explain: statement => explained(statement, send),
    close: () => end.close(),
  }
}

/**
 * What a statement becomes by the keys and the indexes of its table alone, of which there is an empty one here for a moment: what it would
 * cost is known only where the items are.
 */
async function explained(statement: string, send: ShellDoor['send']): Promise<string> {
  const { from } = bindStatement(statement, []).statement
  const { Table } = await send('DescribeTable', { TableName: from.table })
  const database = await Database.open()
  try {
    const json = createInputOf(Table as Json)
    await database.answer({ region: DEFAULT_REGION, operation: 'CreateTable', json })
    return String(database.explain(statement).withoutCosts())
  } finally {
    await database.close()
  }
}
