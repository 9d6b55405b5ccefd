/** A file with a script of faults, for a server whose requests are to fail. */

import { isRefusal } from '../errors/dynamo-error.js'
import { type FaultyDatabase, injectFaults } from '../faults/inject-faults.js'
import type { FaultDecision, FaultScript } from '../faults/script.js'

/** What is wrong with the file, in words for whoever wrote it. */
export class WrongFaults extends Error {
  override readonly name = 'WrongFaults'
}

/** A file that has been read. */
interface FaultsFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/**
 * Injects the faults of a file.
 *
 * @param tell is given a line on the seed and the rules, and with `isLogging` one on each fault
 * @throws WrongFaults with the place in the file, if it is not JSON or no script
 */
export function injectFaultsOf(
  { path, bytes }: FaultsFile,
  database: FaultyDatabase,
  { tell, isLogging }: { readonly tell: (line: string) => void; readonly isLogging: boolean },
): void {
  const onFault = isLogging ? (decision: FaultDecision) => tell(lineOf(decision)) : undefined
  try {
    const script = JSON.parse(Buffer.from(bytes).toString()) as FaultScript
    const { seed, trace } = injectFaults(database, script, { onFault })
    const names = trace.rules.map(({ fault }) => fault)
    tell(`Faults of ${path}: ${names.join(', ') || 'none'}; seed ${seed}`)
  } catch (error) {
    if (!isRefusal(error) && !(error instanceof SyntaxError)) throw error
    throw new WrongFaults(`${path}: ${error.message}`)
  }
}

function lineOf({ call, operation, table, fault, rule }: FaultDecision): string {
  return `fault ${fault} of rules[${rule}]: call ${call}, ${operation} ${table ?? '-'}`
}
