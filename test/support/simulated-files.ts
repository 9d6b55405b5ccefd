/**
 * A disk in memory that forgets as disks may. What was not synced when the power fails is kept, lost or torn, each write by
 * itself and in any order, and so are names that were given and taken. Calls fail, and the process ends at them, as a plan
 * says. All choices come from a seed.
 */

import { dirname, join } from 'node:path'
import type { DirectoryEntry, FileSystem, OpenFile } from '../../src/env/files.js'
import type { Random } from './random.js'

export type CallKind =
  | 'open'
  | 'create'
  | 'rename'
  | 'link'
  | 'remove'
  | 'list'
  | 'entries'
  | 'makeDirectory'
  | 'removeDirectory'
  | 'syncDirectory'
  | 'exists'
  | 'read'
  | 'write'
  | 'dataSync'
  | 'size'
  | 'truncate'
  | 'identity'
  | 'close'

/** What becomes of a call: it ends the process, or fails with a code. Done it is, too, as far as chance has it. */
export type Fate = 'crash' | 'EIO' | 'ENOSPC' | 'EACCES' | 'EROFS'

/** Calls are counted from 1 on. */
export type Plan = (call: number, kind: CallKind, path: string) => Fate | undefined

/**
 * What ended the process: of a `kill` the machine takes no notice, and what it had not written yet is still there, and still
 * not durable; after a loss of `power` there is what the disk has.
 */
export type Ending = 'kill' | 'power'

/** The file systems of processes that follow each other on one disk. */
export class SimulatedFiles implements FileSystem {
  plan: Plan = () => undefined
  /** Fulfilled when the process has been ended by its plan. From then on its calls don't settle. */
  readonly crashed: Promise<void>
  readonly counts = new Map<CallKind, number>()
  readonly #disk: Disk
  readonly #random: Random
  #callCount = 0
  #isDead = false
  #crash: () => void = () => {}

  constructor(random: Random, disk = new Disk()) {
    this.#random = random
    this.#disk = disk
    this.crashed = new Promise(resolve => {
      this.#crash = resolve
    })
  }

  get callCount(): number {
    return this.#callCount
  }

