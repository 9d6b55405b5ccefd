/** The README is true: what it shows in code compiles and gives what it says, and its links lead somewhere. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format, inspect } from 'node:util'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wishOf } from '../../src/tools/arguments.js'
import { blocksOf, sectionsOf, withClaims } from './blocks.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const README = readFileSync(join(ROOT, 'README.md'), 'utf8')
const SECTIONS = sectionsOf(README)

/** What users import, and where it stands here. */
const ENTRIES: Readonly<Record<string, string>> = {
  hashrange: './src/index.ts',
  'hashrange/server': './src/server.ts',
  'hashrange/dax': './src/dax/entry.ts',
  'hashrange/remote': './src/remote/entry.ts',
  'hashrange/migrate': './src/migration/entry.ts',
  'hashrange/testing': './src/testing/entry.ts',
}

describe('compiles as it stands', () => {
  let program: ts.Program
  const pathOf = (index: number): string => join(ROOT, 'test/readme', `section-${index}.ts`)

  beforeAll(() => {
    const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile)
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
    const settings = {
      ...options,
      noUnusedLocals: false,
      noUnusedParameters: false,
      verbatimModuleSyntax: false,
      paths: Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, [file]])),
      pathsBasePath: ROOT,
    }
    const host = ts.createCompilerHost(settings)
    const { getSourceFile, fileExists } = host
    const texts = new Map(SECTIONS.map(({ program }, index) => [pathOf(index), program]))
    host.fileExists = path => texts.has(path) || fileExists(path)
    host.getSourceFile = (path, target, ...rest) => {
      const text = texts.get(path)
      if (text === undefined) return getSourceFile(path, target, ...rest)
      return ts.createSourceFile(path, text, target)
    }
    program = ts.createProgram([...texts.keys()], settings, host)
  })

  test.each(SECTIONS.map(({ heading }, index) => [heading, index] as const))('%s', (_, index) => {
    const file = program.getSourceFile(pathOf(index))
    if (file === undefined) throw new Error('the section is not part of the program')
    const found = [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]
    const errors = found.map(({ start, messageText }) => {
      const { line } = file.getLineAndCharacterOfPosition(start ?? 0)
      const text = ts.flattenDiagnosticMessageText(messageText, '\n')
      return `README.md:${SECTIONS[index]?.lines[line]} ${text}`
    })
    expect(errors).toEqual([])
  })
})

describe('gives what it says', () => {
  /** Where directories of the README are: a reader's are where the reader is. */
  const directory = mkdtempSync(join(tmpdir(), 'hashrange-readme-'))
  afterAll(() => rmSync(directory, { recursive: true }))

  test.each(SECTIONS)('$heading', async ({ program, lines }) => {
    const { program: told, claims } = withClaims(program.replaceAll("'./", `'${directory}/`))
    const given = await run(told)
    for (const [place, { line, expected }] of claims.entries()) {
      expect(given.get(place), `README.md:${lines[line]}`).toMatch(patternOf(expected))
    }
  })
})

test('commands are there: scripts of the package, and options of `hashrange serve`', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const lines = blocksOf(README)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n').map(line => line.replace(/ # .*$/, '')))
  const commands = lines.flatMap(line => line.split(' && '))
  for (const command of commands) {
    const [, script] = /^npm (?:run )?(start|test|bench|build|check)\b/.exec(command) ?? []
    if (script !== undefined) expect(Object.keys(scripts)).toContain(script)
    const [, words] = /^npx hashrange (.*)$/.exec(command) ?? []
    if (words !== undefined) expect(() => wishOf(words.split(' '))).not.toThrow()
  }
  expect(commands.some(command => command.startsWith('npx hashrange serve'))).toBe(true)
})

test('links lead to files and headings that are there', () => {
  const links = [...README.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target)
  const anchors = new Set(
    [...README.matchAll(/^#+ (.*)$/gm)].map(
      ([, heading = '']) =>
        `#${heading
          .toLowerCase()
          .replace(/[^\w\- ]/g, '')
          .replaceAll(' ', '-')}`,
    ),
  )
  const broken = links.filter(target => {
    if (target.startsWith('#')) return !anchors.has(target)
    return !existsSync(join(dirname(join(ROOT, 'README.md')), target.replace(/#.*/, '')))
  })
  expect(links.length).toBeGreaterThan(10)
  expect(broken).toEqual([])
})

/** Runs a program; resolves with what it told, as text, by place. */
async function run(program: string): Promise<ReadonlyMap<number, string>> {
  const { outputText } = ts.transpileModule(program, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  })
  const modules = new Map<string, object>()
  for (const [, name = ''] of outputText.matchAll(/require\("([^"]+)"\)/g)) {
    modules.set(name, await import(ENTRIES[name]?.replace('./', '../../') ?? name))
  }
  const given = new Map<number, string>()
  const transcript: string[] = []
  const console = { ...silent, log: (...values: unknown[]) => transcript.push(format(...values)) }
  const tell = (place: number, text: string): void => {
    given.set(place, given.has(place) ? `${given.get(place)}\n${text}` : text)
  }
  const told = (place: number, value: unknown): void => tell(place, inspect(value, INSPECTED))
  const printed = (place: number, values: readonly unknown[]): void => {
    console.log(...values)
    tell(place, transcript.at(-1) ?? '')
  }
  const shown = (place: number): void => tell(place, transcript.splice(0).join('\n'))
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor
  const names = ['require', 'exports', 'console', '__told', '__printed', '__shown']
  const start = new AsyncFunction(...names, outputText)
  await start((name: string) => modules.get(name), {}, console, told, printed, shown)
  return given
}

const silent = { warn: () => {}, error: () => {} }
const INSPECTED = { depth: 9, breakLength: Number.POSITIVE_INFINITY, compact: 100 }

/** The text itself, where `…` is anything, and white space is any. */
function patternOf(expected: string): RegExp {
  const parts = expected
    .trim()
    .split('…')
    .map(part =>
      part
        .split(/\s+/)
        .map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('\\s+'),
    )
  return new RegExp(`^\\s*${parts.join('[^]*')}\\s*$`)
}
