/**
 * Every row through every door: the service called as a function, a client of the AWS SDK in process, HTTP, and a client
 * in the fast lane. Prints how many rows passed each.
 */

import { afterAll, beforeAll, describe, test } from 'vitest'
import { ATTACHED, DIRECT, HANDLER, HttpDoor } from './doors.js'
import { Player } from './player.js'
import type { Row, Rows } from './row.js'
import { Tally } from './tally.js'

/** Makes a test of each row. */
export function playThroughEveryDoor(collected: readonly Rows[]): void {
  const http = new HttpDoor()
  const player = new Player([DIRECT, HANDLER, http, ATTACHED])
  const tally = new Tally(player.doors.map(({ name }) => name))

  beforeAll(() => http.start())
  afterAll(async () => {
    await http.stop()
    process.stdout.write(`\n${tally}\n`)
  })

  describe.each([...groupsOf(collected)])('%s', (_, rows) => {
    test.each(rows)('$name', async row => {
      for (const door of player.doors) {
        await player.play(row, door)
        if (row.notBySdk === undefined || !door.isOfSdk) tally.pass(row.operation, door.name)
      }
    })
  })
}

function groupsOf(collected: readonly Rows[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of collected.flatMap(({ list }) => list)) {
    const name = row.group === '' ? row.operation : `${row.operation} > ${row.group}`
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [row])
    else group.push(row)
  }
  return groups
}
