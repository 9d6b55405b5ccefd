/** Which JavaScript values are attribute values. */

import { type AttributeValue, type Item, NumberValue } from '../../src/types/attribute.js'
import { expectType } from './expect-type.js'

declare const item: Item
expectType<AttributeValue | undefined>().from(item.price)
expectType<string>().from(new NumberValue('1.0').value)

export const scalars: AttributeValue[] = [
  'a',
  1,
  1n,
  new NumberValue('1'),
  true,
  null,
  new Uint8Array(),
]
export const sets: AttributeValue[] = [
  new Set(['a']),
  new Set([1, 2n]),
  new Set([new Uint8Array()]),
]
export const documents: AttributeValue[] = [[1, ['a', null]], { name: { first: 'Ada' } }]

// @ts-expect-error A date is not an attribute value.
export const date: AttributeValue = new Date(0)
// @ts-expect-error A set holds one type.
export const mixed: AttributeValue = new Set<string | number>(['a', 1])
// @ts-expect-error A function is not an attribute value.
export const method: Item = { method: () => 1 }
// @ts-expect-error Absent is absent: `undefined` is not a value.
export const absent: Item = { id: undefined }

// @ts-expect-error Items are read-only: they are changed by writing them.
item.price = 2
