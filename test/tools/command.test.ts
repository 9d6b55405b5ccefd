/** The command: its arguments, and what a server that it starts does. */

import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/env/clock.js'
import { wishOf } from '../../src/tools/arguments.js'
import { runCommand } from '../../src/tools/command.js'
import { WrongArguments } from '../../src/tools/options.js'
import { SERVE_HELP } from '../../src/tools/serve-arguments.js'
import type { OpenedDatabase } from '../../src/tools/surroundings.js'

type Wish = ReturnType<typeof wishOf>

const SERVE = {
  kind: 'serve',
  port: 8000,
  daxPort: undefined,
  explorerPort: undefined,
  host: '127.0.0.1',
  allowedHosts: [],
  cors: [],
  credentials: undefined,
  sharedRegions: false,
  region: undefined,
  peers: {},
  databasePerKey: false,
  policies: undefined,
  delayTransientStatuses: false,
  throttle: false,
  disk: undefined,
  seeds: [],
  parameters: {},
  faults: undefined,
  buckets: {},
  isLogging: false,
  isJson: false,
  record: undefined,
} as const

const DISK = { path: 'data', durability: undefined, keyFile: undefined } as const

const HELP = expect.stringContaining('Usage: hashrange <command>')

const WISHES: readonly (readonly [args: string, wish: Wish])[] = [
  ['', { kind: 'text', text: HELP }],
  ['--help', { kind: 'text', text: HELP }],
  ['-h', { kind: 'text', text: HELP }],
  ['-help', { kind: 'text', text: HELP }],
  ['serve --help --port x', { kind: 'text', text: SERVE_HELP }],
  ['serve -help', { kind: 'text', text: SERVE_HELP }],
  ['--version', { kind: 'version' }],
  ['-version', { kind: 'version' }],
  ['serve -optimizeDbBeforeStartup', SERVE],
  ['serve -optimizeDbBeforeStartup -port 8001', { ...SERVE, port: 8001 }],
  ['serve --optimize-db-before-startup', SERVE],
  ['serve', SERVE],
  ['serve --port 8001', { ...SERVE, port: 8001 }],
  ['serve --port=0', { ...SERVE, port: 0 }],
  ['serve -port 8001', { ...SERVE, port: 8001 }],
  ['serve -inMemory -sharedDb -disableTelemetry', { ...SERVE, sharedRegions: true }],
  ['serve --in-memory --shared-db', { ...SERVE, sharedRegions: true }],
  ['serve --inMemory --sharedDb', { ...SERVE, sharedRegions: true }],
  ['-port 1 -sharedDb serve', { ...SERVE, port: 1, sharedRegions: true }],
  ['serve -cors *', { ...SERVE, cors: '*' }],
  ['serve -cors http://a,http://b:1', { ...SERVE, cors: ['http://a', 'http://b:1'] }],
  ['serve --seed data.json --log', { ...SERVE, seeds: ['data.json'], isLogging: true }],
  [
    'serve --seed a.yml --seed b --parameter Stage=x=y',
    { ...SERVE, seeds: ['a.yml', 'b'], parameters: { Stage: 'x=y' } },
  ],
  ['serve --explorer', { ...SERVE, explorerPort: 0 }],
  ['serve --explorer-port 8001', { ...SERVE, explorerPort: 8001 }],
  ['serve --path data', { ...SERVE, disk: DISK }],
  ['serve --db-path data', { ...SERVE, disk: DISK }],
  ['serve -dbPath data', { ...SERVE, disk: DISK }],
  ['-dbPath data serve', { ...SERVE, disk: DISK }],
  [
    'serve --path data --durability each --key-file key',
    { ...SERVE, disk: { ...DISK, durability: 'each', keyFile: 'key' } },
  ],
  ['serve --policies who.yaml', { ...SERVE, policies: 'who.yaml' }],
  ['serve --throttle', { ...SERVE, throttle: true }],
  ['serve -delayTransientStatuses', { ...SERVE, delayTransientStatuses: true }],
  [
    'serve --delay-transient-statuses --db-per-key',
    { ...SERVE, delayTransientStatuses: true, databasePerKey: true },
  ],
  [
    'serve --host 0.0.0.0 --allowed-host a --allowed-host b',
    { ...SERVE, host: '0.0.0.0', allowedHosts: ['a', 'b'] },
  ],
  [
    'serve --credentials a:b:c --credentials d:e',
    {
      ...SERVE,
      credentials: [
        { accessKeyId: 'a', secretAccessKey: 'b:c' },
        { accessKeyId: 'd', secretAccessKey: 'e' },
      ],
    },
  ],
]

