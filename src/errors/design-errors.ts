/** What is wrong with designs that are compared, in words for whoever wrote them. */

import { ThrottlingException, ValidationException } from './dynamo-error.js'

/** By this, copies of this library in one process know the failures of each other. */
const BRAND: unique symbol = Symbol.for('hashrange.DesignFailed.1')

/** A design, or the workload that it is to answer, does not work. `cause` is what an operation has thrown. */
export class DesignFailed extends Error {
  override readonly name = 'DesignFailed'
  /** The name of the design, if it is one that is wrong. */
  declare readonly design?: string

  constructor(
    message: string,
    options: { readonly design?: string; readonly cause?: unknown } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {})
    if (options.design !== undefined) this.design = options.design
  }

  /** @internal What other copies of this library know it by. */
  get [BRAND](): true {
    return true
  }
}

/** Whether an error says that a design does not work. */
export function isDesignFailed(error: unknown): error is DesignFailed {
  return typeof error === 'object' && error !== null && BRAND in error
}

/** Which event of the workload it was, counted from 0, or which line of the trace. */
interface Place {
  readonly design: string
  readonly place: string
}

export const noDesigns = (): DesignFailed =>
  new DesignFailed('compareDesigns needs an array of two designs or more, made by defineDesign')

export const sameNames = (name: string): DesignFailed =>
  new DesignFailed(`Two designs have the name ${name}: they could not be told apart`)

export const noWorkload = (): DesignFailed =>
  new DesignFailed(
    'There is nothing to answer: give a workload or a trace, or a design that has a workload',
  )

export const twoWorkloads = (): DesignFailed =>
  new DesignFailed('Designs are compared by a workload or by a trace: leave one of them out')

export const noOperation = (
  { design, place }: Place,
  { kind, kinds }: { readonly kind: unknown; readonly kinds: readonly string[] },
): DesignFailed => {
  const there = kinds.length === 0 ? 'It has none' : `It has ${kinds.join(', ')}`
  return new DesignFailed(
    `${design}: ${place} is of the kind ${String(kind)}, for which the design has no operation. ${there}`,
    { design },
  )
}

export const eventFailed = ({ design, place }: Place, cause: unknown): DesignFailed =>
  new DesignFailed(`${design}: ${place} failed: ${reasonOf(cause)}`, { cause, design })

export const eventNotMade = (place: string, cause: unknown): DesignFailed =>
  new DesignFailed(`The workload could not make ${place}: ${reasonOf(cause)}`, { cause })

export const eventWithoutKind = (place: string): DesignFailed =>
  new DesignFailed(
    `The workload made ${place} without a kind: events are objects as { kind: 'vote', … }`,
  )

export const tableNotMade = (design: string, table: string, cause: unknown): DesignFailed =>
  new DesignFailed(`${design}: the table ${table} could not be made: ${reasonOf(cause)}`, {
    cause,
    design,
  })

export const loadRefused = ({ design, place }: Place): DesignFailed =>
  new DesignFailed(
    `${design}: ${place} of the load is throttled for ever: its tables have too little capacity for it`,
    { design },
  )

function reasonOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null || !('message' in cause)) return String(cause)
  const { name = 'Error', message } = cause as { readonly name?: string; readonly message: unknown }
  return `${name}: ${String(message)}`
}

export const callRewrittenWrong = ({ design, place }: Place): DesignFailed =>
  new DesignFailed(
    `${design}: rewrite made of ${place} what is no call: a call is { operation: 'PutItem', json: { … } }, and there may be an array of them`,
    { design },
  )

/** What the service answers with a list of what is left rather than with a refusal. */
export const batchUnprocessed = (): ThrottlingException =>
  new ThrottlingException('Some parts of the batch were throttled.', [])

export const notAComparison = (): ValidationException =>
  new ValidationException(
    'drawComparison needs what compareDesigns is fulfilled with, as in drawComparison(await compareDesigns(designs))',
  )

/** `path` is as it was given. */
export const moduleNotLoaded = (path: string, cause: unknown): DesignFailed =>
  new DesignFailed(`${path} could not be loaded: ${reasonOf(cause)}`, { cause })

/** TypeScript, where Node can't read it, and nothing else can. */
export const typesNotStripped = (path: string, version: string): DesignFailed =>
  new DesignFailed(
    `${path} is TypeScript, which Node ${version} can't run by itself: use Node 22.18 or later, install tsx beside it (npm install --save-dev tsx), or write it as .js or .mjs`,
  )

export const noDesignIn = (path: string): DesignFailed =>
  new DesignFailed(
    `${path} exports no design, as in: export default defineDesign({ name: …, tables: … })`,
  )

export const noWorkloadIn = (path: string): DesignFailed =>
  new DesignFailed(
    `${path} exports no workload, as in: export default defineWorkload({ rate: …, duration: …, events: … })`,
  )

/** What it exports is not right. */
export const exportedWrong = (path: string, cause: unknown): DesignFailed =>
  new DesignFailed(`${path}: ${reasonOf(cause)}`, { cause })

/** The error, which says in what file the design is that it is about. */
export function inFileOf(error: unknown, pathOf: (design: string) => string | undefined): unknown {
  if (!isDesignFailed(error) || error.design === undefined) return error
  const path = pathOf(error.design)
  return path === undefined
    ? error
    : new DesignFailed(`${path}: ${error.message}`, { cause: error.cause, design: error.design })
}
