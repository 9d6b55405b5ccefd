/** The changes of a table as they are made, the newest first. While somebody looks at one, they wait. */

import { useState } from 'preact/hooks'
import { lineOf } from '../items/attribute.js'
import { countText } from '../parts/amounts.js'
import { Dialog } from '../parts/dialog.js'
import { call } from '../service.js'
import type { ViewProps } from '../tables/view-props.js'
import type { StreamRecord, ToldChanges, ToldProblem } from './changes-wire.js'
import { Differences } from './differences.js'
import { momentText } from './moments.js'

/** The view. */
export function ChangesView({ region, table, changes }: ViewProps) {
  const { TableName, LatestStreamArn, StreamSpecification } = table
  const [isAsking, setAsking] = useState(false)
  if (StreamSpecification?.StreamEnabled === true) {
    const { StreamViewType } = StreamSpecification
    return <Changes key={LatestStreamArn} told={changes} viewType={StreamViewType} />
  }
  return (
    <div class="pad">
      <p>This table has no stream, which tells of changes.</p>
      <button type="button" class="primary" onClick={() => setAsking(true)}>
        Turn on a stream…
      </button>
      {isAsking && <TurnOn region={region} name={TableName} onClose={() => setAsking(false)} />}
    </div>
  )
}

interface TurnOnProps {
  readonly region: string
  readonly name: string
  readonly onClose: () => void
}

/** It stays on when the page is closed, so somebody is to want it. */
function TurnOn({ region, name, onClose }: TurnOnProps) {
  const turnOn = async (): Promise<void> => {
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' }
    await call('UpdateTable', { TableName: name, StreamSpecification }, { region })
    onClose()
  }
  return (
    <Dialog title="Turn on a stream" action="Turn on" onAct={turnOn} onClose={onClose}>
      <p>
        <b>{name}</b> will tell each change from now on, with the item before and after it, for 24
        hours. It does so for whoever reads its stream, and until the stream is turned off again,
        also when this page is closed. DynamoDB bills what is read of streams.
      </p>
    </Dialog>
  )
}

interface ChangesProps {
  /** Undefined until the reading has begun. */
  readonly told: ToldChanges | undefined
  readonly viewType: string | undefined
}

const NOTHING: ToldChanges = { total: 0, records: [], isCut: false, problem: null }

function Changes({ told, viewType }: ChangesProps) {
  const [isPaused, setPaused] = useState(false)
  const [isLookedAt, setLookedAt] = useState(false)
  const isHeld = isPaused || isLookedAt
  const { records, total, isCut, problem } = told ?? NOTHING
  const shown = useHeld({ records, total }, isHeld)
  const waiting = total - shown.total
  return (
    <>
      <div class="row pad tools">
        <button type="button" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
          {isPaused ? 'Go on' : 'Pause'}
        </button>
        <span class="soft" role="status">
          {told === undefined
            ? 'Looking for the end of the stream …'
            : `${countText(total)} ${total === 1 ? 'change' : 'changes'} since the view is open`}
          {waiting > 0 ? `, ${countText(waiting)} of them wait` : ''}
          {isCut ? '; some may be missing' : ''}
        </span>
      </div>
      {problem !== null && <Trouble problem={problem} />}
      {told !== undefined && shown.total === 0 && <Nothing viewType={viewType} />}
      <ol
        class="list"
        aria-label="Changes"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by the keyboard, and waits meanwhile.
        tabIndex={0}
        onMouseEnter={() => setLookedAt(true)}
        onMouseLeave={() => setLookedAt(false)}
        onFocus={() => setLookedAt(true)}
        onBlur={() => setLookedAt(false)}
      >
        {shown.records.map(record => (
          <Change key={record.dynamodb.SequenceNumber} record={record} />
        ))}
      </ol>
    </>
  )
}

function Trouble({ problem: { name, message } }: { readonly problem: ToldProblem }) {
  return (
    <p class="problem" role="alert">
      <b>{name}</b> {message} The stream is read again in a moment.
    </p>
  )
}

/** What is to be expected of streams that do not tell everything. */
const VIEW_TYPES: Readonly<Record<string, string>> = {
  KEYS_ONLY: 'Its stream tells keys only, and not what has changed in an item.',
  NEW_IMAGE: 'Its stream tells what items have become, and not what they were.',
  OLD_IMAGE: 'Its stream tells what items were, and not what they have become.',
}

function Nothing({ viewType = '' }: { readonly viewType: string | undefined }) {
  return (
    <p class="soft pad">
      What is written to the table from now on is shown here, within seconds. {VIEW_TYPES[viewType]}
    </p>
  )
}

const NAMES = { INSERT: 'added', MODIFY: 'changed', REMOVE: 'removed' } as const

function Change({ record: { eventName, dynamodb } }: { readonly record: StreamRecord }) {
  const { Keys, OldImage, NewImage, ApproximateCreationDateTime } = dynamodb
  return (
    <li>
      <b>{Object.values(Keys).map(lineOf).join(', ')}</b> {NAMES[eventName]}{' '}
      <span class="soft">{momentText(ApproximateCreationDateTime * 1000)}</span>
      <Differences before={OldImage} after={NewImage} />
    </li>
  )
}

/** A value as it is now; while it is held, as it was when that began. */
function useHeld<Value>(now: Value, isHeld: boolean): Value {
  const [held, setHeld] = useState<{ readonly value: Value }>()
  if (isHeld && held === undefined) setHeld({ value: now })
  if (!isHeld && held !== undefined) setHeld(undefined)
  return isHeld && held !== undefined ? held.value : now
}
