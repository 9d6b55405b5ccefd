/** Processes of the machine, and what they have open. */

import { execFile } from 'node:child_process'
import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { threadId } from 'node:worker_threads'
import { codeOf, identityOf } from './files.js'

/** A file that may be open, by its identity and how its name begins. */
interface SoughtFile {
  readonly identity: string
  readonly namePrefix: string
  /** The process that probably has it open. */
  readonly pid: number
}

export interface Processes {
  readonly pid: number
  /** As in `node:worker_threads`: 0 is the main thread. */
  readonly threadId: number
  /** When a process was started, as a text that no later process with this id has. Undefined if there is none. */
  startOf(pid: number): Promise<string | undefined>
  /**
   * Which process has a file open for writing. Its id is that of this process if it is open in any thread of it.
   *
   * @returns undefined if none of those that can be seen, and `unknown` if the machine does not tell
   */
  writerOf(file: SoughtFile): Promise<number | undefined | 'unknown'>
}

export const systemProcesses: Processes = {
  pid: process.pid,
  threadId,
  startOf: process.platform === 'linux' ? startOnLinux : startElsewhere,
  writerOf: process.platform === 'linux' ? writerOnLinux : async () => 'unknown',
}

/** Of a process that has ended and that nobody has taken notice of yet. */
const ENDED_STATES = new Set(['Z', 'X'])
/** Fields of `/proc/PID/stat` after the name, which may have spaces and brackets: the state, and ticks since the boot. */
const STATE_FIELD = 0
const START_FIELD = 19
/** The bits of the flags of an open file that tell how it may be used; 0 is reading only. */
const ACCESS_MODE = 0o3

async function startOnLinux(pid: number): Promise<string | undefined> {
  const line = await textOf(`/proc/${pid}/stat`)
  if (line === undefined) return undefined
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  if (ENDED_STATES.has(fields[STATE_FIELD] ?? '')) return undefined
  const boot = await textOf('/proc/sys/kernel/random/boot_id')
  return `${boot?.trim()} ${fields[START_FIELD]}`
}

async function startElsewhere(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined
  // Windows has no such command: there a process with the same id counts as the same.
  return new Promise(resolve => {
    execFile('ps', ['-o', 'lstart=', '-p', String(pid)], (error, output) => {
      resolve(error ? '' : output.trim())
    })
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** The process that has it probably, then all others: its id may be that which it has in a container. */
async function writerOnLinux(file: SoughtFile): Promise<number | undefined | 'unknown'> {
  const probable = await hasOpen(file.pid, file)
  if (probable === true) return file.pid
  for (const name of await readdir('/proc')) {
    if (/^\d+$/.test(name) && (await hasOpen(Number(name), file)) === true) return Number(name)
  }
  return probable === 'unknown' ? 'unknown' : undefined
}

/** Whether a process has a file open for writing; `unknown` if it belongs to another user. */
async function hasOpen(pid: number, file: SoughtFile): Promise<boolean | 'unknown'> {
  const folder = `/proc/${pid}/fd`
  try {
    for (const descriptor of await readdir(folder)) {
      if (await isWriterOf(pid, descriptor, file)) return true
    }
    return false
  } catch (error) {
    if (codeOf(error) === 'EACCES') return 'unknown'
    if (['ENOENT', 'ESRCH', 'ENOTDIR'].includes(codeOf(error) ?? '')) return false
    throw error
  }
}

async function isWriterOf(
  pid: number,
  descriptor: string,
  { identity, namePrefix }: SoughtFile,
): Promise<boolean> {
  try {
    const path = `/proc/${pid}/fd/${descriptor}`
    if (!basename(await readlink(path)).startsWith(namePrefix)) return false
    if (identityOf(await stat(path, { bigint: true })) !== identity) return false
    const info = await readFile(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8')
    const flags = Number.parseInt(/^flags:\s+(\d+)$/m.exec(info)?.[1] ?? '2', 8)
    return (flags & ACCESS_MODE) !== 0
  } catch (error) {
    // It has been closed meanwhile.
    if (['ENOENT', 'ESRCH'].includes(codeOf(error) ?? '')) return false
    throw error
  }
}

/** Undefined if there is no such file. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(codeOf(error) ?? '')) return undefined
    throw error
  }
}
