/** Backups, point-in-time recovery and restores, through every door. */

import {
  createRows as createBackup,
  deleteRows as deleteBackup,
  describeRows as describeBackup,
  listRows as listBackups,
} from './rows/backups.js'
import {
  describeRows as describeContinuousBackups,
  updateRows as updateContinuousBackups,
} from './rows/continuous-backups.js'
import { fromBackupRows, toTimeRows } from './rows/restores.js'
import { playThroughEveryDoor } from './suite.js'

playThroughEveryDoor([
  createBackup,
  describeBackup,
  listBackups,
  deleteBackup,
  describeContinuousBackups,
  updateContinuousBackups,
  fromBackupRows,
  toTimeRows,
])
