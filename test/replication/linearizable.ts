/** Whether a history of one item can have come from one that there is only once (Wing and Gong, 1993). */

/** The number that an item has; undefined if there is no item. */
export type Value = number | undefined

/** A call, with its place in the order of all beginnings and ends. */
export interface Call {
  readonly text: string
  readonly from: number
  /** Infinite while nobody knows whether it took effect. */
  to: number
  /** When it was answered that nobody knows. A write that is made later, and is acknowledged, is not to lose against it. */
  failed?: number
  readonly isWrite: boolean
  /** What the item becomes; `false` if the call can't have had its answer then. */
  apply: (before: Value) => Value | false
}

/** An order of the calls that explains all answers; undefined if there is none. */
export function orderOf(calls: readonly Call[]): readonly Call[] | undefined {
  const tried = new Set<string>()
  const order: Call[] = []
  const done = new Set<number>()
  return search(undefined) ? order : undefined

  function comesTooLate({ failed = Number.POSITIVE_INFINITY }: Call): boolean {
    return order.some(({ isWrite, from, to }) => {
      return isWrite && from > failed && to < Number.POSITIVE_INFINITY
    })
  }

  function search(value: Value): boolean {
    const left = calls.filter((_, place) => !done.has(place))
    const firstEnd = Math.min(...left.map(({ to }) => to))
    if (firstEnd === Number.POSITIVE_INFINITY) return true
    const state = `${[...done].sort((one, other) => one - other)} ${value}`
    if (tried.has(state)) return false
    tried.add(state)
    return calls.some((call, place) => {
      if (done.has(place) || call.from > firstEnd || comesTooLate(call)) return false
      const after = call.apply(value)
      if (after === false) return false
      done.add(place)
      order.push(call)
      if (search(after)) return true
      done.delete(place)
      order.pop()
      return false
    })
  }
}
