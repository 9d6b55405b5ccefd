/** Fields for values that have no parts: texts, numbers, binary, true or false. */

import { useState } from 'preact/hooks'
import { base64OfHex, hexOf } from './attribute.js'
import type { Draft } from './draft.js'

/** A text of more characters is shown when somebody wants to edit it. */
const LONG_TEXT = 4000

/** The field of a value that has no parts; how many there are of one that has. */
export function Scalar({
  label,
  draft,
  onChange,
}: {
  readonly label: string
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
}) {
  switch (draft.type) {
    case 'S':
    case 'N':
      return (
        <TextField
          label={label}
          text={draft.text}
          onChange={text => onChange({ ...draft, text })}
          isNumber={draft.type === 'N'}
        />
      )
    case 'B':
      return <BinaryField text={draft.text} onChange={text => onChange({ type: 'B', text })} />
    case 'BOOL':
      return (
        <label class="inline grow">
          <input
            type="checkbox"
            aria-label={label}
            checked={draft.value}
            onChange={event => onChange({ type: 'BOOL', value: event.currentTarget.checked })}
          />
          {String(draft.value)}
        </label>
      )
    case 'NULL':
      return <span class="grow soft">null</span>
    case 'SS':
    case 'NS':
    case 'BS':
      return <span class="grow soft">{draft.texts.length} in it</span>
    default:
      return <span class="grow soft">{draft.entries.length} in it</span>
  }
}

/** A text, or the digits of a number. */
export function TextField({
  label,
  text,
  onChange,
  isNumber = false,
}: {
  readonly label: string
  readonly text: string
  readonly onChange: (text: string) => void
  readonly isNumber?: boolean
}) {
  const [isEditing, setEditing] = useState(text.length <= LONG_TEXT)
  if (!isEditing) {
    return (
      <span class="grow long">
        {text.slice(0, 200)}…{' '}
        <button type="button" onClick={() => setEditing(true)}>
          Edit {text.length.toLocaleString('en-US')} characters
        </button>
      </span>
    )
  }
  const onInput = (event: { readonly currentTarget: { readonly value: string } }): void =>
    onChange(event.currentTarget.value)
  if (isNumber) {
    return (
      <input class="grow" aria-label={label} inputMode="decimal" value={text} onInput={onInput} />
    )
  }
  const rows = Math.min(12, Math.max(1, text.slice(0, LONG_TEXT).split('\n').length))
  return <textarea class="grow" aria-label={label} rows={rows} value={text} onInput={onInput} />
}

/** Bytes in base64 or as hexadecimal digits. */
export function BinaryField({
  text,
  onChange,
}: {
  readonly text: string
  readonly onChange: (base64: string) => void
}) {
  /** What is typed as hexadecimal digits, for as long as they are not all there. */
  const [hex, setHex] = useState<string>()
  if (hex === undefined) {
    return (
      <>
        <textarea
          class="grow"
          aria-label="Binary in base64"
          rows={1}
          value={text}
          onInput={event => onChange(event.currentTarget.value)}
        />
        <button type="button" onClick={() => setHex(hexOrNothing(text))}>
          hex
        </button>
      </>
    )
  }
  return (
    <>
      <textarea
        class="grow"
        aria-label="Binary in hexadecimal digits"
        rows={1}
        value={hex}
        onInput={event => {
          const { value } = event.currentTarget
          setHex(value)
          // What is not finished is no base64, so that it is not saved by mistake.
          onChange(base64OfHex(value) ?? '?')
        }}
      />
      <button type="button" onClick={() => setHex(undefined)}>
        base64
      </button>
    </>
  )
}

function hexOrNothing(base64: string): string {
  try {
    return hexOf(base64)
  } catch {
    return ''
  }
}
