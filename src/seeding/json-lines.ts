/**
 * Lines of values in JSON, and the line where a text stops being JSON. `JSON.parse` tells neither; since only mistakes are told with
 * their line, it is looked for when there is one.
 */

import type { Step } from './spot.js'

const TOKEN =
  /[ \t\r\n]*(?:("[^"\\\n\r\t]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\n\r\t]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|([{}[\],:]))/y

/** What may come next. */
type Expected = 'value' | 'first value' | 'first key' | 'key' | 'colon' | 'comma' | 'nothing'

/** An object or list that is open, and the member that is being read. */
interface Open {
  readonly isMap: boolean
  step: Step
}

/** The line of the value at `path`, or of the nearest one around it. */
export function lineOfPath(text: string, path: readonly Step[]): number {
  return lineAt(text, new Walk(text, path).run())
}

/** The line where a text that is no JSON stops being it. */
export function lineOfMistake(text: string): number {
  return lineAt(text, Math.min(new Walk(text, undefined).run(), text.trimEnd().length))
}

/** The line of a position, counted from 1. */
function lineAt(text: string, position: number): number {
  let line = 1
  for (
    let end = text.indexOf('\n');
    end !== -1 && end < position;
    end = text.indexOf('\n', end + 1)
  ) {
    line += 1
  }
  return line
}

/** One walk through a text, without recursion: what is deep is as good as what is not. */
class Walk {
  readonly #text: string
  /** Where the walk is to go; undefined if to the first mistake. */
  readonly #path: readonly Step[] | undefined
  readonly #open: Open[] = []
  #expected: Expected = 'value'
  /** How many steps of the path lead to the nearest value that was found, and where it begins. */
  #nearest = { steps: -1, position: 0 }

  constructor(text: string, path: readonly Step[] | undefined) {
    this.#text = text
    this.#path = path
  }

  /** Where it ends. */
  run(): number {
    let position = 0
    while (true) {
      TOKEN.lastIndex = position
      const found = TOKEN.exec(this.#text)
      if (found === null) break
      const [token, string, scalar, sign = ''] = found
      const start = position + token.length - (string ?? scalar ?? sign).length
      if (this.#path !== undefined && this.#begins(sign)) this.#compare(this.#path, start)
      if (this.#nearest.steps === this.#path?.length) return start
      if (!this.#take(string, scalar, sign))
        return this.#path === undefined ? start : this.#nearest.position
      position += token.length
    }
    return this.#path === undefined ? this.#afterSpaces(position) : this.#nearest.position
  }

  /** Whether a value begins here. */
  #begins(sign: string): boolean {
    const isExpected = this.#expected === 'value' || this.#expected === 'first value'
    return isExpected && (sign === '' || sign === '{' || sign === '[')
  }

  #compare(path: readonly Step[], position: number): void {
    const steps = this.#open.length
    if (steps <= this.#nearest.steps || steps > path.length) return
    if (this.#open.every(({ step }, index) => step === path[index])) {
      this.#nearest = { steps, position }
    }
  }

  /** Whether it may stand here. */
  #take(string: string | undefined, scalar: string | undefined, sign: string): boolean {
    const expected = this.#expected
    const innermost = this.#open.at(-1)
    if (string !== undefined && (expected === 'key' || expected === 'first key')) {
      if (innermost !== undefined) innermost.step = JSON.parse(string) as string
      this.#expected = 'colon'
      return true
    }
    if (string !== undefined || scalar !== undefined) {
      return (expected === 'value' || expected === 'first value') && this.#ended()
    }
    switch (sign) {
      case '{':
      case '[':
        if (expected !== 'value' && expected !== 'first value') return false
        this.#open.push({ isMap: sign === '{', step: sign === '{' ? '' : 0 })
        this.#expected = sign === '{' ? 'first key' : 'first value'
        return true
      case '}':
      case ']':
        if (innermost?.isMap !== (sign === '}')) return false
        if (expected !== 'comma' && expected !== (sign === '}' ? 'first key' : 'first value')) {
          return false
        }
        this.#open.pop()
        return this.#ended()
      case ':':
        if (expected !== 'colon') return false
        this.#expected = 'value'
        return true
      default:
        if (expected !== 'comma' || innermost === undefined) return false
        if (typeof innermost.step === 'number') innermost.step += 1
        this.#expected = innermost.isMap ? 'key' : 'value'
        return true
    }
  }

  /** A value has ended. */
  #ended(): true {
    this.#expected = this.#open.length === 0 ? 'nothing' : 'comma'
    return true
  }

  #afterSpaces(position: number): number {
    let end = position
    while (end < this.#text.length && ' \t\r\n'.includes(this.#text.charAt(end))) end += 1
    return end
  }
}
