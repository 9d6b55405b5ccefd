/** Tables elsewhere take their time to become what they are to be: they are looked at until they are. */

import { ResourceNotFoundException } from '../errors/dynamo-error.js'
import { tableNotReady } from '../errors/remote-errors.js'
import type { Sender } from './sender.js'
import { describeTable } from './table-facts.js'

/** Milliseconds. */
const LOOK_FIRST = 20
const LOOK_LAST = 2_000
/** Three days: to fill an index of a large table takes hours, and everything else of a table minutes. */
const READY_MAX = 3 * 86_400_000

/** Waits until a table and its indexes can be used. Throws a `ResourceNotFoundException` if there is none. */
export async function whenActive(sender: Sender, name: string): Promise<void> {
  await lookUntil(sender, `active: ${name}`, async () => {
    const { TableStatus, GlobalSecondaryIndexes = [] } = await describeTable(sender, name)
    return (
      TableStatus === 'ACTIVE' &&
      GlobalSecondaryIndexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')
    )
  })
}

/** Waits until a table is gone. */
export async function whenGone(sender: Sender, name: string): Promise<void> {
  await lookUntil(sender, 'gone', async () => {
    try {
      await describeTable(sender, name)
      return false
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return true
      throw error
    }
  })
}

async function lookUntil(
  sender: Sender,
  wanted: string,
  look: () => Promise<boolean>,
): Promise<void> {
  const until = sender.clock.now() + READY_MAX
  for (let pause = LOOK_FIRST; !(await look()); pause = Math.min(LOOK_LAST, pause * 2)) {
    if (sender.clock.now() > until) throw tableNotReady(wanted)
    await sender.sleep(pause)
  }
}
