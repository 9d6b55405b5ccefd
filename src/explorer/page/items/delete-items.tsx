/** A dialog that deletes the items that were chosen. */

import { useState } from 'preact/hooks'
import { countText } from '../parts/amounts.js'
import { Dialog } from '../parts/dialog.js'
import { call } from '../service.js'
import type { Item } from './attribute.js'

/** Writes of one request. Source: DynamoDB API reference, BatchWriteItem. */
const BATCH_MAX = 25

interface DeleteItemsProps {
  readonly region: string
  readonly table: string
  readonly keys: readonly Item[]
  readonly onClose: () => void
  readonly onDeleted: () => void
}

/** The dialog. If it fails in between, the items so far are gone: it says how many. */
export function DeleteItems({ region, table, keys, onClose, onDeleted }: DeleteItemsProps) {
  const [done, setDone] = useState(0)
  const remove = async (): Promise<void> => {
    try {
      await deleteAll(keys, { region, table, onProgress: setDone })
      onClose()
    } finally {
      onDeleted()
    }
  }
  return (
    <Dialog title="Delete items" action="Delete" isDangerous onAct={remove} onClose={onClose}>
      <p>
        {keys.length === 1 ? 'One item is' : `${countText(keys.length)} items are`} deleted,
        whatever {keys.length === 1 ? 'it has' : 'they have'} become meanwhile.
      </p>
      {done > 0 && (
        <p role="status">
          {countText(done)} of {countText(keys.length)} are deleted.
        </p>
      )}
    </Dialog>
  )
}

interface BatchAnswer {
  readonly UnprocessedItems?: Readonly<Record<string, readonly object[]>>
}

async function deleteAll(
  keys: readonly Item[],
  {
    region,
    table,
    onProgress,
  }: {
    readonly region: string
    readonly table: string
    readonly onProgress: (count: number) => void
  },
): Promise<void> {
  let waiting: readonly object[] = keys.map(Key => ({ DeleteRequest: { Key } }))
  while (waiting.length > 0) {
    const batch = waiting.slice(0, BATCH_MAX)
    const { UnprocessedItems } = await call<BatchAnswer>(
      'BatchWriteItem',
      { RequestItems: { [table]: batch } },
      { region },
    )
    // What the table had no capacity for comes again, behind the others.
    const left = UnprocessedItems?.[table] ?? []
    waiting = [...waiting.slice(batch.length), ...left]
    onProgress(keys.length - waiting.length)
  }
}
