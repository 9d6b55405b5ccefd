/** One table: the views of it, as tabs. */

import { fragmentOf } from '../address.js'
import type { TableDescription } from './table-description.js'
import type { ViewProps } from './view-props.js'
import { VIEWS } from './views.js'

interface TableViewsProps {
  readonly region: string
  readonly name: string
  /** The name of the view that is wanted. */
  readonly view: string | undefined
  /** As DescribeTable has it; null if there is no such table, undefined until the server has told. */
  readonly told: object | null | undefined
  readonly changes: ViewProps['changes']
}

/** The tabs, and the view that is chosen. */
export function TableViews({ region, name, view, told, changes }: TableViewsProps) {
  const [first] = VIEWS
  const { name: chosen, component: View } = VIEWS.find(each => each.name === view) ?? first
  return (
    <section class="table">
      <div class="tabs">
        <h1>
          <a class="back" href={fragmentOf({ region })} aria-label="All tables">
            ‹
          </a>
          {name}
        </h1>
        <nav aria-label="Views">
          {VIEWS.map(({ name: each, title }) => (
            <a
              key={each}
              href={fragmentOf({ region, table: name, view: each })}
              aria-current={each === chosen ? 'page' : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
      </div>
      {told === null && (
        <p class="banner" role="alert">
          There is no table of this name in {region}.
        </p>
      )}
      {told !== null && told !== undefined && (
        <View region={region} table={told as TableDescription} changes={changes} />
      )}
    </section>
  )
}
