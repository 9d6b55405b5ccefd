/** Whether something is given back to memory once nobody holds it any more. */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose_gc')
const collectGarbage: () => void = runInNewContext('gc')

/** Collections after which what is still there is held. Each but the first few is made for what finalizers let go. */
const ROUNDS_MAX = 20

/**
 * Makes some things one after another, and tells how many of them are still there when nobody holds what `make` returned. No
 * time is waited for, but turns of the event loop, in which promises and finalizers let go of what they hold.
 *
 * @param options `enough`: so few may be left that it need not be looked further
 */
export async function leftAfter(
  count: number,
  make: () => Promise<object>,
  { enough = 0 }: { readonly enough?: number } = {},
): Promise<number> {
  const made: WeakRef<object>[] = []
  for (let index = 0; index < count; index += 1) made.push(await weakly(make))
  let left = count
  for (let round = 0; round < ROUNDS_MAX && left > enough; round += 1) {
    await new Promise(resolve => setImmediate(resolve))
    collectGarbage()
    left = made.filter(one => one.deref() !== undefined).length
  }
  return left
}

/** In a frame of its own, which is gone when this is fulfilled. */
async function weakly(make: () => Promise<object>): Promise<WeakRef<object>> {
  return new WeakRef(await make())
}
