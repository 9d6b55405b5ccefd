/** The shell as a person meets it, and as a program that writes to it: lines come in, answers go out. */

import { createInterface, type Interface } from 'node:readline'
import { completionsOf } from './completion.js'
import { visible } from './grid.js'
import { isComplete } from './line.js'
import { refusalText, type Session } from './session.js'
import type { Styles } from './styles.js'

/** Where lines come from, and where what is said of them goes to. */
interface PromptOptions {
  readonly session: Session
  readonly input: NodeJS.ReadableStream
  /** The terminal of a person; undefined if lines come from a program. */
  readonly terminal: NodeJS.WritableStream | undefined
  readonly title: string
  /** For the prompt. */
  readonly styles: Styles
  /** Is told why a line was refused: the last one that belongs to it, from 1 on. */
  readonly refuse: (reason: string, line: number) => void
  /** The lines of before, the newest first. */
  readonly history: readonly string[]
}

/** What the shell has come to. */
interface Ended {
  /** The lines that were typed, and those of before, the newest first. */
  readonly history: readonly string[]
  /** Whether all that was asked for was done. */
  readonly isDone: boolean
}

/** Lines that are kept. */
const HISTORY_MAX = 1000
const CONTINUED = '... '

/**
 * Runs until the input ends, or a line says so. For a person it goes on after what is refused; what a program writes ends with the
 * first line that is.
 */
export async function runPrompt(options: PromptOptions): Promise<Ended> {
  const { session, input, terminal, styles, refuse } = options
  const lines = createInterface({
    input,
    ...(terminal === undefined ? {} : { output: terminal }),
    terminal: terminal !== undefined,
    history: [...options.history],
    historySize: HISTORY_MAX,
    removeHistoryDuplicates: true,
    completer: (line, done) => {
      completionsOf(line, session.tables).then(
        ([words, end]) => done(null, [[...words], end]),
        () => done(null, [[], line]), // the database can't be asked: a command will tell why
      )
    },
  })
  let { history } = options
  lines.on('history', kept => {
    history = kept
  })
  const typed = new Typed(
    lines,
    terminal === undefined ? undefined : `${visible(options.title)}> `,
    styles,
  )
  let isDone = true
  let count = 0
  typed.ask()
  for await (const line of lines) {
    count += 1
    const whole = typed.add(line)
    try {
      if (whole !== undefined && !(await session.run(whole))) break
    } catch (error) {
      refuse(refusalText(error), count)
      isDone = terminal !== undefined
      if (!isDone) break
    }
    typed.ask()
  }
  lines.close()
  if (isDone && typed.isBegun) {
    refuse('the last line is not complete', count)
    isDone = terminal !== undefined
  }
  return { history, isDone }
}

/** What has been typed of something that takes several lines. */
class Typed {
  readonly #lines: Interface
  readonly #prompt: string | undefined
  readonly #styles: Styles
  #text = ''

  /** @param prompt undefined if nobody is to see one */
  constructor(lines: Interface, prompt: string | undefined, styles: Styles) {
    this.#lines = lines
    this.#styles = styles
    this.#prompt = prompt
    if (prompt !== undefined) lines.on('SIGINT', () => this.#interrupt())
  }

  get isBegun(): boolean {
    return this.#text !== ''
  }

  /** Shows that something can be typed. */
  ask(): void {
    if (this.#prompt === undefined) return
    const prompt = this.isBegun ? CONTINUED.padStart(this.#prompt.length) : this.#prompt
    this.#lines.setPrompt(this.#styles.keyword(prompt))
    this.#lines.prompt()
  }

  /** All that belongs together, if this line completes it. */
  add(line: string): string | undefined {
    const text = `${this.#text}${line}`
    const whole = isComplete(text)
    this.#text = whole ? '' : `${text.replace(/\\$/, '')}\n`
    return whole ? text : undefined
  }

  /** Takes back what has been typed; where there is nothing it ends the shell. */
  #interrupt(): void {
    if (this.#text === '' && this.#lines.line === '') {
      this.#lines.close()
      return
    }
    this.#text = ''
    this.#lines.write(null, { ctrl: true, name: 'e' })
    this.#lines.write(null, { ctrl: true, name: 'u' })
    this.ask()
  }
}
