/** Whether a client's stack of middleware has only what the SDK puts there by itself, also after it was changed. */

import type { MiddlewareStack } from './fast-lane.js'

/** The middleware that a client has by itself. */
const OWN_MIDDLEWARE: ReadonlySet<string> = new Set([
  'contentLengthMiddleware',
  'deserializerMiddleware',
  'endpointDiscoveryMiddleware',
  'endpointV2Middleware',
  'getUserAgentMiddleware',
  'hostHeaderMiddleware',
  'httpAuthSchemeMiddleware',
  'httpSigningMiddleware',
  'loggerMiddleware',
  'recursionDetectionMiddleware',
  'retryMiddleware',
  'serializerMiddleware',
])
const CHANGES = ['add', 'addRelativeTo', 'remove', 'removeByTag'] as const

const WATCH = Symbol.for('hashrange.watch')

/** A stack, which may have been watched before. */
export interface WatchedStack extends MiddlewareStack {
  [WATCH]?: StackWatch
}

interface StackWatch {
  isPlain: boolean
  /** Gives the stack its own methods back. */
  readonly undo: () => void
}

/** Whether a stack that is watched has nothing but what the SDK puts there. */
export function isPlain(stack: WatchedStack): boolean {
  return stack[WATCH]?.isPlain === true
}

/** Looks at what is in a stack now, and watches it from then on. */
export function watch(stack: WatchedStack): void {
  const known = stack[WATCH]
  if (known !== undefined) {
    known.isPlain = hasOwnMiddlewareOnly(stack)
    return
  }
  const undo = onChange(stack, () => {
    watch.isPlain = false
  })
  const watch: StackWatch = { isPlain: hasOwnMiddlewareOnly(stack), undo }
  Object.defineProperty(stack, WATCH, { value: watch, configurable: true, writable: true })
}

/** Ends the watch of a stack. */
export function unwatch(stack: WatchedStack): void {
  stack[WATCH]?.undo()
  delete stack[WATCH]
}

/** Each entry begins with the name of a middleware. */
function hasOwnMiddlewareOnly(stack: MiddlewareStack): boolean {
  return stack.identify().every(entry => OWN_MIDDLEWARE.has(entry.split(' ', 1)[0] ?? ''))
}

/** Calls back before each change. Returns what ends that. */
function onChange(stack: MiddlewareStack, changed: () => void): () => void {
  const methods = stack as unknown as Record<string, (...args: unknown[]) => unknown>
  const undos = CHANGES.flatMap(name => {
    const method = methods[name]
    if (method === undefined) return []
    const watched = (...args: unknown[]): unknown => {
      changed()
      return method.apply(stack, args)
    }
    methods[name] = watched
    return () => {
      if (methods[name] === watched) methods[name] = method
    }
  })
  return () => {
    for (const undo of undos) undo()
  }
}
