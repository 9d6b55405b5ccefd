/**
 * The code that is shown is the code that runs: it is cut out of the source of the step, between the comments
 * `shown: <title>` and `end`.
 */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Paint } from './drawing.js'

/** The lines of the listing with this title in a source file, without their common indentation. */
export function listing(sourceUrl: string, title: string): string[] {
  return listingOf(readFileSync(fileURLToPath(sourceUrl), 'utf8'), title)
}

export function listingOf(source: string, title: string): string[] {
  const lines = source.split(/\r?\n/)
  const start = lines.findIndex(line => line.trim() === `// shown: ${title}`)
  const end = lines.findIndex((line, index) => index > start && line.trim() === '// end')
  if (start < 0 || end < 0) throw new Error(`there is no listing '${title}'`)
  const shown = lines.slice(start + 1, end)
  const indents = shown.filter(line => line.trim() !== '').map(line => line.search(/\S/))
  const indent = Math.min(...indents)
  return shown.map(line => line.slice(indent))
}

const TOKEN =
  /(?<comment>\/\/.*)|(?<text>'[^']*'|`[^`]*`)|(?<word>\b(?:const|await|for|of|async|return)\b)|(?<value>\b\d[\d_]*\b)/g

/** A line of code in colours. */
export function highlight(line: string, paint: Paint): string {
  return line.replace(TOKEN, (token: string, ...rest) => {
    const groups = rest.at(-1) as Readonly<Record<string, string | undefined>>
    if (groups.comment !== undefined) return paint.dim(token)
    if (groups.text !== undefined) return paint.green(token)
    if (groups.word !== undefined) return paint.magenta(token)
    return paint.yellow(token)
  })
}
