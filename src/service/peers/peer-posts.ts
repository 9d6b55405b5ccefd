/** What is sent to peers, and where they are. */

import { peerFailed, peerMissing } from '../../errors/peer-errors.js'
import type { Body } from '../../replication/peer-wire.js'

/** Where the processes of other regions are. */
export interface PeerSettings {
  /** The region of this process. */
  readonly home: string
  /** Where those of others are, by their regions. */
  readonly urls: ReadonlyMap<string, string>
  /** Sends a body to a process. Rejects with a `PeerRefusal` if it is refused, and with another error if nobody answers. */
  readonly post: (url: string, body: object) => Promise<Body>
}

export class PeerPosts {
  readonly #settings: PeerSettings

  constructor(settings: PeerSettings) {
    this.#settings = settings
  }

  /** The region of this process. */
  get home(): string {
    return this.#settings.home
  }

  has(region: string): boolean {
    return this.#settings.urls.has(region)
  }

  /** Where the process of a region is. Throws a `ValidationException` if there is none. */
  urlOf(region: string): string {
    const url = this.#settings.urls.get(region)
    if (url === undefined) throw peerMissing(region)
    return url
  }

  /** Sends a body. Rejects with whatever the reason is. */
  readonly post = async (region: string, body: object): Promise<Body> =>
    this.#settings.post(this.urlOf(region), body)

  /**
   * Asks for something that a request waits for.
   *
   * @throws ValidationException if it is not done
   */
  async ask(region: string, kind: string, body: object): Promise<Body> {
    const url = this.urlOf(region)
    try {
      return await this.#settings.post(url, { kind, from: this.home, to: region, ...body })
    } catch (error) {
      throw peerFailed({ region, url }, error)
    }
  }

  /** Tells something that need not be heard: whoever does not hear it will find out. */
  async mention(region: string, kind: string, body: object): Promise<void> {
    if (!this.has(region)) return
    await this.post(region, { kind, from: this.home, to: region, ...body }).catch(() => {})
  }
}
