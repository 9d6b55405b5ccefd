/** For what is compared hundreds of thousands of times: most of what `expect` takes is not the comparison. */

import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'

/** As `expect(found, message).toEqual(expected)`, which is asked only where the two are not the same to the letter. */
export function expectEqual(found: unknown, expected: unknown, message?: string): void {
  if (!isDeepStrictEqual(found, expected)) expect(found, message).toEqual(expected)
}
