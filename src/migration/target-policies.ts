/** The resource policies of a table and of its stream, at the target: those of the source, with the names that both have there. */

import type { End } from './ends.js'
import type { TableShape } from './table-shape.js'

const REPEATABLE = { isRepeatable: true }
/** What is said where there is no policy, or nobody knows what one is. */
const NONE: ReadonlySet<string> = new Set(['PolicyNotFoundException', 'UnknownOperationException'])

/**
 * Puts the policies of the source at the target.
 *
 * @returns what stays as it is at the target, in words
 * @throws what the target refuses, such as a principal that is not there
 */
export async function copyPolicies({
  source,
  target,
  shape,
  made,
}: {
  readonly source: End
  readonly target: End
  readonly shape: TableShape
  readonly made: TableShape
}): Promise<readonly string[]> {
  const left: string[] = []
  const resources = [
    ['the table', shape.TableArn, made.TableArn],
    ['the stream', shape.LatestStreamArn, made.LatestStreamArn],
  ] as const
  for (const [name, from, to] of resources) {
    const policy = from === undefined ? undefined : await policyAt(source, from)
    if (from === undefined || policy === undefined) continue
    if (to === undefined) {
      left.push(`that of ${name}, which is not there`)
      continue
    }
    const Policy = policy.replaceAll(from, to)
    const existing = await policyAt(target, to)
    if (existing === undefined) {
      await target.sender.send('PutResourcePolicy', { ResourceArn: to, Policy }, REPEATABLE)
    } else if (normal(existing) !== normal(Policy)) left.push(`${name} has another one already`)
  }
  return left
}

async function policyAt({ sender }: End, ResourceArn: string): Promise<string | undefined> {
  try {
    const { Policy } = await sender.send<{ readonly Policy?: string }>(
      'GetResourcePolicy',
      { ResourceArn },
      REPEATABLE,
    )
    return Policy
  } catch (error) {
    if (error instanceof Error && NONE.has(error.name)) return undefined
    throw error
  }
}

/** Without what makes no difference. */
function normal(policy: string): string {
  return JSON.stringify(JSON.parse(policy))
}
