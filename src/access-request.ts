/** A request of which somebody asks whether policies allow it. */

import type { Principal } from './access/question.js'
import { ANYTHING, optionsOf, PRINCIPAL, TEXT } from './validation/options.js'

/** What `Database.explainAccess` is asked. */
export interface AccessRequest {
  /** Such as `GetItem`. */
  readonly operation: string
  /** In wire form, as the commands of the SDK and the service's API have it. */
  readonly input: object
  /** Who asks, as `readPrincipal` or `readPolicies` makes it. */
  readonly principal: Principal
  /** Such as `eu-west-1`. Default: the region of the database. */
  readonly region?: string | undefined
}

/** Checks one. Throws a `ValidationException` for a member that there is not, or a value of the wrong type. */
export const accessRequest = optionsOf<AccessRequest>('explainAccess', {
  operation: TEXT,
  input: ANYTHING,
  principal: PRINCIPAL,
  region: TEXT,
})
