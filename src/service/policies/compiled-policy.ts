/** Policies of tables and streams, compiled once: a policy that is put is another object, and its form goes with it. */

import { compilePolicy } from '../../access/compile-policy.js'
import type { CompiledPolicy } from '../../access/question.js'
import { MalformedPolicyDocument } from '../../errors/access-errors.js'
import { policyMalformed } from '../../errors/policy-errors.js'
import type { ResourcePolicy } from '../../types/table.js'

const COMPILED = new WeakMap<ResourcePolicy, CompiledPolicy>()

/** The policy, ready to be asked. */
export function compiledPolicyOf(policy: ResourcePolicy): CompiledPolicy {
  const known = COMPILED.get(policy)
  if (known !== undefined) return known
  const compiled = compiledDocument(policy.document)
  COMPILED.set(policy, compiled)
  return compiled
}

/** A document, ready to be asked. Throws a `ValidationException` if its conditions or its patterns are none. */
export function compiledDocument(document: string): CompiledPolicy {
  try {
    return compilePolicy(JSON.parse(document), { name: 'of the resource', isOfResource: true })
  } catch (error) {
    throw error instanceof MalformedPolicyDocument ? policyMalformed(error.message) : error
  }
}
