/** A dialog with one item, as a tree or as JSON, that inserts it, edits it or deletes it. */

import { useState } from 'preact/hooks'
import { CopyButton } from '../copies/copy-button.js'
import { Dialog } from '../parts/dialog.js'
import { LaterCodeEditor } from '../parts/later-code-editor.js'
import { call } from '../service.js'
import { keyShapeOf, type TableDescription } from '../tables/table-description.js'
import type { Item } from './attribute.js'
import { draftOfItem, draftOfType, itemOfDraft, type MapDraft } from './draft.js'
import { deletionOf, editOf, insertOf, type WriteRequest } from './item-writes.js'
import { MapEditor } from './value-editor.js'

interface ItemDialogProps {
  readonly region: string
  readonly table: TableDescription
  readonly place: { readonly table: string; readonly keyNames: readonly string[] }
  /** As it was read; undefined if there is to be a new one. */
  readonly item: Item | undefined
  readonly onClose: () => void
  readonly onWritten: () => void
}

/** The item while it is edited: as a tree, or as the text of its JSON. */
type Editing =
  | { readonly form: 'tree'; readonly draft: MapDraft }
  | { readonly form: 'json'; readonly text: string }

/** The dialog. */
export function ItemDialog(props: ItemDialogProps) {
  const { region, table, place, item: before, onClose, onWritten } = props
  const [editing, setEditing] = useState<Editing>()
  const current = editing ?? {
    form: 'tree',
    draft: before === undefined ? newDraft(table) : draftOfItem(before),
  }
  const write = async (request: WriteRequest | undefined): Promise<void> => {
    if (request !== undefined) {
      await call(request.operation, request.input, { region })
      onWritten()
    }
    onClose()
  }
  const save = (): Promise<void> => {
    const after = itemOf(current)
    return write(before === undefined ? insertOf(after, place) : editOf(before, after, place))
  }
  const turn = (): void => {
    if (current.form === 'json') {
      setEditing({ form: 'tree', draft: draftOfItem(itemOf(current)) })
      return
    }
    setEditing({ form: 'json', text: JSON.stringify(itemOfDraft(current.draft), undefined, 2) })
  }
  return (
    <Dialog
      title={before === undefined ? 'New item' : 'Item'}
      action={before === undefined ? 'Put' : 'Save'}
      isWide
      onAct={save}
      onClose={onClose}
      tools={attempt => (
        <>
          <button type="button" onClick={() => attempt(async () => turn())}>
            {current.form === 'tree' ? 'As JSON' : 'As a tree'}
          </button>
          <CopyButton label="Copy JSON" text={() => textOf(current)} />
          {before !== undefined && (
            <button
              type="button"
              class="danger"
              onClick={() => attempt(() => write(deletionOf(before, place)))}
            >
              Delete
            </button>
          )}
        </>
      )}
    >
      {current.form === 'tree' ? (
        <MapEditor
          draft={current.draft}
          depth={0}
          onChange={draft => setEditing({ form: 'tree', draft })}
        />
      ) : (
        <LaterCodeEditor
          label="Item as JSON"
          text={current.text}
          onChange={text => setEditing({ form: 'json', text })}
        />
      )}
    </Dialog>
  )
}

function newDraft(table: TableDescription): MapDraft {
  const { partition, sort } = keyShapeOf(table)
  const entries = [...partition, ...sort].map(({ name, type }) => ({
    name,
    draft: draftOfType(type),
  }))
  return { type: 'M', entries }
}

function itemOf(editing: Editing): Item {
  return editing.form === 'tree' ? itemOfDraft(editing.draft) : (JSON.parse(editing.text) as Item)
}

function textOf(editing: Editing): string {
  return editing.form === 'json' ? editing.text : JSON.stringify(itemOf(editing), undefined, 2)
}
