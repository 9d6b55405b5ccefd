// Which hashrange is measured? The built package, which is what users install; the types come from
// the sources.

import type { DatabaseOptions, Database as SourceDatabase } from '../../src/index.js'
import { builtFile } from '../harness/build.js'
import { batches, CREATE_TABLE } from './orders.js'

const BUILT = builtFile('index.js').href
const REGION = 'us-east-1'

export type Database = SourceDatabase

export async function openDatabase(options?: DatabaseOptions): Promise<Database> {
  const { Database } = (await import(BUILT)) as typeof import('../../src/index.js')
  return Database.open(options)
}

/** A database with orders, put in by the service's operations. */
export async function filledDatabase(orderCount?: number): Promise<Database> {
  const database = await openDatabase()
  for (const { operation, input } of [CREATE_TABLE, ...batches(orderCount)]) {
    await database.answer({ region: REGION, operation, json: input })
  }
  return database
}
