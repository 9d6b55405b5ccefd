/** How the wire tells each exception: the namespace of its type, and the member that its text is in. */

const VALIDATE = 'com.amazon.coral.validate'
const SERVICE = 'com.amazon.coral.service'
const DYNAMODB = 'com.amazonaws.dynamodb.v20120810'

const NAMESPACES: ReadonlyMap<string, string> = new Map([
  ['ValidationException', VALIDATE],
  ['SerializationException', SERVICE],
  ['UnknownOperationException', SERVICE],
  ['AccessDeniedException', SERVICE],
  ['ServiceUnavailableException', SERVICE],
  ['ThrottlingException', 'com.amazon.coral.availability'],
])

const CAPITALISED: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'IdempotentParameterMismatchException',
  'SerializationException',
  'TransactionCanceledException',
])

export function namespaceOf(name: string): string {
  return NAMESPACES.get(name) ?? DYNAMODB
}

/** Whether the text is in `Message`, not in `message`. That of a failed condition is, where an item is told. */
export function capitalised(name: string, hasItem: boolean): boolean {
  return name === 'ConditionalCheckFailedException' ? hasItem : CAPITALISED.has(name)
}
