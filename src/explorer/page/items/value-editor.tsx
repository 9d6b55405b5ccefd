/**
 * Values as a tree of fields. What is deep or long is closed at first, and of what has many parts some are shown: an item may
 * have a thousand attributes, 32 levels, and 400 KB of text.
 */

import { useState } from 'preact/hooks'
import { base64OfHex, hexOf } from './attribute.js'
import { type Draft, draftOfType, type MapDraft, type NamedDraft, TYPE_WORDS } from './draft.js'

interface EditorProps<Edited extends Draft> {
  readonly draft: Edited
  /** 0 is the item. */
  readonly depth: number
  readonly onChange: (draft: Edited) => void
}

/** Levels that are open at first. */
const OPEN_DEPTH = 3
/** Parts that are shown at first, and with each wish for more. */
const PARTS_STEP = 50
/** A text of more characters is shown when somebody wants to edit it. */
const LONG_TEXT = 4000

/** The attributes of a map, or of an item. */
export function MapEditor({ draft, depth, onChange }: EditorProps<MapDraft>) {
  const { entries } = draft
  const change = (place: number, entry: NamedDraft): void =>
    onChange({ ...draft, entries: entries.with(place, entry) })
  return (
    <Parts
      count={entries.length}
      onAdd={() =>
        onChange({ ...draft, entries: [...entries, { name: '', draft: draftOfType('S') }] })
      }
      what="attribute"
    >
      {place => {
        const entry = entries[place]
        if (entry === undefined) return null
        return (
          <Part
            label={entry.name}
            head={
              <input
                class="name"
                aria-label="Name"
                value={entry.name}
                onInput={event => change(place, { ...entry, name: event.currentTarget.value })}
              />
            }
            draft={entry.draft}
            depth={depth}
            onChange={next => change(place, { ...entry, draft: next })}
            onRemove={() => onChange({ ...draft, entries: entries.toSpliced(place, 1) })}
          />
        )
      }}
    </Parts>
  )
}

function ListEditor({ draft, depth, onChange }: EditorProps<Draft & { readonly type: 'L' }>) {
  const { entries } = draft
  return (
    <Parts
      count={entries.length}
      onAdd={() => onChange({ ...draft, entries: [...entries, draftOfType('S')] })}
      what="element"
    >
      {place => {
        const entry = entries[place]
        if (entry === undefined) return null
        return (
          <Part
            label={`Element ${place}`}
            head={<span class="name soft">{place}</span>}
            draft={entry}
            depth={depth}
            onChange={next => onChange({ ...draft, entries: entries.with(place, next) })}
            onRemove={() => onChange({ ...draft, entries: entries.toSpliced(place, 1) })}
          />
        )
      }}
    </Parts>
  )
}

function SetEditor({
  draft,
  onChange,
}: EditorProps<Draft & { readonly type: 'SS' | 'NS' | 'BS' }>) {
  const { texts, type } = draft
  return (
    <Parts
      count={texts.length}
      onAdd={() => onChange({ ...draft, texts: [...texts, ''] })}
      what="element"
    >
      {place => {
        const set = (text: string): void => onChange({ ...draft, texts: texts.with(place, text) })
        const text = texts[place] ?? ''
        return (
          <div class="part">
            {type === 'BS' ? (
              <BinaryField text={text} onChange={set} />
            ) : (
              <TextField label={`Element ${place}`} text={text} onChange={set} />
            )}
            <button
              type="button"
              class="plain"
              aria-label={`Remove element ${place}`}
              onClick={() => onChange({ ...draft, texts: texts.toSpliced(place, 1) })}
            >
              ×
            </button>
          </div>
        )
      }}
    </Parts>
  )
}

/** Some of many parts, and what shows or adds more of them. */
function Parts({
  count,
  what,
  onAdd,
  children,
}: {
  readonly count: number
  readonly what: string
  readonly onAdd: () => void
  readonly children: (place: number) => preact.ComponentChildren
}) {
  const [shown, setShown] = useState(PARTS_STEP)
  /** Those that were added here stand last, and are to be seen. */
  const [added, setAdded] = useState(0)
  const hidden = Math.max(0, count - shown - added)
  const places = Array.from({ length: count - hidden }, (_, n) => (n < shown ? n : n + hidden))
  return (
    <div class="parts">
      {places.map(place => (
        <div key={place}>{children(place)}</div>
      ))}
      <div class="row">
        {hidden > 0 && (
          <button type="button" class="plain" onClick={() => setShown(shown + 4 * PARTS_STEP)}>
            {hidden} more
          </button>
        )}
        <button
          type="button"
          class="plain"
          onClick={() => {
            setAdded(added + 1)
            onAdd()
          }}
        >
          + {what}
        </button>
      </div>
    </div>
  )
}

/** One value with its type; what it consists of stands below it. */
function Part({
  label,
  head,
  draft,
  depth,
  onChange,
  onRemove,
}: EditorProps<Draft> & {
  readonly label: string
  readonly head: preact.ComponentChildren
  readonly onRemove: () => void
}) {
  const [isOpen, setOpen] = useState(depth < OPEN_DEPTH)
  const hasParts = 'entries' in draft || 'texts' in draft
  return (
    <>
      <div class="part">
        {hasParts ? (
          <button
            type="button"
            class="plain fold"
            aria-expanded={isOpen}
            aria-label={`${label}: what is in it`}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? '▾' : '▸'}
          </button>
        ) : (
          <span class="fold" />
        )}
        {head}
        <select
          aria-label={`${label}: type`}
          value={draft.type}
          onChange={event =>
            onChange(draftOfType(event.currentTarget.value as Draft['type'], draft))
          }
        >
          {TYPE_WORDS.map(([type, words]) => (
            <option key={type} value={type}>
              {words}
            </option>
          ))}
        </select>
        <Scalar label={label} draft={draft} onChange={onChange} />
        <button type="button" class="plain" aria-label={`Remove ${label}`} onClick={onRemove}>
          ×
        </button>
      </div>
      {hasParts && isOpen && (
        <div class="inner">
          {draft.type === 'M' && <MapEditor draft={draft} depth={depth + 1} onChange={onChange} />}
          {draft.type === 'L' && <ListEditor draft={draft} depth={depth + 1} onChange={onChange} />}
          {(draft.type === 'SS' || draft.type === 'NS' || draft.type === 'BS') && (
            <SetEditor draft={draft} depth={depth + 1} onChange={onChange} />
          )}
        </div>
      )}
    </>
  )
}

/** The field of a value that has no parts; how many there are of one that has. */
function Scalar({
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

function TextField({
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
function BinaryField({
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
