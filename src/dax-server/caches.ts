/** What clients of one region share: the caches in front of its tables, and what is known of these. */

import { KeyNames } from '../dax/key-names.js'
import { Node } from '../dax/node.js'
import type { Clock } from '../env/clock.js'
import type { Answer } from '../transport/exchange.js'
import type { Signer } from '../transport/sigv4.js'
import { TRANSACT_GET, wireClient } from './commands.js'
import { KeySchemas } from './key-schemas.js'

/** How long and how much is cached, as by `accelerate`. */
export interface CacheSettings {
  readonly clock: Clock
  readonly itemTtl: number
  readonly queryTtl: number
  readonly bytesMax: number
}

/** The caches of one region. */
export interface RegionCache {
  readonly node: Node
  readonly schemas: KeySchemas
}

/** What those who are let in by a name of their own may make grow. */
const CACHES_MAX = 64

export class Caches {
  readonly #answer: Answer
  readonly #settings: CacheSettings
  readonly #isByKey: boolean
  readonly #byName = new Map<string, RegionCache>()

  /** `isByKey`: whether each access key has a database of its own. */
  constructor(answer: Answer, settings: CacheSettings, isByKey: boolean) {
    this.#answer = answer
    this.#settings = settings
    this.#isByKey = isByKey
  }

  of(signer: Signer): RegionCache {
    const name = JSON.stringify([signer.region, this.#isByKey ? signer.accessKeyId : ''])
    const known = this.#byName.get(name)
    if (known !== undefined) return known
    const [oldest] = this.#byName.keys()
    if (this.#byName.size >= CACHES_MAX && oldest !== undefined) this.#byName.delete(oldest)
    const node = new Node({
      ...this.#settings,
      client: wireClient(this.#answer, signer),
      transactGet: TRANSACT_GET,
      keyNames: new KeyNames(),
      versions: { last: 0 },
      tell: () => {},
    })
    const made = { node, schemas: new KeySchemas(this.#answer, signer) }
    this.#byName.set(name, made)
    return made
  }

  /** Forgets all that is cached. */
  flush(): void {
    for (const { node } of this.#byName.values()) node.flush()
  }
}
