/** A table of figures, which is also what a picture says in words. */

import type { ComponentChildren } from 'preact'

interface DataTableProps {
  readonly label: string
  /** Columns of figures begin with `#`. */
  readonly columns: readonly string[]
  readonly rows: readonly (readonly ComponentChildren[])[]
  /** Stands there if there are no rows. */
  readonly empty?: string
}

/** The table. It scrolls by itself where it is wider than the page, by the keyboard, too. */
export function DataTable({ label, columns, rows, empty }: DataTableProps) {
  if (rows.length === 0 && empty !== undefined) return <p class="soft">{empty}</p>
  const isFigure = columns.map(column => column.startsWith('#'))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by its arrows.
    <section class="wide" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column, place) => (
              <th key={column} scope="col" class={isFigure[place] ? 'number' : ''}>
                {column.replace('#', '')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            // A row is what stands at its place.
            <tr key={row}>
              {cells.map((cell, place) => (
                <td key={columns[place]} class={isFigure[place] ? 'number' : 'long-cell'}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
