/**
 * Prints `<passed> passed, <failed> failed`, and fails unless some tests passed and none failed. Its arguments are
 * pairs: a report, and the exit status of the run that wrote it. A report is vitest's JSON, or lines of the Test Anything
 * Protocol in a file that is named `.tap`.
 *
 * A test that ran more than once counts once, and has passed if it always did. A file that could not be run counts as
 * one failure; so does a run that failed though none of its tests did, and a run that left no report.
 */

import { existsSync, readFileSync } from 'node:fs'

/** Whether each test has passed so far, by file and name. Skipped tests are left out. */
const tests = new Map()

for (let index = 2; index < process.argv.length; index += 2) {
  const [report, status] = process.argv.slice(index, index + 2)
  const outcomes = existsSync(report) ? outcomesOf(report) : []
  const explained = outcomes.some(({ passed }) => !passed)
  if (outcomes.length === 0 || (status !== '0' && !explained)) {
    outcomes.push({ name: report, passed: false })
  }
  for (const { name, passed } of outcomes) tests.set(name, passed && (tests.get(name) ?? true))
}

const passed = [...tests.values()].filter(Boolean).length
const failed = tests.size - passed
process.stdout.write(`${passed} passed, ${failed} failed\n`)
if (passed === 0 || failed > 0) process.exitCode = 1

function outcomesOf(report) {
  const text = readFileSync(report, 'utf8')
  return report.endsWith('.tap') ? outcomesOfTap(text) : outcomesOfVitest(JSON.parse(text))
}

function outcomesOfTap(text) {
  const results = text.matchAll(/^(?<not>not )?ok(?: \d+)? - (?<name>.*)$/gm)
  return [...results].map(({ groups }) => ({ name: groups.name, passed: groups.not === undefined }))
}

function outcomesOfVitest({ testResults }) {
  return testResults.flatMap(file => {
    const outcomes = file.assertionResults
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ fullName, status }) => ({
        name: `${file.name} ${fullName}`,
        passed: status === 'passed',
      }))
    const explained = outcomes.some(({ passed }) => !passed)
    const unexplained = file.status === 'failed' && !explained
    return unexplained ? [...outcomes, { name: file.name, passed: false }] : outcomes
  })
}
