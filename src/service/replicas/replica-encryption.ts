/** The keys of replicas: all of one kind, and each of its own region. */

import { membersOf, redescribeReplicas } from '../../api/replicas.js'
import type { Outcome } from '../../api/write-one.js'
import {
  replicaEncryptionUpdating,
  replicaKeyMissing,
  replicaKeysMixed,
} from '../../errors/replica-errors.js'
import { tableBeingUpdated } from '../../errors/table-use-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { Encryption, TableSettings } from '../../types/table.js'
import type { Place } from '../tables/arn.js'
import { keyArnOf, kindOfKey, updatedEncryption } from '../tables/encryption.js'
import type { Changing, RegionTables } from '../tables/region-tables.js'
import type { Updated } from '../tables/shared-changes.js'
import type { WireEncryption } from '../tables/wire.js'
import type { WireReplica } from './replica-actions.js'

/** Throws a `ValidationException` while the key of a replica changes, the table itself included. */
export function refuseWhileKeysChange(tables: RegionTables, table: StoredTable): void {
  for (const member of membersOf(tables.replicas.context.regions, table)) {
    const isChanging = tables.changesOf(member).some(({ kind }) => kind === 'encryption')
    if (isChanging) throw replicaEncryptionUpdating()
  }
}

/** Throws a `ValidationException` unless a new replica of a table gets a key of the kind of the table's. */
export function refuseKeyOfNew({ keyArn }: Encryption, { KMSMasterKeyId: key }: WireReplica): void {
  if (key !== undefined) refuseMixed(keyArn, key)
  else if (kindOfKey(keyArn) === 'customer') throw replicaKeyMissing()
}

/** Throws a `ValidationException` if a key is not of the kind of the others. */
export function refuseMixed(own: string | undefined, key: string | undefined): void {
  if (kindOfKey(key) !== kindOfKey(own)) throw replicaKeysMixed()
}

/** The settings of a new replica with its key: the one that it is to have, or its region's default one. */
export function encryptedAsNew(
  settings: TableSettings,
  { KMSMasterKeyId }: WireReplica,
  place: Place,
): TableSettings {
  const isOwned = settings.encryption.keyArn === undefined
  const keyArn = keyArnOf({ Enabled: !isOwned, ...(KMSMasterKeyId && { KMSMasterKeyId }) }, place)
  return { ...settings, encryption: { ...settings.encryption, keyArn } }
}

/**
 * What becomes of a replica whose action names a key. To name the one that it has changes nothing.
 *
 * @throws LimitExceededException if its key has been changed too often
 */
export function reencrypted(
  settings: TableSettings,
  { KMSMasterKeyId }: WireReplica,
  moment: { readonly place: Place; readonly now: number },
): Updated {
  if (KMSMasterKeyId === undefined) return { settings }
  const wire = { Enabled: true, KMSMasterKeyId }
  if (keyArnOf(wire, moment.place) === settings.encryption.keyArn) return { settings }
  return updatedEncryption(settings, wire, moment)
}

/**
 * What an SSESpecification is refused for because of the other replicas of a table: nothing, if there are none.
 *
 * @throws ValidationException if the kinds of their keys would differ, or while the key of another one changes
 * @throws ResourceInUseException while a replica is being added
 */
export function refuseKeyOfReplicas(
  tables: RegionTables,
  table: StoredTable,
  wire: WireEncryption,
): void {
  const { name, settings } = table.description
  if (settings.replication === undefined) return
  if (settings.replication.replicas.some(({ coming }) => coming !== undefined)) {
    throw tableBeingUpdated(name)
  }
  refuseWhileKeysChange(tables, table)
  const keyArn = keyArnOf(wire, tables.place)
  // Others can be told no keys by this request, so they would stay as they are. The service's rule is not known.
  if (kindOfKey(keyArn) === 'customer') refuseMixed(settings.encryption.keyArn, keyArn)
}

/**
 * Changes the key of a table, which may have replicas. The kind is the same in all: the service's own key and the default one are
 * changed in all, each to that of its region; a key that the account has made is of the one region.
 */
export function encryptReplicas(
  tables: RegionTables,
  table: StoredTable,
  wire: WireEncryption,
): Outcome<Changing> {
  const { context, elsewhere } = tables.replicas
  const isOfOne = kindOfKey(keyArnOf(wire, tables.place)) === 'customer'
  const encrypted = (member: StoredTable): ReturnType<RegionTables['becoming']> => {
    const { place } = member === table ? tables : elsewhere(member.region)
    const moment = { place, now: tables.now() }
    const { settings, begun } = updatedEncryption(member.description.settings, wire, moment)
    return tables.becoming(member, settings, begun)
  }
  const { changes } = encrypted(table)
  const { durable } = redescribeReplicas(context, table, member =>
    isOfOne && member !== table ? member.description : encrypted(member).description,
  )
  return { result: { table, changes }, durable }
}
