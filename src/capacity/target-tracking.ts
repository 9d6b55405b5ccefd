/**
 * Target tracking: how much capacity there should be, by what was consumed. Pure.
 *
 * Source: DynamoDB developer guide, "Managing throughput capacity automatically with DynamoDB auto scaling" (two minutes
 * above the target, 15 minutes below it by 20 points), and Application Auto Scaling user guide, "Target tracking scaling
 * policies".
 */

import type { ScalingTarget } from '../types/table.js'

/** Minutes in a row after which capacity is added, and taken away. */
const MINUTES_ABOVE = 2
export const MINUTES_BELOW = 15

/** Points of utilisation between the target and what is too little. */
const MARGIN_MAX = 20

/** What is known when it is decided. */
interface Observation {
  /** Capacity units consumed in each of the last minutes, the latest last; undefined in one without requests. */
  readonly consumed: readonly (number | undefined)[]
  /** Capacity units a second. */
  readonly provisioned: number
  /** Milliseconds since 1970. */
  readonly now: number
  /** When capacity was last added, and taken away, by a decision of this kind. */
  readonly scaledOutAt?: number | undefined
  readonly scaledInAt?: number | undefined
}

/** What is to be done, and why. */
export interface ScalingDecision {
  /** Capacity units a second that there should be. */
  readonly units: number
  readonly cause: 'bounds' | 'high' | 'low'
}

/** What is to be done; undefined if there is nothing to do. */
export function decideScaling(
  target: ScalingTarget,
  observation: Observation,
): ScalingDecision | undefined {
  const { provisioned, consumed } = observation
  const bounded = clamp(provisioned, target)
  if (bounded !== provisioned) return { units: bounded, cause: 'bounds' }
  const latest = consumed.at(-1)
  if (latest === undefined) return undefined
  // In this order, so that the quotient of whole numbers is exact.
  const units = clamp(Math.ceil((latest * 100) / (60 * target.utilization)), target)
  if (units > provisioned && isHigh(target, observation) && mayScaleOut(target, observation)) {
    return { units, cause: 'high' }
  }
  if (units < provisioned && isLow(target, observation) && mayScaleIn(target, observation)) {
    return { units, cause: 'low' }
  }
  return undefined
}

function clamp(units: number, { min, max }: ScalingTarget): number {
  return Math.min(max, Math.max(min, units))
}

function isHigh({ utilization }: ScalingTarget, { consumed, provisioned }: Observation): boolean {
  return areAll(consumed, MINUTES_ABOVE, units => units * 100 > 60 * provisioned * utilization)
}

/** Of a small target the margin is half of it: otherwise nothing would be below. */
function isLow({ utilization }: ScalingTarget, { consumed, provisioned }: Observation): boolean {
  const least = utilization - Math.min(MARGIN_MAX, utilization / 2)
  return areAll(consumed, MINUTES_BELOW, units => units * 100 < 60 * provisioned * least)
}

/** Whether something holds for so many of the last minutes. A minute without requests breaks the row. */
function areAll(
  consumed: readonly (number | undefined)[],
  minutes: number,
  test: (units: number) => boolean,
): boolean {
  const last = consumed.slice(-minutes)
  return last.length === minutes && last.every(units => units !== undefined && test(units))
}

function mayScaleOut(target: ScalingTarget, { now, scaledOutAt }: Observation): boolean {
  return scaledOutAt === undefined || now >= scaledOutAt + target.scaleOutCooldown * 1000
}

function mayScaleIn(target: ScalingTarget, { now, scaledInAt }: Observation): boolean {
  if (target.isScaleInDisabled) return false
  return scaledInAt === undefined || now >= scaledInAt + target.scaleInCooldown * 1000
}
