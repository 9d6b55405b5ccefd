/** The links between all regions. */

import { Link } from './link.js'

export class Links {
  readonly #all: Link[] = []
  /** By the region that they come from, then by the one that they go to. */
  readonly #byRegions = new Map<string, Map<string, Link>>()

  /** In the order in which they were first used. */
  get all(): readonly Link[] {
    return this.#all
  }

  /** How many messages are on their way. */
  get inFlight(): number {
    let count = 0
    for (const { size } of this.#all) count += size
    return count
  }

  /** The link from one region to another. It is made on first use. */
  between(from: string, to: string): Link {
    return this.#byRegions.get(from)?.get(to) ?? this.add(new Link(from, to))
  }

  /** Takes up a link between regions that have none. */
  add(link: Link): Link {
    const { from, to } = link
    const ofRegion = this.#byRegions.get(from)
    if (ofRegion === undefined) this.#byRegions.set(from, new Map([[to, link]]))
    else ofRegion.set(to, link)
    this.#all.push(link)
    return link
  }

  fork(): Links {
    const fork = new Links()
    for (const link of this.#all) fork.add(link.fork())
    return fork
  }
}
