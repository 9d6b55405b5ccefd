/** Appends to the log of a directory until it is killed, by several writers, and says up to where it was told that it lasts. */

import { openLog } from '../../src/disk/open-log.js'
import { systemFiles } from '../../src/env/files.js'
import { systemRandom } from '../../src/env/random.js'
import { appendNext, DATABASE_ID } from './logs.js'

const WRITER_COUNT = 8

const [, , directory = '', keyText = ''] = process.argv
const { writer } = await openLog({
  files: systemFiles,
  directory,
  databaseId: DATABASE_ID,
  key: keyText === '' ? undefined : Buffer.from(keyText, 'hex'),
  random: systemRandom,
  durability: 'group',
  from: 1,
  segmentSizes: { first: 4096, max: 16_384 },
  take: () => undefined,
})

async function write(): Promise<never> {
  for (;;) {
    const number = appendNext(writer)
    await writer.whenDurable(number)
    process.stdout.write(`${number}\n`)
  }
}

await Promise.all(Array.from({ length: WRITER_COUNT }, write))
