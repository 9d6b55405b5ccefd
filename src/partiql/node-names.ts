/** What the service calls the parts of statements, where it refuses them. */

import type { Expression, Operator } from './ast.js'

const OPERATORS: Readonly<Record<Operator, string>> = {
  and: 'And',
  or: 'Or',
  '=': 'Eq',
  '<>': 'Ne',
  '<': 'Lt',
  '<=': 'Lte',
  '>': 'Gt',
  '>=': 'Gte',
  '+': 'Plus',
  '-': 'Minus',
  '*': 'Times',
  '/': 'Divide',
  '%': 'Modulo',
  '||': 'Concat',
  like: 'Like',
}

/** Only `Parameter` and `IsType`, and that functions go by their names, is certain. */
export function nameOfNode(node: Expression): string {
  switch (node.kind) {
    case 'path':
      return node.steps.length === 1 ? 'Id' : 'Path'
    case 'parameter':
      return 'Parameter'
    case 'plain':
    case 'number':
      return 'Lit'
    case 'list':
      return 'List'
    case 'bag':
      return 'Bag'
    case 'tuple':
      return 'Struct'
    case 'call':
      return node.name
    case 'binary':
      return OPERATORS[node.operator]
    case 'unary':
      return { not: 'Not', '+': 'Pos', '-': 'Neg' }[node.operator]
    case 'between':
      return 'Between'
    case 'in':
      return 'InCollection'
    case 'is':
      return 'IsType'
    case 'other':
      return 'Missing'
  }
}
