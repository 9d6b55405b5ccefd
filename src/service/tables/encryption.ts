/** Which key a table is said to be encrypted with, and how often that may change. */

import {
  encryptedByDefault,
  encryptedWithThisKey,
  encryptionMemberUnwanted,
  encryptionTypeMissing,
  encryptionTypeNotSupported,
} from '../../errors/table-setting-errors.js'
import { tooManyEncryptionChanges } from '../../errors/table-use-errors.js'
import type { Encryption, TableSettings } from '../../types/table.js'
import type { Place } from './arn.js'
import type { Updated } from './shared-changes.js'
import type { WireEncryption } from './wire.js'

/** The key that stands for the account's default one. */
const DEFAULT_KEY_ID = '00000000-0000-4000-8000-000000000000'
const DEFAULT_KEY = new RegExp(`^(?:.*[:/])?(?:${DEFAULT_KEY_ID}|alias/aws/dynamodb)$`)

/** Whose a key is: the service's, the account's default one, or one that the account has made. */
type KeyKind = 'owned' | 'managed' | 'customer'

/** The kind of a key, by its ARN or as requests name it. */
export function kindOfKey(key: string | undefined): KeyKind {
  if (key === undefined) return 'owned'
  return DEFAULT_KEY.test(key) ? 'managed' : 'customer'
}

/** Throws a `ValidationException` if members do not go together. */
export function checkEncryption({ Enabled, SSEType, KMSMasterKeyId }: WireEncryption): void {
  if (Enabled !== true && SSEType !== undefined) throw encryptionMemberUnwanted('SSEType')
  if (Enabled !== true && KMSMasterKeyId !== undefined) {
    throw encryptionMemberUnwanted('KMSMasterKeyId')
  }
  if (KMSMasterKeyId !== undefined && SSEType !== 'KMS') throw encryptionTypeMissing()
  if (SSEType === 'AES256') throw encryptionTypeNotSupported()
}

/** The ARN of the key that a request asks for; undefined for the service's own. */
export function keyArnOf(
  { Enabled, KMSMasterKeyId }: WireEncryption,
  { region, accountId }: Place,
): string | undefined {
  if (Enabled !== true) return undefined
  const id = KMSMasterKeyId ?? DEFAULT_KEY_ID
  if (id.startsWith('arn:')) return id
  const resource = id.startsWith('alias/') ? id : `key/${id}`
  return `arn:aws:kms:${region}:${accountId}:${resource}`
}

/**
 * What becomes of a table whose key changes.
 *
 * @param moment `now` is in milliseconds since 1970
 * @throws ValidationException if it has this key
 * @throws LimitExceededException if that has been changed too often
 */
export function updatedEncryption(
  settings: TableSettings,
  wire: WireEncryption,
  { place, now }: { readonly place: Place; readonly now: number },
): Updated {
  const keyArn = keyArnOf(wire, place)
  const encryption = changedEncryption(settings.encryption, keyArn, now)
  // A key that is taken away is told until it is gone.
  const before = keyArn === undefined ? { encryption: settings.encryption } : {}
  return { settings: { ...settings, encryption }, begun: [{ kind: 'encryption', before }] }
}

const FREE_CHANGES = 4
/** Milliseconds in which so many changes are free: a day. */
const WINDOW = 24 * 3600 * 1000
/** Milliseconds between two changes after that. */
const CHANGE_PAUSE = 21_600 * 1000

/**
 * The encryption of a table once it is changed.
 *
 * @param keyArn the key that the request asks for
 * @param now milliseconds since 1970
 * @throws ValidationException if it is the one there is
 * @throws LimitExceededException if it has been changed too often
 */
function changedEncryption(
  current: Encryption,
  keyArn: string | undefined,
  now: number,
): Encryption {
  if (keyArn === current.keyArn) {
    throw keyArn === undefined ? encryptedByDefault() : encryptedWithThisKey()
  }
  const recent = current.changedAt.filter(time => time > now - WINDOW)
  const last = recent.at(-1)
  if (recent.length >= FREE_CHANGES && last !== undefined && now < last + CHANGE_PAUSE) {
    const changes = { count: recent.length, last, next: last + CHANGE_PAUSE }
    throw tooManyEncryptionChanges(changes, now)
  }
  return { keyArn, changedAt: [...recent, now] }
}
