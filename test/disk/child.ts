/** A process that runs a file of this folder, and answers each line that it is told with one. */

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

export class Child {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: Interface
  /** Rejects when it ends: nobody is to wait for an answer then. */
  readonly #ended: Promise<never>

  private constructor(fileName: string, parameters: readonly string[]) {
    const path = fileURLToPath(new URL(fileName, import.meta.url))
    this.#process = spawn(process.execPath, ['--import', 'tsx', path, ...parameters], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#lines = createInterface(this.#process.stdout)
    this.#ended = once(this.#process, 'exit').then(() => {
      throw new Error(`${fileName} has ended`)
    })
    this.#ended.catch(() => {})
  }

  /** Fulfilled when it has said its first line. */
  static async start(fileName: string, parameters: readonly string[] = []): Promise<Child> {
    const child = new Child(fileName, parameters)
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

  /** Calls `listener` with each line. */
  onLine(listener: (line: string) => void): void {
    this.#lines.on('line', listener)
  }

  /** Ends it at once, in whatever it does. Fulfilled when all that it said has been read. */
  async kill(): Promise<void> {
    const isEnded = Promise.all([once(this.#process, 'exit'), once(this.#lines, 'close')])
    this.#process.kill('SIGKILL')
    await isEnded
  }

  async #line(): Promise<string> {
    const [line] = (await Promise.race([once(this.#lines, 'line'), this.#ended])) as [string]
    return line
  }
}
