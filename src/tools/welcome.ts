/** What is printed when a server has begun: where it is, and how other programs get there. */

import { DEFAULT_REGION } from '../transport/client-config.js'
import type { ServeWish } from './serve-arguments.js'

/** Addresses that stand for all of this machine. */
const EVERYWHERE = /^(http:\/\/)(?:0\.0\.0\.0|\[::\])/

/** Where everything is that is served. */
interface Addresses {
  readonly url: string
  /** Undefined if clients of DAX are not served. */
  readonly daxUrl?: string | undefined
  /** Undefined if there is no page. */
  readonly explorerUrl?: string | undefined
}

/** The lines to print. No secret of a credential is among them. */
export function welcomeOf(
  { url, daxUrl, explorerUrl }: Addresses,
  wish: Pick<ServeWish, 'credentials' | 'policies' | 'disk' | 'databasePerKey'>,
): string {
  const { credentials, policies, disk, databasePerKey } = wish
  const local = url.replace(EVERYWHERE, '$1localhost')
  const [known] = credentials ?? []
  const anyKey = policies === undefined ? 'local' : '<a key of the policies>'
  const variables = [
    `AWS_ENDPOINT_URL_DYNAMODB=${local}`,
    `AWS_ENDPOINT_URL_DYNAMODB_STREAMS=${local}`,
    `AWS_REGION=${DEFAULT_REGION}`,
    `AWS_DEFAULT_REGION=${DEFAULT_REGION}`,
    `AWS_ACCESS_KEY_ID=${known?.accessKeyId ?? anyKey}`,
    `AWS_SECRET_ACCESS_KEY=${known === undefined ? 'local' : '<its secret>'}`,
  ]
  const what = databasePerKey ? 'the databases' : 'the database'
  const served =
    disk === undefined
      ? `a database on ${url} in memory: gone at exit`
      : `${what} in ${disk.path} on ${url}`
  const dax = daxUrl === undefined ? '' : `For clients of DAX: ${daxUrl}\n`
  const explorer =
    explorerUrl === undefined ? '' : `To look at it, in a browser on this machine: ${explorerUrl}\n`
  return `hashrange serves ${served}
${dax}${explorer}For clients in another shell:
export ${variables.join(' ')}
`
}
