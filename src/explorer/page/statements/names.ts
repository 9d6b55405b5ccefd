/** The names of what there is in a region, to choose from. */

import type { Item } from '../items/attribute.js'
import { call } from '../service.js'
import { indexesOf, type TableDescription } from '../tables/table-description.js'
import type { Names } from './completion.js'

/** Items that are looked at for the names of attributes. */
const SAMPLE = 20

/** Each is asked for once, as long as somebody types. */
export function namesIn(region: string): Names {
  const members = new Map<string, Promise<readonly string[]>>()
  let tables: Promise<readonly string[]> | undefined
  return {
    tables() {
      tables ??= call<{ readonly TableNames: readonly string[] }>('ListTables', {}, { region })
        .then(({ TableNames }) => TableNames)
        .catch(() => [])
      return tables
    },
    membersOf(table) {
      const known = members.get(table)
      if (known !== undefined) return known
      // What is no table yet may be half of a name.
      const asked = membersOf(table, region).catch(() => {
        members.delete(table)
        return []
      })
      members.set(table, asked)
      return asked
    },
  }
}

async function membersOf(TableName: string, region: string): Promise<readonly string[]> {
  const [{ Table }, { Items }] = await Promise.all([
    call<{ readonly Table: TableDescription }>('DescribeTable', { TableName }, { region }),
    call<{ readonly Items: readonly Item[] }>('Scan', { TableName, Limit: SAMPLE }, { region }),
  ])
  const attributes = Table.AttributeDefinitions.map(({ AttributeName }) => AttributeName)
  const indexes = indexesOf(Table).map(({ IndexName }) => IndexName)
  return [...new Set([...attributes, ...Items.flatMap(item => Object.keys(item)), ...indexes])]
}
