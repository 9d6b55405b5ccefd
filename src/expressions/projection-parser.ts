/**
 * The grammar of projections: `path { "," path }`. Source: DynamoDB developer guide, "Projection expressions".
 */

import type { PathNode, ProjectionTree } from './ast.js'
import { type Dialect, Parser } from './parser.js'

/** Throws a `ValidationException` for a syntax error, and for the faults that need no names to be seen. */
export function parseProjection(text: string): ProjectionTree {
  const parser = new Parser(text, DIALECT)
  const paths: PathNode[] = []
  do paths.push(parser.path())
  while (parser.accept(','))
  parser.expectEnd()
  parser.throwNoted()
  return { paths, operatorCount: 0, ...parser.slots() }
}

const DIALECT: Dialect = {
  kind: 'ProjectionExpression',
  keywords: new Set(),
  faultOrder: ['reserved word', 'list index', 'path depth'],
  // Paths only: there is no place for a function.
  checkFunction() {},
}
