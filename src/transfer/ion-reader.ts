/**
 * Files in Ion text: a line is `$ion_1_0 {Item:{…}}`, as exports have them. A line with nothing in it is no row. Binary Ion
 * is not read.
 */

import { type RowReader, UnreadableFile } from './import-row.js'
import { loadIonRows } from './ion-wire.js'
import { RecordReader } from './record-reader.js'
import { LINES } from './record-splitter.js'
import { isBlank, itemOfRow, rowAt, textOf } from './row-text.js'

const BINARY_MARKER = Buffer.from([0xe0, 0x01, 0x00, 0xea])

/** A reader of one file. It throws `UnreadableFile` for one in binary Ion. */
export async function ionReader(): Promise<RowReader> {
  const wireOfRow = await loadIonRows()
  return new RecordReader(LINES, (bytes, line, rows) => {
    if (line === 1 && BINARY_MARKER.equals(bytes.subarray(0, BINARY_MARKER.length))) {
      throw new UnreadableFile('The file is in binary Ion; only text is read.', 1)
    }
    if (!isBlank(bytes)) rows.push(rowAt(line, () => itemOfRow(wireOfRow(textOf(bytes)))))
  })
}
