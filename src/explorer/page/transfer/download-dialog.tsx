/** Makes a file of items, for the browser to save. */

import { useEffect, useRef, useState } from 'preact/hooks'
import { countText } from '../parts/amounts.js'
import { Dialog } from '../parts/dialog.js'
import { keyShapeOf, type TableDescription } from '../tables/table-description.js'
import { FormatField } from './format-field.js'
import { FORMATS, type Format, keyTypesOf } from './formats.js'
import { ItemFile } from './item-file.js'
import type { ItemPages } from './item-pages.js'

interface DownloadDialogProps {
  readonly table: TableDescription
  /** What is downloaded, as in `3 items`. */
  readonly what: string
  readonly pages: ItemPages
  readonly onClose: () => void
}

/** The dialog. To close it ends the download. */
export function DownloadDialog({ table, what, pages, onClose }: DownloadDialogProps) {
  const [format, setFormat] = useState<Format>('dynamodb')
  const [count, setCount] = useState<number>()
  const ending = useRef(new AbortController())
  useEffect(() => () => ending.current.abort(), [])
  const download = async (): Promise<void> => {
    const { signal } = ending.current
    const file = new ItemFile(format, keyTypesOf(keyShapeOf(table)))
    setCount(0)
    for await (const items of pages(signal)) {
      for (const item of items) file.add(item)
      setCount(file.count)
    }
    if (signal.aborted) return
    save(file.blob(), `${table.TableName}.${FORMATS[format].ending}`)
  }
  return (
    <Dialog title="Download items" action="Download" onAct={download} onClose={onClose}>
      <p>{what}, in a file.</p>
      <FormatField format={format} onChange={setFormat} />
      {count !== undefined && <p role="status">{countText(count)} items read</p>}
    </Dialog>
  )
}

/** Milliseconds after which the browser has begun to save. */
const SAVING_DURATION = 60_000

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), SAVING_DURATION)
}
