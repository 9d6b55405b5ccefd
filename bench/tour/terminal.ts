/** Where the tour is shown: a terminal with colours and progress, or a plain stream of lines. */

import { inspect } from 'node:util'
import { type Paint, paintFor, progressLine, wrap } from './drawing.js'
import { highlight } from './listing.js'

/** As much of `process.stdout` as is used. */
export interface Output {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  write(text: string): unknown
}

export type Environment = Readonly<Record<string, string | undefined>>

const WIDTH_MIN = 60
const WIDTH_MAX = 100
/** For pipes and files, which have no width. */
const WIDTH_DEFAULT = 80
const MARGIN = '  '

export class Terminal {
  readonly #output: Output
  readonly #isInteractive: boolean
  readonly paint: Paint

  constructor(output: Output, environment: Environment) {
    this.#output = output
    this.#isInteractive = output.isTTY === true && environment.TERM !== 'dumb'
    this.paint = paintFor(this.#isInteractive && environment.NO_COLOR === undefined)
  }

  /** Columns of text, between the margins. */
  get width(): number {
    const columns = this.#output.columns ?? WIDTH_DEFAULT
    return Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, columns)) - 2 * MARGIN.length
  }

  /** Lines within the margins, and an empty one. */
  block(lines: readonly string[]): void {
    for (const line of lines) this.#line(`${MARGIN}${line}`.trimEnd())
    this.#line('')
  }

  banner(name: string, claim: string): void {
    this.#line('')
    this.block([`${this.paint.bold(this.paint.cyan(name))}  ${this.paint.bold(claim)}`])
  }

  heading(title: string): void {
    const rule = '─'.repeat(Math.max(0, this.width + 2 * MARGIN.length - title.length - 4))
    this.#line(`${this.paint.cyan('──')} ${this.paint.bold(title)} ${this.paint.cyan(rule)}`)
    this.#line('')
  }

  /** Sentences, in lines of the terminal's width. */
  text(sentences: string): void {
    this.block(wrap(sentences.split(' '), ' ', this.width))
  }

  /** Code that is run. */
  code(lines: readonly string[]): void {
    this.block(
      lines.map(line => `${this.paint.cyan('│')} ${highlight(line, this.paint)}`.trimEnd()),
    )
  }

  /** A value as Node prints it. */
  value(value: unknown): void {
    const hasColours = this.paint.bold('') !== ''
    this.block(inspect(value, { colors: hasColours, breakLength: this.width }).split('\n'))
  }

  /** What was measured: `→ 3.1 µs · 1 read unit` */
  facts(facts: readonly string[]): void {
    const lines = wrap(facts, ' · ', this.width - 2)
    this.block(lines.map((line, index) => this.paint.green(`${index === 0 ? '→' : ' '} ${line}`)))
  }

  /** What was refused, by the name and in the words of the service. */
  refusal({ name, message }: Error, details: readonly string[] = []): void {
    const lines = wrap(`${name}: ${message}`.split(' '), ' ', this.width - 2)
    const marked = lines.map((line, index) => this.paint.red(`${index === 0 ? '✗' : ' '} ${line}`))
    this.block([...marked, ...details.map(line => `  ${line}`)])
  }

  /** How far some work has come, as a bar that moves, or as a line for every quarter. */
  progress(): Progress {
    return this.#isInteractive ? this.#movingBar() : this.#quarters()
  }

  /** How much of a wait is over, as a bar that moves, or nothing at all. */
  waiting(): Progress {
    return this.#isInteractive ? this.#movingBar() : { update: () => {}, end: () => {} }
  }

  #movingBar(): Progress {
    return {
      update: (share, rest) => {
        const line = progressLine(share, rest, this.width)
        this.#output.write(`\r\x1b[K${MARGIN}${this.paint.blue(line)}`)
      },
      end: () => this.#output.write('\r\x1b[K'),
    }
  }

  #quarters(): Progress {
    let quartersShown = 0
    return {
      update: (share, rest) => {
        const quarters = Math.floor(share * 4)
        if (quarters <= quartersShown) return
        quartersShown = quarters
        this.#line(`${MARGIN}${String(quarters * 25).padStart(3)} %  ${rest}`)
      },
      end: () => this.#line(''),
    }
  }

  #line(text: string): void {
    this.#output.write(`${text}\n`)
  }
}

export interface Progress {
  /** `share` from 0 to 1, and what to say beside it. */
  update(share: number, rest: string): void
  end(): void
}
