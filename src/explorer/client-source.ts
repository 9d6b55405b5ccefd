/**
 * Tables elsewhere as what is explored: the operations in wire form become commands that a client of the SDK sends, by its own
 * region, credentials and retries, and its answers become wire form again.
 */

import { isRefusal } from '../errors/dynamo-error.js'
import { ClientFailed } from '../errors/remote-errors.js'
import { unknownOperation } from '../errors/request-errors.js'
import type { ConnectableClient } from '../remote/connect.js'
import { asNative } from '../remote/refusals.js'
import { askerOf, type Client, hasCommand } from '../remote/sender.js'
import { sdkFormOf, wireFormOf } from '../remote/wire-form.js'
import type { Call } from '../transport/exchange.js'
import type { Explorable } from './explorable.js'

/** What a client reaches. It has one region, whichever a call names. */
export function explorableOf(client: ConnectableClient): Explorable {
  const ask = askerOf(client as unknown as Client)
  const answer = async ({ operation, json }: Call): Promise<object> => {
    if (!(await hasCommand(operation))) throw unknownOperation(operation)
    const input = sdkFormOf(json) as object
    try {
      const output = await ask(operation, input)
      return wireFormOf({ ...output, $metadata: undefined }) as object
    } catch (error) {
      const native = asNative(error)
      throw isOfClient(native) ? new ClientFailed(native) : native
    }
  }
  return { answer, knows: () => true, regions: () => regionsOf(client) }
}

/** Whether it is a failure that the SDK tells of: of the way to the service, of its answer, or of credentials that are missing. */
function isOfClient(error: unknown): boolean {
  if (isRefusal(error) || typeof error !== 'object' || error === null) return false
  return '$metadata' in error || 'tryNextLink' in error
}

/** Of a client, the region is what gives it. */
async function regionsOf({ config }: ConnectableClient): Promise<readonly string[]> {
  const { region } = config as { readonly region?: string | (() => Promise<string>) }
  const name = typeof region === 'function' ? await region() : region
  return name === undefined ? [] : [name]
}
