// The least that can be done to make bytes last: those of a group in one write and one sync, into a
// file that is there already. What is above it is what a log costs.

import type { OpenFile } from '../../src/env/files.js'
import { systemFiles } from '../../src/env/files.js'

const FILE_BYTES = 64 * 2 ** 20

export class BareLoop {
  readonly #file: OpenFile
  #position = 0

  private constructor(file: OpenFile) {
    this.#file = file
  }

  static async open(path: string): Promise<BareLoop> {
    const file = await systemFiles.create(path)
    const zeros = Buffer.alloc(2 ** 20)
    for (let position = 0; position < FILE_BYTES; position += zeros.length)
      await file.write(zeros, position)
    await file.dataSync()
    return new BareLoop(file)
  }

  /** Writes and syncs so many groups, one after the other. At the end of the file it begins anew. */
  async append(groupBytes: number, groupCount: number): Promise<void> {
    const group = Buffer.alloc(groupBytes, 'bytes that are to last. ')
    for (let count = 0; count < groupCount; count++) {
      if (this.#position + groupBytes > FILE_BYTES) this.#position = 0
      await this.#file.write(group, this.#position)
      await this.#file.dataSync()
      this.#position += groupBytes
    }
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}
