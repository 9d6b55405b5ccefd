/** A dialog that deletes all that was asked for: it counts them, asks for the name of the table, and can be stopped. */

import { useEffect, useRef, useState } from 'preact/hooks'
import { countText } from '../parts/amounts.js'
import { Dialog } from '../parts/dialog.js'
import { Problem } from '../parts/problem.js'
import { call } from '../service.js'
import type { ViewProps } from '../tables/view-props.js'
import { countMatching, deleteMatching, type Matching } from './matching.js'
import type { QueryRequest } from './query.js'

interface DeleteMatchingProps extends ViewProps {
  readonly request: QueryRequest
  readonly onClose: () => void
  /** Is called when something may have been deleted. */
  readonly onDeleted: () => void
}

interface Counted {
  readonly count: number
  readonly state: 'counting' | 'stopped' | 'all'
  readonly problem?: unknown
}

interface Progress {
  readonly deleted: number
  readonly kept: number
  readonly state: 'waiting' | 'deleting' | 'stopped' | 'done'
}

const NOTHING: Progress = { deleted: 0, kept: 0, state: 'waiting' }

/** The dialog. To close it stops it: what has been deleted is gone. */
export function DeleteMatching(props: DeleteMatchingProps) {
  const { region, table, request, onClose, onDeleted } = props
  const matching: Matching = {
    call: (operation, input, signal) => call(operation, input, { region, signal }),
    table,
    request,
  }
  const [typed, setTyped] = useState('')
  const [progress, setProgress] = useState(NOTHING)
  const { counted, stopCounting } = useCount(matching)
  const ending = useRef(new AbortController())
  useEffect(() => () => ending.current.abort(), [])
  const remove = async (): Promise<void> => {
    if (counted.state === 'counting') throw new Error('The items are still being counted.')
    if (typed !== table.TableName) throw new Error('That is not the name of the table.')
    ending.current = new AbortController()
    const { signal } = ending.current
    const add = (change: (before: Progress) => Partial<Progress>): void =>
      setProgress(before => ({ ...before, ...change(before) }))
    setProgress({ ...NOTHING, state: 'deleting' })
    try {
      await deleteMatching(matching, {
        signal,
        onDeleted: () => add(({ deleted }) => ({ deleted: deleted + 1 })),
        onKept: () => add(({ kept }) => ({ kept: kept + 1 })),
      })
      add(() => ({ state: signal.aborted ? 'stopped' : 'done' }))
    } catch (error) {
      add(() => ({ state: 'stopped' }))
      if (!signal.aborted) throw error
    } finally {
      onDeleted()
    }
  }
  const isStoppable = counted.state === 'counting' || progress.state === 'deleting'
  const stop = (): void => {
    stopCounting()
    ending.current.abort()
  }
  return (
    <Dialog
      title="Delete all that match"
      action="Delete"
      isDangerous
      onAct={remove}
      onClose={onClose}
      tools={() =>
        isStoppable && (
          <button type="button" onClick={stop}>
            Stop
          </button>
        )
      }
    >
      <p role="status">{countedText(counted)}</p>
      <Problem of={counted.problem} />
      <p>
        {isEverything(request) && <b>This is all that there is. </b>}
        An item is deleted only if it still matches when its turn comes; what comes to match
        meanwhile may be deleted, too. Type the name of the table, {table.TableName}, to say that
        you mean it.
      </p>
      <label>
        Name of the table
        <input value={typed} onInput={event => setTyped(event.currentTarget.value)} />
      </label>
      {progress.state !== 'waiting' && (
        <>
          <progress
            aria-label="Deleted"
            max={Math.max(1, counted.count)}
            value={progress.deleted + progress.kept}
          />
          <p role="status">{progressText(progress)}</p>
        </>
      )}
    </Dialog>
  )
}

/** Counts what matches, from when the dialog is there until it is not. */
function useCount(matching: Matching): {
  readonly counted: Counted
  readonly stopCounting: () => void
} {
  const [counted, setCounted] = useState<Counted>({ count: 0, state: 'counting' })
  const ending = useRef(new AbortController())
  useEffect(() => {
    const { signal } = ending.current
    const end = (state: Counted['state'], problem?: unknown): void =>
      setCounted(({ count }) => ({ count, state, problem }))
    countMatching(matching, {
      signal,
      onCount: count => setCounted({ count, state: 'counting' }),
    }).then(
      () => end('all'),
      error => end('stopped', signal.aborted ? undefined : error),
    )
    return () => ending.current.abort()
  }, [])
  return { counted, stopCounting: () => ending.current.abort() }
}

function countedText({ count, state }: Counted): string {
  const items = count === 1 ? '1 item matches' : `${countText(count)} items match`
  switch (state) {
    case 'counting':
      return `${items} so far …`
    case 'stopped':
      return `${items}, and there may be more.`
    case 'all':
      return `${items} what was run.`
  }
}

function progressText({ deleted, kept, state }: Progress): string {
  const head = state === 'done' ? 'Done: ' : state === 'stopped' ? 'Stopped: ' : ''
  const others = kept === 0 ? '' : `, ${countText(kept)} stay, which do not match any more`
  return `${head}${countText(deleted)} deleted${others}`
}

/** Whether it is asked for without a condition. */
function isEverything({ input }: QueryRequest): boolean {
  return input.KeyConditionExpression === undefined && input.FilterExpression === undefined
}
