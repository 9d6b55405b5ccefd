/**
 * What the source files say of themselves: their syntax trees, imports and exports. Only the syntax is read, no types
 * are resolved, so a tree can be made from text alone and reading all of `src/` takes a fraction of a second.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import ts from 'typescript'

/** An import, a re-export, an `import('…')` or a `require('…')`. Type-only imports count like any other. */
export interface Import {
  readonly specifier: string
  /** The imported file, relative to the root of the tree. Undefined where the specifier names a package. */
  readonly target: string | undefined
  /** The names taken, as the exporting file calls them. */
  readonly names: readonly string[] | 'all'
  /** True for `export … from`, and where an imported name is exported again. */
  readonly reExported: boolean
  readonly line: number
}

export interface Export {
  readonly name: string
  readonly line: number
}

export interface SourceFile {
  /** Relative to the root of the tree, with forward slashes. */
  readonly path: string
  readonly syntax: ts.SourceFile
  readonly imports: readonly Import[]
  /** What the file itself declares and exports; not what it passes on from others. */
  readonly exports: readonly Export[]
}

/** Files by path, in the order of their paths. */
export type SourceTree = ReadonlyMap<string, SourceFile>

/** Reads every `.ts` and `.tsx` file below `root`. */
export function readSourceTree(root: string): SourceTree {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(path => /\.tsx?$/.test(path))
    .map(path => path.split(sep).join('/'))
  return sourceTreeOf(
    Object.fromEntries(paths.map(path => [path, readFileSync(join(root, path), 'utf8')])),
  )
}

/** Makes a tree from texts by path. */
export function sourceTreeOf(texts: Readonly<Record<string, string>>): SourceTree {
  const paths = Object.keys(texts).sort()
  const isThere = new Set(paths)
  return new Map(paths.map(path => [path, sourceFileOf(path, texts[path] ?? '', isThere)]))
}

/** The line of a node, counted from 1. */
export function lineOf(node: ts.Node): number {
  const syntax = node.getSourceFile()
  return syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1
}

/** Calls `visit` for the node and everything below it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, child => walk(child, visit))
}

function sourceFileOf(path: string, text: string, isThere: ReadonlySet<string>): SourceFile {
  // No rule looks at what is said in comments by its syntax, and to parse it takes long.
  const options = {
    languageVersion: ts.ScriptTarget.ES2022,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  }
  const syntax = ts.createSourceFile(path, text, options, true)
  const exported = exportsOf(syntax)
  const imports = importsOf(syntax, exported, specifier => targetOf(specifier, path, isThere))
  const passedOn = new Set(imports.flatMap(({ local }) => local))
  return {
    path,
    syntax,
    imports: imports.map(({ local, ...rest }) => rest),
    exports: exported
      .filter(({ local }) => !passedOn.has(local))
      .map(({ name, line }) => ({ name, line })),
  }
}

interface LocalExport extends Export {
  /** The name inside the file: `a` in `export { a as b }`. */
  readonly local: string
}

interface LocalImport extends Import {
  /** The names inside the file: `b` in `import { a as b }`. */
  readonly local: readonly string[]
}

function importsOf(
  syntax: ts.SourceFile,
  exported: readonly LocalExport[],
  fileOf: (specifier: string) => string | undefined,
): LocalImport[] {
  const imports: LocalImport[] = []
  walk(syntax, node => {
    const found = importAt(node)
    if (found === undefined) return
    const { specifier, names, local, reExported } = found
    imports.push({
      specifier,
      target: fileOf(specifier),
      names,
      local,
      reExported: reExported || exported.some(name => local.includes(name.local)),
      line: lineOf(node),
    })
  })
  return imports
}

