/**
 * Who is let in. The explorer listens on the loopback interface, which every program of the machine and every page in its
 * browsers can send requests to; so each request must be for this server by its own name (a page whose name was made to
 * resolve here, by DNS rebinding, sends that name), must come from no other page, and, unless it is for the files of the
 * page, must carry the token.
 *
 * The token is in the fragment of the address that is printed: browsers send that to nobody. The page puts it into a header
 * of each request, not into a cookie: cookies are sent to all ports of a host, and so to whatever else listens here.
 *
 * Source: Fetch Standard, "CORS protocol"; Fetch Metadata Request Headers; RFC 6265, section 8.5.
 */

import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Random } from '../env/random.js'
import { TOKEN_HEADER } from './page/wire.js'

const TOKEN_BYTES = 24

/** Says no by the reason, in a line for whoever looks at the answer; undefined is yes. */
type Refusal = string | undefined

/** Knows the token and the names of one server. */
export class Guard {
  /** For the address that is printed: 32 letters, digits, `-` and `_`. */
  readonly token: string
  readonly #hosts: ReadonlySet<string>

  constructor(random: Random, port: number) {
    this.token = Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url')
    this.#hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`])
  }

  /** Whether a request may have the files of the page, which are the same for everyone and tell nothing. */
  refusalOfPage({ host, origin }: IncomingHttpHeaders): Refusal {
    if (host === undefined || !this.#hosts.has(host.toLowerCase())) {
      return 'This server answers to the address that it has printed, and to no other name.'
    }
    if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
      return 'This server does not answer other pages than its own.'
    }
    return undefined
  }

  /** Whether a request may see and change what is explored. */
  refusalOfData(headers: IncomingHttpHeaders): Refusal {
    const { 'sec-fetch-site': site, [TOKEN_HEADER]: token } = headers
    const refusal = this.refusalOfPage(headers)
    if (refusal !== undefined) return refusal
    if (site !== undefined && site !== 'same-origin') {
      return 'This server does not answer other pages than its own.'
    }
    return typeof token === 'string' && this.#isToken(token)
      ? undefined
      : `This server answers with the token of the address that it has printed, in the header ${TOKEN_HEADER}.`
  }

  /** Takes the same time wherever the two differ. */
  #isToken(given: string): boolean {
    const [left, right] = [Buffer.from(given), Buffer.from(this.token)]
    return left.length === right.length && timingSafeEqual(left, right)
  }
}
