/** Puts the items of a file into the table. */

import { useEffect, useRef, useState } from 'preact/hooks'
import { bytesText, countText } from '../parts/amounts.js'
import { Dialog } from '../parts/dialog.js'
import { keyNamesOf, keyShapeOf } from '../tables/table-description.js'
import type { ViewProps } from '../tables/view-props.js'
import { FormatField } from './format-field.js'
import { type Format, keyTypesOf } from './formats.js'
import { guessedFormat, rowsOf } from './rows.js'
import { upload } from './upload.js'

interface UploadDialogProps extends ViewProps {
  readonly onClose: () => void
  /** Is called when something has been written. */
  readonly onWritten: () => void
}

interface Progress {
  readonly readBytes: number
  readonly written: number
  readonly bad: number
  /** Some of them. */
  readonly badRows: readonly string[]
  readonly isDone: boolean
}

const NOTHING: Progress = { readBytes: 0, written: 0, bad: 0, badRows: [], isDone: false }
/** Bad rows that are listed; all are counted. */
const LISTED_MAX = 100

/** The dialog. To close it ends the upload: what has been written stays. */
export function UploadDialog({ region, table, onClose, onWritten }: UploadDialogProps) {
  const [file, setFile] = useState<File>()
  const [format, setFormat] = useState<Format>('dynamodb')
  const [progress, setProgress] = useState(NOTHING)
  const ending = useRef(new AbortController())
  useEffect(() => () => ending.current.abort(), [])
  const keys = keyShapeOf(table)
  const choose = async (chosen: File | undefined): Promise<void> => {
    setFile(chosen)
    setProgress(NOTHING)
    if (chosen !== undefined) setFormat(await guessedFormat(chosen))
  }
  const send = async (): Promise<void> => {
    if (file === undefined) throw new Error('Choose a file first.')
    setProgress(NOTHING)
    const add = (change: (before: Progress) => Partial<Progress>): void =>
      setProgress(before => ({ ...before, ...change(before) }))
    const onRead = (readBytes: number): void => add(() => ({ readBytes }))
    try {
      await upload(rowsOf(file, { format, keyTypes: keyTypesOf(keys), onRead }), {
        region,
        table: table.TableName,
        keyNames: keyNamesOf(keys),
        signal: ending.current.signal,
        onWritten: count => add(({ written }) => ({ written: written + count })),
        onBadRow: (line, reason) =>
          add(({ bad, badRows }) => ({
            bad: bad + 1,
            badRows: badRows.length < LISTED_MAX ? [...badRows, `Row ${line}: ${reason}`] : badRows,
          })),
      })
      add(() => ({ isDone: true }))
    } finally {
      onWritten()
    }
  }
  const { readBytes, written, bad, badRows, isDone } = progress
  return (
    <Dialog title="Upload items" action="Upload" isWide onAct={send} onClose={onClose}>
      <label>
        File
        <input
          type="file"
          accept=".json,.jsonl,.ndjson,.csv,.gz"
          onChange={event => void choose(event.currentTarget.files?.[0])}
        />
      </label>
      <FormatField format={format} onChange={setFormat} />
      {file !== undefined && (
        <>
          <progress aria-label="Read" max={Math.max(1, file.size)} value={readBytes} />
          <p role="status">
            {isDone ? 'Done: ' : ''}
            {countText(written)} items written, {countText(bad)} rows were not;{' '}
            {bytesText(readBytes)} of {bytesText(file.size)} read
          </p>
        </>
      )}
      {badRows.length > 0 && (
        <ul aria-label="Rows that were not written">
          {badRows.map(text => (
            <li key={text} class="long">
              {text}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}
