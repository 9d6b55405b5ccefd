#!/usr/bin/env node
/** What `npx hashrange` runs: the command, in this process. */

import { Database } from '../database.js'
import { readBytes } from '../env/files.js'
import { failureText, runCommand } from './command.js'

/** Milliseconds for which DynamoDB Local's option keeps tables in between. */
const TRANSIENT_STATUS_DURATION = 5000
/** Whether a person reads what of errors is told. */
const isTerminal = process.stderr.isTTY === true
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** The build puts the version of the package here. */
declare const VERSION: string

async function main(): Promise<void> {
  const outcome = await runCommand(process.argv.slice(2), {
    version: VERSION,
    environment: process.env,
    write: text => process.stdout.write(text),
    writeError: text => process.stderr.write(text),
    isTerminal,
    errorColumns: process.stderr.columns,
    screen: process.stdout.isTTY ? { columns: process.stdout.columns } : undefined,
    typing: {
      input: process.stdin,
      terminal: process.stdin.isTTY && process.stdout.isTTY ? process.stdout : undefined,
    },
    open: ({ delayTransientStatuses, ...options }) =>
      Database.open({
        ...options,
        transientStatusDuration: delayTransientStatuses ? TRANSIENT_STATUS_DURATION : 0,
      }),
    readBytes,
  })
  if ('exitCode' in outcome) process.exitCode = outcome.exitCode
  else closeAtSignal(() => ('page' in outcome ? outcome.page : outcome.server).close())
}

/** A second signal does what it does to any process: it ends it at once. */
function closeAtSignal(close: () => Promise<void>): void {
  const end = (): void => {
    for (const signal of SIGNALS) process.off(signal, end)
    close().then(
      () => process.exit(0),
      error => {
        process.stderr.write(failureText(error, { isTerminal, environment: process.env }))
        process.exit(1)
      },
    )
  }
  for (const signal of SIGNALS) process.on(signal, end)
}

void main()
