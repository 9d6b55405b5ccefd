/** The tables of a region, to choose one from. */

import { useEffect, useRef, useState } from 'preact/hooks'
import { fragmentOf, goTo } from '../address.js'
import { moveFocus } from '../parts/keys.js'
import { CreateTable } from './create-table.js'

/** What the list shows. */
interface TableListProps {
  readonly region: string
  readonly regions: readonly string[]
  /** Undefined until the server has told them. */
  readonly names: readonly string[] | undefined
  readonly chosen: string | undefined
}

/** More are not in the page at once: who has more types some letters of a name. */
const SHOWN_MAX = 500

/** The list. `/` goes to the field that narrows it. */
export function TableList({ region, regions, names, chosen }: TableListProps) {
  const [wanted, setWanted] = useState('')
  const [isCreating, setCreating] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useSlash(() => field.current?.focus())
  const letters = wanted.toLowerCase()
  const found = (names ?? []).filter(name => name.toLowerCase().includes(letters))
  const shown = found.slice(0, SHOWN_MAX)
  const open = (event: Event): void => {
    event.preventDefault()
    const [first] = found
    if (first !== undefined) goTo({ region, table: first })
  }
  return (
    <nav class="tables" aria-label="Tables">
      <form class="row" onSubmit={open}>
        <input
          ref={field}
          type="search"
          placeholder="Find a table"
          aria-label="Find a table"
          value={wanted}
          onInput={event => setWanted(event.currentTarget.value)}
        />
        <button type="button" onClick={() => setCreating(true)}>
          New
        </button>
      </form>
      {regions.length > 1 && (
        <select
          aria-label="Region"
          value={region}
          onChange={event => goTo({ region: event.currentTarget.value })}
        >
          {regions.map(each => (
            <option key={each}>{each}</option>
          ))}
        </select>
      )}
      <ul onKeyDown={moveFocus}>
        {shown.map(name => (
          <li key={name}>
            <a
              href={fragmentOf({ region, table: name })}
              aria-current={name === chosen ? 'page' : undefined}
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
      {names !== undefined && found.length === 0 && (
        <p class="soft">
          {names.length === 0 ? 'There is no table yet.' : 'No table is called so.'}
        </p>
      )}
      {found.length > SHOWN_MAX && <p class="soft">{found.length - SHOWN_MAX} more</p>}
      {isCreating && <CreateTable region={region} onClose={() => setCreating(false)} />}
    </nav>
  )
}

/** Calls back when `/` is typed outside of any field. */
function useSlash(act: () => void): void {
  useEffect(() => {
    const follow = (event: KeyboardEvent): void => {
      const isInField =
        event.target instanceof Element &&
        event.target.closest('input, textarea, select, [contenteditable]') !== null
      if (event.key !== '/' || isInField) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', follow)
    return () => removeEventListener('keydown', follow)
  })
}
