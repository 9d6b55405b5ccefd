/** Which design is better in what, and by how much, in plain words. */

import type { DesignResult } from './result.js'

/** What designs are compared by: less is better. */
interface Aspect {
  valueOf(design: DesignResult): number
  /** Differences below this part of the larger value are none. */
  readonly slack: number
  /** Said of all, where there is no difference to speak of; undefined if nothing is said then. */
  same(all: readonly DesignResult[]): string | undefined
  differ(best: DesignResult, worst: DesignResult): string
}

const ASPECTS: readonly Aspect[] = [
  {
    valueOf: ({ throttledShare }) => throttledShare,
    slack: 0.01,
    same: ([first]) => {
      if (first === undefined || first.throttled === 0) return 'No design was throttled.'
      return `All designs were throttled alike: ${percentOf(first.throttledShare)} of the events.`
    },
    differ: (best, worst) => {
      const rest = best.throttled === 0 ? 'nothing was' : `${percentOf(best.throttledShare)} were`
      const why = hotKeyOf(worst)
      return `${worst.name}: ${percentOf(worst.throttledShare)} of the events were throttled${why}; with ${best.name} ${rest}.`
    },
  },
  {
    valueOf: ({ costPerMonth }) => costPerMonth.onDemand,
    slack: 0.01,
    same: all =>
      `On demand they cost the same, ${dollarsOf(all[0]?.costPerMonth.onDemand ?? 0)} a month.`,
    differ: (best, worst) =>
      cheaper('on demand', { best, worst, dollarsIn: ({ costPerMonth }) => costPerMonth.onDemand }),
  },
  {
    valueOf: ({ costPerMonth }) => costPerMonth.provisioned,
    slack: 0.01,
    same: () => undefined,
    differ: (best, worst) =>
      cheaper('with capacity provisioned for the busiest minute', {
        best,
        worst,
        dollarsIn: ({ costPerMonth }) => costPerMonth.provisioned,
      }),
  },
  {
    valueOf: hottestShareOf,
    slack: 0.1,
    same: () => undefined,
    differ: (best, worst) =>
      `${best.name} spreads its load better: its hottest key has ${percentOf(hottestShareOf(best))} of the units, that of ${worst.name} ${percentOf(hottestShareOf(worst))}.`,
  },
  {
    valueOf: largestOf,
    slack: 0.1,
    same: () => undefined,
    differ: (best, worst) =>
      `${best.name} has smaller item collections: the largest has ${bytesOf(largestOf(best))}, that of ${worst.name} ${bytesOf(largestOf(worst))}.`,
  },
]

/** A sentence for each aspect in which there is something to say. */
export function verdictOf(designs: readonly DesignResult[]): string[] {
  return ASPECTS.flatMap(aspect => {
    const sorted = [...designs].sort((left, right) => aspect.valueOf(left) - aspect.valueOf(right))
    const [best] = sorted
    const worst = sorted.at(-1)
    if (best === undefined || worst === undefined) return []
    const [low, high] = [aspect.valueOf(best), aspect.valueOf(worst)]
    const text =
      high - low <= aspect.slack * high ? aspect.same(designs) : aspect.differ(best, worst)
    return text === undefined ? [] : [text]
  })
}

/** The largest share of the hottest key of any table or index, in what it is asked for. */
function hottestShareOf({ parts }: DesignResult): number {
  return Math.max(...parts.map(({ hottestKey }) => hottestKey?.share ?? 0))
}

function largestOf({ parts }: DesignResult): number {
  return Math.max(...parts.map(({ collections }) => collections.max))
}

function hotKeyOf({ throttledKeys, throttledParts }: DesignResult): string {
  const [key] = throttledKeys
  const attempts = throttledParts.reduce((sum, { count }) => sum + count, 0)
  if (key === undefined || key.count < attempts / 10) return ''
  return `, ${percentOf(key.count / attempts)} of that for the key ${key.key} of ${key.part}`
}

function cheaper(
  how: string,
  {
    best,
    worst,
    dollarsIn,
  }: {
    readonly best: DesignResult
    readonly worst: DesignResult
    readonly dollarsIn: (design: DesignResult) => number
  },
): string {
  const [low, high] = [dollarsIn(best), dollarsIn(worst)]
  // A design that is throttled looks cheap.
  if (best.throttledShare > worst.throttledShare + 0.01) {
    return `${best.name} costs ${dollarsOf(low)} a month ${how} and ${worst.name} ${dollarsOf(high)}, but what was refused is not in it: it costs nothing.`
  }
  return `${best.name} is cheaper ${how}: ${dollarsOf(low)} a month instead of ${dollarsOf(high)}, ${timesOf(low, high)}.`
}

function timesOf(low: number, high: number): string {
  if (low === 0) return 'which is nothing'
  const part = high / low
  return part >= 2 ? `${part.toFixed(1)} times less` : `${percentOf(1 - low / high)} less`
}

/** Such as `12 %`; what is not nothing is not told as nothing. */
export function percentOf(share: number): string {
  const percent = 100 * share
  if (percent === 0) return '0 %'
  if (percent < 0.1) return 'less than 0.1 %'
  return `${percent < 10 ? percent.toFixed(1).replace(/\.0$/, '') : Math.round(percent)} %`
}

/** Such as `$1,234` and `$0.12`. */
export function dollarsOf(dollars: number): string {
  const digits = dollars < 10 ? 2 : 0
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return `$${dollars.toLocaleString('en', options)}`
}

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const

/** Such as `1.5 MB`. */
export function bytesOf(bytes: number): string {
  let amount = bytes
  let unit = 0
  while (amount >= 1024 && unit < UNITS.length - 1) {
    amount /= 1024
    unit += 1
  }
  const text = unit > 0 && amount < 10 ? amount.toFixed(1) : String(Math.round(amount))
  return `${text} ${UNITS[unit]}`
}
