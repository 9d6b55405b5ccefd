/** What is wrong with a seed: files and templates that tables and items are to be made of. */

import { ValidationException } from './dynamo-error.js'

/** Where something stands. */
export interface SeedPlace {
  /** The path of the file, as it was given; undefined if the seed came from no file. */
  readonly file?: string | undefined
  /** Counted from 1; undefined if the seed was no text. */
  readonly line?: number | undefined
  /** Such as `Resources.Orders.Properties`; empty if it is the whole. */
  readonly path: string
}

/**
 * A seed that can't be read, is not resolved, or asks for what the service refuses. Nothing of it is in the database. The message
 * begins with the place, as in `template.yaml:14 (Resources.Orders.Properties.TableName): …`.
 */
export class WrongSeed extends Error {
  override readonly name = 'WrongSeed'
  readonly file: string | undefined
  readonly line: number | undefined
  readonly path: string
  /** The message without the place. */
  readonly reason: string

  constructor(place: SeedPlace, reason: string) {
    super(`${shownPlace(place)}: ${reason}`)
    this.file = place.file
    this.line = place.line
    this.path = place.path
    this.reason = reason
  }
}

/** As editors and terminals know to open it. */
export function shownPlace({ file, line, path }: SeedPlace): string {
  const where = line === undefined ? '' : file === undefined ? `line ${line}` : `:${line}`
  const start = `${file ?? ''}${where}`
  if (path === '') return start === '' ? 'the seed' : start
  return start === '' ? path : `${start} (${path})`
}

/** A reason for each way in which a seed can be wrong. */
export const SEED_REASONS = {
  notJson: 'is not JSON',
  tooLarge: (bytesMax: number) =>
    `has more than ${bytesMax} bytes, which a seed of this kind may have. Import a large one: see importTable`,
  tooDeep: (levels: number) => `has more than ${levels} levels`,
  tooManyValues: (count: number) =>
    `stands for more than ${count} values: aliases that refer to aliases multiply`,
  repeated: (name: string) => `is there twice: ${name}`,
  keyNotText: 'is a key that is no text',
  anchorMissing: (name: string) => `*${name} refers to nothing above it`,
  noTables: 'has no tables of DynamoDB',
  notYaml: (message: string) => `is not YAML: ${message}`,
  severalDocuments: 'holds several documents of YAML: a seed is one',
  unknownForm:
    'must be the input of CreateTable, or of PutItem (TableName and KeySchema, or TableName and Item), a document of tables and items, or a template of CloudFormation, SAM, CDK, Serverless, Terraform or NoSQL Workbench',
  terraformSource:
    "is Terraform's own language, which is not evaluated. Run `terraform plan -out=plan && terraform show -json plan > plan.json`, and give plan.json",
  isDirectory:
    'is a directory without templates: a directory that `cdk synth` has written has some',
  wrongType: (expected: string) => `must be ${expected}`,
  missing: (name: string) => `needs ${name}`,
  tableOfItemsUnknown:
    'is an item, and nothing says of which table. Give the option table, or have one table alone in the seed',
  tableMissing: (table: string) =>
    `is an item of ${table}: there is no table of that name, neither in the seed nor in the database`,
  refused: (what: string, message: string) => `${what}: ${message}`,
  throttled:
    'was throttled: the database has more to write than its tables have capacity for. Seed a database without the option throttle',
  parameterMissing: (name: string) =>
    `the parameter ${name} has no value. Give it by the option parameters`,
  attributeUnknown: (resource: string, attribute: string) =>
    `${resource}.${attribute} is known only once it is deployed`,
  nothingNamed: (name: string) => `nothing in the template is named ${name}`,
  functionUnknown: (name: string) => `${name} is not resolved here`,
  functionWrong: (name: string, expected: string) => `${name} takes ${expected}`,
  notInMapping: (keys: string) => `the mappings have no ${keys}`,
  cycle: 'refers to itself',
  variableUnresolved: (address: string) =>
    `\${${address}} is known only once it is deployed. Give it a default`,
  variableMissing: (address: string) => `\${${address}} has no value, and no default`,
  variableWrong: (text: string) => `${text} is not a variable that can be read`,
  fileMissing: (file: string, message: string) => `${file} can't be read: ${message}`,
  knownAfterApply: (name: string) => `${name} is known only once the plan is applied`,
} as const

export const sourceNotASeed = (): ValidationException =>
  new ValidationException(
    'seed needs the path of a file, or an object: what is to be in the database',
  )
