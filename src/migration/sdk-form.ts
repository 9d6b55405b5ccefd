/** Inputs and outputs of operations on items between the forms of the wire and of the SDK: binary values are base64, or bytes. */

/** A copy whose binary values are bytes. */
export function sdkFormOf(wire: unknown): unknown {
  return converted(wire, value =>
    typeof value === 'string' ? Buffer.from(value, 'base64') : undefined,
  )
}

/** A copy whose binary values are base64. */
export function wireFormOf(sdk: unknown): unknown {
  return converted(sdk, value =>
    ArrayBuffer.isView(value)
      ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
      : undefined,
  )
}

/**
 * A binary value is the only member `B` that is a text or bytes, and a set of them the only `BS` that has such: where these are names
 * of attributes, of tables, which are longer, or of anything else, objects are behind them.
 */
function converted(value: unknown, binary: (value: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(element => converted(element, binary))
  if (Object.prototype.toString.call(value) !== '[object Object]') return value // such as a Date
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(value)) {
    const member: unknown = Reflect.get(value, name)
    const made =
      name === 'B'
        ? binary(member)
        : name === 'BS' && Array.isArray(member)
          ? member.map(element => binary(element) ?? converted(element, binary))
          : undefined
    setOwn(copy, name, made ?? converted(member, binary))
  }
  return copy
}

/** Also `__proto__` is a name like any other. */
function setOwn(map: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') map[name] = value
  else Object.defineProperty(map, name, { value, enumerable: true, writable: true })
}
