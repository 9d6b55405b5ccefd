/** Numbers as people read them. */

export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US')
}

export function formatDuration(micros: number): string {
  if (micros < 9.95) return `${micros.toFixed(1)} µs`
  if (micros < 999.5) return `${micros.toFixed(0)} µs`
  if (micros < 9_950) return `${(micros / 1e3).toFixed(1)} ms`
  if (micros < 999_500) return `${(micros / 1e3).toFixed(0)} ms`
  return `${(micros / 1e6).toFixed(1)} s`
}

export function formatSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes.toFixed(0)} bytes`
  if (bytes < 999_500) return `${(bytes / 1e3).toFixed(0)} kB`
  return `${(bytes / 1e6).toFixed(bytes < 9.95e6 ? 2 : 1)} MB`
}

/** `1 read unit`, `2.5 read units` */
export function formatUnits(units: number, kind: 'read' | 'write'): string {
  return `${units.toLocaleString('en-US')} ${kind} unit${units === 1 ? '' : 's'}`
}
