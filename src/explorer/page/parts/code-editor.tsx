/** A field for text of a language: JSON with colours, brackets and what is wrong with it. The only file that knows CodeMirror. */

import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useRef } from 'preact/hooks'

interface CodeEditorProps {
  readonly label: string
  /** The text to begin with. */
  readonly text: string
  readonly onChange: (text: string) => void
}

const COLOURS = HighlightStyle.define([
  { tag: tags.string, color: 'var(--text-value)' },
  { tag: tags.number, color: 'var(--number-value)' },
  { tag: [tags.bool, tags.null], color: 'var(--other-value)' },
  { tag: tags.propertyName, color: 'var(--accent)' },
])
const LOOK = EditorView.theme({
  '&': { font: '13px / 1.4 ui-monospace, monospace', color: 'var(--ink)', maxHeight: '60vh' },
  '.cm-scroller': { font: 'inherit', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-gutters': { background: 'var(--ground)', color: 'var(--soft)', border: '0' },
  '&.cm-focused': { outline: '2px solid var(--accent)' },
  '&.cm-focused .cm-matchingBracket': { background: 'var(--chosen)' },
})

/** The field. `Tab` leaves it, as it leaves any other. */
export function CodeEditor({ label, text, onChange }: CodeEditorProps) {
  const element = useRef<HTMLDivElement>(null)
  const told = useRef(onChange)
  told.current = onChange
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
          json(),
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
