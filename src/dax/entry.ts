/** `hashrange/dax`: a cache in front of any client of DynamoDB that answers as DAX does. */

export {
  type AcceleratableClient,
  type Accelerated,
  type AccelerateOptions,
  accelerate,
  type DaxCache,
} from './accelerate.js'
export { type AccelerateClusterOptions, accelerateCluster, type DaxCluster } from './cluster.js'
export type { CommandClass } from './commands.js'
export type { DaxMetrics } from './metrics.js'
