/** The report of a recording: what was asked, what it costs, and what could be better; as an object, a text and a page. */

import type { Finding } from './findings.js'
import { dataOf, type Recorded, type ReportData } from './report-data.js'
import { pageOf } from './report-page.js'
import { textOf } from './report-text.js'

/** What a recording has to say, as of when it was made. */
export class Report {
  readonly #data: ReportData

  /** @internal Use `recording.report()`. */
  constructor(recorded: Recorded) {
    this.#data = dataOf(recorded)
  }

  /** What the run did that it could do with less. What can be saved most by comes first. */
  get findings(): readonly Finding[] {
    return this.#data.findings
  }

  /** All of it, as `JSON.stringify` takes it. */
  toJSON(): ReportData {
    return this.#data
  }

  /** A text for a terminal. */
  toString(): string {
    return textOf(this.#data)
  }

  /** A page of HTML that needs nothing else: neither the network nor scripts. */
  html(): string {
    return pageOf(this.#data)
  }
}
