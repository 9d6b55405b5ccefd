/** Files whose failures tell which file it was: what the operating system says of a write, it says of a number. */

import { FileFailed } from '../errors/file-errors.js'
import { codeOf, type FileSystem, type OpenFile } from './files.js'

/** The files of another file system. What rejects there with a code rejects here with a `FileFailed` of the same code. */
export function withNamedFailures(files: FileSystem): FileSystem {
  const written = <Value>(file: string, call: Promise<Value>): Promise<Value> =>
    told(call, file, 'written')
  const read = <Value>(file: string, call: Promise<Value>): Promise<Value> =>
    told(call, file, 'read')
  return {
    open: async (path, access) => {
      const purpose = access === 'read' ? 'read' : 'written'
      return named(await told(files.open(path, access), path, purpose), path)
    },
    create: async path => named(await written(path, files.create(path)), path),
    rename: (from, to) => written(to, files.rename(from, to)),
    link: (from, to) => written(to, files.link(from, to)),
    remove: path => written(path, files.remove(path)),
    list: directory => read(directory, files.list(directory)),
    entries: directory => read(directory, files.entries(directory)),
    makeDirectory: path => written(path, files.makeDirectory(path)),
    removeDirectory: path => written(path, files.removeDirectory(path)),
    syncDirectory: path => written(path, files.syncDirectory(path)),
    exists: path => read(path, files.exists(path)),
    readNow: path => files.readNow(path),
  }
}

function named(file: OpenFile, path: string): OpenFile {
  return {
    read: (target, position) => told(file.read(target, position), path, 'read'),
    size: () => told(file.size(), path, 'read'),
    identity: () => told(file.identity(), path, 'read'),
    write: (source, position) => told(file.write(source, position), path, 'written'),
    dataSync: () => told(file.dataSync(), path, 'written'),
    truncate: size => told(file.truncate(size), path, 'written'),
    close: () => told(file.close(), path, 'written'),
  }
}

async function told<Value>(
  call: Promise<Value>,
  file: string,
  purpose: 'read' | 'written',
): Promise<Value> {
  try {
    return await call
  } catch (cause) {
    const code = codeOf(cause)
    throw code === undefined ? cause : new FileFailed({ file, purpose, code, cause })
  }
}
