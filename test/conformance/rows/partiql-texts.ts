/** ExecuteStatement: texts that are no statements, and what is wrong with literals and operands. */

import { type Fault, Rows } from '../row.js'
import { NO_TABLE, nested } from './texts.js'

export const rows = new Rows('ExecuteStatement')

const suite = { operation: 'ExecuteStatement', base: {} }
const MALFORMED = "Statement wasn't well formed, can't be processed: "

const fault = (Statement: string, refusal: string, ...Parameters: readonly object[]): Fault => [
  Statement.length > 80 ? `${Statement.slice(0, 80)}...` : Statement,
  Parameters.length === 0 ? { Statement } : { Statement, Parameters },
  refusal,
]
const where = (condition: string, refusal: string, ...parameters: readonly object[]): Fault =>
  fault(`SELECT * FROM hash WHERE ${condition}`, refusal, ...parameters)
const setting = (value: string, refusal: string, ...parameters: readonly object[]): Fault =>
  fault(`UPDATE hash SET a = ${value} WHERE pk = 'a'`, refusal, ...parameters)

rows.group('faults in the order of the service', () => {
  rows.refusedInOrder({ ...suite, base: { Statement: 'SELECT * FROM hash WHERE pk = ?' } }, [
    [
      'a limit of 0',
      { Limit: 0 },
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      'a parameter that is no value',
      { Parameters: [{ N: 'x' }] },
      'The parameter cannot be converted to a numeric value: x',
    ],
    ['a malformed text', { Statement: 'SELECT * FROM hash WHERE' }, `${MALFORMED}Unexpected term`],
  ])
  rows.refused(suite, [
    fault(
      'SELECT * FROM absent WHERE a = 1e200 AND a < true AND',
      `${MALFORMED}Missing right-hand side expression of infix operator`,
    ),
    fault(
      'SELECT * FROM absent WHERE a = 1e200 AND a < true',
      'Number overflow. Attempting to store a number with magnitude larger than supported range under root',
    ),
    fault(
      'SELECT * FROM absent WHERE a < true',
      'Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
    ),
    fault('SELECT COUNT(*) FROM absent', NO_TABLE),
    fault('SELECT COUNT(*) FROM "hash"."i"', 'The table does not have the specified index'),
    fault('SELECT COUNT(*) FROM hash WHERE pk = 1', 'Unexpected path component at 1:8:5'),
  ])
})

rows.group('members', () => {
  const constraint = (value: string, member: string, bound: string) =>
    `1 validation error detected: Value ${value}at '${member}' failed to satisfy constraint: Member must ${bound}`
  rows.refused(suite, [
    ['no statement', {}, constraint('null ', 'statement', 'not be null')],
    [
      'an empty statement',
      { Statement: '' },
      constraint("'' ", 'statement', 'have length greater than or equal to 1'),
    ],
    [
      'no parameters',
      { Statement: 'SELECT * FROM hash', Parameters: [] },
      constraint("'[]' ", 'parameters', 'have length greater than or equal to 1'),
    ],
    fault(`SELECT * FROM absent ${' '.repeat(8171)}`, NO_TABLE),
    [
      'an empty token',
      { Statement: 'SELECT * FROM hash', NextToken: '' },
      constraint("'' ", 'nextToken', 'have length greater than or equal to 1'),
    ],
    [
      'too few parameters',
      { Statement: 'SELECT * FROM hash WHERE a = ?' },
      "Number of parameters in request and statement don't match.",
    ],
    [
      'too many parameters',
      { Statement: 'SELECT * FROM hash', Parameters: [{ S: 'a' }] },
      "Number of parameters in request and statement don't match.",
    ],
  ])
})

rows.group('parameters', () => {
  const parameter = (value: object, refusal: string): Fault => where('n = ? AND', refusal, value)
  const NUMERIC = 'The parameter cannot be converted to a numeric value'
  rows.refused(suite, [
    parameter({ N: '' }, NUMERIC),
    parameter({ N: '1e99999999999' }, `${NUMERIC}: 1e99999999999`),
    parameter({ N: '1e-2147483648' }, `${NUMERIC}: 1e-2147483648`),
    parameter(
      { N: '1e2147483647' },
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    ),
    parameter(
      { SS: ['a', 'a'] },
      'One or more parameter values were invalid: Input collection [a, a] contains duplicates.',
    ),
    parameter(
      {},
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ),
    parameter(
      { L: [nested(31), { N: 'x' }] },
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    ),
    parameter({ L: [{ N: 'x' }, nested(31)] }, `${NUMERIC}: x`),
    where(
      'n = ?',
      "Number of parameters in request and statement don't match.",
      { S: 'a' },
      { S: 'b' },
    ),
    where('a = \'?\' AND b = "?"', "Number of parameters in request and statement don't match.", {
      S: 'a',
    }),
  ])
})

