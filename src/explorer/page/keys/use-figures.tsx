/** What was used, in tables: the hottest keys, throttles, what writes cost on each index, and dollars. */

import { type Item, lineOf } from '../items/attribute.js'
import { bytesText, countText } from '../parts/amounts.js'
import { DataTable } from './data-table.js'
import { amountText, dollarsText, durationText, hashText, shareText } from './figures.js'
import type { KeysReport } from './keys-wire.js'

interface ReportProps {
  readonly report: KeysReport
}

/** The keys that the most went to, and how near they are to what one partition gives. */
export function HottestKeys({ report: { hottest, from, now, limits } }: ReportProps) {
  const seconds = Math.max(1, (now - from) / 1000)
  return (
    <section>
      <h2>Hottest keys</h2>
      <p class="soft">
        Over {durationText(now - from)}, estimated from a sample. All items of one partition key are
        in one partition.
      </p>
      <DataTable
        label="Hottest keys"
        columns={['Partition key', 'Hash', '#Reads/s', '#Writes/s', '#Share', '#Of the limit']}
        empty="Nothing was read or written in this time."
        rows={hottest.map(({ key, hash, readUnits, writeUnits, share }) => [
          key === null ? <i key="gone">no item has it</i> : keyText(key),
          <code key="hash">{hashText(hash)}</code>,
          amountText(readUnits / seconds),
          amountText(writeUnits / seconds),
          shareText(share),
          shareText(
            Math.max(
              readUnits / seconds / limits.readUnits,
              writeUnits / seconds / limits.writeUnits,
            ),
          ),
        ])}
      />
    </section>
  )
}

/** Requests that were refused for want of capacity. */
export function Throttles({ report: { throttles, isLimited, from, now } }: ReportProps) {
  return (
    <section>
      <h2>Throttles</h2>
      {!isLimited && (
        <p class="soft">
          This database refuses nothing for want of capacity; opened with{' '}
          <code>throttle: true</code> it does as the service.
        </p>
      )}
      {(isLimited || throttles.length > 0) && (
        <DataTable
          label="Throttles by reason"
          columns={['Reason', '#Reads', '#Writes']}
          empty={`None in ${durationText(now - from)}.`}
          rows={throttles.map(({ reason, reads, writes }) => [
            reason,
            countText(reads),
            countText(writes),
          ])}
        />
      )}
    </section>
  )
}

/** What a write unit on the table is on the indexes. */
export function WriteAmplification({ report: { consumers } }: ReportProps) {
  const [table, ...indexes] = consumers
  const written = table?.writeUnits ?? 0
  const all = consumers.reduce((sum, { writeUnits }) => sum + writeUnits, 0)
  const ratio = (units: number): string =>
    written === 0 ? '–' : `${amountText(units / written)} ×`
  return (
    <section>
      <h2>What indexes make of writes</h2>
      <p class="soft">
        {indexes.length === 0
          ? 'The table has no indexes.'
          : written === 0
            ? 'Nothing has been written since the table was opened.'
            : `Each write unit on the table has been ${ratio(all)} with its indexes, since it was opened.`}
      </p>
      <DataTable
        label="Capacity by table and index"
        columns={['', 'Kind', '#Items', '#Size', '#Write units', '#Per unit', '#Read units']}
        rows={consumers.map(({ name, kind, items, bytes, readUnits, writeUnits }) => [
          name,
          kind,
          countText(items),
          bytesText(bytes),
          amountText(writeUnits),
          ratio(writeUnits),
          amountText(readUnits),
        ])}
      />
    </section>
  )
}

/** What a month costs that goes on like this. */
export function Cost({ report: { cost, from, now } }: ReportProps) {
  return (
    <section>
      <h2>Cost of a month</h2>
      {cost === undefined ? (
        <p class="soft">It is told when some time has passed.</p>
      ) : (
        <>
          <p class="soft">
            If all of it goes on like the last {durationText(now - from)}: the table with its
            indexes, which are paid for{' '}
            {cost.isOnDemand ? 'by the request' : 'by what is provisioned'}, at the prices of US
            East (N. Virginia).
          </p>
          <DataTable
            label="Cost of a month"
            columns={['', '#Dollars']}
            rows={[
              ['Reads', dollarsText(cost.reads)],
              ['Writes', dollarsText(cost.writes)],
              ['Storage', dollarsText(cost.storage)],
              ['Reads of the stream', dollarsText(cost.streamReads)],
              [<b key="total">Total</b>, <b key="dollars">{dollarsText(cost.total)}</b>],
              ['Total, were it on demand', dollarsText(cost.ifOnDemand)],
              ['Total, were it provisioned for 70 % of use', dollarsText(cost.ifProvisioned)],
            ]}
          />
        </>
      )}
    </section>
  )
}

/** The values of a key. */
export function keyText(key: Item): string {
  return Object.values(key).map(lineOf).join(' · ')
}
