/** The way of an item: somebody types a key, and sees where it goes. */

import { useEffect, useState } from 'preact/hooks'
import type { Item } from '../items/attribute.js'
import { bytesText, countText } from '../parts/amounts.js'
import { Problem } from '../parts/problem.js'
import { ask } from '../service.js'
import { type KeyAttribute, keyShapeOf } from '../tables/table-description.js'
import type { ViewProps } from '../tables/view-props.js'
import { DataTable } from './data-table.js'
import { HASH_SPACE, hashText, rangeText } from './figures.js'
import { type IndexEntry, type Unknown, WAY_EXTRA, type WayReport } from './keys-wire.js'
import { keyText } from './use-figures.js'

/** The fields of the key, and the way of its item. */
export function ItemWay({ region, table }: ViewProps) {
  const { partition, sort } = keyShapeOf(table)
  const attributes = [...partition, ...sort]
  const [texts, setTexts] = useState<readonly string[]>([])
  const [way, setWay] = useState<WayReport>()
  const [problem, setProblem] = useState<unknown>()
  useEffect(() => setWay(undefined), [region, table.TableName])
  const find = async (): Promise<void> => {
    setProblem(undefined)
    try {
      const key = JSON.stringify(keyOf(attributes, texts))
      const told = await ask<WayReport | Unknown>(WAY_EXTRA, {
        region,
        table: table.TableName,
        key,
      })
      if (told.isKnown) setWay(told)
    } catch (error) {
      setWay(undefined)
      setProblem(error)
    }
  }
  return (
    <section>
      <h2>The way of an item</h2>
      <form
        class="row"
        onSubmit={event => {
          event.preventDefault()
          void find()
        }}
      >
        {attributes.map(({ name, type }, place) => (
          <input
            key={name}
            class="key-field"
            aria-label={`Key: ${name} (${type})`}
            placeholder={type === 'B' ? `${name}: base64` : name}
            value={texts[place] ?? ''}
            onInput={event => {
              const { value } = event.currentTarget
              setTexts(attributes.map((_, each) => (each === place ? value : (texts[each] ?? ''))))
            }}
          />
        ))}
        <button type="submit">Show its way</button>
      </form>
      <Problem of={problem} />
      {way !== undefined && <Way way={way} />}
    </section>
  )
}

function Way({ way }: { readonly way: WayReport }) {
  const { hash, partition, partitionCount, item, entries } = way
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
              {item.write} write units, {item.transactionalWrite} in a transaction, and those of the
              indexes
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
          ]}
          empty="The table has no indexes."
          rows={entries.map(rowOf)}
        />
      )}
    </div>
  )
}

function rowOf({ index, kind, projection, entry, unfit }: IndexEntry) {
  const told = [index, kind, projection]
  if (entry === undefined) {
    return [...told, `none: ${unfit.join(', ')} is missing, or no key`, '0', '–', '0', '0']
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
  ]
}

function keyOf(attributes: readonly KeyAttribute[], texts: readonly string[]): Item {
  return Object.fromEntries(
    attributes.map(({ name, type }, place) => {
      const text = texts[place] ?? ''
      return [name, { [type]: type === 'S' ? text : text.trim() }]
    }),
  ) as Item
}
