/**
 * What a row of the suite is: requests with their exact answers, on a database that has been told what the row needs.
 * Rows are data. What plays them is in `doors.ts`, and each operation has its rows in `rows/`.
 */

export type Json = Readonly<Record<string, unknown>>

/** A request that is made before a row, and answered. */
export type Given = Call | Wait

interface Call {
  readonly operation: string
  readonly request: Json
  /** Default: `us-east-1`. */
  readonly region?: string | undefined
}

/** Milliseconds that pass. */
interface Wait {
  readonly wait: number
}

/** A database: what it has been told. Rows that have the same world share it. */
export interface World {
  readonly given: readonly Given[]
  /** Milliseconds that tables are CREATING, UPDATING and DELETING. Default: 0. */
  readonly transientStatusDuration?: number | undefined
  /** Regions that are turned off. Default: none. */
  readonly disabledRegions?: readonly string[] | undefined
  /** The names or ARNs of the Kinesis data streams that there are. Default: none. */
  readonly kinesis?: readonly string[] | undefined
}

/** The text alone where it is a ValidationException, else `Name: text`. */
export type Refusal = string | RefusalWithMembers

interface RefusalWithMembers {
  readonly text: string
  readonly Item?: Json | undefined
  readonly CancellationReasons?: readonly Json[] | undefined
}

/** A request and what comes of it. */
export type Exchange = Call & ({ readonly answer: unknown } | { readonly refusal: Refusal })

export type Step = Exchange | Wait

export interface Row {
  readonly operation: string
  readonly group: string
  readonly name: string
  readonly world: World
  readonly steps: readonly Step[]
  /** Why the AWS SDK can't send it. Such a row passes the other doors. */
  readonly notBySdk?: string | undefined
}

/** What makes a request faulty, and what it is refused with. */
export type Fault = readonly [
  name: string,
  members: Json,
  refusal: Refusal,
  notBySdk?: string | undefined,
]

/** What a request has beside that of its suite, and what it is answered with. */
export type Answered = readonly [
  name: string,
  members: Json,
  answer: unknown,
  notBySdk?: string | undefined,
]

/** What the requests of rows have in common. */
export interface Suite {
  readonly operation: string
  /** Members of every request, which a row may replace. A row names one that must be absent as undefined. */
  readonly base: Json
  /** Default: `TABLES_ONLY`. */
  readonly world?: World | undefined
}

/** The rows of one operation, as they are collected. */
export class Rows {
  readonly operation: string
  readonly list: Row[] = []
  #group = ''

  constructor(operation: string) {
    this.operation = operation
  }

  /** Names the rows that are added meanwhile. */
  group(name: string, add: () => void): void {
    const outer = this.#group
    this.#group = outer === '' ? name : `${outer} > ${name}`
    add()
    this.#group = outer
  }

  /** Each fault alone: they are of one stage, or their order is not certain. */
  refused(suite: Suite, faults: readonly Fault[]): void {
    for (const [name, members, refusal, notBySdk] of faults) {
      this.#add(suite, name, { members, notBySdk, refusal })
    }
  }

  /**
   * Each fault alone, and each together with every later one: the earlier must be told. Two faults that name the same
   * member are not put together; a fault names a member that it must be without as undefined.
   */
  refusedInOrder(suite: Suite, faults: readonly Fault[]): void {
    this.refused(suite, faults)
    for (const [place, [name, members, refusal, reason]] of faults.entries()) {
      for (const [laterName, later, , laterReason] of faults.slice(place + 1)) {
        if (Object.keys(later).some(member => member in members)) continue
        const notBySdk = reason ?? laterReason
        const both = { ...later, ...members }
        this.#add(suite, `${name} before ${laterName}`, { members: both, notBySdk, refusal })
      }
    }
  }

  /** Each request on a database of its own, if it writes. */
  answered(suite: Suite, rows: readonly Answered[]): void {
    for (const [name, members, answer, notBySdk] of rows) {
      this.#add(suite, name, { members, notBySdk, answer })
    }
  }

  /** Requests one after the other on a database of their own. */
  story(name: string, world: World, steps: readonly Step[], notBySdk?: string): void {
    this.list.push({ operation: this.operation, group: this.#group, name, world, steps, notBySdk })
  }

  #add(
    { operation, base, world = TABLES_ONLY }: Suite,
    name: string,
    { members, notBySdk, ...outcome }: Outcome & { members: Json; notBySdk: string | undefined },
  ): void {
    const step: Exchange = { operation, request: { ...base, ...members }, ...outcome }
    this.list.push({ operation, group: this.#group, name, world, steps: [step], notBySdk })
  }
}

type Outcome = { readonly answer: unknown } | { readonly refusal: Refusal }

/** A step that is answered. */
export function answer(operation: string, request: Json, expected: unknown): Exchange {
  return { operation, request, answer: expected }
}

/** A step that is refused. */
export function refuse(operation: string, request: Json, refusal: Refusal): Exchange {
  return { operation, request, refusal }
}

/** A request that makes a table of string keys, or of those of other types. */
export function create(table: string, keys: Readonly<Record<string, string>>): Given {
  const names = Object.keys(keys)
  return {
    operation: 'CreateTable',
    request: {
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: names.map(AttributeName => ({
        AttributeName,
        AttributeType: keys[AttributeName],
      })),
      KeySchema: names.map((AttributeName, place) => ({
        AttributeName,
        KeyType: place === 0 ? 'HASH' : 'RANGE',
      })),
    },
  }
}

/** Requests that put items. */
export function put(table: string, ...items: readonly Json[]): Given[] {
  return items.map(Item => ({ operation: 'PutItem', request: { TableName: table, Item } }))
}

/** The tables that rows on items are about. */
const TABLES: readonly Given[] = [
  create('hash', { pk: 'S' }),
  create('range', { pk: 'S', sk: 'S' }),
  create('numbers', { pk: 'N', sk: 'N' }),
  create('binaries', { pk: 'B', sk: 'B' }),
]

/** A world with the tables that rows on items are about, and what else it is told. */
export function tablesAnd(...given: readonly Given[]): World {
  return { given: [...TABLES, ...given] }
}

export const TABLES_ONLY: World = tablesAnd()
