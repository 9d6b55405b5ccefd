/** Files of history in memory, which can refuse what they are told to write. */

import type { HistoryFiles } from '../../src/engine/history-files.js'

export class FakeFiles implements HistoryFiles {
  readonly #files = new Map<string, Uint8Array>()
  isRefusing = false

  get names(): readonly string[] {
    return [...this.#files.keys()]
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    const copy = bytes.slice()
    await Promise.resolve()
    if (this.isRefusing) throw new Error('no space left')
    this.#files.set(name, copy)
  }

  read(name: string): Uint8Array {
    const bytes = this.#files.get(name)
    if (bytes === undefined) throw new Error(`there is no ${name}`)
    return bytes
  }

  remove(name: string): void {
    this.#files.delete(name)
  }
}
