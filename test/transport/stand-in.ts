/** A service that answers without a database, and records what it was asked. */

import type { Answer, Call } from '../../src/transport/exchange.js'

export interface StandIn {
  readonly calls: Call[]
  readonly answer: Answer
}

/** What each operation answers; what is not listed answers `{}`. */
export function standIn(
  answers: Readonly<Record<string, object | ((call: Call) => object | Promise<object>)>> = {},
): StandIn {
  const calls: Call[] = []
  return {
    calls,
    answer: async call => {
      calls.push(call)
      const answer = answers[call.operation] ?? {}
      return typeof answer === 'function' ? answer(call) : answer
    },
  }
}