rows.group('texts', () => {
  rows.refused(suite, [
    fault(
      'SELECT * FROM hash ORDER BY pk WHERE a = 1',
      `${MALFORMED}Unexpected token after expression`,
    ),
    fault(
      "DELETE FROM hash WHERE pk = 'a' ORDER BY pk",
      `${MALFORMED}Unexpected token after expression`,
    ),
    fault('SELECT * FROM hash)', `${MALFORMED}Unexpected token after expression`),
    fault("FROM hash SET a = 1 WHERE pk = 'a'", `${MALFORMED}Unexpected token after expression`),
    fault('HELLO WORLD', `${MALFORMED}Unexpected token after expression`),
    fault('SELECT * FROM', `${MALFORMED}Unexpected term`),
    where('', `${MALFORMED}Unexpected term`),
    where('NOT', `${MALFORMED}Unexpected term`),
    where('(', `${MALFORMED}Unexpected term`),
    where('ORDER BY pk', `${MALFORMED}Unexpected keyword`),
    where("'a' LIKE", `${MALFORMED}Missing right-hand side expression of infix operator`),
    where('a IN', `${MALFORMED}Missing right-hand side expression of infix operator`),
    where('a = 1 OR', `${MALFORMED}Missing right-hand side expression of infix operator`),
    where('= 1', `${MALFORMED}Unexpected operator`),
    where('a IS NOT', `${MALFORMED}Expected type name`),
    where('a AND OR b', `${MALFORMED}Unexpected operator`),
    where('a = 1e2147483648', MALFORMED),
    where('a = 1e-2147483648', MALFORMED),
    where('a = 12abc', MALFORMED),
    where('a = @', `${MALFORMED}Unexpected term`),
    where('a = ~1', MALFORMED),
    where('a.1 = 1', `${MALFORMED}Unexpected token after expression`),
    where('a.select = 1', `${MALFORMED}Invalid path dot component`),
    where('a = 1 ORDER BY', `${MALFORMED}Unexpected term`),
    where('a = 1 AND', `${MALFORMED}Missing right-hand side expression of infix operator`),
    where('IS NULL', `${MALFORMED}Unexpected operator`),
    where("a = LIKE 'a'", `${MALFORMED}Unexpected operator`),
    where('a IS WHATEVER', `${MALFORMED}Expected type name`),
    where('a.inner = 1', `${MALFORMED}Invalid path dot component`),
    where('a."" = 1', `${MALFORMED}Path component cannot be an empty string`),
    where('a = 1e99999999999', MALFORMED),
    where('a # b', MALFORMED),
    where("a = 'b", MALFORMED),
    where('a = 1 /* b', MALFORMED),
    where('('.repeat(8000), MALFORMED),
    where('NOT '.repeat(2000), MALFORMED),
    where('- '.repeat(4000), MALFORMED),
    fault('UPDATE', `${MALFORMED}Expected identifier for simple path`),
    fault('UPDATE hash', `${MALFORMED}Expected data manipulation`),
    fault("FROM hash WHERE pk = 'a'", `${MALFORMED}Expected data manipulation`),
    fault('SELECT * FROM "hash".""', `${MALFORMED}Path component cannot be an empty string`),
    fault(
      'SELECT * FROM hash; SELECT * FROM hash',
      `${MALFORMED}Unexpected token after expression`,
    ),
    fault("INSERT INTO hash h VALUE {'pk': 'a'}", `${MALFORMED}Unexpected token after expression`),
    fault(
      "INSERT INTO hash VALUE {'pk': 'a'}, {'pk': 'b'}",
      `${MALFORMED}Unexpected token after expression`,
    ),
    fault(
      "INSERT INTO hash VALUE {'pk': 'a'} RETURNING ALL OLD *",
      `${MALFORMED}Unexpected token after expression`,
    ),
    fault("UPDATE hash SET a = 1 WHERE pk = 'a')", `${MALFORMED}Unexpected token after expression`),
    fault('DELETE FROM', `${MALFORMED}Expected identifier for simple path`),
    fault("UPDATE hash WHERE pk = 'a' SET a = 1", `${MALFORMED}Expected data manipulation`),
    fault(
      'SELECT * FROM hash.i.j',
      `${MALFORMED}A path may contain at most 2 components in the FROM clause`,
    ),
    fault('SELECT * FROM hash h', 'Aliasing is not supported'),
    fault("UPDATE hash AS h SET a = 1 WHERE pk = 'a'", 'Aliasing is not supported'),
    fault("DELETE FROM hash h WHERE pk = 'a'", 'Aliasing is not supported'),
    fault('SELECT * FROM hash AS h', 'Aliasing is not supported'),
    fault('x IS INT4', 'Unsupported operation: IsType'),
    fault('x IS MISSING', 'Unsupported operation: IsType'),
    fault('x IS NOT DOUBLE PRECISION', 'Unsupported operation: Not'),
    fault('?', 'Unsupported operation: Parameter', { S: 'a' }),
    fault('SELECT begins_with(a, b) FROM hash', 'Unexpected path component at 1:8:11'),
    fault('SELECT *\nFROM hash\n LIMIT 1', 'Unsupported clause: LIMIT at 3:2:5'),
    fault('SELECT * FROM hash GROUP BY a', 'Unsupported clause: GROUP at 1:20:5'),
    fault('SELECT * FROM hash JOIN range ON a = b', 'Unsupported clause: JOIN at 1:20:4'),
    fault('SELECT * FROM hash LIMIT 1', 'Unsupported clause: LIMIT at 1:20:5'),
    fault('SELECT COUNT(*) FROM hash', 'Unexpected path component at 1:8:5'),
    fault('SELECT a,\n  size(b) FROM hash', 'Unexpected path component at 2:3:4'),
    fault(
      'EXISTS(SELECT * FROM hash WHERE a = 1)',
      'EXISTS can only be used in ExecuteTransaction write requests.',
    ),
  ])
})

