/** Signatures: refusals in the service's order, and requests that the SDK signs. */

import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/env/clock.js'
import type { WireRequest } from '../../src/transport/exchange.js'
import { believer, verifier } from '../../src/transport/sigv4.js'
import { exchange, serveStandIn } from './raw-http.js'
import { standIn } from './stand-in.js'

const NOW = Date.UTC(2026, 10, 22, 14, 51, 0)
const DATE = '20261122T145100Z'
const SCOPE = 'KEY/20261122/us-east-1/dynamodb/aws4_request'
const KNOWN = { accessKeyId: 'KEY', secretAccessKey: 'secret' }
const believe = believer()
const verify = verifier([KNOWN], { now: () => NOW })

const header = (
  parts: Readonly<Record<string, string | undefined>> = {},
  algorithm = 'AWS4-HMAC-SHA256',
) => {
  const all = { Credential: SCOPE, SignedHeaders: 'host', Signature: '00', ...parts }
  const texts = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  )
  return `${algorithm} ${texts.join(', ')}`
}
const request = (
  authorization: string | undefined,
  date: string | undefined = DATE,
): WireRequest => ({
  method: 'POST',
  path: '/',
  headers: { host: 'localhost', authorization, ...(date === '' ? {} : { 'x-amz-date': date }) },
  body: Buffer.from('{}'),
})
const presigned = (
  query: Readonly<Record<string, string>>,
  authorization?: string,
): WireRequest => ({
  ...request(authorization, ''),
  path: `/?${new URLSearchParams(query)}`,
})
const QUERY = {
  'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
  'X-Amz-Credential': SCOPE,
  'X-Amz-Date': DATE,
  'X-Amz-SignedHeaders': 'host',
  'X-Amz-Signature': '00',
}
/** In the order in which the service looks for them. */
const QUERY_IN_ORDER = {
  'X-Amz-Algorithm': '',
  'X-Amz-Credential': '',
  'X-Amz-Signature': '',
  'X-Amz-SignedHeaders': '',
  'X-Amz-Date': '',
}
const queryLacks = (names: readonly string[]) =>
  `${names.map(name => `AWS query-string parameters must include '${name}'. `).join('')}Re-examine the query-string parameters.`
const scoped = (credential: string) => request(header({ Credential: credential }))

const NO_CREDENTIAL = "Authorization header requires 'Credential' parameter. "
const NO_SIGNATURE = "Authorization header requires 'Signature' parameter. "
const NO_HEADERS = "Authorization header requires 'SignedHeaders' parameter. "
const NO_DATE =
  "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "

interface Row {
  readonly name: string
  readonly request: WireRequest
  readonly code: string
  readonly message: string
}

