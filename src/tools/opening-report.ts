/** What is told of the opening of a database: how far it is, on a terminal, and what a crash had left. */

import type { OpenProgress, Recovery } from '../disk/disk.js'
import type { TornTail } from '../disk/log-scan.js'
import { bytesText, countText } from './amounts.js'

const PHASES = {
  checkpoint: 'reading the checkpoint',
  log: 'reading the log',
} as const

/** Tells how far an opening is, on one line that is written anew; `end` takes it away. */
export class ProgressLine {
  readonly #write: (text: string) => void
  #shown = ''

  constructor(write: (text: string) => void) {
    this.#write = write
  }

  readonly show = ({ phase, bytes, of }: OpenProgress): void => {
    const percent = of === 0 ? 100 : Math.floor((100 * bytes) / of)
    const line = `hashrange: ${PHASES[phase]}: ${percent} % of ${bytesText(of)}`
    if (line === this.#shown) return
    this.#shown = line
    this.#write(`${CLEARED}${line}`)
  }

  end(): void {
    if (this.#shown !== '') this.#write(CLEARED)
    this.#shown = ''
  }
}

/** To the beginning of the line, and nothing is in it any more. */
export const CLEARED = '\r\u001b[K'

/** A line on what has been cut off; undefined if nothing has. */
export function tornLineOf({ torn }: Recovery): string | undefined {
  if (torn === undefined) return undefined
  return `hashrange: ${tornText(torn)}\n`
}

/** What has been, or will be, cut off. */
export function tornText({ file, offset, byteLength }: TornTail): string {
  return `${file}: at byte ${offset} a crash had left ${countText(byteLength, 'byte')} of writes that were never acknowledged; they are cut off`
}
