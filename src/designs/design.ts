/** Designs: tables, and what each event of a workload becomes in them. */

import type { Database } from '../database.js'
import { optionInvalid } from '../errors/option-errors.js'
import { atDoor } from '../errors/stack.js'
import type { CapacityOptions } from '../native/scaling.js'
import type { TableSchema } from '../native/schema.js'
import type { Table, TableOf } from '../native/table.js'
import type { Item } from '../types/attribute.js'
import { FUNCTION, OBJECT, optionsOf, TEXT } from '../validation/options.js'
import { checkedWorkload, type Workload, type WorkloadEvent } from './workload.js'

/** A table of a design: what `createTable` takes, and the capacity that is provisioned for it. */
export interface DesignTable extends TableSchema<Item> {
  /**
   * As `setCapacity` takes it; global indexes that it does not name have what the table has. Default: none is provisioned, and
   * the table is paid for by the request.
   */
  readonly capacity?: CapacityOptions
}

/** The tables of a design, by name. */
export type DesignTables = Readonly<Record<string, DesignTable>>

/** The tables as operations are handed them. */
export type MadeTables<Schemas> = { readonly [Name in keyof Schemas]: TableOf<Schemas[Name]> }

/** What operations have besides the tables. */
export interface DesignContext {
  /** That of the tables, such as for `transactWrite`. */
  readonly db: Database
}

/** A call of the service's API, in wire form, as a trace has it. */
export interface TracedCall {
  /** Such as `PutItem`. */
  readonly operation: string
  /** The input, as `JSON.parse` gives it. */
  readonly json: unknown
}

/**
 * What answers events of one kind. What it does is to be done, or awaited, when what it returns is fulfilled. It is a method,
 * so that a function which names the type of its event is one.
 */
type Operation<Event, Tables> = {
  answer(event: Event, tables: Tables, context: DesignContext): unknown
}['answer']

/** One operation for each kind of events. */
export type Operations<Event extends WorkloadEvent, Tables> = {
  readonly [Kind in Event['kind']]: Operation<Extract<Event, { readonly kind: Kind }>, Tables>
}

/** A design, with what is known of its tables and its events. */
export interface DesignDefinition<Schemas, Event extends WorkloadEvent> {
  /** As the comparison calls it. */
  readonly name: string
  /** What comes, unless the comparison is given another one. */
  readonly workload?: Workload<Event> | undefined
  /** The tables, by name. */
  readonly tables: Schemas
  /** What an event becomes, by its kind. Return the promise of what is not done at once. */
  readonly operations?: Operations<Event, MadeTables<Schemas>> | undefined
  /** What a call of a trace becomes. Default: it stays as it is. */
  readonly rewrite?: ((call: TracedCall) => TracedCall | readonly TracedCall[]) | undefined
}

/** A design. */
export interface Design
  extends Omit<DesignDefinition<DesignTables, WorkloadEvent>, 'operations' | 'workload'> {
  readonly workload?: Workload | undefined
  readonly operations?: Readonly<Record<string, Operation<WorkloadEvent, AnyTables>>> | undefined
}

/** Tables of which nothing is known. */
export type AnyTables = Readonly<Record<string, Table>>

const designOptions = optionsOf<Design>('defineDesign', {
  name: TEXT,
  workload: OBJECT,
  tables: OBJECT,
  operations: OBJECT,
  rewrite: FUNCTION,
})

/**
 * Says which tables there are, and what each event of a workload becomes in them.
 *
 * ```ts
 * export default defineDesign({
 *   name: 'one key a day',
 *   workload: votes,
 *   tables: { Votes: { partitionKey: { day: 'S' }, sortKey: { id: 'N' } } },
 *   operations: {
 *     vote: ({ day, n }, { Votes }) => Votes.put({ day, id: n }),
 *     results: ({ day }, { Votes }) => Votes.query({ day }).count(),
 *   },
 * })
 * ```
 *
 * @throws ValidationException for a member that there is not, or a value that it can't have
 */
export function defineDesign<
  const Schemas extends DesignTables,
  Event extends WorkloadEvent = WorkloadEvent & Readonly<Record<string, unknown>>,
>(design: DesignDefinition<Schemas, Event>): Design {
  return atDoor(defineDesign, () => checkedDesign(design as unknown as Design))
}

/**
 * The same of what a module exports, which need not have been made by `defineDesign`.
 *
 * @throws ValidationException as that does
 */
export function checkedDesign(design: Design): Design {
  const given = designOptions(design)
  if (given.name === undefined) throw missing('name', 'a string')
  if (given.tables === undefined || Object.keys(given.tables).length === 0) {
    throw missing('tables', 'an object with a schema for each table')
  }
  for (const [kind, operation] of Object.entries(given.operations ?? {})) {
    if (typeof operation === 'function') continue
    throw optionInvalid(`operations.${kind}`, { value: operation, allowed: FUNCTION.allowed })
  }
  if (given.workload === undefined) return given
  return { ...given, workload: checkedWorkload(given.workload) }
}

function missing(option: string, allowed: string) {
  return optionInvalid(option, { value: undefined, allowed })
}
