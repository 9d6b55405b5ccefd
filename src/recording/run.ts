/** A run that is recorded from its begin to its end, when a report or a trace of it is in a file. */

import { appendText, writeText } from '../env/append.js'
import { recordFileUnknown } from '../errors/recording-errors.js'
import { atDoor } from '../errors/stack.js'
import { optionsOf, TEXT } from '../validation/options.js'
import { type Recordable, Recording } from './recording.js'
import type { Report } from './report.js'

/** How a run is recorded. */
export interface RecordRunOptions {
  /**
   * The path of a file that is written: the report as a page (`.html`), as JSON (`.json`) or as a text (`.txt`), or a trace of
   * all calls (`.jsonl`), which is written while they come. Default: none.
   */
  readonly file?: string | undefined
}

/** A run that is being recorded. */
export interface RecordedRun {
  readonly recording: Recording
  /**
   * Records one more database, such as a fork, from here on.
   *
   * @throws ValidationException if it is no database
   */
  follow(database: Recordable): void
  /**
   * Ends the recording, and writes the file.
   *
   * @returns the report
   * @throws an error of Node, such as that of code `ENOENT`, if the file can't be written
   */
  end(): Promise<Report>
}

/** What becomes of a recording. */
interface Output {
  readonly trace?: (line: string) => void
  end(report: Report): Promise<void>
}

const runOptions = optionsOf<RecordRunOptions>('recordRun', { file: TEXT })

/** Code units of a trace that are written at once. */
const CHUNK_LENGTH = 64 * 1024

const OUTPUTS: Readonly<Record<string, (file: string) => Output>> = {
  '.html': file => ({ end: report => writeText(file, report.html()) }),
  '.json': file => ({
    end: report => writeText(file, `${JSON.stringify(report, undefined, 2)}\n`),
  }),
  '.txt': file => ({ end: report => writeText(file, String(report)) }),
  '.jsonl': traceOutput,
}

/**
 * Records a run: databases are followed as they come, and at its end there are a report and a file.
 *
 * ```ts
 * const run = recordRun({ file: 'report.html' })
 * run.follow(db)
 * await main(client)
 * console.log(String(await run.end()))
 * ```
 *
 * @throws ValidationException if the name of the file does not tell what is to be written
 */
export function recordRun(options: RecordRunOptions = {}): RecordedRun {
  const { file } = atDoor(recordRun, () => runOptions(options))
  const output = atDoor(recordRun, () => outputOf(file))
  const recording = new Recording({ trace: output.trace })
  return {
    recording,
    follow: function follow(database) {
      atDoor(follow, () => recording.follow(database))
    },
    end: async () => {
      recording.stop()
      const report = recording.report()
      await output.end(report)
      return report
    },
  }
}

/** What the names of files may end in. */
export const RECORD_ENDINGS: readonly string[] = Object.keys(OUTPUTS)

/** Whether the name of a file tells what is to be written. */
export function isRecordFile(file: string): boolean {
  return endingOf(file) in OUTPUTS
}

function endingOf(file: string): string {
  return /\.[a-z]+$/.exec(file)?.[0] ?? ''
}

function outputOf(file: string | undefined): Output {
  if (file === undefined) return { end: () => Promise.resolve() }
  const outputFor = OUTPUTS[endingOf(file)]
  if (outputFor === undefined) throw recordFileUnknown(file, RECORD_ENDINGS)
  return outputFor(file)
}

function traceOutput(file: string): Output {
  let text = ''
  let written = writeText(file, '')
  // Whoever ends the run is told.
  written.catch(() => {})
  const write = (): void => {
    const chunk = text
    text = ''
    written = written.then(() => appendText(file, chunk))
    written.catch(() => {})
  }
  return {
    trace: line => {
      text += line
      if (text.length >= CHUNK_LENGTH) write()
    },
    end: () => {
      write()
      return written
    },
  }
}
