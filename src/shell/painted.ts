/** Texts that are known as wholes, with the parts of them in their styles. */

import type { Styles } from './styles.js'

const OPERATION = /^\S+/
const LABEL = /^ +[a-z]+:/
/** A name, another string, a number, or a word. */
const TOKEN =
  /("(?:\\.|[^"\\])*")(?=:)|"(?:\\.|[^"\\])*"|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)/g

/** What a statement becomes: first the operation, then lines that begin with what they are about. */
export function paintedPlan(text: string, styles: Styles): string {
  const [first = '', ...others] = text.split('\n')
  return [
    first.replace(OPERATION, styles.keyword),
    ...others.map(line => line.replace(LABEL, styles.faint)),
  ].join('\n')
}

/** A text of JSON. */
export function paintedJson(text: string, styles: Styles): string {
  return text.replace(TOKEN, (token, name?: string, number?: string, literal?: string) => {
    if (name !== undefined) return styles.heading(token)
    if (number !== undefined) return styles.number(token)
    return literal === undefined ? token : styles.literal(token)
  })
}
