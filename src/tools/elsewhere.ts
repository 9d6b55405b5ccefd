/** Databases that are no directories of this machine, as arguments name them. */

import { systemClock } from '../env/clock.js'
import { type End, openEnd } from '../migration/ends.js'
import { DEFAULT_REGION } from '../transport/client-config.js'
import { WrongArguments } from './options.js'

interface Place {
  readonly target: string
  readonly region: string | undefined
  readonly profile: string | undefined
}

/** A person tries again, and would not know why nothing happens. */
const ATTEMPTS = 2
const OF_DIRECTORIES = ['key-file', 'read-only']
const OF_OTHERS = ['region', 'profile']

/** Whether it is no directory of this machine. */
export function isElsewhere(target: string): boolean {
  return /^(?:https?:\/\/|dynamodb:)/.test(target)
}

/** The way to a server, or to the service. */
export function openElsewhere({ target, region, profile }: Place): Promise<End> {
  const opening = { side: 'from', clock: systemClock, attempts: ATTEMPTS } as const
  return openEnd({ at: target, region, profile }, opening)
}

/** The region whose tables are meant. */
export function regionOf({ target, region = DEFAULT_REGION }: Place): string {
  return /^dynamodb:(.+)$/.exec(target)?.[1] ?? region
}

/** Throws WrongArguments for options that the database has no use for. */
export function refuseUseless(target: string, values: Readonly<Record<string, unknown>>): void {
  const [useless, why] = isElsewhere(target)
    ? [OF_DIRECTORIES, 'only a directory has it']
    : [OF_OTHERS, 'a directory has none']
  const given = useless.find(name => values[name] !== undefined && values[name] !== false)
  if (given !== undefined) throw new WrongArguments(`--${given}: ${why}`)
}
