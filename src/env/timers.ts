/**
 * Waiting, in the time of the machine, whatever time a database is told.
 *
 * Test runners put timers of their own in the place of Node's: those of jsdom are numbers, which can't be told to let the
 * process end, and there `setImmediate` is missing.
 */

import {
  clearTimeout as clearNodeTimeout,
  setImmediate,
  setTimeout as setNodeTimeout,
} from 'node:timers'

/** As they were when this was loaded: what fakes timers later changes those of the module, too. */
const nodeImmediate = setImmediate
const nodeTimeout = setNodeTimeout
const clearOfNode = clearNodeTimeout

/** Runs once after so many milliseconds, unless the returned function is called before. Keeps no process alive. */
export function after(milliseconds: number, run: () => void): () => void {
  const timer: unknown = setTimeout(run, milliseconds)
  if (isNodeTimer(timer)) timer.unref()
  return () => clearTimeout(timer as NodeJS.Timeout)
}

/** Runs once after so many milliseconds, unless the returned function is called before. The process does not end before. */
export function wait(milliseconds: number, run: () => void): () => void {
  const timer = nodeTimeout(run, milliseconds)
  return () => clearOfNode(timer)
}

/** Runs once when what is at hand in this turn of the event loop is done, also where timers are faked. */
export function atEndOfTurn(run: () => void): void {
  nodeImmediate(run)
}

/** Is fulfilled then: for work that is done in parts, so that nobody else waits for all of it. */
export function endOfTurn(): Promise<void> {
  return new Promise(resolve => atEndOfTurn(resolve))
}

/** Tells how many milliseconds have gone by since it was made. */
export function stopwatch(): () => number {
  const start = performance.now()
  return () => performance.now() - start
}

function isNodeTimer(timer: unknown): timer is { unref(): void } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer
}