const wordsOf = (args: string): string[] => args.split(' ').filter(word => word !== '')

test.each(WISHES)('hashrange %s', (args, wish) => {
  expect(wishOf(wordsOf(args))).toEqual(wish)
})

test('credentials come from the environment as well', () => {
  expect(wishOf(['serve', '--credentials', 'a:b'], { HASHRANGE_CREDENTIALS: 'c:d,e:f' })).toEqual({
    ...SERVE,
    credentials: [
      { accessKeyId: 'a', secretAccessKey: 'b' },
      { accessKeyId: 'c', secretAccessKey: 'd' },
      { accessKeyId: 'e', secretAccessKey: 'f' },
    ],
  })
})

test.each([
  ['start', 'unknown command: start'],
  ['--port 1', 'unknown command: none'],
  ['serve more', 'unexpected: more'],
  ['serve --colour red', "Unknown option '--colour'"],
  ['serve -colour red', 'unknown option: -colour'],
  ['serve -optimizeDb', 'unknown option: -optimizeDb'],
  ['serve --port', "Option '--port <value>' argument missing"],
  ['serve --port 65536', '--port: 65536 is not a number from 0 to 65535'],
  ['serve --port 1.5', '--port: 1.5 is not'],
  ['serve -dbPath data -inMemory', '--in-memory: with --path the database is on disk; leave'],
  ['serve --path a --db-path b', '--path and --db-path are the same: give one of them'],
  ['serve --path a --durability all', '--durability: all is not one of group, each, none'],
  ['serve --durability each', '--durability: a database in memory has none; give a --path as well'],
  ['serve --key-file key', '--key-file: a database in memory has none; give a --path as well'],
  ['serve --peer eu-west-1', '--peer: expected'],
  ['serve --peer =http://127.0.0.1:1', '--peer: expected'],
  ['serve --peer eu-west-1=', '--peer: expected'],
  [
    'serve --db-per-key --peer eu-west-1=http://127.0.0.1:1',
    '--peer: each process is one database',
  ],
  ['serve --explorer --db-per-key', '--explorer: it shows one database'],
  ['serve --explorer-port x', '--explorer-port: x is not'],
  ['serve --credentials a', '--credentials: expected'],
  ['serve --credentials :b', '--credentials: expected'],
  ['serve --credentials a:', '--credentials: expected'],
])('hashrange %s is refused', (args, text) => {
  expect(() => wishOf(wordsOf(args))).toThrow(WrongArguments)
  expect(() => wishOf(wordsOf(args))).toThrow(text)
})

function surroundings(files: Readonly<Record<string, string>> = {}) {
  const out: string[] = []
  const errors: string[] = []
  const opened: object[] = []
  return {
    out,
    errors,
    opened,
    version: '1.2.3',
    environment: {},
    isTerminal: false,
    readBytes: async (path: string) => {
      if (path in files) return Buffer.from(String(files[path]))
      throw Object.assign(new Error(`ENOENT: ${path}`), { syscall: 'open' })
    },
    write: (text: string) => out.push(text),
    writeError: (text: string) => errors.push(text),
    open: async (options: object): Promise<OpenedDatabase> => {
      opened.push(options)
      const name = `table${opened.length}`
      return {
        answer: async ({ region }) => ({ TableNames: region === 'us-east-1' ? [name] : [] }),
        knows: operation => operation === 'ListTables',
        regions: () => ['us-east-1'],
        recovery: undefined,
        clock: systemClock,
        intercept: () => () => {},
        fork: () => ({ answer: async () => ({}) }),
        close: async () => {},
      }
    },
  }
}

