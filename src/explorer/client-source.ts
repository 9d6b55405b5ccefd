/**
 * Tables elsewhere as what is explored: the operations in wire form become commands that a client of the SDK sends, by its own
 * region, credentials and retries, and its answers become wire form again.
 */

import { isRefusal } from '../errors/dynamo-error.js'
import { ClientFailed, ClientMissing } from '../errors/remote-errors.js'
import { unknownOperation } from '../errors/request-errors.js'
import type { ConnectableClient } from '../remote/connect.js'
import { asNative } from '../remote/refusals.js'
import { type Ask, askerOf, type Client, hasCommand } from '../remote/sender.js'
import type { StreamDoor } from '../remote/stream-requests.js'
import { StreamSender } from '../remote/stream-sender.js'
import { inWireForm } from '../remote/wire-form.js'
import type { Explorable } from './explorable.js'

/** How tables elsewhere are asked, in wire form. */
interface Elsewhere {
  readonly ask: Ask
  /** Streams may be asked by another way. */
  readonly streams: StreamDoor
  regions(): readonly string[] | Promise<readonly string[]>
}

type StreamOperation = Parameters<StreamDoor['send']>[0]

/** Those that the page and the walk over a stream ask. */
const STREAM_OPERATIONS: ReadonlySet<string> = new Set<StreamOperation>([
  'DescribeStream',
  'GetShardIterator',
  'GetRecords',
])

/** What is elsewhere. It has one region, whichever a call names; what it fails with is told as it has it. */
export function explorableElsewhere({ ask, streams, regions }: Elsewhere): Explorable {
  return {
    answer: async ({ operation, json }) => {
      try {
        return isOfStreams(operation)
          ? await streams.send(operation, json as object)
          : await ask(operation, json as object)
      } catch (error) {
        const native = asNative(error)
        throw isOfWay(native) ? new ClientFailed(native) : native
      }
    },
    knows: () => true,
    regions,
  }
}

/** What a client reaches. */
export function explorableOf(client: ConnectableClient): Explorable {
  const ask = inWireForm(askerOf(client as unknown as Client))
  const streams = new StreamSender(client, undefined)
  return explorableElsewhere({
    ask: async (operation, input) => {
      if (!(await hasCommand(operation))) throw unknownOperation(operation)
      return await ask(operation, input)
    },
    streams: { send: inWireForm((operation, input) => streams.send(operation, input)) },
    regions: () => regionsOf(client),
  })
}

function isOfStreams(operation: string): operation is StreamOperation {
  return STREAM_OPERATIONS.has(operation)
}

/** Whether it is a failure of the way to the service, of its answer, or of credentials: a client tells of it, or Node does. */
function isOfWay(error: unknown): boolean {
  if (isRefusal(error) || typeof error !== 'object' || error === null) return false
  if ('$metadata' in error || 'tryNextLink' in error || 'syscall' in error) return true
  return error instanceof ClientMissing
}

/** Of a client, the region is what gives it. */
async function regionsOf({ config }: ConnectableClient): Promise<readonly string[]> {
  const { region } = config as { readonly region?: string | (() => Promise<string>) }
  const name = typeof region === 'function' ? await region() : region
  return name === undefined ? [] : [name]
}
