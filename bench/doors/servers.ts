// Which servers are compared over HTTP? Each in a process of its own, in memory, on a port of its
// own of this machine.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { builtFile } from '../harness/build.js'
import { HttpLoad } from './http-load.js'
import type { Request } from './orders.js'
import { batches, CREATE_TABLE, DESCRIBE_TABLE, LIST_TABLES } from './orders.js'

const SERVER_NAMES = ['bare', 'hashrange', 'dynalite', 'dynoxide'] as const
export type ServerName = (typeof SERVER_NAMES)[number]

/** How a server is started: on which port it is to listen is said by the arguments. */
interface Program {
  readonly file: string
  readonly command: string
  readonly arguments: (port: number) => readonly string[]
}

const HASHRANGE = fileURLToPath(builtFile('command.js'))
const BARE = pathOf('bare-server.ts')
const DYNALITE = pathOf('../node_modules/dynalite/cli.js')
const DYNOXIDE = pathOf('../node_modules/@dynoxide/linux-x64/dynoxide')
const IMMEDIATE = ['--createTableMs', '0', '--updateTableMs', '0', '--deleteTableMs', '0']

const PROGRAMS: Readonly<Record<ServerName, Program>> = {
  hashrange: {
    file: HASHRANGE,
    command: process.execPath,
    arguments: port => [HASHRANGE, 'serve', '--port', String(port)],
  },
  bare: {
    file: BARE,
    command: process.execPath,
    arguments: port => [...process.execArgv, BARE, String(port)],
  },
  dynalite: {
    file: DYNALITE,
    command: process.execPath,
    arguments: port => [DYNALITE, '--host', '127.0.0.1', '--port', String(port), ...IMMEDIATE],
  },
  dynoxide: {
    file: DYNOXIDE,
    command: DYNOXIDE,
    arguments: port => ['serve', '--host', '127.0.0.1', '--port', String(port)],
  },
}

/** Milliseconds between two attempts to reach a server that starts, and in which it must have started. */
const RETRY_INTERVAL = 1
const START_TIMEOUT = 30_000

/** The servers that are installed here; says which are not. */
export function installedServers(): readonly ServerName[] {
  return SERVER_NAMES.filter(name => {
    const isInstalled = existsSync(PROGRAMS[name].file)
    if (!isInstalled) console.warn(`${name} is not installed here: the others run without it`)
    return isInstalled
  })
}

/** A server in a process of its own. */
export class Server {
  readonly name: ServerName
  readonly port: number
  /** Milliseconds from the start of the process to the first answer. */
  readonly startMs: number
  readonly #child: ChildProcess

  private constructor(name: ServerName, started: Started) {
    this.name = name
    this.port = started.port
    this.startMs = started.startMs
    this.#child = started.child
  }

  static async start(name: ServerName): Promise<Server> {
    const { command, arguments: argumentsFor } = PROGRAMS[name]
    const port = await freePort()
    const start = performance.now()
    const child = spawn(command, argumentsFor(port), { stdio: 'ignore' })
    const server = new Server(name, { port, startMs: 0, child })
    try {
      await server.#answered()
    } catch (error) {
      await server.stop()
      throw error
    }
    return new Server(name, { port, startMs: performance.now() - start, child })
  }

  /** Of its process. */
  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** Creates the table and puts orders in. */
  async fill(orderCount?: number): Promise<void> {
    const load = await HttpLoad.connect(this.port, 1)
    const ask = async (request: Request): Promise<string> => {
      const { status, body } = await load.exchange(request)
      if (status !== 200) throw new Error(`${this.name} answered ${status}: ${body}`)
      return body
    }
    await ask(CREATE_TABLE)
    while (!(await ask(DESCRIBE_TABLE)).includes('"ACTIVE"')) await wait(RETRY_INTERVAL)
    for (const request of batches(orderCount)) await ask(request)
    load.close()
  }

  /** Ends the process, and waits until it has ended. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill()
    await ended
  }

  async #answered(): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT
    while (performance.now() < deadline) {
      if (this.#child.exitCode !== null) throw new Error(`${this.name} ended at once`)
      const load = await HttpLoad.connect(this.port, 1).catch(() => undefined)
      if (load === undefined) {
        await wait(RETRY_INTERVAL)
        continue
      }
      await load.exchange(LIST_TABLES)
      load.close()
      return
    }
    throw new Error(`${this.name} does not answer`)
  }
}

interface Started {
  readonly port: number
  readonly startMs: number
  readonly child: ChildProcess
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url))
}
