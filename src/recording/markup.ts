/** Pieces of HTML and SVG that are put together without anybody's text becoming markup. */

const BRAND = Symbol('markup')

/** A piece of markup. */
export interface Markup {
  readonly [BRAND]: true
  readonly text: string
}

type Part = string | number | Markup | undefined | readonly Markup[]

/** Markup of a template. What is put in is text, unless it is markup already; undefined is nothing. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = texts[0] ?? ''
  for (const [place, part] of parts.entries()) text += `${textOf(part)}${texts[place + 1] ?? ''}`
  return { [BRAND]: true, text }
}

function textOf(part: Part): string {
  if (part === undefined) return ''
  if (typeof part === 'number') return String(Math.round(part * 100) / 100)
  if (typeof part === 'string') return escaped(part)
  return 'text' in part ? part.text : part.map(({ text }) => text).join('')
}

/** As text and as the value of an attribute in quotes. Control characters are in no page: they are shown as U+FFFD. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n\r]/gu, '\ufffd')
    .replace(/[&<>"'`]/g, character => `&#${character.charCodeAt(0)};`)
}
