/** Which changes a page is told: those of the stream that the table has that it looks at. */

import type { Explorable } from '../explorable.js'
import type { ChangesNews } from '../page/time/changes-wire.js'
import type { ChangeReading } from './change-reading.js'
import { StoredChanges } from './stored-changes.js'
import { WalkedChanges } from './walked-changes.js'

/** What a watch goes by. */
interface WatchOptions {
  readonly source: Explorable
  readonly region: string
  /** Is told of what was thrown that is no refusal. */
  readonly onBug: (error: unknown) => void
}

/** What DescribeTable tells of a table and its stream. */
interface StreamedTable {
  readonly TableName?: string
  readonly LatestStreamArn?: string
  readonly StreamSpecification?: { readonly StreamEnabled?: boolean }
}

/** Follows the stream that a table has, if it has one. */
export class ChangeWatch {
  readonly #options: WatchOptions
  #streamArn: string | undefined
  #reading: ChangeReading | undefined
  #isEnded = false

  constructor(options: WatchOptions) {
    this.#options = options
  }

  /** Follows the stream of a table as DescribeTable has it now; that of before no more, if it is another. */
  follow(table: object | null): void {
    const { TableName = '', LatestStreamArn, StreamSpecification }: StreamedTable = table ?? {}
    const arn = StreamSpecification?.StreamEnabled === true ? LatestStreamArn : undefined
    if (arn === this.#streamArn || this.#isEnded) return
    this.#reading?.end()
    this.#streamArn = arn
    this.#reading = arn === undefined ? undefined : this.#readingOf(arn, TableName)
  }

  /** What is new since this was called last; undefined if nothing is. */
  async take(): Promise<ChangesNews<object> | undefined> {
    return this.#reading?.take()
  }

  /** Follows nothing any more. */
  end(): void {
    this.#isEnded = true
    this.#reading?.end()
    this.#reading = undefined
  }

  /** Undefined if the stream has just been turned off: then the table is soon described otherwise. */
  #readingOf(streamArn: string, tableName: string): ChangeReading | undefined {
    const { source, region } = this.#options
    const stored = source.inRegion?.(region)
    if (stored === undefined) return new WalkedChanges({ ...this.#options, streamArn })
    const stream = stored.storedStream(tableName)
    return stream && new StoredChanges(stream)
  }
}
