/** The past of a table: its items as of a moment, what is otherwise at another one, and a table made of it. */

import { useEffect, useReducer, useState } from 'preact/hooks'
import { Problem } from '../parts/problem.js'
import { ask, call } from '../service.js'
import type { ViewProps } from '../tables/view-props.js'
import { DifferenceList } from './difference-list.js'
import { MomentField } from './moment-field.js'
import { PastItems } from './past-items.js'
import { RestoreDialog } from './restore-dialog.js'
import { PAST_EXTRA, type PastReport } from './time-wire.js'

/** Milliseconds for which a slider must rest before it is read as of there. */
const REST_DURATION = 150

/** The view. */
export function PastView({ region, table }: ViewProps) {
  const { TableName } = table
  const [report, setReport] = useState<PastReport>()
  const [problem, setProblem] = useState<unknown>()
  const [turn, again] = useReducer((count: number) => count + 1, 0)
  // `turn` says that it is to be asked again.
  useEffect(() => {
    ask<PastReport>(PAST_EXTRA, { region, table: TableName }).then(setReport, setProblem)
  }, [region, TableName, turn])
  const turnOn = async (): Promise<void> => {
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true }
    const input = { TableName, PointInTimeRecoverySpecification }
    await call('UpdateContinuousBackups', input, { region }).catch(setProblem)
    again(undefined)
  }
  return (
    <>
      <Problem of={problem} />
      {report?.kept === 'elsewhere' && (
        <p class="pad">
          The tables are in another process, which tells of the past no more than the service does.
        </p>
      )}
      {report?.kept === 'off' && (
        <div class="pad">
          <p>The past of this table is not kept: it has no point-in-time recovery.</p>
          <button type="button" class="primary" onClick={turnOn}>
            Keep it from now on
          </button>
        </div>
      )}
      {report?.kept === 'yes' && (
        <Past
          region={region}
          table={table}
          span={[report.earliest ?? report.latest, report.latest]}
          onLatest={() => again(undefined)}
        />
      )}
    </>
  )
}

interface PastProps extends ViewProps {
  readonly span: readonly [number, number]
  /** Asks what the last moment is by now. */
  readonly onLatest: () => void
}

function Past({ region, table, span, onLatest }: PastProps) {
  const [time, setTime] = useState(span[1])
  const [other, setOther] = useState<number>()
  const [isRestoring, setRestoring] = useState(false)
  const [from, to] = [useRested(time), useRested(other)]
  return (
    <>
      <div class="query">
        <MomentField label="As of" time={time} span={span} onChange={setTime} />
        {other !== undefined && (
          <MomentField label="Compared with" time={other} span={span} onChange={setOther} />
        )}
        <div class="row">
          <label class="inline">
            <input
              type="checkbox"
              checked={other !== undefined}
              onChange={() => setOther(other === undefined ? span[1] : undefined)}
            />
            Compare with another moment
          </label>
          <button type="button" onClick={onLatest}>
            Up to now
          </button>
          <button type="button" onClick={() => setRestoring(true)}>
            Restore…
          </button>
        </div>
      </div>
      {from !== undefined && to === undefined && (
        <PastItems region={region} table={table} time={from} />
      )}
      {from !== undefined && to !== undefined && (
        <DifferenceList region={region} table={table} from={from} to={to} />
      )}
      {isRestoring && (
        <RestoreDialog
          region={region}
          table={table}
          time={time}
          onClose={() => setRestoring(false)}
        />
      )}
    </>
  )
}

/** A value once it has been the same for a while: what a slider is drawn over is not asked for. */
function useRested(value: number | undefined): number | undefined {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_DURATION)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}
