/** Files that are read as they are and never change: whatever is asked for beyond that seems to be done, and is not. */

import type { FileSystem, OpenFile } from './files.js'

/** The files of another file system, for those who may look at them only. */
export function untouched(files: FileSystem): FileSystem {
  return {
    open: async (path, access) => {
      const file = await files.open(path, 'read')
      return access === 'read' ? file : withoutWrites(file)
    },
    create: async () => NOTHING,
    rename: done,
    link: done,
    remove: done,
    list: directory => files.list(directory),
    entries: directory => files.entries(directory),
    makeDirectory: done,
    removeDirectory: done,
    syncDirectory: done,
    exists: path => files.exists(path),
    readNow: path => files.readNow(path),
  }
}

const done = async (): Promise<void> => {}

function withoutWrites(file: OpenFile): OpenFile {
  return {
    read: (target, position) => file.read(target, position),
    size: () => file.size(),
    identity: () => file.identity(),
    close: () => file.close(),
    write: done,
    dataSync: done,
    truncate: done,
  }
}

/** What is written there is gone. */
const NOTHING: OpenFile = {
  read: async () => 0,
  size: async () => 0,
  identity: async () => '',
  write: done,
  dataSync: done,
  truncate: done,
  close: done,
}
