/** What a request is for. Source: RFC 9112, section 3.2. */

import type { IncomingMessage } from 'node:http'

interface Target {
  /** With the query string. */
  readonly path: string
  /** The name of the server, with its port if there is one; undefined in HTTP/1.0. */
  readonly host: string | undefined
}

/** The path, and the host that is meant: the name in the target, if it has one, comes before the header. */
export function targetOf({ url = '', headers }: IncomingMessage): Target {
  if (url.startsWith('/')) return { path: url, host: headers.host }
  const [, host, rest] = /^https?:\/\/([^/?#]*)(.*)$/is.exec(url) ?? []
  if (host === undefined || rest === undefined) return { path: url, host: headers.host }
  return { path: rest.startsWith('/') ? rest : `/${rest}`, host }
}
