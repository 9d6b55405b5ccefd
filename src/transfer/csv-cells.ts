/** The cells of a row of a CSV file: see the grammar in `csv-borders.ts`. */

import { BadRow } from './row-text.js'

const QUOTE = '"'

/**
 * The cells of a row, as text without the quotation marks around it.
 *
 * @param row without the newline at its end
 * @throws BadRow if it is not of the grammar
 */
export function cellsOf(row: string, delimiter: string): readonly string[] {
  if (!row.includes(QUOTE)) return row.split(delimiter)
  const cells: string[] = []
  for (let at = 0; at <= row.length; ) {
    const isQuoted = row[at] === QUOTE
    const end = isQuoted ? endOfQuoted(row, at, delimiter) : endOfPlain(row, at, delimiter)
    cells.push(isQuoted ? unquoted(row.slice(at, end)) : plain(row.slice(at, end)))
    at = end + 1
  }
  return cells
}

function unquoted(cell: string): string {
  return cell.slice(1, -1).replaceAll('""', QUOTE)
}

function plain(cell: string): string {
  if (!cell.includes(QUOTE)) return cell
  throw new BadRow('The row has a quotation mark within a cell that is not quoted as a whole.')
}

function endOfPlain(row: string, start: number, delimiter: string): number {
  const end = row.indexOf(delimiter, start)
  return end === -1 ? row.length : end
}

/** The place behind the quotation mark at the end. */
function endOfQuoted(row: string, start: number, delimiter: string): number {
  let end = row.indexOf(QUOTE, start + 1)
  while (end !== -1 && row[end + 1] === QUOTE) end = row.indexOf(QUOTE, end + 2)
  if (end !== -1 && (end === row.length - 1 || row[end + 1] === delimiter)) return end + 1
  throw new BadRow('The row has text behind a quoted cell.')
}
