/** The field for code, which is loaded when one is first shown: it is two thirds of the page's program, and rows need none of it. */

import { useEffect, useState } from 'preact/hooks'
import type { CodeEditor, CodeEditorProps } from './code-editor.js'
import { Problem } from './problem.js'

/** The field, once it is there. */
export function LaterCodeEditor(props: CodeEditorProps) {
  const [loaded, setLoaded] = useState<{ readonly Editor: typeof CodeEditor }>()
  const [problem, setProblem] = useState<unknown>()
  useEffect(() => {
    import('./code-editor.js').then(
      ({ CodeEditor: Editor }) => setLoaded({ Editor }),
      error => setProblem(error),
    )
  }, [])
  if (loaded !== undefined) return <loaded.Editor {...props} />
  return problem === undefined ? <div class="code" /> : <Problem of={problem} />
}
