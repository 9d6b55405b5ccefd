/** Requests as text that depends on what they say, and not on the order in which JSON says it. */

/** Equal for two values of JSON if, and only if, they have the same structure. Members that are undefined are absent. */
export function canonicalText(json: unknown): string {
  // Texts come after their lengths, so none needs quoting.
  if (typeof json === 'string') return `${json.length}:${json}`
  if (typeof json !== 'object' || json === null) return `${json};`
  let text: string
  if (Array.isArray(json)) {
    text = '['
    for (const element of json) text += canonicalText(element)
    return `${text}]`
  }
  text = '{'
  const map = json as Readonly<Record<string, unknown>>
  const names = Object.keys(map)
  if (names.length > 1) names.sort()
  for (const name of names) {
    const value = map[name]
    if (value !== undefined) text += `${name.length}:${name}${canonicalText(value)}`
  }
  return `${text}}`
}
