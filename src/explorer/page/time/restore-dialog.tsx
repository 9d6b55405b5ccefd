/** Makes a table of what another one was. */

import { useState } from 'preact/hooks'
import { goTo } from '../address.js'
import { Dialog } from '../parts/dialog.js'
import { call } from '../service.js'
import type { ViewProps } from '../tables/view-props.js'
import { momentText } from './moments.js'

interface RestoreDialogProps extends ViewProps {
  readonly time: number
  readonly onClose: () => void
}

/** The dialog: the table comes with all indexes, and is gone to. */
export function RestoreDialog({ region, table, time, onClose }: RestoreDialogProps) {
  const { TableName } = table
  const [name, setName] = useState(`${TableName}-restored`)
  const restore = async (): Promise<void> => {
    const input = {
      SourceTableName: TableName,
      TargetTableName: name,
      // Seconds, of which the service reads milliseconds.
      RestoreDateTime: time / 1000,
    }
    await call('RestoreTableToPointInTime', input, { region })
    onClose()
    goTo({ region, table: name })
  }
  return (
    <Dialog title={`Restore ${TableName}`} action="Restore" onAct={restore} onClose={onClose}>
      <p>
        A new table with the items of {momentText(time)}. As the service, this is five minutes
        behind: later moments are refused.
      </p>
      <label>
        Name of the new table
        <input value={name} onInput={event => setName(event.currentTarget.value)} />
      </label>
    </Dialog>
  )
}
