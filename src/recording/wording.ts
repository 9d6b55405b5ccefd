/** Figures in words. */

/** Such as `1 call` and `2,500 calls`. */
export function count(amount: number, noun: string): string {
  const plural = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`
  const plain = noun === 'key' ? 'keys' : plural
  return `${amount.toLocaleString('en-US')} ${amount === 1 ? noun : plain}`
}

/** Capacity units, such as `12.5 units`. */
export function units(amount: number): string {
  const rounded = Math.round(amount * 10) / 10
  return `${rounded.toLocaleString('en-US')} ${rounded === 1 ? 'unit' : 'units'}`
}

/** Dollars, with as many digits as say something. */
export function dollars(amount: number): string {
  if (amount === 0) return '$0'
  if (amount >= 0.01) {
    const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
    return `$${amount.toLocaleString('en-US', digits)}`
  }
  return `$${amount.toPrecision(2).replace(/e-0*/, 'e-')}`
}

/** Of 1, such as `97 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

/** Milliseconds, such as `3.2 ms` and `1.5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`
  return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`
}
