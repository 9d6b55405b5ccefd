/** The explorer's server: listening on the loopback interface, time limits, and a shutdown that finishes what has begun. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemRandom } from '../env/random.js'
import { after } from '../env/timers.js'
import { asyncDispose } from '../types/dispose.js'
import type { Explorable } from './explorable.js'
import { Guard } from './guard.js'
import { PAGE_DIRECTORY, PageFiles } from './page-files.js'
import { ExplorerRequests } from './requests.js'

/** Where an explorer listens. */
export interface ListenOptions {
  /** 0 is any free port. */
  readonly port: number
  /** The directory with the files of the page. Default: where the build has put them. */
  readonly pageDirectory?: URL | undefined
  /** Is told of bugs. */
  readonly onBug: (error: unknown) => void
}

/** An explorer that listens. */
export interface Explorer {
  /** The port that it listens on. */
  readonly port: number
  /** For a browser, such as `http://127.0.0.1:8001/#token=…`. Who has it may see and change everything. */
  readonly url: string
  /** Takes no more requests, answers those that have begun, and resolves when all connections are closed. */
  close(): Promise<void>
  /** `await using explorer = await explore(db)` closes it at the end of the block. */
  [asyncDispose](): Promise<void>
}

/** The name that is not looked up anywhere, so that it can't be made to be another machine. */
const HOST = '127.0.0.1'
/** Milliseconds that a shutdown gives to requests that have begun. */
const SHUTDOWN_TIMEOUT = 2000
const HEADER_BYTES_MAX = 16 * 1024

/** Listens. Rejects if the port is taken. */
export async function listenForExplorer(
  source: Explorable,
  { port: wanted, pageDirectory = PAGE_DIRECTORY, onBug }: ListenOptions,
): Promise<Explorer> {
  const server = createServer({ maxHeaderSize: HEADER_BYTES_MAX })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(wanted, HOST, resolve)
  })
  const { port } = server.address() as AddressInfo
  const guard = new Guard(systemRandom, port)
  const files = new PageFiles(pageDirectory)
  const requests = new ExplorerRequests({ source, guard, files, random: systemRandom, onBug })
  server.on('request', (request, response) => requests.serve(request, response))
  const close = (): Promise<void> =>
    new Promise(resolve => {
      const stop = after(SHUTDOWN_TIMEOUT, () => server.closeAllConnections())
      server.close(() => {
        stop()
        resolve()
      })
      requests.close()
      server.closeIdleConnections()
    })
  return { port, url: `http://${HOST}:${port}/#token=${guard.token}`, close, [asyncDispose]: close }
}
