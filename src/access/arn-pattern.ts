/** Patterns of ARNs: each of the six parts between colons is matched for itself, so that no wildcard reaches over a colon but in the last. */

import {
  MalformedPolicyDocument,
  POLICY_REASONS,
  type PolicyPath,
} from '../errors/access-errors.js'
import type { AccessContext } from './question.js'
import { partsOfArn, type TextPattern, textPattern } from './text-pattern.js'

const PARTS = 6

/** Reads a pattern of ARNs, or `*`. Throws `MalformedPolicyDocument` if it is neither. */
export function arnPattern(
  text: string,
  { hasVariables, path }: { readonly hasVariables: boolean; readonly path: PolicyPath },
): TextPattern {
  if (text === '*') return textPattern(text, { hasVariables: false, hasWildcards: true, path })
  const form = { hasVariables, hasWildcards: true, path }
  const texts = hasVariables ? partsOfArn(text, PARTS) : splitArn(text)
  if (texts.length < PARTS || texts[0] !== 'arn') {
    throw new MalformedPolicyDocument(path, POLICY_REASONS.resource)
  }
  const parts = texts.map(part => textPattern(part, form))
  const literals = parts.flatMap(({ literal }) => literal ?? [])
  if (literals.length === PARTS) {
    const literal = literals.join(':')
    return { required: [], isFixed: true, literal, matches: arn => arn === literal }
  }
  const isFixed = parts.every(part => part.isFixed)
  const matches = (arn: string, keys: AccessContext): boolean => partsMatch(parts, arn, keys)
  return {
    required: parts.flatMap(part => part.required),
    isFixed,
    literal: undefined,
    matches: isFixed ? remembering(matches) : matches,
  }
}

/** Of requests in a row many are about one table. */
function remembering(matches: TextPattern['matches']): TextPattern['matches'] {
  let lastArn: string | undefined
  let lastAnswer = false
  return (arn, keys) => {
    if (arn === lastArn) return lastAnswer
    lastAnswer = matches(arn, keys)
    lastArn = arn
    return lastAnswer
  }
}

function partsMatch(parts: readonly TextPattern[], arn: string, keys: AccessContext): boolean {
  const texts = splitArn(arn)
  return (
    texts.length === PARTS && parts.every((part, index) => part.matches(texts[index] ?? '', keys))
  )
}

/** Colons behind the fifth belong to the resource. */
function splitArn(arn: string): string[] {
  const texts = arn.split(':')
  return texts.length <= PARTS
    ? texts
    : [...texts.slice(0, PARTS - 1), texts.slice(PARTS - 1).join(':')]
}
