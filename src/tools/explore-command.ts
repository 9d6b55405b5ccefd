/** `hashrange explore`: the page that shows a database, wherever that is. */

import { explorableElsewhere } from '../explorer/client-source.js'
import type { Explorable } from '../explorer/explorable.js'
import type { End } from '../migration/ends.js'
import { explore } from '../server.js'
import type { Json } from '../shell/door.js'
import { remoteDoor } from '../shell/remote-door.js'
import { isElsewhere, openElsewhere, regionOf } from './elsewhere.js'
import type { ExploreWish } from './explore-arguments.js'
import { openDirectory } from './held-directory.js'
import { progressLineOn } from './progress-line.js'
import type { Surroundings } from './surroundings.js'
import { toldText } from './told.js'

/** A page that is there. */
export interface Exploring {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** Opens the page. */
export async function exploreAsWished(
  wish: ExploreWish,
  surroundings: Surroundings,
): Promise<Exploring> {
  const { write, writeError } = surroundings
  const { source, close: closeSource } = await sourceOf(wish, surroundings)
  try {
    const log = (line: string): void => writeError(`${line}\n`)
    const { url, port, close: closePage } = await explore(source, { port: wish.port, log })
    const text = () => `To look at ${wish.target}, in a browser on this machine: ${url}\n`
    write(toldText(wish.isJson, () => ({ explorerUrl: url }), text))
    const close = async (): Promise<void> => {
      await closePage()
      await closeSource()
    }
    return { url, port, close }
  } catch (error) {
    await closeSource()
    throw error
  }
}

interface Source {
  readonly source: Explorable
  readonly close: () => Promise<void>
}

async function sourceOf(wish: ExploreWish, surroundings: Surroundings): Promise<Source> {
  if (isElsewhere(wish.target)) {
    const end = await openElsewhere(wish)
    return { source: explorableEnd(end, regionOf(wish)), close: () => end.close() }
  }
  const { target: directory, keyFile, isJson } = wish
  const line = progressLineOn(surroundings, isJson)
  const opening = openDirectory({ directory, keyFile, line }, surroundings.readBytes)
  const database = await opening.finally(() => line.end())
  return { source: database, close: () => database.close() }
}

/** It has the region that it was opened for. */
function explorableEnd(end: End, region: string): Explorable {
  const { send } = remoteDoor(end)
  return explorableElsewhere({
    ask: (operation, input) => send(operation, input as Json),
    streams: end.sender.streams,
    regions: () => [region],
  })
}
