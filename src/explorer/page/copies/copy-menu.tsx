/** Texts that stand for what the page shows, to be taken elsewhere. */

import { useState } from 'preact/hooks'
import { CopyButton } from './copy-button.js'

interface CopyMenuProps {
  /** Makes the texts, each with what it is, such as `AWS CLI`, when they are to be seen. */
  readonly texts: () => readonly (readonly [label: string, text: string])[]
}

/** A button that opens the texts, each with a button that copies it. */
export function CopyMenu({ texts }: CopyMenuProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        As code
      </button>
      {isOpen && (
        <div class="copies">
          {texts().map(([label, text]) => (
            <section key={label}>
              <div class="row">
                <b class="grow">{label}</b>
                <CopyButton label="Copy" text={() => text} />
              </div>
              <pre>{text}</pre>
            </section>
          ))}
        </div>
      )}
    </>
  )
}
