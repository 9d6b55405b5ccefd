/** `injectFaults`: the door of this room. */

import type { Clock } from '../env/clock.js'
import { atDoor } from '../errors/stack.js'
import type { Interceptor } from '../transport/interceptors.js'
import { FUNCTION, objectWith, optionsOf } from '../validation/options.js'
import { Injection } from './injection.js'
import type { PastState } from './past-states.js'
import type { FaultDecision, FaultScript, FaultTrace } from './script.js'

/** What faults can be injected into: a `Database`. */
export interface FaultyDatabase {
  readonly clock: Clock
  intercept(interceptor: Interceptor): () => void
  fork(): PastState
}

/** Who is told of faults. */
export interface InjectFaultsOptions {
  /** Is told of each fault as it is decided, before the call has it. */
  readonly onFault?: ((decision: FaultDecision) => void) | undefined
}

/** Faults that are being injected. */
export interface InjectedFaults {
  /** What all chance comes from: the same seed, with the same rules and calls, gives the same faults. */
  readonly seed: number
  /** What has been done so far, to be looked at, kept as JSON, or given to `injectFaults` to be done again. */
  readonly trace: FaultTrace
  /** Takes the faults away. Calls that are held go on at once. */
  stop(): void
}

const injectOptions = optionsOf<InjectFaultsOptions>('injectFaults', { onFault: FUNCTION })
const target = optionsOf<{ database: FaultyDatabase }>('injectFaults', {
  database: objectWith('intercept', 'fork'),
})

/**
 * Lets calls of clients fail as the service lets them fail, or differently than it should: throttled, in conflict, late, in part,
 * with old data, or with an answer that gets lost. Calls of the native interface have no faults, and neither have forks.
 *
 * ```ts
 * const faults = injectFaults(db, {
 *   seed: 7,
 *   rules: [
 *     { fault: 'throttle', table: 'Orders', operation: 'PutItem', count: 2 },
 *     { fault: 'lostReply', probability: 0.1 },
 *   ],
 * })
 * // … what is to be tested …
 * faults.stop()
 * ```
 *
 * Chance is the generator sfc32, seeded once for each script: the same seed, rules and calls in the same order give the same
 * faults. A trace given as the script repeats its faults at the same calls, whatever chance would say; a call that is another one
 * than it was fails.
 *
 * @param database the one whose clients are to see faults
 * @param script what is to fail, or the `trace` of faults that are to come again
 * @throws ValidationException that names the rule, if there is no such fault or option, or a value is not allowed
 */
export function injectFaults(
  database: FaultyDatabase,
  script: FaultScript | FaultTrace,
  options: InjectFaultsOptions = {},
): InjectedFaults {
  return atDoor(injectFaults, () => {
    target({ database })
    const { onFault = () => {} } = injectOptions(options)
    const injection = new Injection(database, script, onFault)
    const stop = database.intercept((call, next) => injection.answer(call, next))
    return {
      seed: injection.seed,
      get trace() {
        return injection.trace
      },
      stop: () => {
        stop()
        injection.end()
      },
    }
  })
}
