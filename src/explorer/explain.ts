/** What a statement would become. */

import { explain } from '../native/explain.js'
import type { StatementDoor } from '../native/statement.js'
import { DEFAULT_REGION } from '../transport/client-config.js'
import type { Explorable } from './explorable.js'
import type { ExplanationReport } from './page/statements/statements-wire.js'

/**
 * Answers `explain`. Nothing is written: a write is made on a copy.
 *
 * @throws DynamoError if the statement is refused, whatever there is in the table
 */
export function explanationOf(source: Explorable, query: URLSearchParams): ExplanationReport {
  const name = query.get('region') ?? DEFAULT_REGION
  const region = source.inRegion?.(name)
  if (region === undefined) return {}
  const { statementDoor: door } = region
  const fork = (): StatementDoor => region.copiedStatementDoor()
  const explanation = explain(query.get('statement') ?? '', { parameters: [], door, fork })
  return { text: String(explanation) }
}
