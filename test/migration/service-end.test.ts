/**
 * `dynamodb:REGION` is the service itself, by the SDK's own settings: its variables and profiles say where that is and with what
 * credentials, so that here it is a server of ours.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { Database } from '../../src/index.js'
import { migrate, pull, verifyMigration } from '../../src/migration/entry.js'
import { type RunningServer, serve } from '../../src/server.js'
import { WaitlessClock } from '../remote/world.js'
import { newPath } from './paths.js'
import { itemsOf, SCHEMA } from './world.js'

const REGION = 'eu-west-1'
const AT = `dynamodb:${REGION}`

/** One for each access key. */
const services = new Map<string, Database>()
let server: RunningServer

beforeAll(async () => {
  for (const key of ['AKIAONE', 'AKIATWO']) services.set(key, await Database.open())
  server = await serve(key => services.get(key) as Database, { port: 0 })
})
afterAll(() => server.close())
afterEach(() => vi.unstubAllEnvs())

function withVariables(): void {
  vi.stubEnv('AWS_ENDPOINT_URL', server.url)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAONE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
}

/** A profile of credentials. */
function withProfile(name: string, key: string): void {
  const folder = newPath()
  mkdirSync(folder)
  const [config, credentials] = [join(folder, 'config'), join(folder, 'credentials')]
  writeFileSync(config, `[profile ${name}]\nregion = us-west-2\n`)
  writeFileSync(
    credentials,
    `[${name}]\naws_access_key_id = ${key}\naws_secret_access_key = secret\n`,
  )
  vi.stubEnv('AWS_CONFIG_FILE', config)
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', credentials)
}

const inRegion = (key: string) => (services.get(key) as Database).inRegion(REGION)

const ITEMS = Array.from({ length: 30 }, (_, sk) => ({
  pk: `p${sk % 4}`,
  sk,
  color: 'c',
  size: sk,
}))

describe('the service', () => {
  test('is where the variables say, with the tables of its region, and with its changes', async () => {
    withVariables()
    const things = await inRegion('AKIAONE').createTable('Things', {
      ...SCHEMA,
      stream: 'NEW_AND_OLD_IMAGES',
    })
    await things.putAll(ITEMS)
    const to = await Database.open()
    const { tables } = await migrate({
      from: AT,
      to,
      tables: ['Things'],
      clock: new WaitlessClock(),
      cutOver: async () => {
        await things.put({ pk: 'late', sk: 1 } as never)
        await things.delete({ pk: 'p1', sk: 1 })
      },
    })
    expect(tables).toMatchObject([{ isDone: true, items: 30, comparison: { differing: 0 } }])
    expect(itemsOf(to, 'Things').size).toBe(30)
    expect(to.table('Things').get({ pk: 'late', sk: 1 })).toEqual({ pk: 'late', sk: 1 })
    expect(to.table('Things').get({ pk: 'p1', sk: 1 })).toBeUndefined()
  })

  test('takes tables by the credentials of a profile, in the region that is named', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', server.url)
    withProfile('shop', 'AKIATWO')
    const from = await Database.open()
    await (await from.createTable('Goods', SCHEMA)).putAll(ITEMS)
    const to = { at: AT, profile: 'shop' }
    await migrate({ from, to, clock: new WaitlessClock() })
    expect(inRegion('AKIATWO').table('Goods').scan().count()).toBe(30)
    expect(inRegion('AKIAONE').tables()).not.toContain('Goods')
    const { tables } = await verifyMigration({ from, to, clock: new WaitlessClock() })
    expect(tables[0]?.comparison).toMatchObject({ items: [30, 30], differing: 0 })
    const into = await Database.open()
    expect(await pull({ from: to, table: 'Goods', into, limit: 5 })).toMatchObject({ written: 5 })
    expect(into.table('Goods').scan().count()).toBe(5)
  })

  test('is told of as it was asked for, if it refuses', async () => {
    withVariables()
    const to = await Database.open()
    await expect(migrate({ from: AT, to, tables: ['None'] })).rejects.toThrow(
      /None.*dynamodb:eu-west-1/,
    )
  })
})
