// What does a page ask an explorer for? In the view of changes it reads the stream of events, in that of
// the keys it asks each second how they are used; here in a process of its own, as a browser is. It
// makes nothing of what it reads: the work of a page is not what a server would be slowed down by.
//
// A program, started by `suites/explorer.ts` with the address of the explorer and the name of the
// table: it looks and rests as it is told, and says when it does.

import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

const [, , address = '', table = ''] = process.argv
const { origin, hash } = new URL(address)
const headers = { 'x-hashrange-token': hash.replace('#token=', '') }
const agent = new Agent({ keepAlive: true })
const MINUTE_MS = 60_000

/** Milliseconds of work in each second, about as many as reading a view takes. */
const BUSY_DURATION = 2

/** What the suite tells it: the view that it looks at, or to work as long and ask for nothing. */
export type Wish = 'changes' | 'keys' | 'busy' | 'rest'

const VIEWS: { readonly [View in Wish]: (signal: AbortSignal) => Promise<void> } = {
  changes: readChanges,
  keys: askKeys,
  busy: workAlone,
  rest: async () => {},
}

let looking = new AbortController()

process.on('message', (wish: Wish) => {
  looking.abort()
  looking = new AbortController()
  void look(wish, looking.signal)
  process.send?.(wish)
})

async function look(view: Wish, signal: AbortSignal): Promise<void> {
  try {
    await VIEWS[view](signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function readChanges(signal: AbortSignal): Promise<void> {
  const events = await answerTo(`events?${new URLSearchParams({ table, changes: '' })}`, signal)
  events.resume()
  await once(events, 'end')
  throw new Error('the stream of events has ended')
}

async function askKeys(signal: AbortSignal): Promise<void> {
  let since = 0
  while (!signal.aborted) {
    const answer = await answerTo(
      `keys?${new URLSearchParams({ table, since: String(since) })}`,
      signal,
    )
    const parts = (await answer.toArray()) as Buffer[]
    const [, now] = /"now":(\d+)/.exec(String(parts[0])) ?? []
    since = Math.floor(Number(now) / MINUTE_MS) * MINUTE_MS
    await wait(1000)
  }
}

async function workAlone(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const begin = performance.now()
    while (performance.now() - begin < BUSY_DURATION);
    await wait(1000)
  }
}

async function answerTo(asked: string, signal: AbortSignal): Promise<IncomingMessage> {
  const request = get(`${origin}/_explorer/${asked}`, { headers, agent, signal })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  if (answer.statusCode !== 200) throw new Error(`${asked}: ${answer.statusCode}`)
  return answer
}
