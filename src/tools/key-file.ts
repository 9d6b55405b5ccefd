/** The key of an encrypted database, from a file: its 32 bytes, or 64 hexadecimal digits, perhaps with the end of a line. */

import { KEY_BYTES } from '../disk/seal.js'

/** A file that has no key in it. */
export class WrongKeyFile extends Error {
  override readonly name = 'WrongKeyFile'

  constructor(path: string) {
    super(
      `${path} is no file of a key: it must have ${KEY_BYTES} bytes, or ${2 * KEY_BYTES} hexadecimal digits`,
    )
  }
}

/**
 * The key that stands in a file.
 *
 * @throws WrongKeyFile, and what `readBytes` throws
 */
export async function keyIn(
  path: string,
  readBytes: (path: string) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const bytes = await readBytes(path)
  if (bytes.length === KEY_BYTES) return bytes
  const digits = /^([0-9a-f]+)\r?\n?$/i.exec(Buffer.from(bytes).toString('latin1'))?.[1]
  if (digits?.length !== 2 * KEY_BYTES) throw new WrongKeyFile(path)
  return Buffer.from(digits, 'hex')
}
