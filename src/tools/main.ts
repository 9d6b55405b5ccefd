#!/usr/bin/env node
/** What `npx hashrange` runs: the command, in this process. */

import { Database } from '../database.js'
import { readText } from '../env/files.js'
import { runCommand } from './command.js'

/** Milliseconds for which DynamoDB Local's option keeps tables in between. */
const TRANSIENT_STATUS_DURATION = 5000

/** The build puts the version of the package here. */
declare const VERSION: string

async function main(): Promise<void> {
  const outcome = await runCommand(process.argv.slice(2), {
    version: VERSION,
    environment: process.env,
    write: text => process.stdout.write(text),
    writeError: text => process.stderr.write(text),
    open: ({ delayTransientStatuses, throttle }) =>
      Database.open({
        transientStatusDuration: delayTransientStatuses ? TRANSIENT_STATUS_DURATION : 0,
        throttle,
      }),
    readText,
  })
  if ('exitCode' in outcome) {
    process.exitCode = outcome.exitCode
    return
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void outcome.server.close().then(() => process.exit(0))
    })
  }
}

void main()
