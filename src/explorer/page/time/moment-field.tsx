/** A moment to choose: roughly by a slider, exactly by date and time. */

import { useId } from 'preact/hooks'
import { fieldTextOf, timeOfField, within } from './moments.js'

interface MomentFieldProps {
  readonly label: string
  /** Milliseconds since 1970. */
  readonly time: number
  /** Between these. */
  readonly span: readonly [number, number]
  readonly onChange: (time: number) => void
}

/** The fields. Arrows move the slider by a thousandth of the span, or by a second if that is less. */
export function MomentField({ label, time, span, onChange }: MomentFieldProps) {
  const id = useId()
  const [first, last] = span
  const step = Math.max(1, Math.min(1000, Math.floor((last - first) / 1000)))
  const change = (next: number | undefined): void => {
    if (next !== undefined) onChange(within(next, span))
  }
  return (
    <div class="row">
      <label class="inline" for={id}>
        {label}
      </label>
      <input
        type="datetime-local"
        id={id}
        step="0.001"
        value={fieldTextOf(time)}
        onChange={event => change(timeOfField(event.currentTarget.value))}
      />
      <input
        type="range"
        class="slider"
        aria-label={`${label}, as a slider`}
        min={first}
        max={last}
        step={step}
        value={time}
        onInput={event => change(event.currentTarget.valueAsNumber)}
      />
    </div>
  )
}
