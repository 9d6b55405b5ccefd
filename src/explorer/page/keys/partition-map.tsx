/** The partitions as ranges of the hashes, each with what it is asked for a second, and the lines that it can't go beyond. */

import { bytesText, countText } from '../parts/amounts.js'
import { DataTable } from './data-table.js'
import { amountText, HASH_SPACE, rangeText, shareText } from './figures.js'
import type { KeysReport, PartitionNow } from './keys-wire.js'

/** Units of the picture, which is as wide as the page has room. */
const WIDTH = 1000
const LANE = 60
const GAP = 16
/** What is at the limit reaches up to here in its lane. */
const LIMIT_HEIGHT = 50

/** The picture, and the same as a table. */
export function PartitionMap({ report }: { readonly report: KeysReport }) {
  const { partitions, partitionCount, limits } = report
  return (
    <section>
      <h2>Partitions</h2>
      <p class="soft">
        {partitionCount === 1
          ? 'One partition has'
          : `${countText(partitionCount)} partitions have`}{' '}
        all hashes, from the left to the right. One gives {countText(limits.readUnits)} read units
        and {countText(limits.writeUnits)} write units a second, and holds {bytesText(limits.bytes)}
        : the lines. What is throttled by heat is more than its partition gives, and by the table
        more than the table or the account does.
      </p>
      <svg
        class="picture partitions"
        role="img"
        aria-label="Partitions by their ranges of hashes, with their rates and limits: the table below has the figures"
        viewBox={`0 0 ${WIDTH} ${2 * LANE + GAP}`}
        preserveAspectRatio="none"
      >
        <Lane
          top={0}
          partitions={partitions}
          heightOf={readHeight(limits.readUnits)}
          kind="reads"
        />
        <Lane
          top={LANE + GAP}
          partitions={partitions}
          heightOf={writeHeight(limits.writeUnits)}
          kind="writes"
        />
      </svg>
      <p class="legend">
        <span class="key reads" /> reads, above <span class="key writes" /> writes, below{' '}
        <span class="key limit" /> limit of one partition
      </p>
      <DataTable
        label="Partitions"
        columns={[
          '#Partition',
          'Hashes',
          '#Items',
          '#Size',
          '#Reads/s',
          '#Writes/s',
          '#Share of heat',
          '#Throttled by heat',
          '#Throttled by the table',
        ]}
        rows={partitions.map((each, place) => [
          place + 1,
          <code key="range">{rangeText(each)}</code>,
          countText(each.items),
          bytesText(each.bytes),
          amountText(each.readRate),
          amountText(each.writeRate),
          shareText(each.share),
          countText(each.refused),
          countText(each.refusedForTable),
        ])}
      />
      {partitionCount > partitions.length && (
        <p class="soft">The first {countText(partitions.length)} are shown.</p>
      )}
    </section>
  )
}

function Lane({
  top,
  partitions,
  heightOf,
  kind,
}: {
  readonly top: number
  readonly partitions: readonly PartitionNow[]
  readonly heightOf: (partition: PartitionNow) => number
  readonly kind: 'reads' | 'writes'
}) {
  const bottom = top + LANE
  return (
    <g class={kind}>
      {partitions.map(partition => {
        const x = (partition.low / HASH_SPACE) * WIDTH
        const width = ((partition.high - partition.low) / HASH_SPACE) * WIDTH
        const height = heightOf(partition)
        return (
          <g key={partition.low}>
            <rect class="room" x={x} y={top} width={width} height={LANE} />
            <rect class="bar" x={x} y={bottom - height} width={width} height={height} />
          </g>
        )
      })}
      <line class="limit" x1={0} x2={WIDTH} y1={bottom - LIMIT_HEIGHT} y2={bottom - LIMIT_HEIGHT} />
    </g>
  )
}

function readHeight(limit: number): (partition: PartitionNow) => number {
  return ({ readRate }) => heightOf(readRate, limit)
}

function writeHeight(limit: number): (partition: PartitionNow) => number {
  return ({ writeRate }) => heightOf(writeRate, limit)
}

function heightOf(rate: number, limit: number): number {
  return Math.min(LANE, (rate / limit) * LIMIT_HEIGHT)
}
