/** The statements that were run on this page, the last one first. */

const KEY = 'hashrange statements'
/** Statements that are kept, and characters of all of them. */
const KEPT_MAX = 50
const CHARACTERS_MAX = 64 * 1024

/** Those that are kept; what somebody else has put there is none. */
export function earlierStatements(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(each => typeof each === 'string') : []
  } catch {
    return []
  }
}

/** Keeps one more, each once. */
export function keepStatement(statement: string): readonly string[] {
  const others = earlierStatements().filter(each => each !== statement)
  let characters = 0
  const kept = [statement, ...others].slice(0, KEPT_MAX).filter(({ length }) => {
    characters += length
    return characters <= CHARACTERS_MAX
  })
  try {
    localStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // There is no room: they are kept for as long as the page is there.
  }
  return kept
}
