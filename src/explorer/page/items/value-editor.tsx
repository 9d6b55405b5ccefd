/**
 * Values as a tree of fields. What is deep or long is closed at first, and of what has many parts some are shown: an item may
 * have a thousand attributes, 32 levels, and 400 KB of text.
 */

import { useState } from 'preact/hooks'
import { type Draft, draftOfType, type MapDraft, type NamedDraft, TYPE_WORDS } from './draft.js'
import { BinaryField, Scalar, TextField } from './value-fields.js'

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
