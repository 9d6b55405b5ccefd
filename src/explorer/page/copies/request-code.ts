/** A request as code: for the AWS SDK, and for the AWS CLI. */

/** A program with the client of the AWS SDK for JavaScript v3. */
export function sdkCodeOf(operation: string, input: object): string {
  return `import { DynamoDBClient, ${operation}Command } from '@aws-sdk/client-dynamodb'

const client = new DynamoDBClient({})
const output = await client.send(new ${operation}Command(${literalOf(input)}))
`
}

/** A line for a shell. */
export function commandLineOf(operation: string, input: object): string {
  const command = operation.replaceAll(/(?<=[a-z])[A-Z]/g, capital => `-${capital}`).toLowerCase()
  return `aws dynamodb ${command} --cli-input-json ${quoted(JSON.stringify(input, undefined, 2))}\n`
}

/** In a shell's single quotes, everything but a single quote is itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/**
 * An object literal. `"__proto__": x` in one would be the prototype, and `["__proto__"]: x` is a member; binary values are
 * bytes for the SDK, and base64 in wire form.
 *
 * @param isWire false if `{ B: 'text' }` is no binary value
 */
export function literalOf(
  value: unknown,
  { indent = '', isWire = true }: { readonly indent?: string; readonly isWire?: boolean } = {},
): string {
  const inner = `${indent}  `
  const innerOf = (each: unknown): string => literalOf(each, { indent: inner, isWire })
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    const lines = value.map(each => `${inner}${innerOf(each)}`)
    return `[\n${lines.join(',\n')},\n${indent}]`
  }
  if (typeof value !== 'object' || value === null) return textLiteralOf(value)
  const members = Object.entries(value)
  if (members.length === 0) return '{}'
  const lines = members.map(([name, each]) => {
    const isBinary = isWire && members.length === 1 && name === 'B' && typeof each === 'string'
    const text = isBinary ? `Buffer.from(${textLiteralOf(each)}, 'base64')` : innerOf(each)
    return `${inner}${memberNameOf(name)}: ${text}`
  })
  return `{\n${lines.join(',\n')},\n${indent}}`
}

/** A text in single quotes, as JSON has all others. */
export function textLiteralOf(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

function memberNameOf(name: string): string {
  if (name === '__proto__') return "['__proto__']"
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : textLiteralOf(name)
}
