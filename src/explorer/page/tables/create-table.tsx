/** A dialog that makes a table: its name and keys, and what else it has as an input of CreateTable. */

import { useState } from 'preact/hooks'
import { goTo } from '../address.js'
import { Dialog } from '../parts/dialog.js'
import { call } from '../service.js'

const TYPES = [
  ['S', 'text'],
  ['N', 'number'],
  ['B', 'binary'],
] as const

interface KeyPart {
  readonly name: string
  readonly type: string
}

/** The dialog. */
export function CreateTable({
  region,
  onClose,
}: {
  readonly region: string
  readonly onClose: () => void
}) {
  const [name, setName] = useState('')
  const [partitionKey, setPartitionKey] = useState<KeyPart>({ name: 'id', type: 'S' })
  const [sortKey, setSortKey] = useState<KeyPart>({ name: '', type: 'S' })
  const create = async (): Promise<void> => {
    await call('CreateTable', createTableInput(name, { partitionKey, sortKey }), { region })
    onClose()
    goTo({ region, table: name })
  }
  return (
    <Dialog title="New table" action="Create" onAct={create} onClose={onClose}>
      <label>
        Name
        <input value={name} onInput={event => setName(event.currentTarget.value)} required />
      </label>
      <KeyField label="Partition key" part={partitionKey} onChange={setPartitionKey} isRequired />
      <KeyField label="Sort key (if any)" part={sortKey} onChange={setSortKey} />
    </Dialog>
  )
}

function KeyField({
  label,
  part,
  onChange,
  isRequired = false,
}: {
  readonly label: string
  readonly part: KeyPart
  readonly onChange: (part: KeyPart) => void
  readonly isRequired?: boolean
}) {
  return (
    <fieldset class="row">
      <legend>{label}</legend>
      <input
        class="grow"
        aria-label={`${label}: name`}
        value={part.name}
        required={isRequired}
        onInput={event => onChange({ ...part, name: event.currentTarget.value })}
      />
      <select
        aria-label={`${label}: type`}
        value={part.type}
        onChange={event => onChange({ ...part, type: event.currentTarget.value })}
      >
        {TYPES.map(([type, words]) => (
          <option key={type} value={type}>
            {words}
          </option>
        ))}
      </select>
    </fieldset>
  )
}

function createTableInput(
  name: string,
  { partitionKey, sortKey }: { readonly partitionKey: KeyPart; readonly sortKey: KeyPart },
): object {
  const parts = sortKey.name === '' ? [partitionKey] : [partitionKey, sortKey]
  return {
    TableName: name,
    KeySchema: parts.map((part, place) => ({
      AttributeName: part.name,
      KeyType: place === 0 ? 'HASH' : 'RANGE',
    })),
    AttributeDefinitions: parts.map(part => ({
      AttributeName: part.name,
      AttributeType: part.type,
    })),
    BillingMode: 'PAY_PER_REQUEST',
  }
}
