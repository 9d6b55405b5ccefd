/** The command with a file of principals: who may do what, and what is wrong with a file, told before anything is served. */

import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { runCommand } from '../../src/tools/command.js'

const YAML = `
principals:
  - accessKeyId: AKIAANN
    arn: arn:aws:iam::000000000000:user/ann
    policies: [lists]
  - accessKeyId: AKIAROOT
    arn: arn:aws:iam::000000000000:root
policies:
  lists:
    Version: 2012-10-17
    Statement: { Effect: Allow, Action: dynamodb:ListTables, Resource: '*' }
`

async function serving(text: string, more: readonly string[] = []) {
  const out: string[] = []
  const errors: string[] = []
  const outcome = await runCommand(['serve', '--port', '0', '--policies', 'who', ...more], {
    version: '1.2.3',
    environment: {},
    write: line => out.push(line),
    writeError: line => errors.push(line),
    isTerminal: false,
    open: () => Database.open(),
    readBytes: async () => Buffer.from(text),
  })
  return { outcome, out: out.join(''), errors: errors.join('') }
}

async function expectEnforced(text: string, more?: readonly string[]): Promise<string> {
  const { outcome, out } = await serving(text, more)
  if (!('server' in outcome)) throw new Error('it is not served')
  const { url } = outcome.server
  const clientOf = (accessKeyId: string) =>
    new DynamoDBClient({
      endpoint: url,
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey: 'x' },
      maxAttempts: 1,
    })
  const list = new ListTablesCommand({})
  const scan = new ScanCommand({ TableName: 'Orders' })
  await expect(clientOf('AKIAANN').send(list)).resolves.toMatchObject({ TableNames: [] })
  await expect(clientOf('AKIAANN').send(scan)).rejects.toThrow('is not authorized to perform')
  await expect(clientOf('AKIAROOT').send(scan)).rejects.toThrow('Requested resource not found')
  await expect(clientOf('local').send(list)).rejects.toThrow(
    'The security token included in the request is invalid.',
  )
  await outcome.server.close()
  return out
}

test('principals of a file in YAML are known by their keys, and others are refused', async () => {
  const out = await expectEnforced(YAML)
  expect(out).toContain('AWS_ACCESS_KEY_ID=<a key of the policies>')
})

test('JSON does as well, and each key may have a database of its own', async () => {
  const Statement = { Effect: 'Allow', Action: 'dynamodb:ListTables', Resource: '*' }
  const principals = [
    {
      accessKeyId: 'AKIAANN',
      arn: 'arn:aws:iam::000000000000:user/ann',
      policies: [{ Version: '2012-10-17', Statement }],
    },
    { accessKeyId: 'AKIAROOT', arn: 'arn:aws:iam::000000000000:root' },
  ]
  await expectEnforced(JSON.stringify({ principals }, null, 2), ['--db-per-key'])
})

test.each([
  [
    'a policy that is none',
    YAML.replace('Effect: Allow', 'Effect: Maybe'),
    'hashrange: who:11: policies.lists.Statement.Effect must be Allow or Deny\n',
  ],
  [
    'a principal that is none',
    YAML.replace('arn:aws:iam::000000000000:root', 'everybody'),
    'hashrange: who:7: principals[1].arn must be the ARN of a user, of a session of a role (arn:aws:sts::123456789012:assumed-role/role/session) or of the root of an account\n',
  ],
  ['no principals', 'policies: {}', 'hashrange: who:1: The document has no principals\n'],
])('%s is told with its line, and nothing is served', async (_, text, told) => {
  const { outcome, errors, out } = await serving(text)
  expect(outcome).toEqual({ exitCode: 1 })
  expect(errors).toBe(told)
  expect(out).toBe('')
})

test('what is neither YAML nor JSON is told with its line', async () => {
  const { outcome, errors } = await serving('principals: [')
  expect(outcome).toEqual({ exitCode: 1 })
  expect(errors).toMatch(/^hashrange: who:1: /)
})
