/**
 * Which `Host` headers a server on the loopback interface answers to. A page of the web can have a name of its own
 * resolve to 127.0.0.1 (DNS rebinding) and then read answers as its own; its requests carry that name.
 */

import { isIP } from 'node:net'

/** Suffixes of names that nobody else can have resolve to this machine, or that only this machine resolves. */
const SAFE_SUFFIXES = ['.localhost', '.amazonaws.com', '.amazonaws.com.cn', '.docker.internal']

/**
 * Whether a server on the loopback interface is meant: by an address, by a name without dots, by a name of the service,
 * or by one of `allowed`.
 *
 * @param host the value of the header, with or without a port; requests of HTTP/1.0 may have none
 */
export function isExpectedHost(host: string | undefined, allowed: ReadonlySet<string>): boolean {
  if (host === undefined) return true
  const name = nameOf(host)
  if (name === undefined) return false
  if (allowed.has(name) || isIP(name) !== 0 || !name.includes('.')) return true
  return SAFE_SUFFIXES.some(suffix => name.endsWith(suffix))
}

/** What a client is told whose request is for another server. */
export function wrongHostText(host: string | undefined): string {
  const name = host === undefined ? undefined : nameOf(host)
  const shown = name !== undefined && /^[\w.-]+$/.test(name) ? name : 'NAME'
  return `This server does not answer requests for other hosts than this machine, so that no page of the web can \
reach it by a name of its own. If the host of this request is meant, start it with --allowed-host ${shown}, or \
serve(database, { allowedHosts: ['${shown}'] }).\n`
}

/** Whether only this machine can connect to an address or name. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** Without the port, the brackets and a final dot; undefined if it is malformed. */
function nameOf(host: string): string | undefined {
  const [, address, name] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@\s]+))(?::\d*)?$/i.exec(host) ?? []
  return address ?? name?.toLowerCase().replace(/\.$/, '')
}
