/** Numbers as people read them. */

/** Such as `1,200`. */
export function countText(count: number): string {
  return count.toLocaleString('en-US')
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** Such as `1.2 MB`, of 1,024 KB. */
export function bytesText(bytes: number): string {
  let amount = bytes
  let unit = 0
  while (amount >= 1024 && unit < UNITS.length - 1) {
    amount /= 1024
    unit += 1
  }
  const rounded = amount < 10 && unit > 0 ? amount.toFixed(1) : String(Math.round(amount))
  return `${rounded} ${UNITS[unit] ?? ''}`
}
