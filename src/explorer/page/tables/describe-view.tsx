/** What a table is: keys, indexes, capacity, stream, time to live; and what removes it. */

import { useEffect, useState } from 'preact/hooks'
import { goTo } from '../address.js'
import { CopyMenu } from '../copies/copy-menu.js'
import { createTableInputOf, schemaCodeOf } from '../copies/create-table-code.js'
import { commandLineOf, sdkCodeOf } from '../copies/request-code.js'
import { bytesText, countText } from '../parts/amounts.js'
import { Dialog } from '../parts/dialog.js'
import { call } from '../service.js'
import {
  type IndexDescription,
  indexesOf,
  type KeyShape,
  keyShapeOf,
  type TableDescription,
} from './table-description.js'
import type { ViewProps } from './view-props.js'

/** The view. */
export function DescribeView({ region, table }: ViewProps) {
  const [isDropping, setDropping] = useState(false)
  const timeToLive = useTimeToLive(region, table)
  const indexes = indexesOf(table)
  return (
    <div class="scroll pad">
      <dl class="facts">
        <Fact name="Status">{table.TableStatus}</Fact>
        <Fact name="Key">{keyText(keyShapeOf(table))}</Fact>
        <Fact name="Items">
          {countText(table.ItemCount)}, {bytesText(table.TableSizeBytes)}
        </Fact>
        <Fact name="Capacity">{capacityText(table)}</Fact>
        <Fact name="Stream">{streamText(table)}</Fact>
        <Fact name="Time to live">{timeToLive ?? '…'}</Fact>
        <Fact name="Deletion protection">{table.DeletionProtectionEnabled ? 'on' : 'off'}</Fact>
        <Fact name="Created">{new Date(table.CreationDateTime * 1000).toLocaleString()}</Fact>
        <Fact name="ARN">{table.TableArn}</Fact>
      </dl>
      {indexes.length > 0 && <Indexes table={table} indexes={indexes} />}
      <div class="row">
        <CopyMenu texts={() => codesOf(table)} />
        <button type="button" class="danger" onClick={() => setDropping(true)}>
          Delete the table…
        </button>
      </div>
      {isDropping && <DropTable region={region} table={table} onClose={() => setDropping(false)} />}
    </div>
  )
}

/** The table, as code that makes it elsewhere. */
function codesOf(table: TableDescription): (readonly [string, string])[] {
  const input = createTableInputOf(table)
  return [
    ['hashrange', schemaCodeOf(table)],
    ['Input of CreateTable', JSON.stringify(input, undefined, 2)],
    ['AWS SDK for JavaScript', sdkCodeOf('CreateTable', input)],
    ['AWS CLI', commandLineOf('CreateTable', input)],
  ]
}

function Fact({
  name,
  children,
}: {
  readonly name: string
  readonly children: preact.ComponentChildren
}) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function Indexes({
  table,
  indexes,
}: {
  readonly table: TableDescription
  readonly indexes: readonly IndexDescription[]
}) {
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th>Index</th>
            <th>Key</th>
            <th>Has</th>
            <th>Status</th>
            <th class="number">Entries</th>
            <th class="number">Size</th>
          </tr>
        </thead>
        <tbody>
          {indexes.map(({ IndexName, Projection, IndexStatus, ItemCount, IndexSizeBytes }) => (
            <tr key={IndexName}>
              <td>{IndexName}</td>
              <td>{keyText(keyShapeOf(table, IndexName))}</td>
              <td>{projectionText(Projection)}</td>
              <td>{IndexStatus ?? 'local'}</td>
              <td class="number">{countText(ItemCount ?? 0)}</td>
              <td class="number">{bytesText(IndexSizeBytes ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Asks for the name of the table: what is dropped is gone. */
function DropTable({ region, table, onClose }: ViewProps & { readonly onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const { TableName } = table
  const drop = async (): Promise<void> => {
    if (typed !== TableName) throw new Error(`That is not the name of the table.`)
    await call('DeleteTable', { TableName }, { region })
    goTo({ region })
  }
  return (
    <Dialog
      title={`Delete ${TableName}`}
      action="Delete"
      isDangerous
      onAct={drop}
      onClose={onClose}
    >
      <p>
        All its {countText(table.ItemCount)} items go with it. Type its name to say that you mean
        it.
      </p>
      <label>
        Name of the table
        <input value={typed} onInput={event => setTyped(event.currentTarget.value)} />
      </label>
    </Dialog>
  )
}

function keyText({ partition, sort }: KeyShape): string {
  return [...partition, ...sort].map(({ name, type }) => `${name} (${type})`).join(', ')
}

function projectionText({
  ProjectionType,
  NonKeyAttributes = [],
}: IndexDescription['Projection']): string {
  switch (ProjectionType) {
    case 'ALL':
      return 'all attributes'
    case 'KEYS_ONLY':
      return 'the keys'
    default:
      return `the keys, ${NonKeyAttributes.join(', ')}`
  }
}

function capacityText({ BillingModeSummary, ProvisionedThroughput }: TableDescription): string {
  if (BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST') return 'on demand'
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = ProvisionedThroughput ?? {}
  return `${countText(ReadCapacityUnits)} reads and ${countText(WriteCapacityUnits)} writes a second`
}

function streamText({ StreamSpecification }: TableDescription): string {
  if (StreamSpecification?.StreamEnabled !== true) return 'off'
  return StreamSpecification.StreamViewType ?? 'on'
}

function useTimeToLive(region: string, { TableName }: TableDescription): string | undefined {
  const [text, setText] = useState<string>()
  useEffect(() => {
    call<{
      readonly TimeToLiveDescription: {
        readonly TimeToLiveStatus: string
        readonly AttributeName?: string
      }
    }>('DescribeTimeToLive', { TableName }, { region }).then(
      ({ TimeToLiveDescription: { TimeToLiveStatus, AttributeName } }) =>
        setText(AttributeName === undefined ? 'off' : `${AttributeName} (${TimeToLiveStatus})`),
      () => setText('unknown'),
    )
  }, [region, TableName])
  return text
}
