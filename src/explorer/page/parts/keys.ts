/** Keys in lists. */

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }

/** Up and down move the focus among the links and buttons of a list. */
export function moveFocus(event: KeyboardEvent): void {
  const step = STEPS[event.key]
  if (step === undefined || !(event.currentTarget instanceof Element)) return
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('a, button')]
  const place = all.findIndex(each => each.matches(':focus'))
  all[place + step]?.focus()
  event.preventDefault()
}
