/** The stream at the source: what is written there while a table is copied, and after. */

import { noStream, streamNotEnabled, streamWithoutImages } from '../errors/migration-errors.js'
import { notePositions } from '../remote/stream-walk.js'
import type { End } from './ends.js'
import type { SourceStream } from './steps.js'
import { streamViewOf, type TableShape, whenActive } from './table-shape.js'

/** What the caller wants of changes. */
interface ChangesWish {
  /** Undefined: if the table has a stream that tells them. */
  readonly follow: boolean | undefined
  /** Whether one may be enabled. */
  readonly enableStream: boolean
}

const WHOLE_VIEWS: ReadonlySet<string> = new Set(['NEW_IMAGE', 'NEW_AND_OLD_IMAGES'])
const VIEW = 'NEW_AND_OLD_IMAGES'

/**
 * The stream that changes are made again from, with the positions of now; undefined if the table is to be copied at rest.
 *
 * @throws MigrationFailed if there is none that will do, and there is to be one
 */
export async function streamOf(
  source: End,
  shape: TableShape,
  { follow, enableStream }: ChangesWish,
): Promise<SourceStream | undefined> {
  if (follow === false) return undefined
  const view = streamViewOf(shape)
  if (view !== undefined && WHOLE_VIEWS.has(view)) return await positionsOf(source, shape, false)
  const isWanted = follow === true || enableStream
  if (!isWanted) return undefined
  if (view !== undefined) throw streamWithoutImages(shape.TableName, view)
  if (!enableStream) throw noStream(shape.TableName)
  return await positionsOf(source, await enabled(source, shape.TableName), true)
}

async function enabled(source: End, TableName: string): Promise<TableShape> {
  const StreamSpecification = { StreamEnabled: true, StreamViewType: VIEW }
  const input = { TableName, StreamSpecification }
  try {
    await source.sender.send('UpdateTable', input, { isRepeatable: true })
  } catch (error) {
    // An attempt whose answer was lost may have enabled it.
    const shape = await whenActive(source, TableName)
    if (streamViewOf(shape) !== VIEW) throw error
    return shape
  }
  return await whenActive(source, TableName)
}

async function positionsOf(
  source: End,
  { TableName, LatestStreamArn: arn }: TableShape,
  isOurs: boolean,
): Promise<SourceStream> {
  if (arn === undefined) throw streamNotEnabled(TableName)
  const positions = await notePositions({
    door: source.sender.streams,
    streamArn: arn,
    clock: source.sender.clock,
    attempts: source.sender.attempts,
  })
  return { arn, positions, isOurs }
}
