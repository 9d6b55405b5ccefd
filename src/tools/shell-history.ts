/** The lines that were typed into shells of before: a file that only its owner may read. */

import { homedir } from 'node:os'
import { join } from 'node:path'
import { writePrivateText } from '../env/append.js'
import { codeOf } from '../env/files.js'
import type { Surroundings } from './surroundings.js'
import { errorText } from './told.js'

const NAME = '.hashrange_history'

/** Without its lines a shell does all the same: why they can't be read or kept is told, and no more than that. */
export class ShellHistory {
  readonly #surroundings: Surroundings
  /** Undefined if no lines are kept. */
  #file: string | undefined

  constructor(surroundings: Surroundings) {
    const { HASHRANGE_HISTORY: file = join(homedir(), NAME) } = surroundings.environment
    this.#surroundings = surroundings
    this.#file = file === '' ? undefined : file
  }

  /** The lines, the newest first; none if there are none yet. */
  async read(): Promise<readonly string[]> {
    if (this.#file === undefined) return []
    try {
      const text = Buffer.from(await this.#surroundings.readBytes(this.#file)).toString()
      return text.split('\n').filter(line => line !== '')
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return []
      this.#tell(error)
      this.#file = undefined // what is in there is not to be lost
      return []
    }
  }

  /** Puts these in the place of all lines. */
  async write(lines: readonly string[]): Promise<void> {
    if (this.#file === undefined) return
    const text = lines.map(line => `${line}\n`).join('')
    await writePrivateText(this.#file, text).catch((error: unknown) => this.#tell(error))
  }

  #tell(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    const text = errorText(`lines that are typed are not kept: ${reason}`, this.#surroundings)
    this.#surroundings.writeError(text)
  }
}
