// How can engines be compared on a machine that drifts? Each in a process of its own, asked in
// turns, A B C D A B C D, so that what slows the machine down for a while hits all alike.

import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EngineName } from '../engines/engine.js'
import type { WorkloadName } from '../workloads/workload.js'
import type { Answer, Answers, Command, WatchedRound } from './protocol.js'

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url))
/** Ten million live objects need more than V8 allows itself. The other engines get its defaults. */
const CEILING_HEAP_MIB = 14_000

/** A process with one engine in it. */
export class Subject {
  readonly engine: EngineName
  readonly #child: ChildProcess

  constructor(engine: EngineName) {
    this.engine = engine
    this.#child = fork(WORKER, {
      execArgv: [...process.execArgv, '--expose-gc', ...heapFlags(engine)],
      serialization: 'advanced',
    })
  }

  async ask<C extends Command>(command: C): Promise<Answers[C['kind']]> {
    const answer = await new Promise<Answer>((resolve, reject) => {
      const died = (code: number | null) => reject(new Error(`${this.engine} died with ${code}`))
      this.#child.once('exit', died)
      this.#child.once('message', message => {
        this.#child.off('exit', died)
        resolve(message as Answer)
      })
      this.#child.send(command)
    })
    if (!answer.ok) throw new Error(`${this.engine}: ${answer.error}`)
    return answer.value as Answers[C['kind']]
  }

  /** The child ends itself when nobody can ask it any more. */
  end(): void {
    if (this.#child.connected) this.#child.disconnect()
  }
}

function heapFlags(engine: EngineName): readonly string[] {
  return engine === 'ceiling' ? [`--max-old-space-size=${CEILING_HEAP_MIB}`] : []
}

/** Opens the engines on one workload, gives them to `work`, and cleans up whatever happens. */
export async function withSubjects<T>(
  engines: readonly EngineName[],
  workload: WorkloadName,
  work: (subjects: readonly Subject[]) => Promise<T>,
): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'hashrange-bench-'))
  const subjects = engines.map(engine => new Subject(engine))
  const interrupted = () => {
    for (const subject of subjects) subject.end()
    rmSync(root, { recursive: true, force: true })
    process.exit(130)
  }
  process.once('SIGINT', interrupted)
  try {
    await askAll(subjects, subject => {
      const directory = join(root, subject.engine)
      mkdirSync(directory)
      return { kind: 'open', engine: subject.engine, directory, workload }
    })
    const result = await work(subjects)
    await askAll(subjects, () => ({ kind: 'close' }))
    return result
  } finally {
    process.off('SIGINT', interrupted)
    for (const subject of subjects) subject.end()
    rmSync(root, { recursive: true, force: true })
  }
}

/** All at once: for what is not measured. */
export async function askAll<C extends Command>(
  subjects: readonly Subject[],
  command: (subject: Subject) => C,
): Promise<readonly Answers[C['kind']][]> {
  return Promise.all(subjects.map(subject => subject.ask(command(subject))))
}

/** One after the other, checking that all have read the same. */
export async function askInTurn(
  subjects: readonly Subject[],
  command: Command & { kind: 'round' },
): Promise<readonly WatchedRound[]> {
  const rounds: WatchedRound[] = []
  for (const subject of subjects) rounds.push(await subject.ask(command))
  const checksums = new Set(rounds.map(round => round.checksum))
  if (checksums.size > 1 || checksums.has(Number.NaN)) {
    const read = subjects.map((subject, index) => `${subject.engine} ${rounds[index]?.checksum}`)
    throw new Error(`in ${command.phase} the engines have read different data: ${read.join(', ')}`)
  }
  return rounds
}
