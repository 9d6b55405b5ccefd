/** Keeps something in memory for as long as something else is held that does not refer to it. */

const kept = new WeakMap<object, object>()

/** Keeps `object` for as long as `holder` is held, which is returned. */
export function keeping<Holder extends object>(holder: Holder, object: object): Holder {
  kept.set(holder, object)
  return holder
}
