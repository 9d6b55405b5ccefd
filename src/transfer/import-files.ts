/** The files of a directory that stands for a bucket: a key is the path from there, with slashes. */

import { join } from 'node:path'
import { compareStrings } from '../encoding/value.js'
import type { DirectoryEntry, FileSystem } from '../env/files.js'
import { causeOf } from './import-row.js'

/** A file whose key starts with a prefix, or what can't be read as one. */
export interface BucketEntry {
  readonly key: string
  readonly path: string
  /** Why it can't be read, as a sentence; undefined if it may be. */
  readonly fault?: string | undefined
}

/** Where to look. */
interface Bucket {
  readonly files: FileSystem
  /** The directory. */
  readonly path: string
  /** What keys start with: `data` is a start of `data2/x`, and nothing is of a key but its own start. */
  readonly prefix: string
}

/**
 * Files in the order of their keys, by bytes, as a bucket lists them. No symbolic link is followed, so that there is none
 * which leads out of the directory or around in it: each is told as one.
 *
 * Rejects with an error of Node if the directory itself can't be read.
 */
export async function* bucketEntries(bucket: Bucket): AsyncGenerator<BucketEntry> {
  yield* entriesIn(bucket, '', await bucket.files.entries(bucket.path))
}

/** `folder` is the start of all keys in there: it is empty, or ends with a slash. */
async function* entriesIn(
  bucket: Bucket,
  folder: string,
  entries: readonly DirectoryEntry[],
): AsyncGenerator<BucketEntry> {
  for (const { key, kind } of inOrder(folder, entries)) {
    const path = join(bucket.path, key)
    if (kind === 'directory') yield* entriesBelow(bucket, key)
    else if (key.startsWith(bucket.prefix)) yield { key, path, fault: faultOf(kind) }
  }
}

async function* entriesBelow(bucket: Bucket, folder: string): AsyncGenerator<BucketEntry> {
  const { files, path, prefix } = bucket
  if (!(folder.startsWith(prefix) || prefix.startsWith(folder))) return
  let entries: readonly DirectoryEntry[]
  try {
    entries = await files.entries(join(path, folder))
  } catch (error) {
    yield { key: folder, path: join(path, folder), fault: `It can't be read: ${causeOf(error)}.` }
    return
  }
  yield* entriesIn(bucket, folder, entries)
}

/** With their keys. The slash counts: what is in `a` comes behind `a-b`. */
function inOrder(
  folder: string,
  entries: readonly DirectoryEntry[],
): readonly { readonly key: string; readonly kind: DirectoryEntry['kind'] }[] {
  return entries
    .map(({ name, kind }) => ({ key: `${folder}${name}${kind === 'directory' ? '/' : ''}`, kind }))
    .sort((left, right) => compareStrings(left.key, right.key))
}

function faultOf(kind: DirectoryEntry['kind']): string | undefined {
  switch (kind) {
    case 'link':
      return 'It is a symbolic link, and those are not followed.'
    case 'other':
      return 'It is no file.'
    default:
      return undefined
  }
}
