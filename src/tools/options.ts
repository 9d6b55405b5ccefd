/** Options of the commands, in GNU spelling and in that of DynamoDB Local, whose long options have one dash. */

import { type ParseArgsConfig, parseArgs } from 'node:util'

/** What is wrong with the arguments, in words for whoever typed them. */
export class WrongArguments extends Error {
  override readonly name = 'WrongArguments'
}

const PORT_MAX = 65_535

type OptionTable = NonNullable<ParseArgsConfig['options']>

type Parsed<Options extends OptionTable> = ReturnType<
  typeof parseArgs<{
    readonly args: string[]
    readonly options: Options
    readonly allowPositionals: true
    readonly strict: true
  }>
>

/**
 * The values of options, and what stands between them.
 *
 * @throws WrongArguments if there is no such option, or one has no value that needs one
 */
export function parsedBy<const Options extends OptionTable>(
  options: Options,
  args: readonly string[],
): Parsed<Options> {
  const dashed = args.map(argument => withTwoDashes(argument, options))
  try {
    return parseArgs({ args: dashed, options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new WrongArguments(error instanceof Error ? error.message : String(error))
  }
}

/** The port of an option. Throws WrongArguments if it is none. */
export function portOf(option: string, text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= PORT_MAX)) {
    throw new WrongArguments(`--${option}: ${text} is not a number from 0 to ${PORT_MAX}`)
  }
  return port
}

/** `-sharedDb` is `--shared-db`. An option of one letter, and a value, stays as it is. */
function withTwoDashes(argument: string, options: OptionTable): string {
  const [, name, value = ''] = /^--?([a-z][A-Za-z]+)(=.*)?$/s.exec(argument) ?? []
  if (name === undefined) return argument
  const kebab = name.replace(/[A-Z]/g, capital => `-${capital.toLowerCase()}`)
  if (Object.hasOwn(options, kebab)) return `--${kebab}${value}`
  // Node would take it for many options of one letter.
  if (!argument.startsWith('--')) throw new WrongArguments(`unknown option: ${argument}`)
  return argument
}
