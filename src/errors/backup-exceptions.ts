/** Errors of backups, restores, exports and imports, by the names that the service has for them. */

import { DynamoError } from './dynamo-error.js'

/** There is no such table, in the words of backups, exports and restores. */
export class TableNotFoundException extends DynamoError {
  override readonly name = 'TableNotFoundException'
}

/** There is a table already that has the name of the one that is to be restored. */
export class TableAlreadyExistsException extends DynamoError {
  override readonly name = 'TableAlreadyExistsException'
}

/** A table of the name is being restored already. */
export class TableInUseException extends DynamoError {
  override readonly name = 'TableInUseException'
}

/** There is no such backup. */
export class BackupNotFoundException extends DynamoError {
  override readonly name = 'BackupNotFoundException'
}

/** A table is being restored from the backup. */
export class BackupInUseException extends DynamoError {
  override readonly name = 'BackupInUseException'
}

/** Backups are not turned on for the table yet. */
export class ContinuousBackupsUnavailableException extends DynamoError {
  override readonly name = 'ContinuousBackupsUnavailableException'
}

/** The table can't be restored to points in time. */
export class PointInTimeRecoveryUnavailableException extends DynamoError {
  override readonly name = 'PointInTimeRecoveryUnavailableException'
}

/** The table can't be restored to this time. */
export class InvalidRestoreTimeException extends DynamoError {
  override readonly name = 'InvalidRestoreTimeException'
}

/** The table can't be exported as of this time. */
export class InvalidExportTimeException extends DynamoError {
  override readonly name = 'InvalidExportTimeException'
}

/** There is no such export. */
export class ExportNotFoundException extends DynamoError {
  override readonly name = 'ExportNotFoundException'
}

/** An export with the same client token was asked for other things. */
export class ExportConflictException extends DynamoError {
  override readonly name = 'ExportConflictException'
}

/** There is no such import. */
export class ImportNotFoundException extends DynamoError {
  override readonly name = 'ImportNotFoundException'
}

/** An import with the same client token was asked for other things. */
export class ImportConflictException extends DynamoError {
  override readonly name = 'ImportConflictException'
}
