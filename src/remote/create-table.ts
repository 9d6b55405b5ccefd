/** Tables are made elsewhere of schemas as literals, or found to be there with the same schema. */

import { settingsOnDemand } from '../engine/table-settings.js'
import { ResourceInUseException } from '../errors/dynamo-error.js'
import { tableHasOtherSchema } from '../errors/native-errors.js'
import type { CreateOptions } from '../native/create.js'
import { withIndexes } from '../native/index-schema.js'
import { type PointInTimeOptions, pointInTimeOf } from '../native/point-in-time.js'
import { keySchemaOf, streamViewOf, timeToLiveOf } from '../native/schema.js'
import { schemaDifferences } from '../native/schema-difference.js'
import type { StreamViewType } from '../types/table.js'
import { FLAG, optionsOf } from '../validation/options.js'
import { type Described, existingOf } from './described-table.js'
import type { Sender } from './sender.js'
import type { GivenSchema } from './table-facts.js'
import { createInputOf } from './table-input.js'
import { sendPastKept, sendTimeToLive } from './table-settings.js'
import { whenActive, whenGone } from './table-states.js'

/** A schema with what else tables have. */
export interface WholeSchema extends GivenSchema {
  readonly timeToLive?: string | undefined
  readonly stream?: StreamViewType | undefined
  readonly pointInTimeRecovery?: boolean | PointInTimeOptions | undefined
}

const createOptions = optionsOf<CreateOptions>('createTable', { ifNotExists: FLAG })
const ONCE = { isRepeatable: false }

/**
 * Makes a table, or finds the one that there is, and waits until it can be used.
 *
 * @throws ValidationException if the name or the schema is not allowed, or the table that there is has another one
 * @throws ResourceInUseException if there is a table of this name
 */
export async function createRemoteTable(
  sender: Sender,
  given: { readonly name: string; readonly schema: WholeSchema; readonly options: CreateOptions },
): Promise<void> {
  const { name, schema } = given
  const { ifNotExists = false } = createOptions(given.options)
  const wanted = wantedOf(schema, sender.clock.now())
  try {
    await sender.send('CreateTable', createInputOf(name, wanted), ONCE)
  } catch (error) {
    if (!ifNotExists || !(error instanceof ResourceInUseException)) throw error
    await whenActive(sender, name)
    const differences = schemaDifferences(await existingOf(sender, name), wanted)
    if (differences.length > 0) throw tableHasOtherSchema(name, differences)
    return
  }
  await whenActive(sender, name)
  // What a table can't be made with, but is to have.
  const { timeToLive, pointInTime } = wanted.settings
  if (timeToLive?.attribute !== undefined) {
    await sendTimeToLive(sender, name, { attribute: timeToLive.attribute, isOn: true })
  }
  if (pointInTime !== undefined) await sendPastKept(sender, name, pointInTime.days)
}

/** Removes a table, and waits until it is gone. Throws a `ResourceNotFoundException` if there is none. */
export async function dropRemoteTable(sender: Sender, name: string): Promise<void> {
  await sender.send('DeleteTable', { TableName: name }, ONCE)
  await whenGone(sender, name)
}

function wantedOf(schema: WholeSchema, now: number): Described {
  const keySchema = keySchemaOf(schema)
  const view = streamViewOf(schema)
  const settings = {
    ...settingsOnDemand(keySchema, now),
    timeToLive: timeToLiveOf(schema),
    stream: view && { viewType: view, createdAt: now, isEnabled: true },
    pointInTime: pointInTimeOf(schema.pointInTimeRecovery ?? false, now),
  }
  return { keySchema, settings: withIndexes(settings, schema, keySchema, now) }
}
