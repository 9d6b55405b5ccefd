// Does the explorer slow a server down? A database with orders over HTTP, and with its explorer.
//
// A program, started by `suites/explorer.ts`, which it tells its addresses.

import { builtFile } from '../harness/build.js'
import { filledDatabase } from './built.js'
import { TABLE_NAME } from './orders.js'

const SERVER = builtFile('server.js').href
const { serve, explore } = (await import(SERVER)) as typeof import('../../src/server.js')

/** What the suite is told. */
export interface Addresses {
  readonly port: number
  /** Of the explorer, with its token. */
  readonly url: string
}

const database = await filledDatabase(Number(process.argv[2]))
await database.table(TABLE_NAME).setStream('NEW_AND_OLD_IMAGES')
const server = await serve(database, { port: 0 })
const explorer = await explore(database)
const addresses: Addresses = { port: server.port, url: explorer.url }
process.send?.(addresses)
