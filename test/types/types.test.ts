/**
 * Types have tests too. Each `*.test-d.ts` beside this file is compiled with the project's settings, never run: it says what
 * must compile, what type comes out (`expectType`), and, by `@ts-expect-error`, what must not compile. And what an editor shows
 * is tested: the compiler's messages say what to write, and hovers fit on a screen. One program has all of it.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { beforeAll, describe, expect, test } from 'vitest'
import { HOVERS, MISTAKES, PREFACE } from './shop.js'

const FOLDER = dirname(fileURLToPath(import.meta.url))
const PROJECT = join(FOLDER, '../../tsconfig.json')
const FILES = readdirSync(FOLDER).filter(name => name.endsWith('.test-d.ts'))

/** A claim that does not hold, and what is written in the editor; neither is a file. */
const WRONG_CLAIM = join(FOLDER, 'wrong-claim.test-d.ts')
const EDITED = join(FOLDER, 'edited.ts')
const EDITED_TEXT = [PREFACE, ...[...MISTAKES, ...HOVERS].map(([code]) => code)].join('\n')
const TEXTS: ReadonlyMap<string, string> = new Map([
  [
    WRONG_CLAIM,
    "import { expectType } from './expect-type.js'\nexpectType<string>().from(1 as number)\n",
  ],
  [EDITED, EDITED_TEXT],
])

/** Characters of a hover, without its documentation, that still fit. */
const HOVER_MAX = 900

let service: ts.LanguageService

beforeAll(() => {
  const { config } = ts.readConfigFile(PROJECT, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(PROJECT))
  const read = (path: string) => TEXTS.get(path) ?? readFileSync(path, 'utf8')
  service = ts.createLanguageService({
    getScriptFileNames: () => [...FILES.map(name => join(FOLDER, name)), ...TEXTS.keys()],
    getScriptVersion: () => '1',
    getScriptSnapshot: path => ts.ScriptSnapshot.fromString(read(path)),
    getCurrentDirectory: () => dirname(PROJECT),
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: path => TEXTS.has(path) || ts.sys.fileExists(path),
    readFile: read,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  })
})

test.each(FILES)('%s', name => {
  expect(errorsIn(join(FOLDER, name))).toEqual([])
})

test('a claim that does not hold is reported', () => {
  expect(errorsIn(WRONG_CLAIM)).toEqual([
    expect.stringMatching(/^wrong-claim.test-d.ts:2 Expected 2 arguments, but got 1/),
  ])
})

describe('the message of the compiler says what to write', () => {
  test.each(MISTAKES)('%s', (code, message) => {
    const start = EDITED_TEXT.indexOf(`\n${code}`) + 1
    const found = service
      .getSemanticDiagnostics(EDITED)
      .filter(({ start: at = -1 }) => at >= start && at < start + code.length)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
    expect(found.join('\n').replaceAll('\\"', '"')).toContain(message)
  })
})

describe('a hover is short', () => {
  test.each(HOVERS)('%s: %s', (code, name, hover) => {
    const at = EDITED_TEXT.lastIndexOf(`\n${code}`) + 1 + code.indexOf(name)
    const shown = service.getQuickInfoAtPosition(EDITED, at)
    const signature = ts.displayPartsToString(shown?.displayParts)
    expect(signature).toMatch(hover)
    expect(signature.length).toBeLessThan(HOVER_MAX)
    expect(signature).not.toContain('readonly partitionKey')
  })
})

/** The errors of one file as `file:line text`. */
function errorsIn(path: string): string[] {
  const file = service.getProgram()?.getSourceFile(path)
  if (file === undefined) throw new Error(`${path} is not part of the program`)
  const found = [...service.getSyntacticDiagnostics(path), ...service.getSemanticDiagnostics(path)]
  return found.map(({ start, messageText }) => {
    const line = file.getLineAndCharacterOfPosition(start ?? 0).line + 1
    return `${basename(path)}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
}
