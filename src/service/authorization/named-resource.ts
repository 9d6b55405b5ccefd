/** Resources that requests name: their ARNs, whose they are, and what of them counts for policies. */

import type { Principal } from '../../access/question.js'
import type { StoredTable } from '../../storage/table.js'
import type { ResourcePolicy } from '../../types/table.js'
import { streamLabelOf } from '../streams/region-streams.js'
import { type Place, tableArnOf, tableNameOf } from '../tables/arn.js'
import type { RegionTables } from '../tables/region-tables.js'

/** A resource, be it there or not. */
export interface NamedResource {
  /** `*` for what is about no resource. */
  readonly arn: string
  /** The account that owns it: twelve digits. */
  readonly account: string
  /** Of an index, a stream, a backup and the like, the table that it is of; undefined if there is none. */
  readonly table: StoredTable | undefined
  /** The policy that it has itself; that of a table is also for its indexes. */
  readonly policy: ResourcePolicy | undefined
}

/** The same text each time: it is compared with that of the request before. */
const ARNS = new WeakMap<StoredTable, string>()

function arnOf(table: StoredTable, place: Place): string {
  const known = ARNS.get(table)
  if (known !== undefined) return known
  const arn = tableArnOf(table.description.name, place)
  ARNS.set(table, arn)
  return arn
}

/** Finds what the requests of a principal name, without telling whether it is there. */
export class ResourceNames {
  readonly tables: RegionTables
  readonly #isOwn: boolean
  readonly #principalAccount: string

  constructor(tables: RegionTables, { account }: Pick<Principal, 'account'>) {
    this.tables = tables
    this.#isOwn = account === tables.place.accountId
    this.#principalAccount = account
  }

  /** Whether a name is that of a table of another account: all but ARNs are names in the caller's own. */
  isElsewhere(nameOrArn: string): boolean {
    return !this.#isOwn && !nameOrArn.startsWith('arn:')
  }

  /**
   * A table, or one of its indexes.
   *
   * @throws ValidationException if the ARN is malformed
   * @throws AccessDeniedException if the ARN is of another account than the database
   */
  table(nameOrArn: string, index?: string): NamedResource {
    const { place } = this.tables
    if (this.isElsewhere(nameOrArn)) {
      const account = this.#principalAccount
      const arn = tableArnOf(nameOrArn, { region: place.region, accountId: account })
      const own = index === undefined ? arn : `${arn}/index/${index}`
      return { arn: own, account, table: undefined, policy: undefined }
    }
    const name = tableNameOf(nameOrArn, place)
    const table = this.tables.region.tables.byName(name)
    const policy = table?.description.settings.policy
    const arn = table === undefined ? tableArnOf(name, place) : arnOf(table, place)
    return {
      arn: index === undefined ? arn : `${arn}/index/${index}`,
      account: place.accountId,
      table,
      policy,
    }
  }

  /** A table of another region of the account. */
  tableIn(region: string, nameOrArn: string): NamedResource {
    const { accountId } = this.tables.place
    const name = tableNameOf(nameOrArn, this.tables.place)
    const table = this.tables.tableIn(region, name)
    const policy = table?.description.settings.policy
    return { arn: tableArnOf(name, { region, accountId }), account: accountId, table, policy }
  }

  /** What has an ARN that is known to be well-formed: a table, or a part of one. */
  byArn(arn: string): NamedResource {
    const [, , , region = '', account = '', ...rest] = arn.split(':')
    const [, name = '', part, label] = rest.join(':').split('/')
    const { place } = this.tables
    const isHere = account === place.accountId && region === place.region
    const table = isHere ? this.tables.region.tables.byName(name) : undefined
    const { policy, stream } = table?.description.settings ?? {}
    if (part === undefined) return { arn, account, table, policy }
    const isLatest = part === 'stream' && stream !== undefined && streamLabelOf(stream) === label
    return { arn, account, table, policy: isLatest ? stream.policy : undefined }
  }

  /** A resource of the account that is no table, or belongs to another service. */
  other(arn: string): NamedResource {
    return { arn, account: this.tables.place.accountId, table: undefined, policy: undefined }
  }
}
