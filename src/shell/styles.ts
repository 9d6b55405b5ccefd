/** How texts look on a terminal, in all commands: a few styles, which are nothing elsewhere. */

/** Text that is made to look so. */
type Paint = (text: string) => string

/** What a text is about, and how it looks. */
export type Styles = Readonly<Record<StyleName, Paint>>

export type StyleName = keyof typeof CODES

/** Turned on by the first number, off by the second. Source: ECMA-48, 8.3.117, "Select graphic rendition". */
const CODES = {
  heading: [1, 22],
  faint: [2, 22],
  error: [31, 39],
  number: [33, 39],
  literal: [35, 39],
  keyword: [36, 39],
} as const

/**
 * Whether to write in colours.
 *
 * @param isTerminal whether a terminal shows what is written
 * @param environment `NO_COLOR` (https://no-color.org) forbids them, and the terminal `dumb` has none
 */
export function takesColours(
  isTerminal: boolean,
  { NO_COLOR, TERM }: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTerminal && !NO_COLOR && TERM !== 'dumb'
}

/** The styles, or if there are no colours such as leave every text as it is. */
export function stylesOf(hasColours: boolean): Styles {
  const paints = Object.entries(CODES).map(([name, [on, off]]): readonly [string, Paint] => [
    name,
    text => (hasColours && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text),
  ])
  return Object.fromEntries(paints) as Styles
}