rows.group('literals', () => {
  const OVERFLOW =
    'Number overflow. Attempting to store a number with magnitude larger than supported range under '
  rows.refused(suite, [
    where('a = 1e126', `${OVERFLOW}root`),
    where("a = {'x': -1e126}", `${OVERFLOW}root.x`),
    where('a = [1, 1e126]', `${OVERFLOW}root[1]`),
    where(
      'a = 1e-131',
      'Number underflow. Attempting to store a number with magnitude smaller than supported range under root',
    ),
    where(
      `a = ${'1'.repeat(39)}`,
      'Attempting to store more than 38 significant digits in a Number under root',
    ),
    where(
      `a = ${"{'a': ".repeat(32)}1${'}'.repeat(32)}`,
      `Nesting Levels have exceeded supported limits under root${'.a'.repeat(31)}`,
    ),
    where('a = [?]', 'Unsupported data type: Parameter under key root[0] at 1:31:1', { S: 'a' }),
    where("a = {'x': ?}", 'Unsupported data type: Parameter under key root.x at 1:36:1', {
      S: 'a',
    }),
    fault(
      "INSERT INTO hash VALUE {'pk': 'a', 'l': [1, ?]}",
      'Unsupported data type: Parameter under key root[1] at 1:45:1',
      { S: 'a' },
    ),
    fault(
      "INSERT INTO hash VALUE {'pk': 'a', 'm': {'k': [[?]]}}",
      'Unsupported data type: Parameter under key root.k[0][0] at 1:49:1',
      { S: 'a' },
    ),
    fault("INSERT INTO hash VALUE {'pk': 'a', 'n': 1e126}", `${OVERFLOW}root`),
    fault("INSERT INTO hash VALUE {'pk': 'a', 's': <<>>}", 'Empty bags are not supported'),
    setting('-1e126', `${OVERFLOW}root`),
    setting('set_add(a, <<1e126>>)', `${OVERFLOW}root[0]`),
    fault(
      "UPDATE hash REMOVE a[-1] WHERE pk = 'a'",
      'List index is not within the allowable range; index: [-1] at 1:23:1',
    ),
    where('a = <<>>', 'Empty bags are not supported'),
    where('a[-1] = 1', 'List index is not within the allowable range; index: [-1] at 1:29:1'),
    where(
      'a[2147483648] = 1',
      'List index is not within the allowable range; index: [2147483648] at 1:28:10',
    ),
    setting(
      "<<'x', 'x'>>",
      'One or more parameter values were invalid: Input collection [x, x] contains duplicates.',
    ),
    setting(
      '<<2, 2.0>>',
      'One or more parameter values were invalid: Input collection [2, 2.0] contains duplicates! under root',
    ),
  ])
})

