/**
 * Bounds of what is stored, so small that tests cross each of them every few operations: collections get trees and lose
 * them, leaves and directories split and join, pages grow, split and join, directories double, slabs are compacted.
 */
export const SMALL_SIZES = {
  PAGE_SLOTS_MIN: 8,
  PAGE_SLOTS: 16,
  PAGE_SLOTS_MAX: 32,
  DEPTH_MAX: 7,
  RUN_MAX: 3,
  LEAF_ENTRIES: 8,
  DIRECTORY_NODES: 4,
  SLAB_BYTES: 1 << 14,
  DEAD_BYTES_MIN: 1 << 12,
}
