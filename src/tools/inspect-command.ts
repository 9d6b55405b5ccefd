/** `hashrange inspect`: what the directory of a database has. */

import { basename } from 'node:path'
import type { Database } from '../database.js'
import type { Survey, SurveyedFile } from '../disk/survey.js'
import { bytesText, countText, timeText } from './amounts.js'
import type { DirectoryWish } from './directory-arguments.js'
import { holding, openUntouched, surveyed } from './held-directory.js'
import { keyIn } from './key-file.js'
import { progressLineOn } from './progress-line.js'
import type { Surroundings } from './surroundings.js'
import { type TableReport, tablesOf } from './tables-report.js'
import { toldText } from './told.js'

/** Prints what there is. */
export async function inspect(
  { directory, keyFile, isJson }: DirectoryWish,
  surroundings: Surroundings,
): Promise<void> {
  const { readBytes, write } = surroundings
  const key = keyFile === undefined ? undefined : await keyIn(keyFile, readBytes)
  const line = progressLineOn(surroundings, isJson)
  const inspecting = holding(directory, async () => {
    const survey = await surveyed(directory, key, line)
    const isReadable = !survey.isEncrypted || key !== undefined
    const open = () => openUntouched(directory, key, line.showOpening)
    const tables = isReadable ? await tablesIn(open) : undefined
    line.end()
    write(
      toldText(
        isJson,
        () => jsonOf(survey, tables),
        () => textOf(survey, tables),
      ),
    )
  })
  await inspecting.finally(() => line.end())
}

/** A line for the checkpoint, one for each segment of the log, and one for all. */
export function filesText(survey: Survey): string {
  const { checkpoint, segments, attached, bytes, isEncrypted } = survey
  const lines = segments.map(
    segment => `${lineOf(segment)}, ${commitsOf(segment)}${timesOf(segment)}`,
  )
  if (checkpoint !== undefined) {
    lines.unshift(`${lineOf(checkpoint)}, up to commit ${checkpoint.last}${timesOf(checkpoint)}`)
  }
  for (const { file, bytes: size, isHistory } of attached) {
    lines.push(
      `${basename(file)}: ${bytesText(size)}, ${isHistory ? 'history' : 'image'} of a table`,
    )
  }
  lines.push(`${bytesText(bytes)} in all, ${isEncrypted ? 'encrypted' : 'not encrypted'}`)
  return lines.map(line => `  ${line}\n`).join('')
}

async function tablesIn(open: () => Promise<Database>): Promise<readonly TableReport[]> {
  const database = await open()
  try {
    return await tablesOf(database)
  } finally {
    await database.close()
  }
}

function textOf(survey: Survey, tables: readonly TableReport[] | undefined): string {
  const told =
    tables?.map(tableText).join('') ?? '  The tables are encrypted: give the key with --key-file.\n'
  return `Tables:\n${told}Files:\n${filesText(survey)}`
}

function tableText({ region, name, items, bytes, indexes, stream }: TableReport): string {
  const streamed = stream === undefined ? '' : `, stream of ${stream}`
  const lines = [
    `  ${region} ${name}: ${countText(items, 'item')}, ${bytesText(bytes)}${streamed}`,
    ...indexes.map(
      index =>
        `    index ${index.name}: ${countText(index.items, 'item')}, ${bytesText(index.bytes)}`,
    ),
  ]
  return lines.map(line => `${line}\n`).join('')
}

function lineOf({ file, bytes }: SurveyedFile): string {
  return `${basename(file)}: ${bytesText(bytes)}`
}

function commitsOf({ first, last }: SurveyedFile): string {
  if (last < first) return 'no commits'
  return first === last ? `commit ${first}` : `commits ${first} to ${last}`
}

function timesOf({ times }: SurveyedFile): string {
  if (times === undefined) return ''
  const [first, last] = times
  return first === last ? `, ${timeText(first)}` : `, ${timeText(first)} to ${timeText(last)}`
}

/** The form of `--json`. */
function jsonOf(survey: Survey, tables: readonly TableReport[] | undefined): object {
  const { isEncrypted, bytes, checkpoint, segments, attached } = survey
  const fileOf = ({ times, hasFrames: _, ...file }: SurveyedFile) => ({
    ...file,
    firstTime: times && timeText(times[0]),
    lastTime: times && timeText(times[1]),
  })
  return {
    isEncrypted,
    bytes,
    tables,
    checkpoint: checkpoint && fileOf(checkpoint),
    segments: segments.map(fileOf),
    attached: attached.map(({ file, bytes: size, isHistory }) => ({
      file,
      bytes: size,
      kind: isHistory ? 'history' : 'image',
    })),
  }
}
