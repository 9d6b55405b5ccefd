/** Other implementations of the service, each as a process of its own, in memory, on a port of its own of this machine. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { type AddressInfo, connect, createServer } from 'node:net'

/** `dynalite` comes with the tests' packages; `dynoxide` is a program that there is for Linux on x64. */
export type PeerName = 'dynalite' | 'dynoxide'

const require = createRequire(import.meta.url)
const IMMEDIATE = ['--createTableMs', '0', '--updateTableMs', '0', '--deleteTableMs', '0']

const PROGRAMS: Readonly<Record<PeerName, (port: number) => readonly string[]>> = {
  dynalite: port => [
    process.execPath,
    require.resolve('dynalite/cli.js'),
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...IMMEDIATE,
  ],
  dynoxide: port => [
    require.resolve('@dynoxide/linux-x64/dynoxide'),
    ...['serve', '--host', '127.0.0.1', '--port', String(port)],
  ],
}

/** The peers that there are for this machine. */
export const PEERS: readonly PeerName[] =
  process.platform === 'linux' && process.arch === 'x64' ? ['dynalite', 'dynoxide'] : ['dynalite']

export class Peer {
  readonly url: string
  readonly #child: ChildProcess

  private constructor(url: string, child: ChildProcess) {
    this.url = url
    this.#child = child
  }

  /** Neither of them takes port 0, so one that was free a moment ago is taken; it tells when it listens. */
  static async start(name: PeerName): Promise<Peer> {
    const port = await freePort()
    const [command = '', ...parameters] = PROGRAMS[name](port)
    const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'] })
    const told: string[] = []
    await new Promise<void>((resolve, reject) => {
      const hear = (data: Buffer) => {
        told.push(String(data))
        if (/listening (at|on)/.test(told.join(''))) resolve()
      }
      child.stdout?.on('data', hear)
      child.stderr?.on('data', hear)
      child.once('error', reject)
      child.once('exit', () => reject(new Error(`${name} ended: ${told.join('')}`)))
    })
    await canBeReached(port)
    return new Peer(`http://127.0.0.1:${port}`, child)
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill()
    await ended
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function canBeReached(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.destroy()
}