/** Refused with and without known credentials, in the service's order. */
const FORM_ROWS: readonly Row[] = [
  {
    name: 'signed in both ways',
    request: presigned({ 'X-Amz-Algorithm': 'x' }, 'x'),
    code: 'InvalidSignatureException',
    message:
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
  },
  {
    name: 'no part at all',
    request: request('AWS4-', ''),
    code: 'IncompleteSignatureException',
    message: `${NO_CREDENTIAL}${NO_SIGNATURE}${NO_HEADERS}${NO_DATE}Authorization=AWS4-`,
  },
  {
    name: 'only a credential',
    request: request('AWS4-HMAC-SHA256 Credential=x'),
    code: 'IncompleteSignatureException',
    message: `${NO_SIGNATURE}${NO_HEADERS}Authorization=AWS4-HMAC-SHA256 Credential=x`,
  },
  {
    name: 'no date',
    request: request(header(), ''),
    code: 'IncompleteSignatureException',
    message: `${NO_DATE}Authorization=${header()}`,
  },
  {
    name: 'a query without all parts',
    request: presigned({ 'X-Amz-Algorithm': 'x', 'X-Amz-Signature': 'y' }),
    code: 'IncompleteSignatureException',
    message:
      "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.",
  },
  {
    name: 'a query with a name and nothing else',
    request: { ...request(undefined, ''), path: '/?X-Amz-Algorithm' },
    code: 'IncompleteSignatureException',
    message: queryLacks(Object.keys(QUERY_IN_ORDER)),
  },
  ...Object.keys(QUERY_IN_ORDER).map(name => ({
    name: `a query whose ${name} is empty`,
    request: presigned({ ...QUERY, [name]: '' }),
    code: 'IncompleteSignatureException',
    message: queryLacks([name]),
  })),
  {
    name: 'parts that are empty',
    request: request(header({ Credential: '', Signature: '' })),
    code: 'IncompleteSignatureException',
    message: `${NO_CREDENTIAL}${NO_SIGNATURE}Authorization=${header({ Credential: '', Signature: '' })}`,
  },
  {
    name: 'no headers, which are signed',
    request: request(header({ SignedHeaders: '' })),
    code: 'IncompleteSignatureException',
    message: `${NO_HEADERS}Authorization=${header({ SignedHeaders: '' })}`,
  },
  {
    name: 'a part without an equals sign',
    request: request(`${header()}, odd`, 'x'),
    code: 'IncompleteSignatureException',
    message: `'odd' not a valid key=value pair (missing equal-sign) in Authorization header: '${header()}, odd'.`,
  },
  {
    name: 'a date of another format',
    request: request(header({ SignedHeaders: 'date' }), '2026-11-22T14:51:00Z'),
    code: 'IncompleteSignatureException',
    message:
      "Date must be in ISO-8601 'basic format'. Got '2026-11-22T14:51:00Z'. See http://en.wikipedia.org/wiki/ISO_8601",
  },
  {
    name: 'host is not signed',
    request: request(header({ SignedHeaders: 'date;x-host' }, 'AWS4-X')),
    code: 'InvalidSignatureException',
    message: "'Host' must be a 'SignedHeader' in the AWS Authorization.",
  },
  {
    name: 'another algorithm',
    request: request(header({ Credential: 'x' }, 'AWS4-HMAC-SHA512')),
    code: 'IncompleteSignatureException',
    message: "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512' (only AWS4-HMAC-SHA256 for now). ",
  },
  ...['KEY', 'KEY/20261122/us-east-1/dynamodb', `${SCOPE}/more`].map(credential => ({
    name: `the credential ${credential}`,
    request: scoped(credential),
    code: 'IncompleteSignatureException',
    message: `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
  })),
  {
    name: 'a region in capitals',
    request: scoped('KEY/20261122/US-EAST-1/dynamodb/aws4_request'),
    code: 'InvalidSignatureException',
    message: "Credential should be scoped to a valid region, not 'US-EAST-1'. ",
  },
]

/** Not signed by Signature Version 4. */
const UNSIGNED_HEADERS = [undefined, '', 'Basic x', 'aws4-hmac-sha256 x']

/** Names that every object has. */
const ODD_NAMES = ['constructor', '__proto__', 'toString', 'hasOwnProperty']

/** Refused where credentials are known. */
const VERIFIED_ROWS: readonly Row[] = [
  ...UNSIGNED_HEADERS.map(authorization => ({
    name: `the header ${authorization}`,
    request: request(authorization),
    code: 'MissingAuthenticationTokenException',
    message: 'Request is missing Authentication Token',
  })),
  {
    name: 'a date too early',
    request: request(header({ SignedHeaders: 'x' }), '20261122T143559Z'),
    code: 'InvalidSignatureException',
    message:
      'Signature expired: 20261122T143559Z is now earlier than 20261122T143600Z (20261122T145100Z - 15 min.)',
  },
  {
    name: 'a date too late',
    request: request(header(), '20261122T150601Z'),
    code: 'InvalidSignatureException',
    message:
      'Signature not yet current: 20261122T150601Z is still later than 20261122T150600Z (20261122T145100Z + 15 min.)',
  },
  {
    name: 'a scope that is all wrong',
    request: scoped('OTHER/20261121/US/s3/AWS4_REQUEST'),
    code: 'InvalidSignatureException',
    message:
      "Credential should be scoped to a valid region, not 'US'. Credential should be scoped to correct service: 'dynamodb'. Credential should be scoped with a valid terminator: 'aws4_request', not 'AWS4_REQUEST'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20261121' != '20261122', from '20261122T145100Z'.",
  },
  {
    name: 'an unknown key',
    request: scoped(SCOPE.replace('KEY', 'OTHER')),
    code: 'UnrecognizedClientException',
    message: 'The security token included in the request is invalid.',
  },
  ...[
    ['another signature', header()] as const,
    ...ODD_NAMES.map(
      name => [`signed ${name}`, header({ SignedHeaders: `host;${name}` })] as const,
    ),
  ].map(([name, authorization]) => ({
    name,
    request: request(authorization),
    code: 'InvalidSignatureException',
    message:
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  })),
]

describe.each([
  ['believed', believe, FORM_ROWS],
  ['verified', verify, [...FORM_ROWS, ...VERIFIED_ROWS]],
] as const)('%s signatures', (_, authenticate, rows) => {
  test.each(rows)('$name', ({ request, code, message }) => {
    expect(() => authenticate(request)).toThrow(expect.objectContaining({ name: code, message }))
  })
})

test.each([
  ['in the header', request(header())],
  [
    'in the header, in another order and with other separators',
    request(`AWS4-HMAC-SHA256  SignedHeaders=a;Host Signature=0,,Credential=${SCOPE}///`),
  ],
  [
    'with a plain date',
    { ...request(header(), ''), headers: { date: DATE, authorization: header() } },
  ],
  ['in the query', presigned(QUERY)],
])('a signature %s that is well formed is believed', (_, request) => {
  expect(believe(request)).toMatchObject({ accessKeyId: 'KEY', region: 'us-east-1' })
})

test.each(UNSIGNED_HEADERS)('a request that is not signed is refused: %s', text => {
  expect(() => believe(request(text))).toThrow('Request is missing Authentication Token')
  expect(() => believe({ ...request(text), path: '/?a=b' })).toThrow('Request is missing')
})

test('a credential of many slashes is refused', () => {
  const credential = `${'/'.repeat(300_000)}x`
  expect(() => believe(scoped(credential))).toThrow('Credential must have exactly 5')
})

test('what was believed before does not make a later request any better', () => {
  const believe = believer()
  const signers = ['KEY', 'KEY', 'OTHER', 'KEY'].map(
    key => believe(scoped(SCOPE.replace('KEY', key))).accessKeyId,
  )
  expect(signers).toEqual(['KEY', 'KEY', 'OTHER', 'KEY'])
  expect(() => believe(request(header(), 'x'))).toThrow("Got 'x'")
  expect(() => believe(request(`${header()}, odd`))).toThrow("'odd' not a valid key=value pair")
  expect(() => believe(request(header({ SignedHeaders: 'x' })))).toThrow("'Host' must be")
  expect(() => believe(request(''))).toThrow('Request is missing Authentication Token')
  expect(believe(request(header()))).toMatchObject({ accessKeyId: 'KEY', region: 'us-east-1' })
})

describe('what the SDK signs', () => {
  /** What a client signed, as it went over the wire. */
  const signed = async (credentials: object, path?: string): Promise<WireRequest> => {
    const requests: WireRequest[] = []
    const client = new DynamoDBClient({
      region: 'eu-west-1',
      endpoint: 'http://localhost:8000',
      credentials: { ...KNOWN, ...credentials },
      requestHandler: {
        handle: async ({ method, path, headers, body }: WireRequest) => {
          requests.push({ method, path, headers, body })
          return { response: { statusCode: 200, headers: {}, body: new Uint8Array() } }
        },
      },
    })
    client.middlewareStack.add(
      next => args => {
        const request = args.request as { headers: Record<string, string>; path: string }
        request.headers['x-odd'] = '  two   spaces '
        return next(args)
      },
      { step: 'build' },
    )
    await client.send(new ListTablesCommand({}))
    const [request] = requests
    if (request === undefined) throw new Error('nothing was sent')
    return path === undefined ? request : { ...request, path }
  }
  const now = verifier([KNOWN], systemClock)

  test('is verified', async () => {
    const request = await signed({})
    expect(now(request)).toMatchObject({ accessKeyId: 'KEY', region: 'eu-west-1' })
  })

  test.each([
    ['another body', (request: WireRequest) => ({ ...request, body: Buffer.from('{"Limit":1}') })],
    ['another path', (request: WireRequest) => ({ ...request, path: '/?a=b' })],
    ['another method', (request: WireRequest) => ({ ...request, method: 'PUT' })],
    [
      'another header',
      (request: WireRequest) => ({ ...request, headers: { ...request.headers, 'x-odd': 'x' } }),
    ],
  ])('does not fit %s', async (_, change) => {
    const request = change(await signed({}))
    expect(() => now(request)).toThrow('The request signature we calculated does not match')
  })

  test('with another secret is refused', async () => {
    const request = await signed({ secretAccessKey: 'other' })
    expect(() => now(request)).toThrow('The request signature we calculated does not match')
  })

  test('with a session token is verified, and refused without', async () => {
    const session = verifier([{ ...KNOWN, sessionToken: 'token' }], systemClock)
    expect(session(await signed({ sessionToken: 'token' })).accessKeyId).toBe('KEY')
    for (const credentials of [{}, { sessionToken: 'other' }]) {
      const request = await signed(credentials)
      expect(() => session(request)).toThrow(
        expect.objectContaining({
          name: 'UnrecognizedClientException',
          message: 'The security token included in the request is invalid',
        }),
      )
    }
  })

  test('beforehand is verified, until it expires', async () => {
    const client = new DynamoDBClient({ region: 'eu-west-1', credentials: KNOWN })
    const signer = await client.config.signer({
      name: 'sigv4',
      signingName: 'dynamodb',
      signingRegion: 'eu-west-1',
      properties: {},
    })
    if (!('presign' in signer)) throw new Error('a signer that cannot')
    const presign = signer.presign as (
      request: object,
      options: object,
    ) => Promise<{ query: object }>
    const { query } = await presign.call(
      signer,
      {
        method: 'POST',
        protocol: 'http:',
        hostname: 'localhost',
        path: '/',
        query: { b: "it's (a) *", a: '2', 'a-b': '1' },
        headers: { host: 'localhost' },
        body: '{}',
      },
      { expiresIn: 3600, signingDate: new Date(NOW) },
    )
    const texts = Object.entries(query).map(pair => pair.map(encodeURIComponent).join('='))
    const request = { ...presigned({}), path: `/?${texts.join('&')}` }
    const at = (now: number) => verifier([KNOWN], { now: () => now })(request)
    expect(at(NOW)).toMatchObject({ accessKeyId: 'KEY', region: 'eu-west-1' })
    expect(at(NOW + 3_600_000)).toMatchObject({ accessKeyId: 'KEY' })
    expect(() => at(NOW + 3_601_000)).toThrow('Signature expired')
    expect(() => at(NOW - 901_000)).toThrow('Signature not yet current')
  })

  /** What the SDK's signer makes of a request with these headers, as a client would send them joined. */
  const authorizationOf = async (headers: Readonly<Record<string, string>>) => {
    const client = new DynamoDBClient({ region: 'eu-west-1', credentials: KNOWN })
    const signer = await client.config.signer({
      name: 'sigv4',
      signingName: 'dynamodb',
      signingRegion: 'eu-west-1',
      properties: {},
    })
    const request = { method: 'POST', protocol: 'http:', hostname: 'h', path: '/', query: {} }
    const signed = await signer.sign({ ...request, headers, body: '{}' } as never)
    return (signed as unknown as { headers: Record<string, string> }).headers
  }

  test.each<readonly [name: string, values: readonly string[]]>([
    ['accept-encoding', ['gzip', 'identity']],
    ['x-odd', ['a', ' b  c ', '']],
    ['cookie', ['a=1', 'b=2']],
    ['constructor', ['x']],
    ['toString', ['x', 'y']],
  ])('is verified where %s is sent as %j', async (name, values) => {
    const { answer } = standIn({ ListTables: { TableNames: [] } })
    const server = await serveStandIn(answer, { authenticate: now })
    const joined = values.map(value => value.trim().replace(/ +/g, ' ')).join(',')
    const common = {
      host: 'localhost',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.ListTables',
    }
    const headers = await authorizationOf({ ...common, [name]: joined })
    const send = (texts: readonly string[]) =>
      exchange(server.port, { headers: { ...headers, [name]: texts } })
    expect((await send(values)).status).toBe(200)
    expect((await send([...values, 'more'])).body.toString()).toContain('InvalidSignature')
    await server.close()
  })

  test('is verified over HTTP', async () => {
    const { calls, answer } = standIn({ ListTables: { TableNames: ['a'] } })
    const server = await serveStandIn(answer, { authenticate: now })
    const clientWith = (secretAccessKey: string) =>
      new DynamoDBClient({
        region: 'eu-west-1',
        endpoint: server.url,
        credentials: { accessKeyId: 'KEY', secretAccessKey },
      })
    const good = await clientWith('secret').send(new ListTablesCommand({}))
    expect(good.TableNames).toEqual(['a'])
    await expect(clientWith('other').send(new ListTablesCommand({}))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    })
    expect(calls).toHaveLength(1)
    expect(calls[0]).toMatchObject({
      region: 'eu-west-1',
      accessKeyId: 'KEY',
      operation: 'ListTables',
      json: {},
      asJson: true,
    })
    await server.close()
  })
})
