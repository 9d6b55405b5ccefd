/** What went wrong, for a page. */

import type { ToldProblem } from './page/time/changes-wire.js'

/** The words of an error. */
export function problemOf(error: unknown): ToldProblem {
  const { name, message } = (error ?? {}) as Partial<Error>
  return { name: String(name ?? 'Error'), message: String(message ?? error) }
}

/** Whether nothing has become of a problem that was told. */
export function sameProblem(left: ToldProblem | null, right: ToldProblem | null): boolean {
  return left?.name === right?.name && left?.message === right?.message
}
