/** What the page shows is in its address, so that it can be gone back to: `#/us-east-1/Orders/items`. */

import { useEffect, useState } from 'preact/hooks'

/** What is shown. */
interface Address {
  readonly region: string
  /** Whether nobody has said which region. */
  readonly isDefault: boolean
  /** Undefined if no table is looked at. */
  readonly table: string | undefined
  /** The name of a view of the table. */
  readonly view: string | undefined
}

const DEFAULT_REGION = 'us-east-1'

/** The fragment of an address. */
export function fragmentOf({ region, table, view }: Partial<Address>): string {
  const parts = [region ?? DEFAULT_REGION, table, view].filter(part => part !== undefined)
  return `#/${parts.map(encodeURIComponent).join('/')}`
}

/** Shows something else. */
export function goTo(address: Partial<Address>): void {
  location.hash = fragmentOf(address)
}

/** What is shown, and again when that becomes something else. */
export function useAddress(): Address {
  const [address, setAddress] = useState(() => addressOf(location.hash))
  useEffect(() => {
    const follow = (): void => setAddress(addressOf(location.hash))
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  return address
}

/** What somebody has typed may be anything. */
function addressOf(fragment: string): Address {
  const [region, table, view] = fragment.replace(/^#\/?/, '').split('/').map(decoded)
  return {
    region: region || DEFAULT_REGION,
    isDefault: !region,
    table: table || undefined,
    view: view || undefined,
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
