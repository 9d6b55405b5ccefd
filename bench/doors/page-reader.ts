// What does a page ask an explorer for? It reads the stream of events of a table, and how its keys
// are used, each second; here in a process of its own, as a browser is.
//
// A program, started by `suites/explorer.ts` with the address of the explorer and the name of the table,
// which reads until it is ended, and says once that it has begun.

const [, , address = '', table = ''] = process.argv
const { origin, hash } = new URL(address)
const headers = { 'x-hashrange-token': hash.replace('#token=', '') }

async function read(path: string): Promise<void> {
  const response = await fetch(`${origin}/_explorer/${path}`, { headers })
  if (!response.ok || response.body === null) throw new Error(`${path}: ${response.status}`)
  for await (const part of response.body) if (part.length === 0) continue
}

let since = 0
async function keys(): Promise<void> {
  const query = new URLSearchParams({ table, since: String(since) })
  const response = await fetch(`${origin}/_explorer/keys?${query}`, { headers })
  const { minutes } = (await response.json()) as { readonly minutes: { readonly time: number }[] }
  since = minutes.at(-1)?.time ?? 0
  setTimeout(() => void keys(), 1000)
}

void read(`events?${new URLSearchParams({ table })}`)
await keys()
process.send?.('begun')
