/** Exports and imports, through every door. */

import {
  describeExportRows,
  describeImportRows,
  exportRows,
  importRows,
  listExportsRows,
  listImportsRows,
} from './rows/transfers.js'
import { playThroughEveryDoor } from './suite.js'

playThroughEveryDoor([
  exportRows,
  describeExportRows,
  listExportsRows,
  importRows,
  describeImportRows,
  listImportsRows,
])
