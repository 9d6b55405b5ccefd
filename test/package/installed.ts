/** The package as a user has it: built, packed, and unpacked into the `node_modules` of a project elsewhere. */

import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import ts from 'typescript'

const run = promisify(execFile)

const FOLDER = dirname(fileURLToPath(import.meta.url))
const ROOT = join(FOLDER, '../..')
const MODULES = join(ROOT, 'node_modules')

interface PackageFields {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
}

/** A project that has the package and what the package declares as its dependencies, and nothing else. */
export class Project {
  readonly #folder: string
  /** Source files that are none of the project's. */
  readonly #outside = new Map<string, ts.SourceFile>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Where the package is installed. */
  get installed(): string {
    return join(this.#folder, 'node_modules/hashrange')
  }

  /** What the program writes. Rejects if it fails, or does not end by itself. */
  async runNode(program: string): Promise<string> {
    const { stdout } = await run(process.execPath, [program], {
      cwd: this.#folder,
      timeout: 120_000,
    })
    return stdout
  }

  /** Reads what is outside of the project once for all programs: most of it are the types of JavaScript and of Node. */
  #hostOf(options: ts.CompilerOptions): ts.CompilerHost {
    const host = ts.createCompilerHost(options)
    // As the compiler itself does: what comments say is of no use for the types.
    host.jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors
    const read = host.getSourceFile
    host.getSourceFile = (name, how, ...rest) => {
      if (name.startsWith(this.#folder)) return read(name, how, ...rest)
      const key = `${name} ${typeof how === 'object' ? how.impliedNodeFormat : how}`
      const file = this.#outside.get(key) ?? read(name, how, ...rest)
      if (file !== undefined) this.#outside.set(key, file)
      return file
    }
    return host
  }

  /**
   * Installs another package, of those that this project has.
   *
   * @returns what removes it again
   */
  async link(name: string): Promise<() => Promise<void>> {
    const link = join(this.#folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(join(MODULES, name), link)
    return () => rm(link)
  }

  /**
   * What the TypeScript compiler says against the files and the package's own types; empty if nothing. It has said what it has to
   * say against those of Node and of JavaScript already.
   */
  typeErrors(files: readonly string[], settings: Readonly<Record<string, string>>): string {
    const compilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      target: 'es2022',
      lib: ['es2023'],
      types: ['node'],
      ...settings,
    }
    const { fileNames, options, errors } = ts.parseJsonConfigFileContent(
      { compilerOptions, files },
      ts.sys,
      this.#folder,
      undefined,
      join(this.#folder, 'tsconfig.json'),
    )
    const program = ts.createProgram(fileNames, options, this.#hostOf(options))
    const checked = program.getSourceFiles().filter(file => file.fileName.startsWith(this.#folder))
    const ofPackage = checked.filter(file => file.fileName.startsWith(this.installed))
    if (ofPackage.length === 0) return 'the types of the package are not found'
    const found = [
      ...errors,
      ...program.getOptionsDiagnostics(),
      ...program.getGlobalDiagnostics(),
      ...checked.flatMap(file => [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
      ]),
    ]
    return ts.formatDiagnostics(found, {
      getCurrentDirectory: () => this.#folder,
      getCanonicalFileName: name => name,
      getNewLine: () => '\n',
    })
  }
}

/** What a clone has of which the package is made. */
const CLONED = [
  'package.json',
  'LICENSE',
  'README.md',
  '.ci',
  'tsconfig.json',
  'tsup.config.ts',
  'src',
]

/**
 * Makes the project in an empty folder. The package is packed for it as in a fresh clone, which builds it, so that the
 * tests need nothing but `npm ci`; with HASHRANGE_DIST set to a folder, what was built there is packed instead.
 */
export async function install(temporary: string): Promise<Project> {
  const stage = join(temporary, 'stage')
  const project = join(temporary, 'project')
  const fields: PackageFields = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))

  await mkdir(stage)
  await cp(join(FOLDER, 'consumer'), project, { recursive: true })
  // A file's ending decides whether it is an ES module or a CommonJS module.
  for (const copy of ['typed.mts', 'typed.cts']) {
    await cp(join(project, 'typed.ts'), join(project, copy))
  }
  for (const name of CLONED) await cp(join(ROOT, name), join(stage, name), { recursive: true })
  await symlink(MODULES, join(stage, 'node_modules'))
  const built = process.env.HASHRANGE_DIST
  if (built !== undefined) await cp(join(ROOT, built), join(stage, 'dist'), { recursive: true })

  const installed = join(project, 'node_modules', fields.name)
  await mkdir(installed, { recursive: true })
  const pack = ['pack', '--json', ...(built === undefined ? [] : ['--ignore-scripts'])]
  // Whatever npm runs these tests is not the one that packs.
  const { npm_command: _, ...env } = process.env
  const { stdout } = await run('npm', pack, { cwd: stage, env })
  const [packed] = JSON.parse(stdout) as [{ filename: string }]
  await run('tar', ['-xzf', packed.filename, '-C', installed, '--strip-components=1'], {
    cwd: stage,
  })

  // `@types/node` is what a TypeScript project on Node has.
  for (const name of [...Object.keys(fields.dependencies ?? {}), '@types/node']) {
    const link = join(project, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(join(MODULES, name), link)
  }
  return new Project(project)
}
