/**
 * Prints `<passed> passed, <failed> failed` from vitest's JSON reports, and fails unless some passed and none failed.
 * A test that ran more than once counts once, and has passed if it always did. A file that could not be run, and a
 * report that is missing, count as one failure each.
 */

import { existsSync, readFileSync } from 'node:fs'

/** Whether each test has passed so far, by file and name. Skipped tests are left out. */
const tests = new Map()
const record = (name, passed) => tests.set(name, passed && (tests.get(name) ?? true))

for (const path of process.argv.slice(2)) {
  if (!existsSync(path)) {
    record(path, false)
    continue
  }
  for (const file of JSON.parse(readFileSync(path, 'utf8')).testResults) {
    for (const { fullName, status } of file.assertionResults) {
      if (status === 'passed' || status === 'failed') {
        record(`${file.name} ${fullName}`, status === 'passed')
      }
    }
    const explained = file.assertionResults.some(({ status }) => status === 'failed')
    if (file.status === 'failed' && !explained) record(file.name, false)
  }
}

const outcomes = [...tests.values()]
const passed = outcomes.filter(Boolean).length
const failed = outcomes.length - passed
process.stdout.write(`${passed} passed, ${failed} failed\n`)
if (passed === 0 || failed > 0) process.exitCode = 1
