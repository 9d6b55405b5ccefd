/** Attributes in wire form, and how they are shown in a line. */

/** The value of an attribute; binary ones are in base64. */
export type Attribute =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly Attribute[] }
  | { readonly M: Item }

/** Attributes by name. A name may be any, such as `__proto__`: see `attributeOf`. */
export type Item = Readonly<Record<string, Attribute>>

/** What all objects have is no attribute. */
export function attributeOf(item: Item, name: string): Attribute | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined
}

/** Some attributes of an item; those that it has. */
export function picked(item: Item, names: readonly string[]): Item {
  const wanted = new Set(names)
  return Object.fromEntries(Object.entries(item).filter(([name]) => wanted.has(name)))
}

/** The name of the type, such as `S`. */
export function typeOf(attribute: Attribute): string {
  const [type = ''] = Object.keys(attribute)
  return type
}

/** Characters of a value that are shown in a line. */
const SHOWN_MAX = 160

/** The value in a line, as far as there is room: no more of it is looked at. */
export function lineOf(attribute: Attribute): string {
  const line = new Line()
  line.add(attribute)
  return line.text
}

class Line {
  text = ''

  get isFull(): boolean {
    return this.text.length >= SHOWN_MAX
  }

  add(attribute: Attribute, isInner = false): void {
    if ('S' in attribute) this.#addText(attribute.S, isInner)
    else if ('N' in attribute) this.text += attribute.N
    else if ('B' in attribute) this.#addBinary(attribute.B)
    else if ('BOOL' in attribute) this.text += String(attribute.BOOL)
    else if ('NULL' in attribute) this.text += 'null'
    else if ('SS' in attribute)
      this.#addAll(
        '{',
        attribute.SS.map(S => ({ S })),
        '}',
      )
    else if ('NS' in attribute)
      this.#addAll(
        '{',
        attribute.NS.map(N => ({ N })),
        '}',
      )
    else if ('BS' in attribute)
      this.#addAll(
        '{',
        attribute.BS.map(B => ({ B })),
        '}',
      )
    else if ('L' in attribute) this.#addAll('[', attribute.L, ']')
    else this.#addMap(attribute.M)
  }

  #addText(text: string, isInner: boolean): void {
    const shown = text.slice(0, SHOWN_MAX)
    this.text += `${isInner ? JSON.stringify(shown) : shown}${shown === text ? '' : '…'}`
  }

  #addBinary(base64: string): void {
    this.text += `0x${hexOf(base64.slice(0, 32))}${base64.length > 32 ? '…' : ''}`
  }

  #addAll(open: string, all: readonly Attribute[], close: string): void {
    this.text += open
    for (const [place, each] of all.entries()) {
      if (place > 0) this.text += ', '
      if (this.isFull) break
      this.add(each, true)
    }
    this.text += this.isFull ? '…' : close
  }

  #addMap(map: Item): void {
    this.text += '{'
    let separator = ''
    for (const [name, each] of Object.entries(map)) {
      this.text += separator
      if (this.isFull) break
      this.text += `${name.slice(0, SHOWN_MAX)}: `
      this.add(each, true)
      separator = ', '
    }
    this.text += this.isFull ? '…' : '}'
  }
}

/** Bytes as hexadecimal digits. */
export function hexOf(base64: string): string {
  return Array.from(atob(base64), byte => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')
}

/** Undefined if these are not pairs of hexadecimal digits. */
export function base64OfHex(hex: string): string | undefined {
  const digits = hex.replaceAll(/\s/g, '')
  if (!/^(?:[0-9a-f]{2})*$/i.test(digits)) return undefined
  const bytes = (digits.match(/../g) ?? []).map(pair =>
    String.fromCharCode(Number.parseInt(pair, 16)),
  )
  return btoa(bytes.join(''))
}
