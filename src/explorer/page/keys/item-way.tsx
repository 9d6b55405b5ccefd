/** The way of an item: somebody types a key, or an item that is planned, and sees where it goes. */

import { useEffect, useState } from 'preact/hooks'
import type { Item } from '../items/attribute.js'
import { CodeEditor } from '../parts/code-editor.js'
import { Problem } from '../parts/problem.js'
import { askAtLength } from '../service.js'
import {
  type KeyAttribute,
  keyShapeOf,
  type TableDescription,
} from '../tables/table-description.js'
import type { ViewProps } from '../tables/view-props.js'
import { attributeOfJson, isItem, itemOfPlain, keyTypesOf } from '../transfer/formats.js'
import { type Unknown, WAY_EXTRA, type WayReport } from './keys-wire.js'
import { WayOfItem } from './way-of-item.js'

/** The fields of the key, and the way of its item. */
export function ItemWay({ region, table }: ViewProps) {
  const { partition, sort } = keyShapeOf(table)
  const attributes = [...partition, ...sort]
  const [texts, setTexts] = useState<readonly string[]>([])
  const [way, setWay] = useState<WayReport>()
  const [problem, setProblem] = useState<unknown>()
  useEffect(() => setWay(undefined), [region, table.TableName])
  const find = async (asked: () => Readonly<Record<string, string>>): Promise<void> => {
    setProblem(undefined)
    try {
      const query = { region, table: table.TableName, ...asked() }
      const told = await askAtLength<WayReport | Unknown>(WAY_EXTRA, query)
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
          void find(() => ({ key: JSON.stringify(keyOf(attributes, texts)) }))
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
      <PlannedItem
        key={table.TableName}
        table={table}
        onAsk={textOf => void find(() => ({ item: textOf() }))}
      />
      <Problem of={problem} />
      {way !== undefined && <WayOfItem way={way} />}
    </section>
  )
}

/** A field for an item that is not stored, as JSON with types or without them. */
function PlannedItem({
  table,
  onAsk,
}: {
  readonly table: TableDescription
  /** Is handed what makes the item, or throws what is wrong with it. */
  readonly onAsk: (textOf: () => string) => void
}) {
  const [isOpen, setOpen] = useState(false)
  const [text, setText] = useState(() => JSON.stringify(exampleOf(table), undefined, 2))
  return (
    <>
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        An item that is planned
      </button>
      {isOpen && (
        <>
          <CodeEditor label="Planned item as JSON" text={text} onChange={setText} />
          <div class="row">
            <button type="button" onClick={() => onAsk(() => plannedText(text, table))}>
              Show what a put of it would be
            </button>
            <span class="soft">Nothing is written.</span>
          </div>
        </>
      )}
    </>
  )
}

function exampleOf(table: TableDescription): object {
  const { partition, sort } = keyShapeOf(table)
  const values = { S: 'a', N: 1, B: 'AA==' }
  return Object.fromEntries([...partition, ...sort].map(({ name, type }) => [name, values[type]]))
}

/** In plain JSON a key is no object, so that neither form is taken for the other. */
function plannedText(text: string, table: TableDescription): string {
  const value: unknown = JSON.parse(text)
  const item = isItem(value)
    ? value
    : itemOfPlain(attributeOfJson(text), keyTypesOf(keyShapeOf(table)))
  if (item === undefined) throw new Error('This is no item, but something else in JSON.')
  return JSON.stringify(item)
}

function keyOf(attributes: readonly KeyAttribute[], texts: readonly string[]): Item {
  return Object.fromEntries(
    attributes.map(({ name, type }, place) => {
      const text = texts[place] ?? ''
      return [name, { [type]: type === 'S' ? text : text.trim() }]
    }),
  ) as Item
}
