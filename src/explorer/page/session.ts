/** What the page remembers: the token for as long as its tab is there. */

const KEY = 'hashrange token'
const IN_ADDRESS = /^#token=([\w-]+)$/

/** Takes the token out of the address, where it would be seen, bookmarked and shown to others. */
export function takeToken(): void {
  const [, token] = IN_ADDRESS.exec(location.hash) ?? []
  if (token === undefined) return
  sessionStorage.setItem(KEY, token)
  history.replaceState(null, '', location.pathname)
}

/** The token; empty if the page was opened without it, and then nothing is answered. */
export function token(): string {
  return sessionStorage.getItem(KEY) ?? ''
}
