/**
 * Parentheses around an expression that becomes a part of another: where an operator beside it binds more tightly than one
 * in it, and nowhere else, because the service refuses parentheses that are doubled.
 */

import { ValidationException } from '../errors/dynamo-error.js'
import { parseCondition } from './condition-parser.js'
import { expressionCaches } from './kept.js'
import { tokenize } from './lexer.js'
import { parseUpdate } from './update-parser.js'

/** What is around the part: the tokens next to it, as far as they are operators or parentheses. */
export interface Surroundings {
  readonly before: string | undefined
  readonly after: string | undefined
}

/** What is to be done with the part. */
type Grouping = 'keep' | 'enclose' | 'unwrap'

export function groupingOf(part: string, { before, after }: Surroundings): Grouping {
  if (before === '(' && after === ')') return isEnclosed(part) ? 'unwrap' : 'keep'
  // Nearly all parts stand beside nothing that could take them apart, and are not looked into.
  if (!(BINDING.has(before) || BINDING.has(after))) return 'keep'
  switch (formOf(part)) {
    case 'or':
      return before === 'AND' || before === 'NOT' || after === 'AND' ? 'enclose' : 'keep'
    case 'and':
      return before === 'NOT' ? 'enclose' : 'keep'
    case 'sum':
      return isSign(before) || isSign(after) ? 'enclose' : 'keep'
    case 'other':
      return 'keep'
  }
}

const BINDING: ReadonlySet<string | undefined> = new Set(['AND', 'NOT', '+', '-'])

/** The first token of a text, if it is one that surroundings are judged by. */
export function firstSign(text: string): string | undefined {
  return /^(\w+|[-+()])/.exec(text.trimStart())?.[1]?.toUpperCase()
}

/** More than the longest word that surroundings are judged by. */
const WORD_LENGTH = 8

/** The last token of a text, likewise. */
export function lastSign(text: string): string | undefined {
  // Of a long word, its end tells as much: it is none of those that matter.
  return /(\w+|[-+()])$/.exec(text.trimEnd().slice(-WORD_LENGTH))?.[1]?.toUpperCase()
}

/** The operator of a part that binds most loosely, as far as it matters. */
type Form = 'or' | 'and' | 'sum' | 'other'

const forms = expressionCaches.newCache<Form>()
/** Bytes that an entry takes, besides two for each character of its text. */
const FORM_BYTES = 200

function formOf(part: string): Form {
  const known = forms.get(part)
  if (known !== undefined) return known
  const form = isEnclosed(part) ? 'other' : (conditionForm(part) ?? sumForm(part) ?? 'other')
  forms.set(part, form, FORM_BYTES + 2 * part.length)
  return form
}

/** Undefined if the part is no whole condition. */
function conditionForm(part: string): Form | undefined {
  try {
    const { kind } = parseCondition('ConditionExpression', part).root
    return kind === 'or' || kind === 'and' ? kind : 'other'
  } catch (error) {
    return undefinedIfRefused(error)
  }
}

/** Undefined if the part is not what one attribute can be set to. */
function sumForm(part: string): Form | undefined {
  try {
    const [action, ...others] = parseUpdate(`SET a = ${part}`).actions
    const isSum = action?.kind === 'SET' && action.value.kind === 'arithmetic'
    return isSum && others.length === 0 ? 'sum' : undefined
  } catch (error) {
    return undefinedIfRefused(error)
  }
}

function undefinedIfRefused(error: unknown): undefined {
  if (!(error instanceof ValidationException)) throw error
}

/** Whether the first token is an opening parenthesis, and the last one closes it. */
function isEnclosed(part: string): boolean {
  if (firstSign(part) !== '(') return false
  const tokens = tokenize(part)
  let depth = 0
  for (const [place, { text }] of tokens.entries()) {
    if (text === '(') depth += 1
    else if (text === ')') depth -= 1
    // The last token is the end of the text.
    if (depth === 0) return place === tokens.length - 2
  }
  return false
}

function isSign(token: string | undefined): boolean {
  return token === '+' || token === '-'
}
