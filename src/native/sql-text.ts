/**
 * From a template to a statement of PartiQL: what is interpolated becomes a parameter, and never text.
 *
 *     SELECT * FROM Orders WHERE id = ${5}              SELECT * FROM Orders WHERE id = ?        [5]
 *     SELECT ${expr.name('a"b')} FROM Orders            SELECT "a""b" FROM Orders                []
 *     INSERT INTO Orders VALUE ${{ id: 5, n: 1 }}       INSERT INTO Orders VALUE {'id': ?, 'n': ?}   [5, 1]
 */

import { isPlainObject } from '../encoding/caller-values.js'
import {
  notASqlTemplate,
  notASqlValue,
  notAStatement,
  sqlValueUndefined,
} from '../errors/native-errors.js'
import { type AttributeName, nameOf, readExpression } from '../expressions/template.js'
import type { AttributeValue } from '../types/attribute.js'
import { boundValueOf } from './bind.js'

/** What may stand in a statement: a value, the name of a table, index or attribute, or an item behind VALUE. */
export type SqlValue = AttributeValue | AttributeName | object

/** A statement as it is compiled. */
export interface SqlText {
  readonly text: string
  /** In normal form. */
  readonly parameters: readonly AttributeValue[]
}

/** Throws a `ValidationException` for what is no template, or no value. */
export function statementTextOf(
  strings: TemplateStringsArray,
  interpolated: readonly unknown[],
): SqlText {
  if (!Array.isArray(strings) || !Array.isArray(strings.raw)) throw notASqlTemplate()
  const site = siteOf(strings)
  const parameters: AttributeValue[] = []
  let isPlain = true
  const spliced = interpolated.map((value, place) => {
    if (value === undefined) throw sqlValueUndefined(place + 1)
    const name = nameOf(value)
    if (name !== undefined) {
      isPlain = false
      return quoted(name)
    }
    if (site.isItem[place] === true && isPlainObject(value)) {
      isPlain = false
      return tupleOf(value, parameters)
    }
    if (readExpression(value) !== undefined) throw notASqlValue(place + 1)
    parameters.push(boundValueOf(value))
    return '?'
  })
  return { text: isPlain ? site.plain : joined(strings, spliced), parameters }
}

/** A template in the source. */
interface Site {
  /** Its text, where all that is interpolated is values. */
  readonly plain: string
  /** For each interpolated value whether it stands where INSERT has its item. */
  readonly isItem: readonly boolean[]
}

const sites = new WeakMap<TemplateStringsArray, Site>()

function siteOf(strings: TemplateStringsArray): Site {
  const known = sites.get(strings)
  if (known !== undefined) return known
  const pieces = strings.slice(0, -1)
  const site: Site = {
    plain: strings.join('?'),
    isItem: pieces.map(piece => /^\s*insert\b[\s\S]*\svalue\s*$/i.test(piece)),
  }
  sites.set(strings, site)
  return site
}

function joined(strings: readonly string[], spliced: readonly string[]): string {
  return strings.map((piece, place) => `${piece}${spliced[place] ?? ''}`).join('')
}

/** Callers without types may have made a name of anything. */
function quoted({ name }: AttributeName): string {
  return `"${String(name).replaceAll('"', '""')}"`
}

/** An item as a tuple of parameters. What is undefined is absent. */
function tupleOf(item: Readonly<Record<string, unknown>>, parameters: AttributeValue[]): string {
  const members: string[] = []
  for (const name of Object.keys(item)) {
    const value = item[name]
    if (value === undefined) continue
    parameters.push(boundValueOf(value))
    members.push(`'${name.toWellFormed().replaceAll("'", "''")}': ?`)
  }
  return `{${members.join(', ')}}`
}

/** A statement whose text somebody has put together. Callers without types may hand in anything. */
export function statementTextOfString(text: string, values: readonly unknown[]): SqlText {
  if (typeof text !== 'string' || !Array.isArray(values)) throw notAStatement()
  return { text, parameters: values.map(boundValueOf) }
}
