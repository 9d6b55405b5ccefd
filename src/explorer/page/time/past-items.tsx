/** The items of a table as they were at a moment, as rows that are only read; one that is opened has its history. */

import { useEffect, useMemo, useReducer, useState } from 'preact/hooks'
import { type Item, picked } from '../items/attribute.js'
import { Grid } from '../items/grid.js'
import { type ItemPage, PagedItems } from '../items/paged-items.js'
import { useColumns } from '../items/use-columns.js'
import { countText } from '../parts/amounts.js'
import { Problem } from '../parts/problem.js'
import { ask } from '../service.js'
import { keyNamesOf, keyShapeOf } from '../tables/table-description.js'
import type { ViewProps } from '../tables/view-props.js'
import { momentText } from './moments.js'
import { PAST_ITEMS_EXTRA } from './time-wire.js'
import { VersionsDialog } from './versions-dialog.js'

/** Items that one request reads. */
const PAGE_ITEMS = 200

interface PastItemsProps extends ViewProps {
  readonly time: number
}

/** The rows. */
export function PastItems({ region, table, time }: PastItemsProps) {
  const [, tell] = useReducer((count: number) => count + 1, 0)
  const [opened, setOpened] = useState<Item>()
  const { TableName } = table
  const keyNames = keyNamesOf(keyShapeOf(table))
  const items = useMemo(() => {
    const read = (startKey: Item | undefined): Promise<ItemPage> =>
      ask<ItemPage>(PAST_ITEMS_EXTRA, {
        region,
        table: TableName,
        at: String(time),
        limit: String(PAGE_ITEMS),
        ...(startKey && { start: JSON.stringify(startKey) }),
      })
    return new PagedItems(read, () => tell(undefined))
  }, [region, TableName, time])
  useEffect(() => () => items.end(), [items])
  const columns = useColumns(items.latest, keyNames)
  return (
    <>
      <p class="soft pad tools" role="status">
        {countText(items.count)}
        {items.isComplete ? '' : '+'} items as of {momentText(time)}
      </p>
      <Problem of={items.problem} />
      <Grid
        columns={columns}
        count={items.count}
        itemAt={row => items.itemAt(row)}
        onLook={span => items.want(span)}
        onOpen={row => {
          const item = items.itemAt(row)
          if (item !== undefined) setOpened(picked(item, keyNames))
        }}
      />
      {opened !== undefined && (
        <VersionsDialog
          region={region}
          table={table}
          itemKey={opened}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  )
}
