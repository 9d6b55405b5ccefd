/**
 * Makes an order in which a program fails plain: with as few changes from one task to another as can be found, by running the
 * program in orders that have fewer.
 */

/** The tasks whose calls are run, one after another. */
export type Schedule = readonly string[]

/** Runs a program in an order, as far as it can be followed. Returns the order that it came to, if it failed in the same way. */
type Attempt = (schedule: Schedule) => Promise<Schedule | undefined>

/** How often the program is run for it at the most. */
const ATTEMPTS_MAX = 200

/** @returns the plainest order that was found in which the program fails */
export async function shortened(failing: Schedule, attempt: Attempt): Promise<Schedule> {
  let best = failing
  const seen = new Set([failing.join(' ')])
  for (let attempts = 0; attempts < ATTEMPTS_MAX; ) {
    const next = candidates(best).find(
      one => changesOf(one) < changesOf(best) && !seen.has(one.join(' ')),
    )
    if (next === undefined) return best
    seen.add(next.join(' '))
    attempts += 1
    const run = await attempt(next)
    if (run !== undefined && changesOf(run) < changesOf(best)) best = run
  }
  return best
}

/** How often a call is followed by one of another task. */
export function changesOf(schedule: Schedule): number {
  return schedule.filter((task, index) => index > 0 && task !== schedule[index - 1]).length
}

/** Orders of the same calls: first with a part that is followed and the rest in series, then with two parts put together. */
function candidates(schedule: Schedule): Schedule[] {
  const beginnings = schedule.map((_, length) => [
    ...schedule.slice(0, length),
    ...serial(schedule.slice(length), schedule[length - 1]),
  ])
  return [...beginnings, ...joinings(schedule)]
}

/** One task after another, beginning with one. */
function serial(calls: Schedule, first: string | undefined): string[] {
  const tasks = new Set(first === undefined ? calls : [first, ...calls])
  return [...tasks].flatMap(task => calls.filter(one => one === task))
}

/** Each stretch of calls of one task, moved to the next or to the last stretch of the same task. */
function joinings(schedule: Schedule): Schedule[] {
  const parts: string[][] = []
  for (const task of schedule) {
    const last = parts.at(-1)
    if (last?.[0] === task) last.push(task)
    else parts.push([task])
  }
  return parts.flatMap((part, index) => {
    const earlier = parts.findLastIndex((one, at) => at < index && one[0] === part[0])
    if (earlier < 0) return []
    const before = parts.slice(0, earlier)
    const between = parts.slice(earlier + 1, index)
    const after = parts.slice(index + 1)
    const joined = [...(parts[earlier] ?? []), ...part]
    return [
      [...before, joined, ...between, ...after].flat(),
      [...before, ...between, joined, ...after].flat(),
    ]
  })
}
