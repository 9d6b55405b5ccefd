/**
 * NextToken: where the next page of a statement begins, as a text that says nothing to clients.
 *
 *     token = base64 of the JSON of [ digest of the statement and its parameters, read, key or null ]
 */

import { createHash } from 'node:crypto'
import { canonicalText } from '../encoding/canonical.js'
import { itemOfWire, type WireMap, type WireValue, wireOfItem } from '../encoding/wire-value.js'
import { DynamoError } from '../errors/dynamo-error.js'
import { nextTokenInvalid, nextTokenMismatch } from '../errors/partiql-errors.js'
import type { SelectPosition } from './select-page.js'

/** What a token is of. */
interface TokenStatement {
  readonly Statement: string
  readonly Parameters?: readonly WireValue[] | undefined
}

/** The token of a position. */
export function nextTokenOf(statement: TokenStatement, { place, key }: SelectPosition): string {
  const json = JSON.stringify([
    digestOf(statement),
    place,
    key === undefined ? null : wireOfItem(key),
  ])
  return Buffer.from(json).toString('base64')
}

/** The position of a token. Throws a `ValidationException` if it is none, or of another statement or other parameters. */
export function positionOfToken(statement: TokenStatement, token: string): SelectPosition {
  const parts = partsOf(token)
  if (!Array.isArray(parts)) throw nextTokenInvalid()
  const [digest, place, key]: readonly unknown[] = parts
  if (typeof digest !== 'string' || !Number.isInteger(place)) throw nextTokenInvalid()
  if (digest !== digestOf(statement)) throw nextTokenMismatch()
  return { place: Number(place), key: key === null ? undefined : keyOf(key) }
}

function digestOf({ Statement, Parameters = [] }: TokenStatement): string {
  return createHash('sha256').update(canonicalText({ Statement, Parameters })).digest('base64')
}

function partsOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64').toString())
  } catch {
    throw nextTokenInvalid()
  }
}

function keyOf(json: unknown): SelectPosition['key'] {
  if (!isKey(json)) throw nextTokenInvalid()
  try {
    return itemOfWire(json)
  } catch (error) {
    throw error instanceof DynamoError ? nextTokenInvalid() : error
  }
}

/** Whether what somebody sends has the form of a key: names with one text, number or binary each. */
function isKey(json: unknown): json is WireMap {
  if (typeof json !== 'object' || json === null) return false
  return Object.values(json).every(value => {
    if (typeof value !== 'object' || value === null) return false
    const [[tag, text] = [], ...others] = Object.entries(value)
    return others.length === 0 && ['S', 'N', 'B'].includes(String(tag)) && typeof text === 'string'
  })
}
