/** How constraints of members are told: the parts of a text, and that text. */

/** What is shown of the value, its path, and the constraint. */
export type Part = readonly [value: string, path: string, constraint: string]

export const PATTERN = 'satisfy regular expression pattern: [a-zA-Z0-9_.-]+'
export const NOT_NULL = 'not be null'
export const lengthFrom = (min: number): string => `have length greater than or equal to ${min}`
export const lengthTo = (max: number): string => `have length less than or equal to ${max}`
export const valueFrom = (min: number): string => `have value greater than or equal to ${min}`
export const valueTo = (max: number): string => `have value less than or equal to ${max}`
export const oneOf = (values: string): string => `satisfy enum value set: [${values}]`

export const CAPACITY = oneOf('INDEXES, TOTAL, NONE')
export const METRICS = oneOf('SIZE, NONE')

/** The text that tells of members that break their constraints. */
export function detected(...parts: readonly Part[]): string {
  return counted(
    parts.map(
      ([value, path, constraint]) =>
        `Value ${value} at '${path}' failed to satisfy constraint: Member must ${constraint}`,
    ),
  )
}

/** As `detected`, of parts that are texts. */
export function counted(parts: readonly string[]): string {
  const plural = parts.length === 1 ? '' : 's'
  return `${parts.length} validation error${plural} detected: ${parts.join('; ')}`
}
