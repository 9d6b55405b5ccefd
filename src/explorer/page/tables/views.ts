/** The views of a table. A new one is a file, and a line here. */

import type { ComponentType } from 'preact'
import { ItemsView } from '../items/items-view.js'
import { KeysView } from '../keys/keys-view.js'
import { StatementsView } from '../statements/statements-view.js'
import { ChangesView } from '../time/changes-view.js'
import { PastView } from '../time/past-view.js'
import { DescribeView } from './describe-view.js'
import type { ViewProps } from './view-props.js'

interface View {
  /** In the address. */
  readonly name: string
  /** On its tab. */
  readonly title: string
  readonly component: ComponentType<ViewProps>
}

/** The one that is told the changes of its table. */
export const CHANGES_VIEW = 'changes'

/** In the order of their tabs; the first one is shown first. */
export const VIEWS: readonly [View, ...View[]] = [
  { name: 'items', title: 'Items', component: ItemsView },
  { name: 'statements', title: 'Statements', component: StatementsView },
  { name: CHANGES_VIEW, title: 'Changes', component: ChangesView },
  { name: 'past', title: 'Past', component: PastView },
  { name: 'table', title: 'Table', component: DescribeView },
  { name: 'keys', title: 'Keys', component: KeysView },
]
