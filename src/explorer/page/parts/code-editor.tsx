/** A field for text of a language, with colours, brackets and completion. The only file that knows CodeMirror. */

import { autocompletion, closeCompletion, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import {
  bracketMatching,
  HighlightStyle,
  StreamLanguage,
  syntaxHighlighting,
} from '@codemirror/language'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useRef } from 'preact/hooks'

/** What the field has, and tells. */
export interface CodeEditorProps {
  readonly label: string
  /** The text to begin with. */
  readonly text: string
  readonly onChange: (text: string) => void
  /** Default: JSON. It stays as it is at first, but for `onRun`. */
  readonly language?: Language
}

/** A language that is run. */
interface Language {
  /** Takes the next token, and tells the name of its colour. */
  readonly tokenOf: (stream: Stream) => string | null
  /** What may stand at the end of the text before the cursor, and where what it takes the place of begins. */
  readonly complete: (
    before: string,
  ) => Promise<{ readonly words: readonly string[]; readonly start: number }>
  /** On `Ctrl+Enter`. */
  readonly onRun: () => void
}

interface Stream {
  match(pattern: RegExp): unknown
  next(): unknown
}

const COLOURS = HighlightStyle.define([
  { tag: tags.string, color: 'var(--text-value)' },
  { tag: tags.number, color: 'var(--number-value)' },
  { tag: [tags.bool, tags.null], color: 'var(--other-value)' },
  { tag: tags.keyword, color: 'var(--other-value)', fontWeight: '600' },
  { tag: tags.propertyName, color: 'var(--accent)' },
])
const LOOK = EditorView.theme({
  '&': { font: '13px / 1.4 ui-monospace, monospace', color: 'var(--ink)', maxHeight: '60vh' },
  '.cm-scroller': { font: 'inherit', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-gutters': { background: 'var(--ground)', color: 'var(--soft)', border: '0' },
  '&.cm-focused': { outline: '2px solid var(--accent)' },
  '&.cm-focused .cm-matchingBracket': { background: 'var(--chosen)' },
  '.cm-tooltip': { background: 'var(--card)', border: '1px solid var(--edge)' },
  '.cm-tooltip.cm-tooltip-autocomplete ul li[aria-selected]': {
    background: 'var(--chosen)',
    color: 'var(--ink)',
  },
})

/** The field. `Tab` leaves it, as it leaves any other. */
export function CodeEditor({ label, text, onChange, language }: CodeEditorProps) {
  const element = useRef<HTMLDivElement>(null)
  const told = useRef(onChange)
  told.current = onChange
  const run = useRef(language?.onRun)
  run.current = language?.onRun
  // The editor has the text from then on.
  useEffect(() => {
    const { current } = element
    if (current === null) return
    // In a shadow root the editor adopts its style sheets; elsewhere they would be inline styles, which the policy forbids.
    const root = current.attachShadow({ mode: 'open' })
    const view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          history(),
          bracketMatching(),
          language === undefined ? json() : extensionsFor(language, () => run.current?.()),
          syntaxHighlighting(COLOURS),
          LOOK,
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.updateListener.of(update => {
            if (update.docChanged) told.current(update.state.doc.toString())
          }),
        ],
      }),
    })
    return () => view.destroy()
  }, [])
  return <div ref={element} class="code" />
}

function extensionsFor({ tokenOf, complete }: Language, run: () => void): Extension[] {
  return [
    StreamLanguage.define({ token: tokenOf }),
    autocompletion({
      icons: false,
      override: [
        async ({ state, pos, explicit }) => {
          const before = state.sliceDoc(0, pos)
          if (!explicit && !/[\w".]$/.test(before)) return null
          const { words, start } = await complete(before)
          return { from: start, options: words.map(label => ({ label })), filter: false }
        },
      ],
    }),
    keymap.of([
      {
        key: 'Mod-Enter',
        run: view => {
          closeCompletion(view)
          run()
          return true
        },
      },
      ...completionKeymap,
    ]),
  ]
}
