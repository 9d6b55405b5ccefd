/** A database of this process, as the shell asks it. */

import type { Database } from '../database.js'
import { DEFAULT_REGION } from '../transport/client-config.js'
import type { Json, ShellDoor } from './door.js'

/** The door to a database, which is closed with it. */
export function embeddedDoor(database: Database, title: string): ShellDoor {
  return {
    title,
    send: async (operation, json) => {
      const answer = await database.answer({ region: DEFAULT_REGION, operation, json })
      // As clients have it: what an answer holds is written in parts.
      return JSON.parse(JSON.stringify(answer)) as Json
    },
    explain: async statement => String(database.explain(statement)),
    close: () => database.close(),
  }
}
