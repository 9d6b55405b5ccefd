/**
 * Copy-on-write: whatever two sides share after a fork bears the number of the side that may write to it, and is copied
 * when another one is to. A fork gives both sides new numbers, and so touches nothing of what they share.
 */

/** Who may write to a page, a leaf or a directory. */
export type Owner = number

let latest = 0

/** A number that nobody has. 32 bits, so that it fits into what is owned. */
export function newOwner(): Owner {
  latest = (latest + 1) >>> 0
  return latest
}
