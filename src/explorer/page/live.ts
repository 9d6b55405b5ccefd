/** The stream of events: what the server tells without being asked, and whether it is there. */

import { useEffect, useState } from 'preact/hooks'
import { Gone, send } from './service.js'
import { EVENTS_PATH, type FeedEvents } from './wire.js'

/** What the server has told last. */
interface Live extends Partial<FeedEvents> {
  /** `refused`: the page has no token that the server knows. */
  readonly connection: 'opening' | 'open' | 'gone' | 'refused'
}

/** What is looked at. */
interface Subject {
  readonly region: string
  readonly table: string | undefined
}

/** Milliseconds before a server that was gone is looked for again. */
const RETRY_DURATION = 1000
/** A server that has told nothing for so many milliseconds is gone: it tells at least each five seconds that it is there. */
const SILENCE_MAX = 15_000

/** What the server tells of a subject, and again whenever it tells more. */
export function useLive({ region, table }: Subject): Live {
  const [{ live, of }, setTold] = useState<Told>({ live: { connection: 'opening' }, of: undefined })
  useEffect(() => {
    const ending = new AbortController()
    const subject = { region, table }
    const tell = (news: Partial<Live>): void => {
      if (ending.signal.aborted) return
      setTold(before => ({ live: { ...stillTrue(before, subject), ...news }, of: subject }))
    }
    void listen(subject, tell, ending.signal)
    return () => ending.abort()
  }, [region, table])
  return stillTrue({ live, of }, { region, table })
}

interface Told {
  readonly live: Live
  /** What it was told of. */
  readonly of: Subject | undefined
}

/** What was told of one subject, as far as it is true of another. */
function stillTrue({ live, of }: Told, { region, table }: Subject): Live {
  const { table: described, ...rest } = live
  if (of?.region !== region) return { connection: live.connection }
  return of.table === table && described !== undefined ? live : rest
}

/** Listens, and begins again when the server is gone, until the signal. */
async function listen(
  { region, table }: Subject,
  tell: (news: Partial<Live>) => void,
  signal: AbortSignal,
): Promise<void> {
  const query = new URLSearchParams({ region, ...(table !== undefined && { table }) })
  while (!signal.aborted) {
    try {
      const response = await send(`${EVENTS_PATH}?${query}`, { signal })
      if (response.status === 403) {
        tell({ connection: 'refused' })
        return
      }
      tell({ connection: 'open' })
      for await (const [name, data] of eventsOf(response)) tell({ [name]: JSON.parse(data) })
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof Gone || error instanceof TypeError)) throw error
    }
    tell({ connection: 'gone' })
    await new Promise(resolve => setTimeout(resolve, RETRY_DURATION))
  }
}

/** The events of an answer, as `[name, data]`, until it ends. Source: HTML Standard, "Server-sent events". */
async function* eventsOf({ body }: Response): AsyncGenerator<readonly [string, string]> {
  if (body === null) return
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (;;) {
    const { done, value } = await within(SILENCE_MAX, reader.read())
    if (done) return
    text += value
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(event) ?? []
      if (name !== undefined && data !== undefined) yield [name, data]
    }
  }
}

function within<Value>(milliseconds: number, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Gone()), milliseconds)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