  /** What the next process finds. This one is ended. */
  restarted(ending: Ending): SimulatedFiles {
    this.#isDead = true
    if (ending === 'power') this.#disk.losePower(this.#random)
    return new SimulatedFiles(this.#random, this.#disk)
  }

  /** Another process on the same disk, at the same time. */
  beside(): SimulatedFiles {
    return new SimulatedFiles(this.#random, this.#disk)
  }

  async open(path: string): Promise<OpenFile> {
    const call: Call = { kind: 'open', path }
    return this.#fileOf(await this.#called(call, () => this.#disk.fileAt(path)), path)
  }

  async create(path: string): Promise<OpenFile> {
    return this.#fileOf(
      await this.#called({ kind: 'create', path }, () => this.#disk.give(path, new Inode())),
      path,
    )
  }

  rename(from: string, to: string): Promise<void> {
    return this.#called({ kind: 'rename', path: from }, () => this.#disk.rename(from, to))
  }

  async link(from: string, to: string): Promise<void> {
    await this.#called({ kind: 'link', path: to }, () => {
      this.#disk.give(to, this.#disk.fileAt(from))
    })
  }

  remove(path: string): Promise<void> {
    return this.#called({ kind: 'remove', path }, () => this.#disk.take(path))
  }

  list(directory: string): Promise<string[]> {
    return this.#called({ kind: 'list', path: directory }, () => this.#disk.list(directory))
  }

  entries(directory: string): Promise<readonly DirectoryEntry[]> {
    return this.#called({ kind: 'entries', path: directory }, () => this.#disk.entries(directory))
  }

  async makeDirectory(path: string): Promise<void> {
    await this.#called({ kind: 'makeDirectory', path }, () => this.#disk.makeDirectory(path))
  }

  removeDirectory(path: string): Promise<void> {
    return this.#called({ kind: 'removeDirectory', path }, () => this.#disk.removeDirectory(path))
  }

  syncDirectory(path: string): Promise<void> {
    return this.#called({ kind: 'syncDirectory', path }, () => this.#disk.syncDirectory(path))
  }

  exists(path: string): Promise<boolean> {
    return this.#called({ kind: 'exists', path }, () => this.#disk.has(path))
  }

  /** It takes no turn of the event loop, so no plan can end it. */
  readNow(path: string): Buffer {
    const inode = this.#disk.fileAt(path)
    const bytes = Buffer.alloc(inode.size)
    inode.read(bytes, 0)
    return bytes
  }

  #fileOf(inode: Inode, path: string): OpenFile {
    const random = this.#random
    const called = <Value>(kind: CallKind, run: () => Value, half?: () => void): Promise<Value> =>
      this.#called({ kind, path, half }, run)
    return {
      read: (target, position) => called('read', () => inode.read(target, position)),
      write: (source, position) => {
        // Taken when it is written: whoever changes the buffer before that has changed what is written.
        const change = (): Change => ({ position, bytes: Uint8Array.from(source) })
        const half = (): void => {
          for (const piece of tornOf(change(), random)) inode.change(piece)
        }
        return called('write', () => inode.change(change()), half)
      },
      dataSync: () =>
        called(
          'dataSync',
          () => inode.sync(),
          () => inode.failToSync(random),
        ),
      size: () => called('size', () => inode.size),
      truncate: size => called('truncate', () => inode.change({ size })),
      identity: () => called('identity', () => String(inode.number)),
      close: () => called('close', () => {}),
    }
  }

  /** Does what is called in one of the next turns of the event loop, or what the plan says. */
  async #called<Value>(call: Call, run: () => Value): Promise<Value> {
    for (let turns = this.#random.below(3); turns > 0; turns -= 1) await nextTurn()
    if (this.#isDead) return new Promise(() => {})
    const { kind, path } = call
    this.#callCount += 1
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
    const fate = this.plan(this.#callCount, kind, path)
    if (fate === undefined) return run()
    if (fate === 'crash') return this.#end(call, run)
    call.half?.()
    throw errorOf(fate, kind)
  }

  /** The last call of a process is done, half done, or not. */
  #end(call: Call, run: () => unknown): Promise<never> {
    this.#isDead = true
    if (this.#random.chance(1 / 3)) call.half?.()
    else if (this.#random.chance(1 / 2)) attempt(run)
    this.#crash()
    return new Promise(() => {})
  }
}

interface Call {
  readonly kind: CallKind
  readonly path: string
  /** Does a part of it. */
  readonly half?: (() => void) | undefined
}

type Change =
  | { readonly position: number; readonly bytes: Uint8Array }
  /** The file is cut or made longer. */
  | { readonly size: number }

/** A file or a directory, whatever its names. */
class Inode {
  static #count = 0
  readonly number = ++Inode.#count
  readonly isDirectory: boolean
  /** What a process sees, and what the disk has. */
  #seen = new Uint8Array(0)
  #durable = new Uint8Array(0)
  /** What makes the one the other. After a failed sync some are missing: they are seen, but never get to the disk. */
  #pending: Change[] = []

  constructor(isDirectory = false) {
    this.isDirectory = isDirectory
  }

  get size(): number {
    return this.#seen.length
  }

  read(target: Uint8Array, position: number): number {
    const bytes = this.#seen.subarray(position, position + target.length)
    target.set(bytes)
    return bytes.length
  }

  change(change: Change): void {
    this.#seen = changed(this.#seen, change)
    this.#pending.push(change)
  }

  sync(): void {
    for (const change of this.#pending) this.#durable = changed(this.#durable, change)
    this.#pending = []
  }

  /** Linux takes what it could not write for written. */
  failToSync(random: Random): void {
    this.#pending = this.#pending.filter(() => random.chance(1 / 2))
    this.sync()
  }

  losePower(random: Random): void {
    const pending = random.chance(1 / 2) ? random.shuffled(this.#pending) : this.#pending
    for (const change of pending) {
      for (const piece of tornOf(change, random)) this.#durable = changed(this.#durable, piece)
    }
    this.#pending = []
    this.#seen = this.#durable.slice()
  }
}

interface Naming {
  /** The name that is taken. */
  readonly from?: string
  /** The name that is given, and to what. */
  readonly to?: { readonly path: string; readonly inode: Inode }
}

/** Names and what they stand for. */
class Disk {
  #seen = new Map<string, Inode>([['/', new Inode(true)]])
  #durable = new Map(this.#seen)
  #pending: Naming[] = []

  has(path: string): boolean {
    return this.#seen.has(path)
  }

  fileAt(path: string): Inode {
    const inode = this.#seen.get(path)
    if (inode === undefined) throw errorOf('ENOENT', 'open')
    if (inode.isDirectory) throw errorOf('EISDIR', 'open')
    return inode
  }

  give(path: string, inode: Inode): Inode {
    if (this.#seen.has(path)) throw errorOf('EEXIST', 'open')
    if (!this.#seen.has(dirname(path))) throw errorOf('ENOENT', 'open')
    this.#name({ to: { path, inode } })
    return inode
  }

  rename(from: string, to: string): void {
    this.#name({ from, to: { path: to, inode: this.fileAt(from) } })
  }

  take(path: string): void {
    this.fileAt(path)
    this.#name({ from: path })
  }

  list(directory: string): string[] {
    if (this.#seen.get(directory)?.isDirectory !== true) throw errorOf('ENOENT', 'scandir')
    const paths = [...this.#seen.keys()].filter(path => path !== '/' && dirname(path) === directory)
    return paths.map(path => path.slice(directory === '/' ? 1 : directory.length + 1)).sort()
  }

  entries(directory: string): DirectoryEntry[] {
    return this.list(directory).map(name => {
      const inode = this.#seen.get(join(directory, name))
      return { name, kind: inode?.isDirectory === true ? 'directory' : 'file' }
    })
  }

  makeDirectory(path: string): void {
    if (this.#seen.has(path)) return
    this.makeDirectory(dirname(path))
    this.give(path, new Inode(true))
  }

  removeDirectory(path: string): void {
    if (this.list(path).length > 0) throw errorOf('ENOTEMPTY', 'rmdir')
    this.#name({ from: path })
  }

  syncDirectory(directory: string): void {
    if (!this.#seen.has(directory)) throw errorOf('ENOENT', 'open')
    const isHere = ({ from, to }: Naming): boolean => dirname(to?.path ?? from ?? '') === directory
    for (const naming of this.#pending.filter(isHere)) rename(this.#durable, naming)
    this.#pending = this.#pending.filter(naming => !isHere(naming))
  }

  losePower(random: Random): void {
    for (const naming of this.#pending) {
      if (random.chance(1 / 2)) rename(this.#durable, naming)
    }
    this.#pending = []
    for (const path of [...this.#durable.keys()].sort()) {
      if (!this.#durable.has(dirname(path))) this.#durable.delete(path)
    }
    this.#seen = new Map(this.#durable)
    for (const inode of new Set(this.#seen.values())) inode.losePower(random)
  }

  #name(naming: Naming): void {
    rename(this.#seen, naming)
    this.#pending.push(naming)
  }
}

function rename(names: Map<string, Inode>, { from, to }: Naming): void {
  if (from !== undefined) names.delete(from)
  if (to !== undefined) names.set(to.path, to.inode)
}

function changed(bytes: Uint8Array, change: Change): Uint8Array<ArrayBuffer> {
  if ('size' in change) {
    const resized = new Uint8Array(change.size)
    resized.set(bytes.subarray(0, change.size))
    return resized
  }
  const end = change.position + change.bytes.length
  const result = end > bytes.length ? changed(bytes, { size: end }) : bytes
  result.set(change.bytes, change.position)
  return result as Uint8Array<ArrayBuffer>
}

/** What the disk has of a write that was not synced: all, nothing, its beginning, its end, or some sectors. */
function tornOf(change: Change, random: Random): Change[] {
  if ('size' in change) return random.chance(1 / 2) ? [change] : []
  const { position, bytes } = change
  const cut = random.below(bytes.length + 1)
  switch (random.below(5)) {
    case 0:
      return [change]
    case 1:
      return []
    case 2:
      return [{ position, bytes: bytes.subarray(0, cut) }]
    case 3:
      return [{ position: position + cut, bytes: bytes.subarray(cut) }]
    default:
      return sectorsOf(bytes).flatMap(sector =>
        random.chance(1 / 2)
          ? [{ position: position + sector.start, bytes: bytes.subarray(sector.start, sector.end) }]
          : [],
      )
  }
}

/** Small, so that those of small writes are several. */
const SECTOR_BYTES = 64

function sectorsOf(bytes: Uint8Array): { readonly start: number; readonly end: number }[] {
  const count = Math.ceil(bytes.length / SECTOR_BYTES)
  return Array.from({ length: count }, (_, index) => ({
    start: index * SECTOR_BYTES,
    end: Math.min((index + 1) * SECTOR_BYTES, bytes.length),
  }))
}

function attempt(run: () => unknown): void {
  try {
    run()
  } catch {
    // The process that would be told has ended.
  }
}

function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

function errorOf(code: string, syscall: string): Error {
  return Object.assign(new Error(`${code}: simulated, ${syscall}`), { code, syscall })
}
