/** The streams of one region, as the service's operations see them: found by ARN, with a status by the clock. */

import type { Clock } from '../../env/clock.js'
import { streamArnInvalid, streamNotFound } from '../../errors/stream-errors.js'
import type { Stream } from '../../streams/stream.js'
import type { Streams } from '../../streams/streams.js'
import type { StreamSetting, StreamViewType } from '../../types/table.js'
import { isTableName, type Place, tableArnOf } from '../tables/arn.js'

interface RegionStreamsOptions {
  readonly streams: Streams
  readonly clock: Clock
  /** The name of the region whose streams these are, such as `us-east-1`. */
  readonly region: string
  /** Where the streams are by their ARNs. */
  readonly place: Place
  /** Milliseconds for which a stream is ENABLING and DISABLING. */
  readonly transientStatusDuration: number
}

/** What the operations on streams are given. */
export interface StreamContext {
  readonly clock: Clock
  readonly streams: RegionStreams
}

type StreamStatus = 'ENABLING' | 'ENABLED' | 'DISABLING' | 'DISABLED'

const LABEL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}$/

export class RegionStreams {
  readonly #options: RegionStreamsOptions

  constructor(options: RegionStreamsOptions) {
    this.#options = options
  }

  /**
   * The stream that has an ARN.
   *
   * @throws ValidationException if that is no ARN of a stream
   * @throws ResourceNotFoundException if there is no such stream
   */
  find(arn: string): Stream {
    const { region, accountId, tableName, label } = streamNameOf(arn)
    const { place } = this.#options
    const isHere = region === place.region && accountId === place.accountId
    const stream = isHere ? this.#byLabel(tableName, label) : undefined
    if (stream === undefined) throw streamNotFound(arn)
    return stream
  }

  /** All streams that can be read: by table name, then the oldest first. */
  list(): readonly Stream[] {
    const { streams, region } = this.#options
    return streams.list(region)
  }

  /** The ARN of a stream of a table. */
  arnOf(tableName: string, stream: Pick<StreamSetting, 'createdAt'>): string {
    return `${tableArnOf(tableName, this.#options.place)}/stream/${streamLabelOf(stream)}`
  }

  /** What region records tell. */
  get awsRegion(): string {
    return this.#options.place.region
  }

  statusOf({ createdAt, closedAt }: Stream): StreamStatus {
    const { clock, transientStatusDuration } = this.#options
    const now = clock.now()
    // What lies ahead was done in a database of which this one is a fork with a clock of its own.
    const isRecent = (time: number): boolean => time <= now && now < time + transientStatusDuration
    if (closedAt !== undefined) return isRecent(closedAt) ? 'DISABLING' : 'DISABLED'
    return isRecent(createdAt) ? 'ENABLING' : 'ENABLED'
  }

  /** The setting that turns on a stream now, `now` being in milliseconds since 1970. */
  settingFor(tableName: string, viewType: StreamViewType, now: number): StreamSetting {
    const { streams, region } = this.#options
    return streams.settingFor({ region, tableName }, viewType, now)
  }

  #byLabel(tableName: string, label: string): Stream | undefined {
    const { streams, region } = this.#options
    return streams.find({ region, tableName }, Date.parse(`${label}Z`))
  }
}

/** What the ARN of a stream says, be it there or not. */
interface StreamName extends Place {
  readonly tableName: string
  readonly label: string
}

/** What an ARN says. Throws a `ValidationException` if it is none of a stream. */
export function streamNameOf(arn: string): StreamName {
  const [prefix, partition, service, region = '', accountId = '', ...rest] = arn.split(':')
  const [kind, tableName = '', feature, label = '', ...more] = rest.join(':').split('/')
  const isStream = kind === 'table' && feature === 'stream' && more.length === 0
  const isArn = prefix === 'arn' && partition === 'aws' && service === 'dynamodb'
  if (!isArn || !isStream || !isTableName(tableName) || !LABEL.test(label)) {
    throw streamArnInvalid()
  }
  return { region, accountId, tableName, label }
}

/** The label of a stream: when it was turned on, in UTC. */
export function streamLabelOf({ createdAt }: Pick<StreamSetting, 'createdAt'>): string {
  return new Date(createdAt).toISOString().slice(0, -1)
}
