/** Pages of lists: MaxResults and NextToken. A token is the key of the last element of a page, in base64. */

import { invalidValue } from '../../errors/dax-control-errors.js'

export interface PageRequest {
  readonly MaxResults?: number
  readonly NextToken?: string
}

interface Page<Element> {
  readonly elements: readonly Element[]
  /** To be told in the answer; it has no members if this is the last page. */
  readonly next: { readonly NextToken?: string }
}

const MAX_RESULTS_MIN = 20
const MAX_RESULTS_MAX = 100

/**
 * One page of a list that is in the order of its keys.
 *
 * @throws InvalidParameterValueException if MaxResults is out of its range, or NextToken is none
 */
export function pageOf<Element>(
  list: readonly Element[],
  { MaxResults = MAX_RESULTS_MAX, NextToken }: PageRequest,
  keyOf: (element: Element) => string,
): Page<Element> {
  if (MaxResults < MAX_RESULTS_MIN || MaxResults > MAX_RESULTS_MAX) {
    throw invalidValue(`MaxResults must be from ${MAX_RESULTS_MIN} to ${MAX_RESULTS_MAX}`)
  }
  const after = NextToken === undefined ? undefined : keyOfToken(NextToken)
  const rest = after === undefined ? list : list.filter(element => keyOf(element) > after)
  const elements = rest.slice(0, MaxResults)
  const last = elements.at(-1)
  if (last === undefined || rest.length === elements.length) return { elements, next: {} }
  return { elements, next: { NextToken: Buffer.from(keyOf(last)).toString('base64') } }
}

/** Those with these names, or all; in the order of their names. */
export function named<Element extends { readonly name: string }>(
  all: ReadonlyMap<string, Element>,
  names: readonly string[] | undefined,
  notFound: (name: string) => Error,
): readonly Element[] {
  const found = (names ?? [...all.keys()]).map(name => {
    const element = all.get(name.toLowerCase())
    if (element === undefined) throw notFound(name)
    return element
  })
  return [...new Set(found)].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function keyOfToken(token: string): string {
  const bytes = Buffer.from(token, 'base64')
  if (bytes.length === 0 || bytes.toString('base64') !== token) {
    throw invalidValue('NextToken is invalid')
  }
  return bytes.toString()
}
