/** A dialog: it takes the keyboard while it is open, `Esc` closes it, and what is refused is told in it. */

import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Problem } from './problem.js'

interface DialogProps {
  readonly title: string
  /** What the button does, in a word or two. */
  readonly action: string
  /** Does it. What it rejects with is told, and the dialog stays. */
  readonly onAct: () => Promise<void>
  readonly onClose: () => void
  readonly children: ComponentChildren
  /** What removes something is to be told from what does not. */
  readonly isDangerous?: boolean
  readonly isWide?: boolean
  /** More buttons. What they do goes through `attempt`, so that what is refused is told. */
  readonly tools?: (attempt: (act: () => Promise<void>) => void) => ComponentChildren
}

/** The dialog, open for as long as it is there. */
export function Dialog(props: DialogProps) {
  const { title, action, onAct, onClose, children, isDangerous = false, isWide = false } = props
  const { tools } = props
  const [problem, setProblem] = useState<unknown>()
  const [isActing, setActing] = useState(false)
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => element.current?.showModal(), [])
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    if (isActing) return
    setActing(true)
    setProblem(undefined)
    try {
      await act()
    } catch (error) {
      setProblem(error)
    } finally {
      setActing(false)
    }
  }
  return (
    <dialog ref={element} class={isWide ? 'wide' : ''} aria-label={title} onClose={onClose}>
      <form
        onSubmit={event => {
          event.preventDefault()
          void attempt(onAct)
        }}
      >
        <h2>{title}</h2>
        <div class="body">{children}</div>
        <Problem of={problem} />
        <div class="row end">
          {tools?.(act => void attempt(act))}
          <span class="grow" />
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class={isDangerous ? 'danger' : 'primary'} disabled={isActing}>
            {action}
          </button>
        </div>
      </form>
    </dialog>
  )
}
