/** What commands print when they are done: to people, or with `--json` to programs; and when they fail. */

import { stylesOf, takesColours } from '../shell/styles.js'
import type { Surroundings } from './surroundings.js'

/** The text to print: one line of JSON, or the one for people. */
export function toldText(isJson: boolean, json: () => object, text: () => string): string {
  return isJson ? `${JSON.stringify(json())}\n` : text()
}

/** A line on what went wrong: the name of the command, in colour where a terminal shows it, and the message. */
export function errorText(
  message: string,
  { isTerminal, environment }: Pick<Surroundings, 'isTerminal' | 'environment'>,
): string {
  const { error } = stylesOf(takesColours(isTerminal, environment))
  return `${error('hashrange:')} ${message}\n`
}
