/** What the README says in code: its blocks, section by section, and what they claim comes out. */

import ts from 'typescript'

/** The TypeScript of one section, which is one program: a reader can begin at any heading. */
export interface Section {
  readonly heading: string
  readonly program: string
  /** The line of the README on which each line of the program stands. */
  readonly lines: readonly number[]
}

/** One block between fences. */
export interface Block {
  readonly language: string
  readonly heading: string
  /** The line of its first line, counted from 1. */
  readonly line: number
  readonly text: string
}

/** Before each line of what has to have been printed. */
const SHOWN = '//> '
const FENCE = /^```(\w*)$/

/** All blocks, in their order. */
export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = []
  let heading = ''
  let open: { language: string; line: number; lines: string[] } | undefined
  for (const [index, line] of markdown.split('\n').entries()) {
    const [, language] = FENCE.exec(line) ?? []
    if (open === undefined && language !== undefined) {
      open = { language, line: index + 2, lines: [] }
    } else if (open !== undefined && language !== undefined) {
      const { lines, ...rest } = open
      blocks.push({ ...rest, heading, text: lines.join('\n') })
      open = undefined
    } else if (open !== undefined) {
      open.lines.push(line)
    } else if (line.startsWith('## ')) {
      heading = line.slice(3)
    }
  }
  return blocks
}

/** The programs of the sections; what a `text` block shows is what has to be printed before it. */
export function sectionsOf(markdown: string): readonly Section[] {
  const sections = new Map<string, { texts: string[]; lines: number[] }>()
  for (const { language, heading, line, text } of blocksOf(markdown)) {
    const section = sections.get(heading) ?? { texts: [], lines: [] }
    const isShown = language === 'text' && section.texts.length > 0
    if (language !== 'ts' && !isShown) continue
    sections.set(heading, section)
    const lines = text.split('\n')
    section.texts.push(...(isShown ? lines.map(shown => `${SHOWN}${shown}`) : lines))
    section.lines.push(...lines.map((_, index) => line + index))
  }
  return [...sections].map(([heading, { texts, lines }]) => {
    return { heading, program: `${texts.join('\n')}\nexport {}\n`, lines }
  })
}

const ARROW = /^\/\/ → ?(.*)$/
const CONTINUED = /^\/\/(?: → | {3,}| ?)(.*)$/

/** What a statement claims to give: behind it on its line, or in the comments beneath it. */
interface Claim {
  readonly start: number
  readonly end: number
  readonly expected: string
  /** What stands in its place, so that it is told. */
  telling(place: number): string
}

/**
 * A program in which each claimed value is told, by `__told(place, value)`, or printed, and what is claimed at each place.
 * `__shown(place)` tells what was printed since the last time.
 */
export function withClaims(program: string): {
  readonly program: string
  readonly claims: readonly { readonly line: number; readonly expected: string }[]
} {
  const file = ts.createSourceFile('readme.ts', program, ts.ScriptTarget.ES2022, true)
  const claims = [
    ...statementsIn(file).flatMap(statement => claimOf(statement, file)),
    ...shownIn(file),
  ]
  claims.sort((a, b) => a.start - b.start)
  let told = program
  // From the last to the first, so that the places of those before stay what they are.
  for (const [place, { start, end, telling }] of [...claims.entries()].reverse()) {
    told = `${told.slice(0, start)}${telling(place)}${told.slice(end)}`
  }
  return {
    program: told,
    claims: claims.map(({ start, expected }) => {
      return { line: file.getLineAndCharacterOfPosition(start).line, expected }
    }),
  }
}

/** What `text` blocks show. */
function shownIn(file: ts.SourceFile): Claim[] {
  return [...file.text.matchAll(/^(?:\/\/> .*\n?)+/gm)].map(({ 0: comment, index }) => {
    const expected = comment.replace(/^\/\/> /gm, '')
    const telling = (place: number): string => `;__shown(${place});\n`
    return { start: index, end: index + comment.length, expected, telling }
  })
}

/** Those of the program itself and of the blocks within it. */
function statementsIn(file: ts.SourceFile): ts.Statement[] {
  const found: ts.Statement[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isExpressionStatement(node) || ts.isVariableStatement(node)) found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function claimOf(statement: ts.Statement, file: ts.SourceFile): Claim[] {
  const rest = file.text.slice(statement.end).split('\n')
  const [first = '', ...following] = rest.map(line => line.trim())
  const start = ARROW.exec(first) ?? (first === '' ? ARROW.exec(following[0] ?? '') : null)
  if (start === null) return []
  const lines = [start[1] ?? '']
  for (const line of first === '' ? following.slice(1) : following) {
    const more = CONTINUED.exec(line)
    if (more === null) break
    lines.push(more[1] ?? '')
  }
  const expected = lines.join('\n')
  const telling = (place: number): string => tellingOf(statement, place)
  return [{ start: statement.getStart(), end: statement.end, expected, telling }]
}

function tellingOf(statement: ts.Statement, place: number): string {
  if (ts.isExpressionStatement(statement)) {
    const { expression } = statement
    if (ts.isCallExpression(expression) && expression.expression.getText() === 'console.log') {
      const values = expression.arguments.map(argument => argument.getText()).join(', ')
      return `;__printed(${place}, [${values}])`
    }
    return `;__told(${place}, ${expression.getText()})`
  }
  const [declaration] = (statement as ts.VariableStatement).declarationList.declarations
  return `${statement.getText()};__told(${place}, ${declaration?.name.getText()})`
}
