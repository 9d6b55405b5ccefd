/** The configuration of an AWS SDK v3 client that talks to a database in its own process. */

import type { Principal } from '../access/question.js'
import type { Random } from '../env/random.js'
import { numberFrom, optionsOf, PRINCIPAL, TEXT } from '../validation/options.js'
import type { Answer } from './exchange.js'
import { JsonProtocol } from './json-protocol.js'
import { clientInProcess, SdkHandler } from './sdk-handler.js'

/** What answers, and what it needs. */
export interface InProcessService {
  readonly answer: Answer
  readonly random: Random
  /** Whether there is an operation of this name. */
  readonly knows?: ((operation: string) => boolean) | undefined
  /** Whether something stands before it that may lose an answer to what took effect. Default: nothing does. */
  readonly isIntercepted?: (() => boolean) | undefined
}

/** What the configuration of a client can be asked to say. */
export interface ClientConfigOptions {
  /** The region whose tables the client sees. Default: `us-east-1`. */
  readonly region?: string | undefined
  /** How often the client sends a request that is throttled or fails. Default: the SDK's own number. */
  readonly maxAttempts?: number | undefined
  /**
   * Who the client is: its policies, and those of tables and streams, are enforced. Default: it may do everything.
   * `readPrincipal` and `readPolicies` make one.
   */
  readonly principal?: Principal | undefined
}

const clientConfigOptions = optionsOf<ClientConfigOptions>('clientConfig', {
  region: TEXT,
  maxAttempts: numberFrom(1),
  principal: PRINCIPAL,
})

/** Finds the identity that a client was configured with. */
interface Identities {
  getIdentityProvider(
    schemeId: string,
  ): ((options?: Record<string, unknown>) => Promise<never>) | undefined
}

interface SignableRequest {
  readonly headers: Record<string, string>
}

/** Takes the place of the SDK's signer. */
interface AuthScheme {
  readonly schemeId: string
  identityProvider(identities: Identities): ReturnType<Identities['getIdentityProvider']>
  readonly signer: {
    sign<Request>(
      request: Request,
      identity: object,
      properties: Readonly<Record<string, unknown>>,
    ): Promise<Request>
  }
}

/** For the constructors of `DynamoDBClient` and `DynamoDBStreamsClient`. Members may be overridden one by one. */
export interface ClientConfig {
  readonly region: string
  /** Never connected to; it keeps the SDK from looking for one in files and in the environment. */
  readonly endpoint: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly requestHandler: SdkHandler
  /** Names the key and the region, and leaves out the signature, which takes a third of a call's time. */
  readonly httpAuthSchemes: AuthScheme[]
  readonly maxAttempts?: number
}

/** Where a client has not been told. */
export const DEFAULT_REGION = 'us-east-1'
const CREDENTIALS = { accessKeyId: 'hashrange', secretAccessKey: 'hashrange' } as const
const SCHEME_ID = 'aws.auth#sigv4'

/** A new configuration with a handler of its own, so that what is set on one client is not set on others. */
export function clientConfig(
  service: InProcessService,
  options: ClientConfigOptions = {},
): ClientConfig {
  const { region = DEFAULT_REGION, maxAttempts, principal } = clientConfigOptions(options)
  const unsigned = { region, accessKeyId: CREDENTIALS.accessKeyId }
  const protocol = new JsonProtocol({
    ...service,
    answer: answerFor(service, principal),
    authenticate: clientInProcess(unsigned),
  })
  return {
    region,
    endpoint: `https://dynamodb.${region}.amazonaws.com`,
    credentials: CREDENTIALS,
    requestHandler: new SdkHandler(protocol),
    httpAuthSchemes: [scopeOnly()],
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
  }
}

/** Answers as the service does for a principal; as for anybody, if there is none. */
export function answerFor(
  { answer }: Pick<InProcessService, 'answer'>,
  principal: Principal | undefined,
): Answer {
  return principal === undefined ? answer : call => answer({ ...call, principal })
}

/** The client's region may have been set later than ours, so it is read from what the SDK would sign for. */
function scopeOnly(): AuthScheme {
  return {
    schemeId: SCHEME_ID,
    identityProvider: identities => identities.getIdentityProvider(SCHEME_ID),
    signer: {
      async sign(request, identity, properties) {
        const { headers } = request as SignableRequest
        const { accessKeyId } = identity as { readonly accessKeyId: string }
        const scope = [accessKeyId, '', String(properties.region), 'dynamodb', 'aws4_request']
        headers.authorization = `AWS4-HMAC-SHA256 Credential=${scope.join('/')}`
        return request
      },
    },
  }
}