function importAt(
  node: ts.Node,
): Pick<LocalImport, 'specifier' | 'names' | 'local' | 'reExported'> | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return {
      specifier: node.moduleSpecifier.text,
      ...clauseNames(node.importClause),
      reExported: false,
    }
  }
  if (
    ts.isExportDeclaration(node) &&
    node.moduleSpecifier &&
    ts.isStringLiteral(node.moduleSpecifier)
  ) {
    const clause = node.exportClause
    const names = clause && ts.isNamedExports(clause) ? clause.elements.map(originalName) : 'all'
    return { specifier: node.moduleSpecifier.text, names, local: [], reExported: true }
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    const { literal } = node.argument
    if (!ts.isStringLiteral(literal)) return undefined
    const names = node.qualifier === undefined ? 'all' : [firstName(node.qualifier)]
    return { specifier: literal.text, names, local: [], reExported: false }
  }
  if (ts.isExternalModuleReference(node) && ts.isStringLiteral(node.expression)) {
    return { specifier: node.expression.text, names: 'all', local: [], reExported: false }
  }
  if (ts.isCallExpression(node)) {
    const [argument] = node.arguments
    const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword
    const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require'
    if (argument === undefined || !ts.isStringLiteralLike(argument)) return undefined
    if (isImport || isRequire) {
      return { specifier: argument.text, names: 'all', local: [], reExported: false }
    }
  }
  return undefined
}

function clauseNames(clause: ts.ImportClause | undefined): Pick<LocalImport, 'names' | 'local'> {
  const bindings = clause?.namedBindings
  const byDefault = clause?.name === undefined ? [] : [clause.name.text]
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) {
    return { names: 'all', local: [...byDefault, bindings.name.text] }
  }
  const elements = bindings === undefined ? [] : [...bindings.elements]
  return {
    names: [...byDefault.map(() => 'default'), ...elements.map(originalName)],
    local: [...byDefault, ...elements.map(element => element.name.text)],
  }
}

function originalName(element: ts.ImportSpecifier | ts.ExportSpecifier): string {
  return (element.propertyName ?? element.name).text
}

function firstName(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : firstName(name.left)
}

/**
 * `../types/item.js` seen from `engine/read.ts` is `types/item.ts`, or `types/item.tsx` if that is there. What is no code, such
 * as a style sheet, is no source file.
 */
function targetOf(
  specifier: string,
  from: string,
  isThere: ReadonlySet<string>,
): string | undefined {
  if (!specifier.startsWith('.') || specifier.endsWith('.css')) return undefined
  const path = posix.join(posix.dirname(from), specifier)
  const withMarkup = path.replace(/\.js$/, '.tsx')
  return isThere.has(withMarkup) ? withMarkup : path.replace(/\.js$/, '.ts')
}

/** Overloads, and a type and a value of one name, are one export. */
function exportsOf(syntax: ts.SourceFile): LocalExport[] {
  const byName = new Map<string, LocalExport>()
  const add = (name: string, node: ts.Node, local = name): void => {
    if (!byName.has(name)) byName.set(name, { name, local, line: lineOf(node) })
  }
  for (const statement of syntax.statements) {
    if (ts.isExportAssignment(statement)) add('default', statement)
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier === undefined) {
      if (statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause))
        continue
      for (const element of statement.exportClause.elements) {
        add(element.name.text, element, originalName(element))
      }
    }
    for (const { name, node } of declaredNames(statement)) add(name, node)
  }
  return [...byName.values()]
}

function declaredNames(statement: ts.Statement): { name: string; node: ts.Node }[] {
  if (!ts.canHaveModifiers(statement)) return []
  const kinds = ts.getModifiers(statement)?.map(modifier => modifier.kind) ?? []
  if (!kinds.includes(ts.SyntaxKind.ExportKeyword)) return []
  if (kinds.includes(ts.SyntaxKind.DefaultKeyword)) return [{ name: 'default', node: statement }]
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name))
  }
  const { name } = statement as ts.DeclarationStatement
  return name === undefined ? [] : [{ name: name.text, node: statement }]
}

function boundNames(name: ts.BindingName): { name: string; node: ts.Node }[] {
  if (ts.isIdentifier(name)) return [{ name: name.text, node: name }]
  return name.elements.flatMap(element =>
    ts.isOmittedExpression(element) ? [] : boundNames(element.name),
  )
}
