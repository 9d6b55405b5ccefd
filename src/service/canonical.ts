/** Requests as text that depends on what they say, and not on the order in which JSON says it. */

/** Equal for two values of JSON if, and only if, they have the same structure. */
export function canonicalText(json: unknown): string {
  if (typeof json !== 'object' || json === null) return JSON.stringify(json) ?? 'null'
  if (Array.isArray(json)) return `[${json.map(canonicalText).join(',')}]`
  const members = Object.entries(json)
    .filter(([, value]) => value !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}:${canonicalText(value)}`)
  return `{${members.join(',')}}`
}
