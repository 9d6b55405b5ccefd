/** Amounts and times as people read them. */

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const

/** Such as `1.5 MB`. */
export function bytesText(bytes: number): string {
  let amount = bytes
  let unit = 0
  while (amount >= 1024 && unit < UNITS.length - 1) {
    amount /= 1024
    unit += 1
  }
  if (unit === 0) return countText(bytes, 'byte')
  return `${amount.toFixed(amount < 10 ? 1 : 0)} ${UNITS[unit]}`
}

/** Such as `1 item` and `2 items`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** A time of milliseconds since 1970, in UTC. */
export function timeText(time: number): string {
  return new Date(time).toISOString()
}
