/** Hashes, rates and dollars as people read them. */

/** Hashes go from 0 to this, exclusive. */
export const HASH_SPACE = 2 ** 32

/** Such as `00ff12ab`. */
export function hashText(hash: number): string {
  return hash.toString(16).padStart(8, '0')
}

/** The first and the last hash of a range. */
export function rangeText({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${hashText(low)} – ${hashText(high - 1)}`
}

/** Such as `1,200`, `12` or `0.5`. */
export function amountText(amount: number): string {
  if (amount === 0) return '0'
  if (amount < 0.01) return '< 0.01'
  const digits = amount < 1 ? 2 : amount < 10 ? 1 : 0
  return amount.toLocaleString('en-US', { maximumFractionDigits: digits })
}

/** Such as `$1,204.50`. */
export function dollarsText(dollars: number): string {
  if (dollars > 0 && dollars < 0.01) return '< $0.01'
  return dollars.toLocaleString('en-US', { style: 'currency', currency: 'USD' })
}

/** Such as `12 %`. */
export function shareText(share: number): string {
  return share > 0 && share < 0.01 ? '< 1 %' : `${Math.round(share * 100)} %`
}

/** Such as `14:05`. */
export function timeText(time: number): string {
  return new Date(time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
}

/** Such as `40 seconds` or `12 minutes`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  return seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`
}
