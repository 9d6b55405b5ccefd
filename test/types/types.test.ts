/**
 * Types have tests too: each `*.test-d.ts` beside this file is compiled with the project's settings, never run. It
 * says what must compile, what type comes out (`expectType`), and, by `@ts-expect-error`, what must not compile.
 */

import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { beforeAll, expect, test } from 'vitest'

const FOLDER = dirname(fileURLToPath(import.meta.url))
const PROJECT = join(FOLDER, '../../tsconfig.json')
const FILES = readdirSync(FOLDER).filter(name => name.endsWith('.test-d.ts'))

let program: ts.Program

beforeAll(() => {
  const { config } = ts.readConfigFile(PROJECT, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(PROJECT))
  program = ts.createProgram(
    FILES.map(name => join(FOLDER, name)),
    options,
  )
})

test.each(FILES)('%s', name => {
  expect(errorsIn(join(FOLDER, name))).toEqual([])
})

test('a claim that does not hold is reported', () => {
  const claim =
    "import { expectType } from './expect-type.js'\nexpectType<string>().from(1 as number)\n"
  expect(errorsIn(join(FOLDER, 'wrong-claim.test-d.ts'), claim)).toEqual([
    expect.stringMatching(/^wrong-claim.test-d.ts:2 Expected 2 arguments, but got 1/),
  ])
})

/** The errors of one file as `file:line text`; of the text, if one is given in place of a file. */
function errorsIn(path: string, text?: string): string[] {
  const checked = text === undefined ? program : programWith(path, text)
  const file = checked.getSourceFile(path)
  if (file === undefined) throw new Error(`${path} is not part of the program`)
  const found = [...checked.getSyntacticDiagnostics(file), ...checked.getSemanticDiagnostics(file)]
  return found.map(({ start, messageText }) => {
    const line = file.getLineAndCharacterOfPosition(start ?? 0).line + 1
    return `${basename(path)}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
}

function programWith(path: string, text: string): ts.Program {
  const options = program.getCompilerOptions()
  const host = ts.createCompilerHost(options)
  const made = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022)
  const { getSourceFile } = host
  host.getSourceFile = (name, ...rest) =>
    name === path ? made : (program.getSourceFile(name) ?? getSourceFile(name, ...rest))
  return ts.createProgram([path], options, host)
}
