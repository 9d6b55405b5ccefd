/**
 * The bounds at which what is stored changes its form. They stand in one place so that tests can put small numbers in
 * theirs, and cross each of them every few operations.
 */

/** Slots of a hash page when it is made, and when it is split and no longer grows. Powers of two. */
export const PAGE_SLOTS_MIN = 16
export const PAGE_SLOTS = 1024

/** A page that cannot be divided evenly grows up to so many slots before it is split all the same. */
export const PAGE_SLOTS_MAX = 1 << 15

/** Bits of the hash that a directory tells pages apart by, at most. */
export const DEPTH_MAX = 20

/** More records than this of one hash get a tree. */
export const RUN_MAX = 24

/** Entries of a leaf of a tree: below 256, a power of two. */
export const LEAF_ENTRIES = 128

/** Nodes below a directory of a tree. */
export const DIRECTORY_NODES = 64

/** Bytes of a slab, but for the first ones of a table and those of one large item. */
export const SLAB_BYTES = 1 << 20

/** Bytes of dead records for which compaction is not worth while yet. */
export const DEAD_BYTES_MIN = 1 << 20
