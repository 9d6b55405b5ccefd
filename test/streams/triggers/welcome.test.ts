import { expect, test } from 'vitest'
import { Database, type StreamEvent, type TriggerFailure } from '../../../src/index.js'
import { ManualClock } from '../../../src/testing/manual-clock.js'

interface User {
  id: string
  name: string
  email: string
}

/** The example of the README, with a post office that is closed on the first day. */
test('new users are sent a mail, once, though the post office is closed at first', async () => {
  const clock = new ManualClock()
  const db = await Database.open({ clock })
  const users = await db.createTable<User>()('Users', {
    partitionKey: { id: 'S' },
    stream: 'NEW_AND_OLD_IMAGES',
  })
  let isOpen = false
  const sent: [address: string | undefined, text: string][] = []
  const sendMail = async (address: string | undefined, text: string): Promise<void> => {
    await new Promise(resolve => setImmediate(resolve))
    if (!isOpen) throw new Error('closed')
    sent.push([address, text])
  }
  const failures: TriggerFailure[] = []

  async function welcome(event: StreamEvent): Promise<void> {
    for (const { dynamodb } of event.Records) {
      await sendMail(dynamodb.NewImage?.email?.S, `Welcome, ${dynamodb.NewImage?.name?.S}!`)
    }
  }

  const trigger = users.trigger(welcome, {
    filters: [{ eventName: ['INSERT'] }],
    retries: 5,
    onFailure: failure => void failures.push(failure),
  })
  await users.put({ id: 'u1', name: 'Ada', email: 'ada@example.com' })
  await users.put({ id: 'u1', name: 'Ada Lovelace', email: 'ada@example.com' })
  await users.delete({ id: 'u2' })
  await clock.advance(1000)
  await trigger.idle()
  expect(sent).toEqual([])
  isOpen = true
  await clock.advance(60_000)
  await trigger.idle()
  expect(sent).toEqual([['ada@example.com', 'Welcome, Ada!']])
  expect(failures).toEqual([])
  expect(trigger.counts).toMatchObject({ recordsHandled: 1, recordsFiltered: 1 })
  await trigger.stop()
})
