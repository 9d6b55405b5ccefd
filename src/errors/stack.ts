/**
 * Where the stack of a refusal begins: with the line that called the library, rather than ten frames within it. So the
 * methods and functions that are called from outside are doors. What is a bug of ours keeps its stack.
 */

import { assert } from './assert.js'
import { DynamoError } from './dynamo-error.js'
import { DatabaseClosed } from './native-errors.js'

type Callable = (...args: never[]) => unknown
type Method = (this: unknown, ...args: unknown[]) => unknown

/** What an iteration of a generator calls. */
const NEXT = (
  Object.getPrototypeOf(function* (): Generator {}) as { readonly prototype: Generator }
).prototype.next

/** The error, whose stack begins with whoever called `door`, if it is a refusal. */
export function toldAt(door: Callable, error: unknown): unknown {
  if (error instanceof DynamoError || error instanceof DatabaseClosed) {
    Error.captureStackTrace(error, door)
  }
  return error
}

/** The same for an error that is thrown while a generator is iterated. */
export function toldAtIteration(error: unknown): unknown {
  return toldAt(NEXT, error)
}

/** Where something was asked for that is done later. To take one down takes microseconds: it is for what takes as long. */
export class CallSite {
  readonly #frames: { readonly stack?: string } = {}

  /** @param door what was called from there */
  constructor(door: Callable) {
    Error.captureStackTrace(this.#frames, door)
  }

  /** The error, whose stack begins here, if it is a refusal. */
  told(error: unknown): unknown {
    if (error instanceof DynamoError || error instanceof DatabaseClosed) {
      const [, ...frames] = String(this.#frames.stack).split('\n    at ')
      error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n    at ')
    }
    return error
  }
}

/** Runs what may refuse. */
export function atDoor<Result>(door: Callable, run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    throw toldAt(door, error)
  }
}

/** A function that does the same, and is a door. */
function throwingDoor<Inside extends Callable>(inside: Inside): Inside {
  const method = methodOf(inside)
  function door(this: unknown, a?: unknown, b?: unknown, c?: unknown): unknown {
    try {
      return method.call(this, a, b, c)
    } catch (error) {
      throw toldAt(door, error)
    }
  }
  return named(method, door) as unknown as Inside
}

/** The same for a function that returns a promise: what it throws is what the promise is rejected with. */
export function rejectingDoor<Inside extends Callable>(inside: Inside): Inside {
  const method = methodOf(inside)
  function door(this: unknown, a?: unknown, b?: unknown, c?: unknown): unknown {
    try {
      return method.call(this, a, b, c)
    } catch (error) {
      return Promise.reject(toldAt(door, error))
    }
  }
  return named(method, door) as unknown as Inside
}

/** To hand on any number of arguments takes longer than the rest of a door. */
function methodOf(inside: Callable): Method {
  assert(inside.length <= 3, 'a door hands on three arguments')
  return inside as unknown as Method
}

interface Doors<Owner> {
  readonly throwing: readonly (keyof Owner)[]
  /** Those that return promises. Where they refuse at once they throw, so that the caller is known still. */
  readonly rejecting: readonly (keyof Owner)[]
}

/** Makes doors of methods. To be called once, with a prototype. */
export function makeDoors<Owner extends object>(
  owner: Owner,
  { throwing, rejecting }: Doors<Owner>,
): void {
  for (const name of throwing) replace(owner, name, throwingDoor)
  for (const name of rejecting) replace(owner, name, rejectingDoor)
}

function replace<Owner extends object>(
  owner: Owner,
  name: keyof Owner,
  doorOf: (inside: Callable) => Callable,
): void {
  const value = doorOf(owner[name] as Callable)
  Object.defineProperty(owner, name, { value, configurable: true, writable: true })
}

function named(inside: Method, door: Method): Method {
  Object.defineProperty(door, 'length', { value: inside.length })
  return Object.defineProperty(door, 'name', { value: inside.name })
}
