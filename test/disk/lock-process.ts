/** Takes and releases directories as it is told. It is run as one file of JavaScript, which a worker thread loads as well. */

import { createInterface } from 'node:readline'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { type DirectoryLock, takeLock } from '../../src/disk/lock.js'
import { systemFiles } from '../../src/env/files.js'
import { systemProcesses } from '../../src/env/processes.js'
import { systemRandom } from '../../src/env/random.js'

let lock: DirectoryLock | undefined

async function take(directory: string): Promise<string> {
  const options = { files: systemFiles, processes: systemProcesses, random: systemRandom }
  try {
    lock = await takeLock({ ...options, directory })
    return 'taken'
  } catch (error) {
    return (error as Error).message
  }
}

async function takeInWorker(directory: string): Promise<string> {
  const worker = new Worker(new URL(import.meta.url))
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.postMessage(directory)
  })
}

async function answer(line: string): Promise<string> {
  const [verb, directory = ''] = line.split(' ')
  if (verb === 'take') return take(directory)
  if (verb === 'worker') return takeInWorker(directory)
  await lock?.release()
  lock = undefined
  return 'released'
}

if (isMainThread) {
  createInterface(process.stdin).on('line', async line => {
    process.stdout.write(`${await answer(line)}\n`)
  })
  process.stdout.write('ready\n')
} else {
  parentPort?.on('message', async (directory: string) => {
    parentPort?.postMessage(await take(directory))
  })
}
