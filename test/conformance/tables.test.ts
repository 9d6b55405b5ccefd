/** Operations on tables and on the account, through every door. */

import { endpointsRows, limitsRows } from './rows/account.js'
import {
  describeRows as describeInsights,
  listRows as listInsights,
  updateRows as updateInsights,
} from './rows/contributor-insights.js'
import { rows as createTable } from './rows/create-table.js'
import {
  describeRows as describeKinesis,
  disableRows as disableKinesis,
  enableRows as enableKinesis,
  updateRows as updateKinesis,
} from './rows/kinesis.js'
import {
  describeRows as describeScaling,
  updateRows as updateScaling,
} from './rows/replica-scaling.js'
import { updateRows as updateReplicaSettings } from './rows/replica-settings.js'
import { legacyRows, updateRows as updateReplicas } from './rows/replicas.js'
import { updateRows as updateStrongReplicas } from './rows/strong-replicas.js'
import { deleteRows, describeRows, listRows } from './rows/table-life.js'
import { listTagsRows, tagRows, untagRows } from './rows/tags.js'
import { describeRows as describeExpiry, updateRows as updateExpiry } from './rows/time-to-live.js'
import { rows as updateTable } from './rows/update-table.js'
import { playThroughEveryDoor } from './suite.js'

playThroughEveryDoor([
  endpointsRows,
  limitsRows,
  createTable,
  deleteRows,
  describeRows,
  listRows,
  listTagsRows,
  tagRows,
  untagRows,
  updateTable,
  describeExpiry,
  updateExpiry,
  describeInsights,
  listInsights,
  updateInsights,
  describeKinesis,
  disableKinesis,
  enableKinesis,
  updateKinesis,
  updateReplicas,
  updateReplicaSettings,
  updateStrongReplicas,
  legacyRows,
  describeScaling,
  updateScaling,
])
