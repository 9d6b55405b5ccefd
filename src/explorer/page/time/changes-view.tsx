/** The changes of a table as they are made, the newest first. While somebody looks at one, they wait. */

import { useEffect, useRef, useState } from 'preact/hooks'
import { lineOf } from '../items/attribute.js'
import { countText } from '../parts/amounts.js'
import { Problem } from '../parts/problem.js'
import { call } from '../service.js'
import type { ViewProps } from '../tables/view-props.js'
import { Differences } from './differences.js'
import { momentText } from './moments.js'
import { StreamReader, type StreamRecord } from './stream-reader.js'

/** Milliseconds between two reads. */
const ROUND_DURATION = 1000
/** Changes that are shown. */
const SHOWN_MAX = 100

/** The view. */
export function ChangesView({ region, table }: ViewProps) {
  const { TableName, LatestStreamArn, StreamSpecification } = table
  const [problem, setProblem] = useState<unknown>()
  if (StreamSpecification?.StreamEnabled === true && LatestStreamArn !== undefined) {
    return <Changes key={LatestStreamArn} region={region} arn={LatestStreamArn} />
  }
  const turnOn = async (): Promise<void> => {
    const stream = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' }
    const input = { TableName, StreamSpecification: stream }
    await call('UpdateTable', input, { region }).catch(setProblem)
  }
  return (
    <div class="pad">
      <p>This table has no stream, which tells of changes.</p>
      <button type="button" class="primary" onClick={turnOn}>
        Turn on a stream of old and new images
      </button>
      <Problem of={problem} />
    </div>
  )
}

interface ChangesProps {
  readonly region: string
  readonly arn: string
}

function Changes({ region, arn }: ChangesProps) {
  const [isPaused, setPaused] = useState(false)
  const [isLookedAt, setLookedAt] = useState(false)
  const isHeld = isPaused || isLookedAt
  const { shown, waiting, total, isCut, problem } = useChanges({ region, arn, isHeld })
  return (
    <>
      <div class="row pad tools">
        <button type="button" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
          {isPaused ? 'Go on' : 'Pause'}
        </button>
        <span class="soft" role="status">
          {countText(total)} changes since the view is open
          {isHeld && waiting > 0 ? `, ${countText(waiting)} of them wait` : ''}
          {isCut ? '; there were more than could be read' : ''}
        </span>
      </div>
      <Problem of={problem} />
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
        {shown.map(record => (
          <Change key={record.eventID} record={record} />
        ))}
      </ol>
    </>
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

interface Told {
  readonly shown: readonly StreamRecord[]
  /** Those that came while they were held, as far as they would be shown. */
  readonly held: readonly StreamRecord[]
  /** How many came while they were held. */
  readonly waiting: number
  readonly total: number
  readonly isCut: boolean
  readonly problem?: unknown
}

const NOTHING: Told = { shown: [], held: [], waiting: 0, total: 0, isCut: false }

/** Reads each second, but not while nobody sees the page. */
function useChanges({ region, arn, isHeld }: ChangesProps & { readonly isHeld: boolean }): Told {
  const [told, setTold] = useState(NOTHING)
  const holding = useRef(isHeld)
  holding.current = isHeld
  useEffect(() => {
    if (!isHeld) setTold(released)
  }, [isHeld])
  useEffect(() => {
    const reader = new StreamReader(arn, region)
    let isWanted = true
    const round = async (): Promise<void> => {
      while (isWanted) {
        try {
          if (!document.hidden) {
            const { records, isCut } = await reader.read()
            if (!isWanted) return
            setTold(before => withMore(before, { records, isCut, isHeld: holding.current }))
          }
        } catch (problem) {
          setTold(before => ({ ...before, problem }))
        }
        await new Promise(resolve => setTimeout(resolve, ROUND_DURATION))
      }
    }
    void round()
    return () => {
      isWanted = false
    }
  }, [region, arn])
  return told
}

function withMore(
  before: Told,
  {
    records,
    isCut,
    isHeld,
  }: {
    readonly records: readonly StreamRecord[]
    readonly isCut: boolean
    readonly isHeld: boolean
  },
): Told {
  const held = [...records, ...before.held].slice(0, SHOWN_MAX)
  const all = {
    ...before,
    held,
    waiting: before.waiting + records.length,
    total: before.total + records.length,
    isCut: before.isCut || isCut,
    problem: undefined,
  }
  return isHeld ? all : released(all)
}

function released(told: Told): Told {
  if (told.waiting === 0) return told
  return {
    ...told,
    shown: [...told.held, ...told.shown].slice(0, SHOWN_MAX),
    held: [],
    waiting: 0,
  }
}
