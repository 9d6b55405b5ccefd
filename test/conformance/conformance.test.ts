/**
 * Every row through every door: the service called as a function, a client of the AWS SDK in process, HTTP, and a client
 * in the fast lane. Prints how many rows passed each.
 */

import { afterAll, beforeAll, describe, test } from 'vitest'
import { ATTACHED, DIRECT, HANDLER, HttpDoor } from './doors.js'
import { Player } from './player.js'
import { ROWS } from './rows/all.js'
import { Tally } from './tally.js'

const http = new HttpDoor()
const player = new Player([DIRECT, HANDLER, http, ATTACHED])
const tally = new Tally(player.doors.map(({ name }) => name))

beforeAll(() => http.start())
afterAll(async () => {
  await http.stop()
  process.stdout.write(`\n${tally}\n`)
})

const groups = new Map<string, (typeof ROWS)[number][]>()
for (const row of ROWS) {
  const name = `${row.operation} > ${row.group}`
  groups.set(name, [...(groups.get(name) ?? []), row])
}

describe.each([...groups])('%s', (_, rows) => {
  test.each(rows)('$name', async row => {
    for (const door of player.doors) {
      await player.play(row, door)
      if (row.notBySdk === undefined || !door.isOfSdk) tally.pass(row.operation, door.name)
    }
  })
})
