/** What all formats of seeds are read as: tables and items that somebody wishes for, before anything is done. */

import type { Members, Spot } from './spot.js'
import type { YamlReader } from './yaml-reader.js'

/** A table, and what is set once it is there. */
export interface TableWish {
  readonly spot: Spot
  /** The input of CreateTable. */
  readonly create: Members
  /** The attribute that says when an item expires. */
  readonly timeToLive?: string | undefined
  /** The PointInTimeRecoverySpecification of UpdateContinuousBackups. */
  readonly pointInTime?: Members | undefined
  /** Inputs of UpdateContributorInsights, without the table. */
  readonly insights?: readonly Members[] | undefined
  readonly replicas?: ReplicasWish | undefined
}

/** Replicas of a table in other regions. */
export interface ReplicasWish {
  /** Inputs of the UpdateTables that make them, without the table. */
  readonly updates: readonly Members[]
  /** What is set then in each region by itself. */
  readonly settings: readonly OwnSetting[]
}

/** A request to the region of a replica, without the table. */
export interface OwnSetting {
  readonly region: string
  readonly operation:
    | 'TagResource'
    | 'UpdateContinuousBackups'
    | 'UpdateContributorInsights'
    | 'UpdateTable'
  readonly input: Members
}

/** An item, plain or in wire form. */
export interface ItemWish {
  readonly spot: Spot
  /** Undefined if nothing says which: then there is one table, or an option names it. */
  readonly table: string | undefined
  readonly item: Members
}

/** All that is asked for. */
export interface SeedPlan {
  readonly tables: readonly TableWish[]
  readonly items: readonly ItemWish[]
  /** What is left out of it, a line each. */
  readonly notes: readonly string[]
}

/** What the reading of a seed depends on. */
export interface SeedContext {
  readonly region: string
  /** The values of what templates call parameters or options, by their names. */
  readonly parameters: Readonly<Record<string, SeedParameter>>
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The table of items that do not say of which they are. */
  readonly table: string | undefined
  /** All of a file. Throws an error of Node. */
  readonly readNow: (path: string) => Uint8Array
  /** A reader of YAML. There is none until a format needs it. */
  readonly yaml: YamlReader
}

/** A value of a parameter of a template. */
export type SeedParameter = string | number | boolean | readonly string[]

export const NOTHING: SeedPlan = { tables: [], items: [], notes: [] }

export function together(plans: readonly SeedPlan[]): SeedPlan {
  return {
    tables: plans.flatMap(({ tables }) => tables),
    items: plans.flatMap(({ items }) => items),
    notes: plans.flatMap(({ notes }) => notes),
  }
}

/** A copy without what is undefined or null. */
export function without(members: Members): Members {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(kept)
}

/** Lists without elements are left out. */
export function someOf<Element>(list: readonly Element[]): readonly Element[] | undefined {
  return list.length === 0 ? undefined : list
}
