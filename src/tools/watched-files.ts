/** Files of which somebody is told how much has been read. */

import { type FileSystem, type OpenFile, systemFiles } from '../env/files.js'

/**
 * The files of the machine.
 *
 * @param onRead is given how many bytes have been read in all, again and again
 */
export function watchedFiles(onRead: (bytes: number) => void): FileSystem {
  let bytes = 0
  const watched = (file: OpenFile): OpenFile => ({
    read: async (target, position) => {
      const count = await file.read(target, position)
      bytes += count
      onRead(bytes)
      return count
    },
    write: (source, position) => file.write(source, position),
    dataSync: () => file.dataSync(),
    size: () => file.size(),
    truncate: size => file.truncate(size),
    identity: () => file.identity(),
    close: () => file.close(),
  })
  return {
    ...systemFiles,
    open: async (path, access) => watched(await systemFiles.open(path, access)),
  }
}
