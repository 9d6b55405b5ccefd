/** Makes a file of items, for the browser to save. */

import { useEffect, useRef, useState } from 'preact/hooks'
import { countText } from '../parts/amounts.js'
import { Dialog } from '../parts/dialog.js'
import { FormatField } from './format-field.js'
import { FORMATS, type Format } from './formats.js'
import { ItemFile } from './item-file.js'
import type { ItemPages } from './item-pages.js'

interface DownloadDialogProps {
  /** What the file is called, without its ending. */
  readonly name: string
  /** The types of the attributes of the key of the table; none if the rows are not its items. */
  readonly keyTypes: ReadonlyMap<string, string>
  /** What is downloaded, as in `3 items`. */
  readonly what: string
  readonly pages: ItemPages
  readonly onClose: () => void
}

/** The dialog. To close it ends the download. */
export function DownloadDialog({ name, keyTypes, what, pages, onClose }: DownloadDialogProps) {
  const [format, setFormat] = useState<Format>('dynamodb')
  const [count, setCount] = useState<number>()
  const ending = useRef(new AbortController())
  useEffect(() => () => ending.current.abort(), [])
  const download = async (): Promise<void> => {
    const { signal } = ending.current
    const file = new ItemFile(format, keyTypes)
    setCount(0)
    for await (const items of pages(signal)) {
      for (const item of items) file.add(item)
      setCount(file.count)
    }
    if (signal.aborted) return
    save(file.blob(), `${name}.${FORMATS[format].ending}`)
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
