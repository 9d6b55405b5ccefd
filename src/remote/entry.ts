/** `hashrange/remote`: the interface of embedded tables for those that a client of DynamoDB reaches. */

export { type AsyncDatabase, type AsyncStatement, asyncDatabase } from './async-database.js'
export type {
  AsyncChanges,
  AsyncIndex,
  AsyncSelection,
  AsyncTable,
  AsyncTableOf,
  Awaitable,
} from './async-table.js'
export { type ConnectableClient, type ConnectOptions, connect } from './connect.js'
export { type FollowOptions, follow } from './mirror/follow.js'
export type { Mirror } from './mirror/mirror.js'
export type { PaceOptions } from './pace.js'
export type { RemoteChanges } from './remote-changes.js'
export type { RemoteDatabase, RemoteTableOf } from './remote-database.js'
export type { RemoteIndex } from './remote-index.js'
export type { SegmentOptions } from './remote-options.js'
export type { RemoteSelection } from './remote-selection.js'
export type { RemoteStatement } from './remote-statement.js'
export type { RemoteTable } from './remote-table.js'
export type { RemoteIndexInfo, RemoteTableInfo } from './table-info.js'
