/** What the tests of a file cost: one recording of all their databases, which is told when they are over. */

import { isAbsolute, parse, relative } from 'node:path'
import { tellUser } from '../env/append.js'
import { recordFileUnknown } from '../errors/recording-errors.js'
import type { Recordable } from '../recording/recording.js'
import { isRecordFile, RECORD_ENDINGS, type RecordedRun, recordRun } from '../recording/run.js'

/** How often each file has been written, or is going to be. */
const written = new Map<string, number>()

export class TestRecording {
  readonly #file: string | undefined
  readonly #testFile: () => string | undefined
  #run: RecordedRun | undefined

  /**
   * @param file where the report goes; undefined for the terminal
   * @param testFile tells the path of the file of tests, if the runner tells it
   * @throws ValidationException if the name of the file does not tell what is to be written
   */
  constructor(file: string | undefined, testFile: () => string | undefined) {
    if (file !== undefined && !isRecordFile(file)) throw recordFileUnknown(file, RECORD_ENDINGS)
    this.#file = file
    this.#testFile = testFile
  }

  follow(database: Recordable): void {
    this.#run ??= recordRun({ file: this.#file && fileOfTests(this.#file, this.#testFile()) })
    this.#run.follow(database)
  }

  /** @throws an error of Node, such as that of code `ENOENT`, if the file can't be written */
  async end(): Promise<void> {
    const report = await this.#run?.end()
    if (report === undefined || this.#file !== undefined) return
    const testFile = this.#testFile()
    const whose = testFile === undefined ? 'the tests' : shown(testFile)
    tellUser(`\nWhat ${whose} asked of DynamoDB\n${String(report)}`)
  }
}

/** Files of tests run at once, in processes of their own: none writes what another one does. */
function fileOfTests(file: string, testFile: string | undefined): string {
  const { ext } = parse(file)
  const own = testFile === undefined ? '' : `.${nameOf(testFile)}`
  const begin = `${file.slice(0, -ext.length)}${own}`
  const times = (written.get(begin) ?? 0) + 1
  written.set(begin, times)
  return times === 1 ? `${begin}${ext}` : `${begin}.${times}${ext}`
}

/** Such as `test-orders.test`. */
function nameOf(testFile: string): string {
  const { dir, name } = parse(shown(testFile))
  return `${dir}/${name}`.replace(/^[./\\]+/, '').replace(/[^\w.]+/g, '-')
}

/** From where the tests were started. */
function shown(testFile: string): string {
  return isAbsolute(testFile) ? relative('', testFile) : testFile
}