async function tablesOf(
  url: string,
  { region = 'us-east-1', accessKeyId = 'a', secretAccessKey = 'b' } = {},
): Promise<unknown> {
  const credentials = { accessKeyId, secretAccessKey }
  const client = new DynamoDBClient({ endpoint: url, region, credentials })
  return (await client.send(new ListTablesCommand({}))).TableNames
}

describe('the command', () => {
  const start = async (args: string) => {
    const world = surroundings()
    const outcome = await runCommand(wordsOf(args), world)
    if (!('server' in outcome)) throw new Error(world.errors.join(''))
    return { ...world, ...outcome.server }
  }

  test('tells its version and its usage', async () => {
    const world = surroundings()
    expect(await runCommand(['--version'], world)).toEqual({ exitCode: 0 })
    expect(await runCommand(['--help'], world)).toEqual({ exitCode: 0 })
    expect(world.out).toEqual(['1.2.3\n', expect.stringContaining('Usage: hashrange <command>')])
    expect(await runCommand(['stop'], world)).toEqual({ exitCode: 2 })
    expect(world.errors).toEqual(['hashrange: unknown command: stop\nSee hashrange --help.\n'])
  })

  test('serves, and tells where', async () => {
    const { out, url, close, opened } = await start(
      'serve --port 0 -delayTransientStatuses --throttle',
    )
    expect(out.join('')).toBe(`hashrange serves a database on ${url} in memory: gone at exit
For clients in another shell:
export AWS_ENDPOINT_URL_DYNAMODB=${url} AWS_ENDPOINT_URL_DYNAMODB_STREAMS=${url} \
AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
`)
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(opened).toEqual([{ buckets: {}, delayTransientStatuses: true, throttle: true }])
    expect(await tablesOf(url)).toEqual(['table1'])
    await close()
  })

  test('notes once that a region has no tables', async () => {
    const { errors, url, close } = await start('serve --port 0')
    await tablesOf(url, { region: 'eu-west-1' })
    await tablesOf(url, { region: 'eu-west-1' })
    expect(errors).toEqual([
      "eu-west-1 has no tables, but us-east-1 has: is the client's region the right one?\n",
    ])
    await close()
  })

  test('joins the regions', async () => {
    const { errors, url, close } = await start('serve --port 0 -sharedDb')
    expect(await tablesOf(url, { region: 'eu-west-1' })).toEqual(['table1'])
    expect(errors).toEqual([])
    await close()
  })

  test('separates the keys', async () => {
    const { url, close } = await start('serve --port 0 --db-per-key')
    for (const [accessKeyId, table] of [
      ['x', 'table1'],
      ['y', 'table2'],
      ['x', 'table1'],
    ] as const) {
      expect(await tablesOf(url, { accessKeyId })).toEqual([table])
    }
    await close()
  })

  test('verifies signatures', async () => {
    const { out, url, close } = await start('serve --port 0 --credentials KEY:secret')
    expect(out.join('')).toContain('AWS_ACCESS_KEY_ID=KEY AWS_SECRET_ACCESS_KEY=<its secret>')
    const good = { accessKeyId: 'KEY', secretAccessKey: 'secret' }
    expect(await tablesOf(url, good)).toEqual(['table1'])
    await expect(tablesOf(url, { ...good, secretAccessKey: 'x' })).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    })
    await expect(tablesOf(url)).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
    await close()
  })

  test('tells that a port is taken', async () => {
    const { port, close } = await start('serve --port 0')
    const world = surroundings()
    expect(await runCommand(['serve', '--port', String(port)], world)).toEqual({ exitCode: 1 })
    expect(world.errors.join('')).toContain('EADDRINUSE')
    await close()
  })
})