rows.group('operands', () => {
  const COUNT = 'Incorrect number of operands for operator or function; operator or function: '
  const OPERAND = 'Incorrect operand type for operator or function; operator or function: '

  rows.refused(suite, [
    where('Frobnicate(a)', 'Unrecognized function: frobnicate at 1:26:10'),
    where('set_add(a, <<1>>)', 'Unrecognized function: set_add at 1:26:7'),
    where(
      "attribute_exists('a')",
      'Operator or function requires a document path; operator or function: attribute_exists',
    ),
    where(
      'attribute_exists()',
      'Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 0',
    ),
    where(
      'attribute_type(a, 1)',
      'Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N',
    ),
    where(
      "attribute_type(a, 'X')",
      'Invalid attribute type name found; type: X, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
    ),
    where(
      'a > ?',
      'Incorrect operand type for operator or function; operator or function: >, operand type: L',
      { L: [] },
    ),
    where(
      `a IN [${Array.from({ length: 101 }, (_, n) => n).join()}]`,
      'The IN operator is provided with too many operands; number of operands: 101',
    ),
    setting(
      "'x' + 1",
      'Incorrect operand type for operator or function; operator or function: +, operand type: S',
    ),
    setting(
      'set_add(b, <<1>>)',
      'The first argument to SET_ADD must equal the assignment value at 1:21:7',
    ),
    setting(
      'set_delete(a, 1)',
      'The second argument to SET_DELETE must be a value with type SET at 1:32:1',
    ),
    where('begins_with(a)', `${COUNT}begins_with, number of operands: 1`),
    where("contains(a, 'b', 'c')", `${COUNT}contains, number of operands: 3`),
    where('begins_with(a, 1)', `${OPERAND}begins_with, operand type: N`),
    where("size('a') > 'b' AND size(1) = 1", `${OPERAND}size, operand type: N`),
    where("a BETWEEN [] AND 'b'", `${OPERAND}BETWEEN, operand type: L`),
    where('a > NULL', `${OPERAND}>, operand type: NULL`),
    where('a <= <<1>>', `${OPERAND}<=, operand type: NS`),
    where('SET_DELETE(a, <<1>>)', 'Unrecognized function: set_delete at 1:26:10'),
    where('a = Frobnicate()', 'Unrecognized function: frobnicate at 1:30:10'),
    where('- a = 1', 'Unsupported operation: Neg'),
    where('a = - ?', 'Unsupported operation: Neg', { N: '1' }),
    setting('Frobnicate(a)', 'Unrecognized function: frobnicate at 1:21:10'),
    setting('list_append(a)', `${COUNT}list_append, number of operands: 1`),
    setting("list_append(a, 'b')", `${OPERAND}list_append, operand type: S`),
    setting('if_not_exists(a)', `${COUNT}if_not_exists, number of operands: 1`),
    setting(
      'if_not_exists(1, 1)',
      'Operator or function requires a document path; operator or function: if_not_exists',
    ),
    setting(
      'set_delete(b, <<1>>)',
      'The first argument to SET_DELETE must equal the assignment value at 1:21:10',
    ),
    setting(
      'Set_Add(a, a)',
      'The second argument to SET_ADD must be a value with type SET at 1:29:1',
    ),
    setting(
      'set_add(a, ?)',
      'The second argument to SET_ADD must be a value with type SET at 1:29:1',
      { S: 'x' },
    ),
    setting('set_delete(a, <<1>>, <<2>>)', 'SET_DELETE must have exactly two arguments at 1:21:10'),
    setting('set_delete()', 'SET_DELETE must have exactly two arguments at 1:21:10'),
    setting('set_delete(a, <<>>)', 'Empty bags are not supported'),
    setting('set_add(a)', 'SET_ADD must have exactly two arguments at 1:21:7'),
  ])
})
