/** An item that is only read: all that it has, as JSON. */

import { Dialog } from '../parts/dialog.js'
import type { Item } from './attribute.js'

interface ItemTextDialogProps {
  readonly title: string
  readonly item: Item
  readonly onClose: () => void
}

/** The dialog. */
export function ItemTextDialog({ title, item, onClose }: ItemTextDialogProps) {
  const text = JSON.stringify(item, undefined, 2)
  const copy = (): Promise<void> => navigator.clipboard.writeText(text)
  return (
    <Dialog title={title} action="Copy" isWide onAct={copy} onClose={onClose}>
      <pre>{text}</pre>
    </Dialog>
  )
}
