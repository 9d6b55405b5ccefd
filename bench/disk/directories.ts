// Directories of databases, and what is done with them in processes of their own.

import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PROCESS = fileURLToPath(new URL('recovery-process.ts', import.meta.url))

/** Where the items of a directory are. */
export type KeptIn = 'checkpoint' | 'log'

interface Directory {
  readonly path: string
  readonly itemCount: number
}

export type Task =
  /** Makes a database of so many orders. */
  | ({ readonly kind: 'fill'; readonly keptIn: KeptIn } & Directory)
  /** Opens the database. */
  | ({ readonly kind: 'open' } & Directory)
  /** Reads its files, and makes their checksums. */
  | { readonly kind: 'read'; readonly path: string }

export interface Took {
  readonly seconds: number
  /** That have been read. */
  readonly bytes?: number
}

/** Does it in a new process. */
export function perform(task: Task): Promise<Took> {
  const child = fork(PROCESS)
  return new Promise((resolve, reject) => {
    child.once('exit', code => reject(new Error(`${task.kind} ended with ${code}`)))
    child.once('message', took => resolve(took as Took))
    child.send(task)
  })
}
