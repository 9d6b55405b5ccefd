/** What belongs to a checkpoint beside its own file: in a copy of the database it is needed, too. */

import type { TableImages } from '../engine/table-images.js'
import type { TableStoreOptions } from '../storage/table-store.js'
import type { AttachedFiles, Attachment } from './attached-files.js'

interface AttachmentsOptions {
  readonly images: TableImages
  /** What stores of tables are made with. */
  readonly options: TableStoreOptions
  /** Undefined if the database is in memory. */
  readonly attached: AttachedFiles | undefined
}

/** Images of these names, wherever they are. */
export function imageAttachments(
  names: readonly string[],
  { images, options }: AttachmentsOptions,
): readonly Attachment[] {
  return names.map(name => ({
    name,
    copyTo: async files => files.writeImage(name, await images.load(name, options)),
  }))
}

/** Those of these names that are pieces of history in files: others are in the checkpoint. */
export function historyAttachments(
  names: Iterable<string>,
  { attached }: AttachmentsOptions,
): readonly Attachment[] {
  if (attached === undefined) return []
  const pieces = [...names].filter(name => name.startsWith('history-') && attached.has(name))
  return pieces.map(name => ({
    name,
    copyTo: files => files.writeHistory(name, attached.readHistory(name)),
  }))
}
