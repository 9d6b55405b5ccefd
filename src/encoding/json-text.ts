/**
 * Parts of an answer that are JSON already, such as items that were written straight from their records, and answers with
 * such parts as JSON.
 */

/** By this symbol other copies of this library know it. */
const JSON_TEXT = Symbol.for('hashrange.json-text')

/** A value as the bytes of its JSON. It takes the place of the value in an object that is to become JSON. */
export class JsonText {
  readonly [JSON_TEXT] = true
  /** In UTF-8. */
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** The value. */
  toJSON(): unknown {
    return JSON.parse(new TextDecoder().decode(this.bytes))
  }
}

/**
 * What `JSON.stringify` makes of an object, as a text, or as bytes in UTF-8 if there are parts in it that are bytes
 * already: those are put in as they are.
 */
export function jsonOf(answer: object): string | Uint8Array {
  const assembly = new Assembly()
  assembly.add(answer)
  return assembly.whole()
}

/** The same as a part of another answer. */
export function jsonTextOf(value: object): JsonText {
  const json = jsonOf(value)
  return new JsonText(typeof json === 'string' ? Buffer.from(json) : json)
}

class Assembly {
  readonly #parts: (string | Uint8Array)[] = []
  #text = ''

  add(value: unknown): void {
    if (typeof value !== 'object' || value === null) this.#text += JSON.stringify(value) ?? 'null'
    else if (isJsonText(value)) this.#addBytes(value.bytes)
    else if (Array.isArray(value)) this.#addList(value)
    else this.#addMembers(value as Readonly<Record<string, unknown>>)
  }

  whole(): string | Uint8Array {
    const parts = this.#parts
    if (parts.length === 0) return this.#text
    parts.push(this.#text)
    let byteCount = 0
    for (const part of parts) byteCount += Buffer.byteLength(part)
    const whole = Buffer.allocUnsafe(byteCount)
    let at = 0
    for (const part of parts) {
      if (typeof part === 'string') {
        at += whole.write(part, at, 'utf8')
      } else {
        whole.set(part, at)
        at += part.length
      }
    }
    return whole
  }

  #addBytes(bytes: Uint8Array): void {
    this.#parts.push(this.#text, bytes)
    this.#text = ''
  }

  #addList(list: readonly unknown[]): void {
    this.#text += '['
    for (const [index, element] of list.entries()) {
      if (index > 0) this.#text += ','
      this.add(element)
    }
    this.#text += ']'
  }

  #addMembers(members: Readonly<Record<string, unknown>>): void {
    let separator = '{'
    for (const name of Object.keys(members)) {
      const value = members[name]
      if (value === undefined) continue
      this.#text += `${separator}${JSON.stringify(name)}:`
      this.add(value)
      separator = ','
    }
    this.#text += separator === '{' ? '{}' : '}'
  }
}

function isJsonText(value: object): value is JsonText {
  return JSON_TEXT in value
}
