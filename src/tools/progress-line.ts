/** How far a command is that takes long: one line on a terminal, which is written anew and is gone in the end. */

import type { OpenProgress } from '../disk/disk.js'
import { stopwatch } from '../env/timers.js'
import { visible } from '../shell/grid.js'
import { bytesText } from './amounts.js'
import type { Surroundings } from './surroundings.js'

/** So much of something is done. */
interface Progress {
  /** What is being done; if it is something else than before, the rate begins anew. */
  readonly what: string
  readonly done: number
  /** Undefined if nobody knows how much there is. */
  readonly of: number | undefined
  /** `bytes`, or what is counted, such as `items`. */
  readonly unit: string
}

interface LineOptions {
  /** Undefined if nobody is to see it. */
  readonly write: ((text: string) => void) | undefined
  /** Of the terminal: a line that goes on in the next one could not be taken away. */
  readonly columns: number
  /** Milliseconds that have gone by. */
  readonly elapsed: () => number
}

/** What is being done, since when, and how much was done before. */
interface Begun {
  readonly what: string
  readonly at: number
  readonly before: number
}

const BAR_WIDTH = 24
/** Columns of a terminal that does not tell how many it has. */
const COLUMNS = 80
/** Milliseconds between two lines, and until there is a rate. */
const PAUSE = 100
/** Milliseconds from which on a rate says how long the rest takes. */
const FORESIGHT = 1000
/** To the beginning of the line, and nothing is in it any more. */
const CLEARED = '\r\u001b[K'
const OPENING = { checkpoint: 'reading the checkpoint', log: 'reading the log' } as const

export class ProgressLine {
  readonly #options: LineOptions
  #begun: Begun | undefined
  #shownAt = Number.NEGATIVE_INFINITY

  constructor(options: LineOptions) {
    this.#options = options
  }

  show(progress: Progress): void {
    const { write, columns, elapsed } = this.#options
    if (write === undefined) return
    const now = elapsed()
    const { what, done } = progress
    const isNew = this.#begun?.what !== what
    if (isNew) this.#begun = { what, at: now, before: done }
    else if (now < this.#shownAt + PAUSE) return
    this.#shownAt = now
    const { at = now, before = done } = this.#begun ?? {}
    const line = lineOf(progress, { milliseconds: now - at, amount: done - before })
    write(`${CLEARED}${line.slice(0, columns - 1).toWellFormed()}`)
  }

  /** Shows how far the opening of a database is. */
  readonly showOpening = ({ phase, bytes, of }: OpenProgress): void =>
    this.show({ what: OPENING[phase], done: bytes, of, unit: 'bytes' })

  /** Takes the line away. */
  end(): void {
    if (this.#begun !== undefined) this.#options.write?.(CLEARED)
    this.#begun = undefined
    this.#shownAt = Number.NEGATIVE_INFINITY
  }
}

/** The line of a command: shown on a terminal that can write a line anew, and to nobody who has asked for JSON. */
export function progressLineOn(
  { isTerminal, errorColumns = COLUMNS, environment, writeError }: Surroundings,
  isJson: boolean,
): ProgressLine {
  const isShown = isTerminal && !isJson && environment.TERM !== 'dumb'
  const write = isShown ? writeError : undefined
  return new ProgressLine({ write, columns: errorColumns, elapsed: stopwatch() })
}

/** What was done since what is being done has begun. */
interface Pace {
  readonly milliseconds: number
  readonly amount: number
}

function lineOf({ what, done, of, unit }: Progress, { milliseconds, amount }: Pace): string {
  const told = visible(what)
  if (of === undefined && done === 0) return `${told} …`
  const text = (count: number): string => (unit === 'bytes' ? bytesText(count) : String(count))
  const noun = unit === 'bytes' ? '' : ` ${unit}`
  const rate = (1000 * amount) / Math.max(1, milliseconds)
  const speed = milliseconds < PAUSE ? '' : `, ${text(Math.round(rate))} a second`
  if (of === undefined) return `${told}: ${text(done)}${noun}${speed}`
  const part = of === 0 ? 1 : Math.min(1, done / of)
  const bar = '#'.repeat(Math.round(part * BAR_WIDTH)).padEnd(BAR_WIDTH, '.')
  const left =
    milliseconds < FORESIGHT || rate === 0 || done >= of
      ? ''
      : `, ${durationText((of - done) / rate)} left`
  const percent = `${Math.floor(100 * part)} %`.padStart(5)
  return `${told} [${bar}] ${percent}, ${text(done)} of ${text(of)}${noun}${speed}${left}`
}

/** Such as `7 s`, `3 min` and `2 h 5 min`. */
function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
