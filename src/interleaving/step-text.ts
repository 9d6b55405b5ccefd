/** What calls are told as: the key, what was asked for, and what came of it, each a few words. */

import type { Call } from '../transport/exchange.js'
import type { Footprint } from './footprint.js'

/** One call of an order. */
export interface OrderStep {
  /** The chain of calls that it belongs to: `A`, `B`, and `A.2` for the second of two that A has sent at once. */
  readonly task: string
  readonly operation: string
  /** The names of its tables. */
  readonly tables: readonly string[]
  /** The keys of its items, as in `sku=apple`. */
  readonly keys: string
  /** What it was to write or to look for, in short. */
  readonly request: string
  /** What it was answered with, in short: what was read, or the name of a refusal. */
  readonly outcome: string
}

/** As far as lines are read. */
const TEXT_LENGTH_MAX = 60
const KEYS_MAX = 3

type Members = Readonly<Record<string, unknown>>

/** The keys of a call, and what it was to do. */
export function requestText(
  { operation, json }: Call,
  { items }: Footprint,
): Pick<OrderStep, 'keys' | 'request'> {
  const keys = items.map(({ key }) => attributesText(key))
  const more = keys.length > KEYS_MAX ? [`and ${keys.length - KEYS_MAX} more`] : []
  const names = new Set(Object.keys(items[0]?.key ?? {}))
  return {
    keys: [...keys.slice(0, KEYS_MAX), ...more].join(' | '),
    request: shortened(wishOf(operation, membersOf(json), names)),
  }
}

function wishOf(operation: string, input: Members, keyNames: ReadonlySet<string>): string {
  if (operation === 'PutItem') return attributesText(input.Item, keyNames)
  const text = input.UpdateExpression ?? input.KeyConditionExpression ?? input.Statement
  return typeof text === 'string' ? filledIn(text, input) : ''
}

/** An expression with its names and values in the place of what stands for them. */
function filledIn(text: string, input: Members): string {
  const names = membersOf(input.ExpressionAttributeNames)
  const values = membersOf(input.ExpressionAttributeValues)
  return text
    .replace(/#\w+/g, name => String(names[name] ?? name))
    .replace(/:\w+/g, name => (name in values ? valueText(values[name]) : name))
}

/** What a call was answered with. */
export function outcomeText(
  { operation }: Call,
  settled: { readonly answer: object } | { readonly error: unknown },
  { items }: Footprint,
): string {
  if ('error' in settled) {
    const { name, message } = membersOf(settled.error)
    return `refused: ${String(name ?? message)}`
  }
  const answer = plainOf(settled.answer)
  if (operation === 'GetItem') {
    const { Item } = answer
    const names = new Set(Object.keys(items[0]?.key ?? {}))
    return Item === undefined ? 'nothing' : shortened(attributesText(Item, names) || 'there')
  }
  const { Items, Attributes, Responses } = answer
  if (Array.isArray(Items)) return Items.length === 1 ? '1 item' : `${Items.length} items`
  if (operation === 'TransactGetItems' && Array.isArray(Responses)) {
    const read = Responses.map(one => attributesText(membersOf(one).Item) || 'nothing')
    return shortened(read.join(' | '))
  }
  return Attributes === undefined ? 'done' : shortened(attributesText(Attributes))
}

/** Parts of an answer may be JSON already. */
function plainOf(answer: object): Members {
  return JSON.parse(JSON.stringify(answer)) as Members
}

/** `n=10, color=red`. */
function attributesText(item: unknown, except: ReadonlySet<string> = new Set()): string {
  const attributes = Object.entries(membersOf(item)).filter(([name]) => !except.has(name))
  return attributes.map(([name, value]) => `${name}=${valueText(value)}`).join(', ')
}

/** A value in wire form without its type. */
function valueText(value: unknown): string {
  const [[type, content] = ['', undefined]] = Object.entries(membersOf(value))
  if (type === 'NULL') return 'null'
  if (typeof content === 'string' || typeof content === 'boolean') return String(content)
  if (type === 'M') return `{${attributesText(content)}}`
  if (!Array.isArray(content)) return String(JSON.stringify(content))
  return `[${content.map(one => (typeof one === 'string' ? one : valueText(one))).join(', ')}]`
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length <= TEXT_LENGTH_MAX ? line : `${line.slice(0, TEXT_LENGTH_MAX - 1)}…`
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {}
}
