/** A process that runs a file of JavaScript, and answers each line that it is told with one; or says more by itself. */

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

export class Child {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: Interface
  readonly #closed: Promise<unknown>
  /** Rejects when it ends: nobody is to wait for an answer then. */
  readonly #ended: Promise<never>
  /** Fulfilled when it ends by itself in good order, or is killed; rejects if it fails. */
  readonly failed: Promise<undefined>

  private constructor(path: string, parameters: readonly string[]) {
    this.#process = spawn(process.execPath, [path, ...parameters], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#lines = createInterface(this.#process.stdout)
    this.#closed = once(this.#lines, 'close')
    this.#ended = once(this.#process, 'exit').then(() => {
      throw new Error(`${path} has ended`)
    })
    this.#ended.catch(() => {})
    // Of what it is told when it has ended it takes no notice.
    this.#process.stdin.on('error', () => {})
    this.failed = once(this.#process, 'exit').then(([code]) =>
      code === null || code === 0 ? undefined : this.#ended,
    )
    this.failed.catch(() => {})
  }

  /** Fulfilled when it has said its first line. */
  static async start(path: string, parameters: readonly string[] = []): Promise<Child> {
    const child = new Child(path, parameters)
    await child.#line()
    return child
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  async ask(text: string): Promise<string> {
    const answer = this.#line()
    this.#process.stdin.write(`${text}\n`)
    return answer
  }

  /** It need not answer. */
  tell(text: string): void {
    this.#process.stdin.write(`${text}\n`)
  }

  /** Calls `listener` with each line. */
  onLine(listener: (line: string) => void): void {
    this.#lines.on('line', listener)
  }

  /** Ends it at once, in whatever it does. Fulfilled when all that it said has been read. */
  async kill(): Promise<void> {
    const hasEnded = this.#process.exitCode !== null || this.#process.signalCode !== null
    const isEnded = Promise.all([hasEnded ? undefined : once(this.#process, 'exit'), this.#closed])
    this.#process.kill('SIGKILL')
    await isEnded
  }

  async #line(): Promise<string> {
    const [line] = (await Promise.race([once(this.#lines, 'line'), this.#ended])) as [string]
    return line
  }
}
