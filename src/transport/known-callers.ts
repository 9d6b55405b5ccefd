/** Callers that are known by their access keys, and go by their policies. */

import type { Policies } from '../access/policies-file.js'
import { unknownAccessKey } from '../errors/auth-errors.js'
import type { Answer } from './exchange.js'
import type { Authenticate } from './sigv4.js'

type Known = Pick<Policies, 'principals'>

/** Lets in only whom the policies know, after all that is checked of a signature. */
export function onlyKnown(authenticate: Authenticate, { principals }: Known): Authenticate {
  return request => {
    const signer = authenticate(request)
    if (!principals.has(signer.accessKeyId)) throw unknownAccessKey()
    return signer
  }
}

/** Answers each call for the principal of its access key. */
export function forKnown(answer: Answer, { principals }: Known): Answer {
  return call => {
    const principal = principals.get(call.accessKeyId ?? '')
    // Without a principal everything would be allowed.
    if (principal === undefined) return Promise.reject(unknownAccessKey())
    return answer({ ...call, principal })
  }
}
