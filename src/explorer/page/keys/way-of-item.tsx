/** Where an item goes, and what reading and writing it takes: a picture, facts, and its entries in indexes. */

import { bytesText, countText } from '../parts/amounts.js'
import { DataTable } from './data-table.js'
import { HASH_SPACE, hashText, rangeText } from './figures.js'
import type { IndexEntry, WayReport } from './keys-wire.js'
import { keyText } from './use-figures.js'

/** The report. */
export function WayOfItem({ way }: { readonly way: WayReport }) {
  const { hash, partition, partitionCount, item, entries, planned } = way
  return (
    <div role="status">
      <svg
        class="picture ruler"
        role="img"
        aria-label={`The hash ${hashText(hash)} among all hashes`}
        viewBox="0 0 1000 24"
        preserveAspectRatio="none"
      >
        <rect class="room" width={1000} height={24} />
        <rect
          class="own"
          x={(partition.low / HASH_SPACE) * 1000}
          width={((partition.high - partition.low) / HASH_SPACE) * 1000}
          height={24}
        />
        <rect class="mark" x={Math.min(996, (hash / HASH_SPACE) * 1000)} width={4} height={24} />
      </svg>
      <dl class="facts">
        <dt>Hash</dt>
        <dd>
          <code>{hashText(hash)}</code>
        </dd>
        <dt>Partition</dt>
        <dd>
          {partition.place + 1} of {countText(partitionCount)}: <code>{rangeText(partition)}</code>
        </dd>
        <dt>Item</dt>
        <dd>{item === undefined ? 'There is none with this key.' : bytesText(item.bytes)}</dd>
        {item !== undefined && (
          <>
            <dt>A read of it</dt>
            <dd>
              {item.eventualRead} read units eventually consistent, {item.strongRead} strongly
              consistent, {item.transactionalRead} in a transaction
            </dd>
            <dt>A write of it</dt>
            <dd>
              {planned === undefined
                ? `${item.write} write units, ${item.transactionalWrite} in a transaction, and those of the indexes`
                : putText(planned)}
            </dd>
          </>
        )}
      </dl>
      {item !== undefined && (
        <DataTable
          label="Entries in indexes"
          columns={[
            'Index',
            'Kind',
            'Projection',
            'Entry',
            '#Size',
            'Hash',
            '#Units to change',
            '#Units to move',
            ...(planned === undefined ? [] : ['#Units to put it']),
          ]}
          empty="The table has no indexes."
          rows={entries.map(rowOf)}
        />
      )}
    </div>
  )
}

function putText({
  beforeBytes,
  tableUnits,
  totalUnits,
}: NonNullable<WayReport['planned']>): string {
  const where =
    beforeBytes === undefined
      ? 'where there is none with its key'
      : `in the place of the one with its key, of ${bytesText(beforeBytes)}`
  return `${totalUnits} write units ${where}: ${tableUnits} of the table, ${totalUnits - tableUnits} of its indexes`
}

function rowOf({ index, kind, projection, entry, unfit, putUnits }: IndexEntry) {
  const told = [index, kind, projection]
  const put = putUnits === undefined ? [] : [putUnits]
  if (entry === undefined) {
    return [...told, `none: ${unfit.join(', ')} is missing, or no key`, '0', '–', '0', '0', ...put]
  }
  return [
    ...told,
    keyText(entry.key),
    bytesText(entry.bytes),
    <code key="hash">
      {hashText(entry.hash)}, partition {entry.partition.place + 1}
    </code>,
    entry.changeUnits,
    entry.moveUnits,
    ...put,
  ]
}
