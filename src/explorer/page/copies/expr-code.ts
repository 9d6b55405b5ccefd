/** A query as code of this library, with its filter as an `expr`. */

import { joined, pathOf } from '../items/path.js'
import { type Condition, conditionText, type FilterCondition, type Query } from '../items/query.js'
import { keyShapeOf, type TableDescription } from '../tables/table-description.js'
import { textLiteralOf } from './request-code.js'

/** Names that an object literal may have as they are. */
const PLAIN_MEMBER = /^[A-Za-z_]\w*$/
/** Names that an expression may have as they are. */
const PLAIN_NAME = /^[A-Za-z]\w*$/
/** Those that are words of the expression instead. */
const WORDS: ReadonlySet<string> = new Set([
  'AND',
  'OR',
  'NOT',
  'BETWEEN',
  'IN',
  'SET',
  'REMOVE',
  'ADD',
  'DELETE',
])
/** Of a schema of the native interface, the names of operators on a sort key. */
const SORT_NAMES: Readonly<Record<string, string>> = { begins_with: 'beginsWith' }

/** A program that opens nothing: it takes `db`. */
export function exprCodeOf(query: Query, table: TableDescription): string {
  const { partition, sort } = keyShapeOf(table, query.index)
  const of = query.index === undefined ? '' : `.index(${textLiteralOf(query.index)})`
  const door = `db.table(${textLiteralOf(table.TableName)})${of}`
  const filters = query.filters.filter(({ path }) => path !== '')
  const keys = partition.flatMap(({ name, type }, place) => {
    const value = query.partition[place] ?? ''
    return value === '' ? [] : [`${memberOf(name)}: ${codeOf(type, value)}`]
  })
  const isQuery = keys.length === partition.length
  const ranges = sort.flatMap(({ name, type }, place) => {
    const condition = query.sort[place]
    if (condition === undefined || (condition.values[0] ?? '') === '') return []
    return [`${memberOf(name)}: ${rangeOf(type, condition)}`]
  })
  const filter = filters.map(filterOf).join(' AND ')
  const options = [
    ...(filter === '' ? [] : [`filter: expr\`${filter}\``]),
    ...(isQuery && query.isReversed ? ['reverse: true'] : []),
  ]
  const shown = options.length === 0 ? '' : `{ ${options.join(', ')} }`
  const parameters = isQuery ? [`{ ${[...keys, ...ranges].join(', ')} }`] : []
  const call = [...parameters, ...(shown === '' ? [] : [shown])].join(', ')
  const head = filter === '' ? '' : `import { expr } from 'hashrange'\n\n`
  return `${head}const items = ${door}.${isQuery ? 'query' : 'scan'}(${call}).all()\n`
}

function rangeOf(type: string, { operator, values }: Condition): string {
  const [first = '', second = ''] = values.map(value => codeOf(type, value))
  if (operator === '=') return first
  const name = SORT_NAMES[operator] ?? operator
  const value = operator === 'between' ? `[${first}, ${second}]` : first
  return `{ ${memberOf(name)}: ${value} }`
}

function filterOf({ path, operator, type, values }: FilterCondition): string {
  return conditionText(
    joined(pathOf(path), nameOf),
    operator,
    values.map(value => `\${${codeOf(type, value)}}`),
  )
}

function nameOf(name: string): string {
  const isItself = PLAIN_NAME.test(name) && !WORDS.has(name.toUpperCase())
  return isItself ? name : `\${expr.name(${textLiteralOf(name)})}`
}

/** As the native interface has it. A number that a number of JavaScript can't hold is a `NumberValue`. */
function codeOf(type: string, text: string): string {
  switch (type) {
    case 'N':
      return String(Number(text)) === text.trim()
        ? text.trim()
        : `new NumberValue(${textLiteralOf(text.trim())})`
    case 'B':
      return `Buffer.from(${textLiteralOf(text)}, 'base64')`
    case 'BOOL':
      return String(text === 'true')
    case 'NULL':
      return 'null'
    default:
      return textLiteralOf(text)
  }
}

function memberOf(name: string): string {
  return PLAIN_MEMBER.test(name) && name !== '__proto__' ? name : `[${textLiteralOf(name)}]`
}
