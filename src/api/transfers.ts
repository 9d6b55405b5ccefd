/** What exports and imports have in common: where they run, and how they end. */

import { PoisonedDatabase } from '../engine/log.js'
import type { Regions } from '../engine/regions.js'
import type { Clock } from '../env/clock.js'
import { codeOf, type FileSystem } from '../env/files.js'
import { isRefusal } from '../errors/dynamo-error.js'
import { BucketMissing } from '../errors/transfer-errors.js'
import type { BackupsContext } from './backups.js'
import type { Jobs } from './jobs.js'
import type { FailedEnd } from './transfer-records.js'

/** What exports and imports need of their database: where they are made, in one region, and what they reach beyond it. */
export interface TransfersContext extends BackupsContext {
  readonly regions: Regions
  readonly clock: Clock
  readonly jobs: Jobs
  /** The files of the machine. */
  readonly files: FileSystem
  /** The directories that stand for buckets, by the names of these. */
  readonly buckets: ReadonlyMap<string, string>
}

/** A job that has begun: what is written down of it, and what its record is in the end. */
export interface BegunJob<Kept> {
  readonly record: Kept
  /** Rejects with what has made the job fail, when that is written down. */
  readonly ended: Promise<Kept>
}

/** What may be told of a job as it goes on. */
export interface JobProgress {
  readonly items: number
  readonly bytes: number
}

const CODES: Readonly<Record<string, string>> = {
  ENOENT: 'S3NoSuchBucket',
  ENOTDIR: 'S3NoSuchBucket',
  EACCES: 'S3AccessDenied',
  EPERM: 'S3AccessDenied',
  EROFS: 'S3AccessDenied',
}

/** How a job has ended that an error has made fail. */
export function failedBy(error: unknown, time: number): FailedEnd<object> {
  const message = error instanceof Error ? error.message : String(error)
  return { status: 'FAILED', time, code: codeOfFailure(error), message }
}

function codeOfFailure(error: unknown): string {
  if (error instanceof BucketMissing) return error.code
  if (isRefusal(error)) return error.name
  return CODES[codeOf(error) ?? ''] ?? 'InternalServerError'
}

/** Whether a job may still write down how it has ended: neither is its database closed, nor does that take no writes any more. */
export function canEnd(error: unknown, signal: AbortSignal): boolean {
  return !(signal.aborted || error instanceof PoisonedDatabase)
}
