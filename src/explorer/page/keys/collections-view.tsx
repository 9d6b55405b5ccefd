/** The largest item collections, looked for when somebody asks: all of the table is walked. */

import { useEffect, useState } from 'preact/hooks'
import { bytesText, countText } from '../parts/amounts.js'
import { Problem } from '../parts/problem.js'
import { ask } from '../service.js'
import { DataTable } from './data-table.js'
import { hashText, shareText } from './figures.js'
import { COLLECTIONS_EXTRA, type CollectionsReport, type Unknown } from './keys-wire.js'
import { keyText } from './use-figures.js'

interface CollectionsProps {
  readonly region: string
  readonly table: string
  readonly index: string | undefined
}

/** What of its limit a collection has before somebody should know. */
const WARNED_SHARE = 0.8

/** The button, and what it has found. */
export function Collections({ region, table, index }: CollectionsProps) {
  const [report, setReport] = useState<CollectionsReport>()
  const [problem, setProblem] = useState<unknown>()
  const [isLooking, setLooking] = useState(false)
  useEffect(() => setReport(undefined), [region, table, index])
  const look = async (): Promise<void> => {
    setLooking(true)
    setProblem(undefined)
    try {
      const query = { region, table, ...(index !== undefined && { index }) }
      const told = await ask<CollectionsReport | Unknown>(COLLECTIONS_EXTRA, query)
      if (told.isKnown) setReport(told)
    } catch (error) {
      setProblem(error)
    } finally {
      setLooking(false)
    }
  }
  return (
    <section>
      <h2>Item collections by size</h2>
      <p class="row">
        <button type="button" onClick={() => void look()} disabled={isLooking}>
          {isLooking ? 'Looking through the table…' : 'Find the largest'}
        </button>
      </p>
      <Problem of={problem} />
      {report !== undefined && <Found report={report} />}
    </section>
  )
}

function Found({
  report: { largest, collectionCount, itemCount, bytesMax },
}: {
  readonly report: CollectionsReport
}) {
  const large = largest.filter(({ bytes }) => bytes >= WARNED_SHARE * (bytesMax ?? Infinity))
  return (
    <>
      <p class="soft" role="status">
        {countText(collectionCount)} partition keys have {countText(itemCount)} items.{' '}
        {bytesMax === undefined
          ? 'The table has no local indexes, so a collection may be of any size.'
          : `The table has local indexes, so that a collection, with its entries in them, may have ${bytesText(bytesMax)} at the most.`}
      </p>
      {large.length > 0 && (
        <p class="problem" role="alert">
          {countText(large.length)} of them {large.length === 1 ? 'is' : 'are'} near that: what
          would make one larger is refused with ItemCollectionSizeLimitExceededException.
        </p>
      )}
      <DataTable
        label="Largest item collections"
        columns={['Partition key', 'Hash', '#Items', '#Size', '#Of the limit']}
        empty="There are no items."
        rows={largest.map(({ key, hash, items, bytes }) => [
          keyText(key),
          <code key="hash">{hashText(hash)}</code>,
          countText(items),
          bytesText(bytes),
          bytesMax === undefined ? '–' : shareText(bytes / bytesMax),
        ])}
      />
    </>
  )
}
