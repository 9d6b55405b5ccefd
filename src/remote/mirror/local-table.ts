/** The copy that a mirror keeps: a table that anybody reads, and the mirror alone writes to. And up to where it has come, beside it. */

import { endOfTurn } from '../../env/timers.js'
import { mirrorReadOnly, mirrorRunning, mirrorTableTaken } from '../../errors/mirror-errors.js'
import { Table } from '../../native/table.js'
import type { StoredTable } from '../../storage/table.js'
import type { Item } from '../../types/attribute.js'
import type { StreamPositions } from '../stream-positions.js'

/** The database that a mirror is kept in. */
export interface MirrorDatabase {
  table(name: string): Table
  tables(): readonly string[]
  createTable(name: never, schema: never, options?: never): unknown
  dropTable(name: string): Promise<void>
}

/** Up to where a mirror has come. */
export interface MirrorState {
  /** The ARN of the stream. */
  readonly stream: string
  readonly positions: StreamPositions
  /** Whether the table has been copied as a whole. */
  readonly isWhole: boolean
  /** Up to when changes have been taken, in milliseconds since 1970. */
  readonly asOf: number
}

/** What becomes of some items, each one once. */
export interface MirrorWrites {
  readonly puts: readonly Item[]
  readonly deletes: readonly Item[]
}

/** How far the mirrors of a database have come. */
const STATES = 'hashrange.mirrors'
const STATES_SCHEMA = { partitionKey: { mirror: 'S' } }
/** Items that are looked up or removed in one turn of the event loop. */
const CHUNK = 100

const followed = new WeakSet<StoredTable>()

export class LocalTable {
  readonly name: string
  readonly #database: MirrorDatabase
  readonly #states: Table
  #stored: StoredTable | undefined

  private constructor(database: MirrorDatabase, name: string, states: Table) {
    this.#database = database
    this.name = name
    this.#states = states
  }

  /** @param name of the table, which is made by `make` if it is not there */
  static async open(database: MirrorDatabase, name: string): Promise<LocalTable> {
    const states = await create(database, STATES, STATES_SCHEMA)
    return new LocalTable(database, name, states)
  }

  /** Undefined if there is no such mirror. */
  get state(): MirrorState | undefined {
    const kept = this.#states.get({ mirror: this.name })
    if (kept === undefined || !this.#database.tables().includes(this.name)) return undefined
    return JSON.parse(String(kept.state)) as MirrorState
  }

  /** Is fulfilled when it lasts, and with it all that was written before. */
  save(state: MirrorState): Promise<unknown> {
    return this.#states.put({ mirror: this.name, state: JSON.stringify(state) })
  }

  /** The table. Throws a `ResourceNotFoundException` if it is not there. */
  get table(): Table {
    return this.#database.table(this.name)
  }

  /** The table, which nobody else writes to from now on. */
  take(): Table {
    const { table } = this
    const stored = Table.storedOf(table as Table<object, never, never>)
    if (stored === this.#stored) return table
    if (followed.has(stored)) throw mirrorRunning(this.name)
    followed.add(stored)
    stored.guard = () => mirrorReadOnly(this.name)
    this.#stored = stored
    return table
  }

  /** Somebody else may follow with it. It is not written to by others all the same. */
  release(): void {
    if (this.#stored !== undefined) followed.delete(this.#stored)
    this.#stored = undefined
  }

  /**
   * Makes the table if it is not there.
   *
   * @throws ResourceInUseException if there is another table of its name, which has items
   * @throws ValidationException if it has another schema
   */
  async make(schema: object): Promise<Table> {
    const isMirror = this.state !== undefined
    const table = await create(this.#database, this.name, schema)
    if (!isMirror && table.describe().itemCount > 0) throw mirrorTableTaken(this.name)
    return this.take()
  }

  /** All of it is seen by whoever reads next; the promise is fulfilled when it lasts. */
  write({ puts, deletes }: MirrorWrites): Promise<unknown> {
    const table = this.take()
    const stored = Table.storedOf(table as Table<object, never, never>)
    const { guard } = stored
    stored.guard = undefined
    try {
      // What is written is decided within the calls: nobody else comes in between.
      return Promise.all([
        puts.length > 0 && table.putAll(puts),
        deletes.length > 0 && table.deleteAll(deletes),
      ])
    } finally {
      stored.guard = guard
    }
  }

  /** An empty table for the keys of items that are copied. */
  async startSeen(schema: object): Promise<Table> {
    await this.dropSeen()
    const { partitionKey, sortKey } = schema as { partitionKey: object; sortKey?: object }
    return create(this.#database, this.#seenName, { partitionKey, ...(sortKey && { sortKey }) })
  }

  async dropSeen(): Promise<void> {
    if (this.#database.tables().includes(this.#seenName)) {
      await this.#database.dropTable(this.#seenName)
    }
  }

  /** Removes the items whose keys have not been seen. */
  async removeUnseen(seen: Table, keyNames: readonly string[]): Promise<void> {
    let keys: Item[] = []
    const removeFrom = async (): Promise<void> => {
      const found = seen.getAll(keys)
      await this.write({ puts: [], deletes: keys.filter((_, at) => found[at] === undefined) })
      keys = []
      await endOfTurn()
    }
    for (const key of this.table.scan({ projection: keyNames as string[] })) {
      keys.push(key)
      if (keys.length === CHUNK) await removeFrom()
    }
    if (keys.length > 0) await removeFrom()
  }

  get #seenName(): string {
    return `${this.name.slice(0, 200)}.copied`
  }
}

function create(database: MirrorDatabase, name: string, schema: object): Promise<Table> {
  const { createTable } = database as unknown as {
    createTable(name: string, schema: object, options: object): Promise<Table>
  }
  return createTable.call(database, name, schema, { ifNotExists: true })
}
