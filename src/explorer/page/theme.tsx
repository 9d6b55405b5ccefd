/** Dark or light: as the system has it, or as somebody wants it on this page. */

import { useEffect, useState } from 'preact/hooks'

type Theme = 'dark' | 'light'

const KEY = 'hashrange theme'

/** A button that turns light into dark and back. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(themeAtFirst)
  useEffect(() => {
    document.documentElement.dataset.theme = theme
  }, [theme])
  const other = theme === 'dark' ? 'light' : 'dark'
  const change = (): void => {
    localStorage.setItem(KEY, other)
    setTheme(other)
  }
  return (
    <button type="button" class="plain" onClick={change} aria-label={`Turn ${other}`}>
      {theme === 'dark' ? '☀' : '☾'}
    </button>
  )
}

function themeAtFirst(): Theme {
  const wanted = localStorage.getItem(KEY)
  if (wanted === 'dark' || wanted === 'light') return wanted
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}
