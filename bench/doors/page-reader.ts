// What does a page ask an explorer for? It reads the stream of events of a table and of its changes,
// and how its keys are used, each second; here in a process of its own, as a browser is.
//
// A program, started by `suites/explorer.ts` with the address of the explorer and the name of the
// table: it looks and rests as it is told, and says when it does.

const [, , address = '', table = ''] = process.argv
const { origin, hash } = new URL(address)
const headers = { 'x-hashrange-token': hash.replace('#token=', '') }

/** What the suite tells it. */
export type Wish = 'look' | 'rest'

let looking = new AbortController()

process.on('message', (wish: Wish) => {
  looking.abort()
  looking = new AbortController()
  if (wish === 'look') void look(looking.signal)
  process.send?.(wish)
})

async function look(signal: AbortSignal): Promise<void> {
  try {
    await Promise.all([readEvents(signal), askKeys(signal)])
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function readEvents(signal: AbortSignal): Promise<void> {
  const path = `${origin}/_explorer/events?${new URLSearchParams({ table, changes: '' })}`
  const response = await fetch(path, { headers, signal })
  if (!response.ok || response.body === null) throw new Error(`events: ${response.status}`)
  for await (const part of response.body) if (part.length === 0) continue
}

async function askKeys(signal: AbortSignal): Promise<void> {
  let since = 0
  while (!signal.aborted) {
    const query = new URLSearchParams({ table, since: String(since) })
    const response = await fetch(`${origin}/_explorer/keys?${query}`, { headers, signal })
    const { minutes } = (await response.json()) as { readonly minutes: { readonly time: number }[] }
    since = minutes.at(-1)?.time ?? 0
    await new Promise(resolve => setTimeout(resolve, 1000))
  }
}
