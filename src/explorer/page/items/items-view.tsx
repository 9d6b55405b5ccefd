/** The items of a table or of an index: what is asked for, and the rows that come of it; from there they are edited. */

import { useEffect, useMemo, useReducer, useState } from 'preact/hooks'
import { CopyMenu } from '../copies/copy-menu.js'
import { exprCodeOf } from '../copies/expr-code.js'
import { commandLineOf, sdkCodeOf } from '../copies/request-code.js'
import { countText } from '../parts/amounts.js'
import { Problem } from '../parts/problem.js'
import { call } from '../service.js'
import { keyNamesOf, keyShapeOf, type TableDescription } from '../tables/table-description.js'
import type { ViewProps } from '../tables/view-props.js'
import { DownloadDialog } from '../transfer/download-dialog.js'
import { keyTypesOf } from '../transfer/formats.js'
import { type ItemPages, pagesOfKeys, pagesOfRequest } from '../transfer/item-pages.js'
import { UploadDialog } from '../transfer/upload-dialog.js'
import { type Item, picked } from './attribute.js'
import type { Column } from './columns.js'
import { DeleteItems } from './delete-items.js'
import { DeleteMatching } from './delete-matching.js'
import { Grid } from './grid.js'
import { ItemDialog } from './item-dialog.js'
import { type ItemPage, PagedItems } from './paged-items.js'
import { EVERYTHING, type Query, type QueryRequest, requestOf } from './query.js'
import { QueryBuilder } from './query-builder.js'
import { useColumns } from './use-columns.js'

/** Items that one request evaluates: enough for several screens. */
const PAGE_ITEMS = 200

/** What is open beside the rows. */
type Opened =
  | { readonly kind: 'edit'; readonly item: Item }
  | { readonly kind: 'insert' | 'download' | 'upload' | 'delete all' }
  | { readonly kind: 'delete'; readonly keys: readonly Item[] }
  | undefined

/** The view. */
export function ItemsView({ region, table }: ViewProps) {
  const [query, setQuery] = useState(EVERYTHING)
  /** What was asked for last. */
  const [asked, setAsked] = useState<Asked>(() => askedOf(EVERYTHING, table))
  const [problem, setProblem] = useState<unknown>()
  const [opened, setOpened] = useState<Opened>()
  const [chosen, setChosen] = useState<ReadonlyMap<string, Item>>(new Map())
  const { items, columns, again } = useItems(asked.request, { region, table })
  const keyNames = keyNamesOf(keyShapeOf(table))
  const place = { table: table.TableName, keyNames }

  const run = (): void => {
    setChosen(new Map())
    setAsked(askedOf(query, table))
  }
  const close = (): void => setOpened(undefined)
  const afterDeletion = (): void => {
    setChosen(new Map())
    again()
  }
  const choose = (rows: readonly number[]): void => {
    const next = new Map(chosen)
    for (const row of rows) {
      const item = items.itemAt(row)
      if (item === undefined) continue
      const key = picked(item, keyNames)
      const text = JSON.stringify(key)
      // Of several, all are chosen; one alone is turned.
      if (rows.length === 1 && next.has(text)) next.delete(text)
      else next.set(text, key)
    }
    setChosen(next)
  }
  const open = async (row: number): Promise<void> => {
    const shown = items.itemAt(row)
    if (shown === undefined) return
    setProblem(undefined)
    try {
      setOpened({ kind: 'edit', item: await wholeItem(picked(shown, keyNames), { region, table }) })
    } catch (error) {
      setProblem(error)
    }
  }
  return (
    <>
      <QueryBuilder
        table={table}
        query={query}
        names={columns.map(({ name }) => name)}
        onChange={setQuery}
        onRun={run}
      />
      <div class="row pad tools">
        <button type="button" onClick={() => setOpened({ kind: 'insert' })}>
          New item
        </button>
        <button
          type="button"
          disabled={chosen.size === 0}
          onClick={() => setOpened({ kind: 'delete', keys: [...chosen.values()] })}
        >
          Delete {chosen.size === 0 ? '' : countText(chosen.size)}
        </button>
        <button type="button" onClick={() => setOpened({ kind: 'delete all' })}>
          Delete all…
        </button>
        <button type="button" onClick={again}>
          Read again
        </button>
        <CopyMenu texts={() => codesOf(asked, table)} />
        <button type="button" onClick={() => setOpened({ kind: 'download' })}>
          Download…
        </button>
        <button type="button" onClick={() => setOpened({ kind: 'upload' })}>
          Upload…
        </button>
        <Progress items={items} />
      </div>
      <Problem of={problem} />
      <Problem of={items.problem} />
      {items.problem !== undefined && (
        <div class="row pad">
          <button type="button" onClick={() => items.tryAgain()}>
            Try again
          </button>
        </div>
      )}
      <Grid
        columns={columns}
        count={items.count}
        itemAt={row => items.itemAt(row)}
        onLook={span => items.want(span)}
        isChosen={item => chosen.size > 0 && chosen.has(JSON.stringify(picked(item, keyNames)))}
        onChoose={choose}
        onOpen={open}
      />
      {(opened?.kind === 'edit' || opened?.kind === 'insert') && (
        <ItemDialog
          region={region}
          table={table}
          place={place}
          item={opened.kind === 'edit' ? opened.item : undefined}
          onClose={close}
          onWritten={again}
        />
      )}
      {opened?.kind === 'download' && (
        <DownloadDialog
          name={table.TableName}
          keyTypes={keyTypesOf(keyShapeOf(table))}
          {...downloadOf(asked, chosen, { region, table })}
          onClose={close}
        />
      )}
      {opened?.kind === 'upload' && (
        <UploadDialog region={region} table={table} onClose={close} onWritten={again} />
      )}
      {opened?.kind === 'delete' && (
        <DeleteItems
          region={region}
          table={table.TableName}
          keys={opened.keys}
          onClose={close}
          onDeleted={afterDeletion}
        />
      )}
      {opened?.kind === 'delete all' && (
        <DeleteMatching
          region={region}
          table={table}
          request={asked.request}
          onClose={close}
          onDeleted={afterDeletion}
        />
      )}
    </>
  )
}

