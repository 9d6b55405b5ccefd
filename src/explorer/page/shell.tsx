/** The frame of the page: the tables at the left, the views of one of them, and whether the server is there. */

import { useEffect, useState } from 'preact/hooks'
import { goTo, useAddress } from './address.js'
import { useLive } from './live.js'
import { ask } from './service.js'
import { TableList } from './tables/table-list.js'
import { TableViews } from './tables/table-views.js'
import { CHANGES_VIEW } from './tables/views.js'
import { ThemeSwitch } from './theme.js'
import type { ToldProblem } from './time/changes-wire.js'
import type { Facts } from './wire.js'

/** All of the page. */
export function Shell() {
  const { region, isDefault, table, view } = useAddress()
  const isWatched = table !== undefined && view === CHANGES_VIEW
  const live = useLive({ region, table, isWatched })
  const regions = useRegions(region)
  const [first] = regions
  useEffect(() => {
    // What is explored may have no tables in the region that is the usual one.
    if (isDefault && first !== undefined && !regions.includes(region)) goTo({ region: first })
  }, [isDefault, region, regions, first])
  return (
    <>
      <header class="top">
        <a class="brand" href={`#/${region}`}>
          hashrange
        </a>
        <span class="grow" />
        <ThemeSwitch />
      </header>
      <Connection state={live.connection} />
      {live.connection === 'open' && live.problem != null && <Trouble problem={live.problem} />}
      <div class={table === undefined ? 'frame' : 'frame has-table'}>
        <TableList
          region={region}
          regions={withRegion(regions, region)}
          names={live.tables}
          chosen={table}
        />
        <main>
          {table === undefined ? (
            <Welcome />
          ) : (
            <TableViews
              key={`${region} ${table}`}
              region={region}
              name={table}
              view={view}
              told={live.table}
              changes={live.changes}
            />
          )}
        </main>
      </div>
    </>
  )
}

function Welcome() {
  return (
    <div class="welcome">
      <h1>Choose a table</h1>
      <p>
        <kbd>/</kbd> finds a table, <kbd>↑</kbd> <kbd>↓</kbd> go through lists, <kbd>Enter</kbd>{' '}
        opens, <kbd>Esc</kbd> closes.
      </p>
    </div>
  )
}

function Connection({ state }: { readonly state: ReturnType<typeof useLive>['connection'] }) {
  if (state === 'gone') {
    return (
      <p class="banner" role="alert">
        The server is gone. What is shown is what it told last; the page looks for it each second.
      </p>
    )
  }
  if (state === 'refused') {
    return (
      <p class="banner" role="alert">
        This page needs the address that the server has printed, with its token: open that.
      </p>
    )
  }
  return null
}

function Trouble({ problem: { name, message } }: { readonly problem: ToldProblem }) {
  return (
    <p class="banner" role="alert">
      <b>{name}</b> {message} What is shown is what was told last; it is asked for again each
      second.
    </p>
  )
}

/** The regions that have tables, once the server has told them. */
function useRegions(region: string): readonly string[] {
  const [regions, setRegions] = useState<readonly string[]>([])
  // With another region there may be more of them.
  useEffect(() => {
    ask<Facts>('facts').then(
      facts => setRegions(facts.regions),
      // That the server is gone is told by the stream of events.
      () => {},
    )
  }, [region])
  return regions
}

function withRegion(regions: readonly string[], region: string): readonly string[] {
  return regions.includes(region) ? regions : [...regions, region]
}
