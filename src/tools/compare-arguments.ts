/** The arguments of the command that compares designs. */

import { parsedBy, WrongArguments } from './options.js'

export interface CompareWish {
  /** Paths of modules. */
  readonly designs: readonly string[]
  /** The path of a module. */
  readonly workload: string | undefined
  /** The path of a file of lines. */
  readonly trace: string | undefined
  readonly speed: number | undefined
  readonly attempts: number | undefined
  readonly seed: number | undefined
  /** Seconds. */
  readonly duration: number | undefined
  readonly isJson: boolean
}

export const COMPARE_HELP = `Usage: hashrange compare <design> <design> ... [options]

Lets each design answer the same load, in a database whose capacity is limited as the service's is,
and tells what was throttled, for which keys, how partitions split, what was consumed and what it
costs, with heat maps and a verdict. Time is that of the databases: an hour of load takes as long as
they need for its events.

A design is a module with an export that was made by defineDesign of hashrange/testing; a file with
several designs will do as well. Modules are .js, .mjs, or .ts: that with Node 22.18 or later, or if
tsx is installed beside them.

  --workload <module>  what comes: an export that was made by defineWorkload (default: what the
                       first design names as its workload, or the first module exports)
  --trace <file>       make the calls of this file instead, as serve --record writes it
  --speed <number>     play the trace so many times as fast as it was recorded (default: 1)
  --attempts <number>  attempts at what is throttled, with the delays of the SDK (default: 1; the
                       SDK makes 3)
  --seed <number>      another choice of what comes
  --duration <number>  so many seconds of load, rather than as many as the workload says
  --json               print JSON, with everything that was counted
  --help               show this text

Heat maps are in colour on a terminal, unless NO_COLOR is set, and side by side if it is wide
enough.

Examples:
  hashrange compare one-key.mjs ten-keys.mjs
  hashrange compare designs.mjs --trace run.jsonl --speed 10 --attempts 3 --json

Exit codes: 0 they are compared; 1 it failed: a design can't be loaded or does not answer what
comes; 2 the arguments are wrong.
`

const OPTIONS = {
  workload: { type: 'string' },
  trace: { type: 'string' },
  speed: { type: 'string' },
  attempts: { type: 'string' },
  seed: { type: 'string' },
  duration: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

/**
 * What to compare.
 *
 * @param args without the name of the command
 * @throws WrongArguments if they can't be understood or done
 */
export function compareWishOf(args: readonly string[]): CompareWish {
  const { values, positionals } = parsedBy(OPTIONS, args)
  if (positionals.length === 0)
    throw new WrongArguments('the designs are missing: give two modules')
  const { workload, trace, speed } = values
  if (workload !== undefined && trace !== undefined) {
    throw new WrongArguments('--workload and --trace: leave one of them out')
  }
  if (speed !== undefined && trace === undefined) {
    throw new WrongArguments('--speed: only a trace has one; give a --trace as well')
  }
  return {
    designs: positionals,
    workload,
    trace,
    speed: numberOf('speed', speed, { isWhole: false, min: Number.MIN_VALUE }),
    attempts: numberOf('attempts', values.attempts, { isWhole: true, min: 1 }),
    seed: numberOf('seed', values.seed, { isWhole: true, min: 0 }),
    duration: numberOf('duration', values.duration, { isWhole: false, min: 0 }),
    isJson: values.json,
  }
}

function numberOf(
  option: string,
  text: string | undefined,
  { isWhole, min }: { readonly isWhole: boolean; readonly min: number },
): number | undefined {
  if (text === undefined) return undefined
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (number >= min && (!isWhole || Number.isSafeInteger(number))) return number
  const allowed = `${isWhole ? 'a whole number' : 'a number'} ${min < 1 && min > 0 ? 'above 0' : `from ${min} on`}`
  throw new WrongArguments(`--${option}: ${text} is not ${allowed}`)
}
