/** A button that puts a text on the clipboard, and says that it has. */

import { useState } from 'preact/hooks'

/** The button. */
export function CopyButton({
  label,
  text,
}: {
  readonly label: string
  readonly text: () => string
}) {
  const [said, setSaid] = useState<string>()
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text())
      setSaid('Copied')
    } catch (error) {
      setSaid(error instanceof Error ? error.message : 'It could not be copied')
    }
  }
  return (
    <button type="button" onClick={copy} onBlur={() => setSaid(undefined)}>
      <span role="status">{said ?? label}</span>
    </button>
  )
}
