/** In what a table differs from a schema: its keys, indexes, stream, time to live and point-in-time recovery. */

import type {
  IndexDescription,
  IndexProjection,
  KeyAttribute,
  TableDescription,
  TableSettings,
} from '../types/table.js'

type Described = Pick<TableDescription, 'keySchema' | 'settings'>

/** What differs, in words, as in `sortKey is { b: 'S' }, not { c: 'S' }`. */
export function schemaDifferences(existing: Described, wanted: Described): readonly string[] {
  return [...membersOf(existing, wanted)].flatMap(([member, [is, not]]) =>
    is === not ? [] : [`${member} is ${is}, not ${not}`],
  )
}

const NONE = 'none'

/** What is compared: for each member its text in the table, and in the schema. */
function membersOf(existing: Described, wanted: Described): Map<string, readonly [string, string]> {
  const members = new Map<string, readonly [string, string]>()
  const compare = (member: string, textOf: (described: Described) => string): void => {
    members.set(member, [textOf(existing), textOf(wanted)])
  }
  compare('partitionKey', ({ keySchema }) => keyText([keySchema.partitionKey]))
  compare('sortKey', ({ keySchema }) => keyText(keySchema.sortKey ? [keySchema.sortKey] : []))
  for (const kind of ['local', 'global'] as const) {
    for (const name of indexNames(existing, wanted, kind)) {
      compare(`${kind}Indexes.${name}`, described => indexText(described, kind, name))
    }
  }
  compare('stream', ({ settings: { stream } }) => quoted(stream?.isEnabled ? stream.viewType : ''))
  compare('timeToLive', ({ settings }) => quoted(settings.timeToLive?.attribute ?? ''))
  compare('pointInTimeRecovery', ({ settings: { pointInTime } }) =>
    pointInTime === undefined ? NONE : `{ days: ${pointInTime.days} }`,
  )
  compare('replicas', ({ settings }) => replicasText(settings))
  return members
}

function replicasText({ replication }: TableSettings): string {
  const { consistency, witness, replicas = [] } = replication ?? {}
  if (replicas.length === 0) return NONE
  const regions = replicas.map(({ region }) => quoted(region)).sort()
  if (consistency !== 'STRONG') return regions.join(', ')
  const members = [
    `regions: [${regions.join(', ')}]`,
    ...(witness === undefined ? [] : [`witness: ${quoted(witness)}`]),
    `consistency: 'STRONG'`,
  ]
  return `{ ${members.join(', ')} }`
}

function indexNames(
  existing: Described,
  wanted: Described,
  kind: IndexDescription['kind'],
): ReadonlySet<string> {
  const indexes = [existing, wanted].flatMap(({ settings }) => settings.indexes ?? [])
  return new Set(indexes.filter(index => index.kind === kind).map(({ name }) => name))
}

function indexText({ settings }: Described, kind: IndexDescription['kind'], name: string): string {
  const index = settings.indexes?.find(one => one.kind === kind && one.name === name)
  if (index === undefined) return NONE
  const members = [
    ...(kind === 'global' ? [`partitionKey: ${keyText(index.partitionKeys)}`] : []),
    ...(index.sortKeys.length > 0 ? [`sortKey: ${keyText(index.sortKeys)}`] : []),
    `projection: ${projectionText(index.projection)}`,
  ]
  return `{ ${members.join(', ')} }`
}

function keyText(attributes: readonly KeyAttribute[]): string {
  if (attributes.length === 0) return NONE
  return `{ ${attributes.map(({ name, type }) => `${name}: '${type}'`).join(', ')} }`
}

/** The order of the names is of no account. */
function projectionText({ type, names }: IndexProjection): string {
  return type === 'INCLUDE' ? `[${[...names].sort().map(quoted).join(', ')}]` : quoted(type)
}

function quoted(text: string): string {
  return text === '' ? NONE : `'${text}'`
}