interface Asked {
  readonly query: Query
  readonly request: QueryRequest
}

function askedOf(query: Query, table: TableDescription): Asked {
  return { query, request: requestOf(query, table) }
}

/** What was asked for, as code that asks for it elsewhere. */
function codesOf(
  { query, request: { operation, input } }: Asked,
  table: TableDescription,
): (readonly [string, string])[] {
  return [
    ['hashrange', exprCodeOf(query, table)],
    ['AWS SDK for JavaScript', sdkCodeOf(operation, input)],
    ['AWS CLI', commandLineOf(operation, input)],
  ]
}

/** What is chosen, or else all that was asked for. */
function downloadOf(
  { request }: Asked,
  chosen: ReadonlyMap<string, Item>,
  { region, table }: ViewProps,
): { readonly what: string; readonly pages: ItemPages } {
  if (chosen.size === 0) {
    return { what: 'All that was asked for', pages: pagesOfRequest(request, region) }
  }
  const pages = pagesOfKeys([...chosen.values()], table.TableName, region)
  return { what: `The ${countText(chosen.size)} items that are chosen`, pages }
}

/** All of an item as it is now: an index may have some of it, and what is shown may be old. */
async function wholeItem(Key: Item, { region, table }: ViewProps): Promise<Item> {
  const input = { TableName: table.TableName, Key, ConsistentRead: true }
  const { Item } = await call<{ readonly Item?: Item }>('GetItem', input, { region })
  if (Item === undefined) throw new Error('This item has been deleted meanwhile.')
  return Item
}

function Progress({ items }: { readonly items: PagedItems }) {
  const { count, scanned, isComplete, isReading } = items
  const evaluated = scanned === count ? '' : ` of ${countText(scanned)} evaluated`
  return (
    <>
      <span class="soft" role="status">
        {countText(count)}
        {isComplete ? '' : '+'} items{evaluated}
        {isReading ? ' …' : ''}
      </span>
      {isReading && scanned > count + PAGE_ITEMS && (
        <button type="button" onClick={() => items.stop()}>
          Stop
        </button>
      )}
    </>
  )
}

/** The rows of a request, their columns, and what reads them anew. */
function useItems(
  request: QueryRequest,
  { region, table }: ViewProps,
): { readonly items: PagedItems; readonly columns: readonly Column[]; readonly again: () => void } {
  const [, tell] = useReducer((count: number) => count + 1, 0)
  const [turn, again] = useReducer((count: number) => count + 1, 0)
  const keyNames = keyNamesOf(keyShapeOf(table))
  // `turn` says that they are to be read again.
  const items = useMemo(() => {
    const { operation, input } = request
    const read = (startKey: Item | undefined, signal: AbortSignal): Promise<ItemPage> => {
      const page = { Limit: PAGE_ITEMS, ...(startKey && { ExclusiveStartKey: startKey }) }
      return call<ItemPage>(operation, { ...input, ...page }, { region, signal })
    }
    return new PagedItems(read, () => tell(undefined))
  }, [request, region, turn])
  useEffect(() => () => items.end(), [items])
  const columns = useColumns(items.latest, keyNames)
  return { items, columns, again: () => again(undefined) }
}
