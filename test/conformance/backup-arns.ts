/** ARNs of backups have a part that is by chance. Rows call them `backup 1`, `backup 2` and so on, as they come up. */

import type { Outcome } from './doors.js'
import type { Json } from './row.js'

const ARN = /arn:aws:dynamodb:[^:"]+:\d{12}:table\/[\w.-]+\/backup\/\d{14}-[0-9a-f]{8}/g
const NAME = /\bbackup \d+\b/g

export class BackupArns {
  readonly #names = new Map<string, string>()

  copy(): BackupArns {
    const copy = new BackupArns()
    for (const [arn, name] of this.#names) copy.#names.set(arn, name)
    return copy
  }

  /** A request with ARNs in the place of the names of backups. */
  in(request: Json): Json {
    if (this.#names.size === 0) return request
    const arns = new Map([...this.#names].map(([arn, name]) => [name, arn]))
    return JSON.parse(
      JSON.stringify(request, (_, value: unknown) =>
        typeof value === 'string' ? value.replace(NAME, name => arns.get(name) ?? name) : value,
      ),
    ) as Json
  }

  /** What came of a request, with names in the place of the ARNs of backups. Those that it tells of first get one. */
  named(outcome: Outcome): Outcome {
    const isNew = 'answer' in outcome
    const text = JSON.stringify(outcome)
    if (!text.includes('/backup/')) return outcome
    return JSON.parse(
      text.replace(ARN, arn => {
        if (isNew && !this.#names.has(arn)) this.#names.set(arn, `backup ${this.#names.size + 1}`)
        return this.#names.get(arn) ?? arn
      }),
    ) as Outcome
  }
}
