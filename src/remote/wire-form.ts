/**
 * Inputs and outputs of operations between the forms of the wire and of the SDK: binary values are base64 or bytes, and times are
 * numbers of seconds or dates.
 */

import { types } from 'node:util'
import { nameNotSent } from '../errors/remote-errors.js'
import type { Ask } from './sender.js'

/**
 * An input as the SDK takes it: a copy whose binary values are bytes.
 *
 * @throws ValidationException for a member `__proto__`, which the SDK would drop
 */
function sdkFormOf(wire: unknown): unknown {
  return converted(wire, value =>
    typeof value === 'string' ? Buffer.from(value, 'base64') : undefined,
  )
}

/** An output of the SDK as it is on the wire: a copy whose binary values are base64, and whose times are seconds. */
function wireFormOf(sdk: unknown): unknown {
  return converted(sdk, value =>
    ArrayBuffer.isView(value)
      ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
      : undefined,
  )
}

/** What an SDK client does, for requests and answers in the form of the wire. What it tells of the way is left out. */
export function inWireForm(ask: Ask): Ask {
  return async (operation, input) => {
    const output = await ask(operation, sdkFormOf(input) as object)
    return wireFormOf({ ...output, $metadata: undefined }) as object
  }
}

/**
 * A binary value is the only member `B` that is a text or bytes, and a set of them the only `BS` that has such: where these are names
 * of attributes, of tables, which are longer, or of anything else, objects are behind them.
 */
function converted(value: unknown, binary: (value: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(element => converted(element, binary))
  if (types.isDate(value)) return value.getTime() / 1000
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(value)) {
    if (name === '__proto__') throw nameNotSent()
    const member: unknown = Reflect.get(value, name)
    const made =
      name === 'B'
        ? binary(member)
        : name === 'BS' && Array.isArray(member)
          ? member.map(element => binary(element) ?? converted(element, binary))
          : undefined
    copy[name] = made ?? converted(member, binary)
  }
  return copy
}
