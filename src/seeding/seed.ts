/** `seed`: tables and items for tests, from the files that people have already. */

import { sourceNotASeed, WrongSeed } from '../errors/seed-errors.js'
import { atDoor } from '../errors/stack.js'
import { DEFAULT_REGION } from '../transport/client-config.js'
import { OBJECT, oneOf, optionsOf, TEXT } from '../validation/options.js'
import { SEED_FORMATS } from './formats.js'
import { planOf, type SeedText } from './reading.js'
import type { SeedParameter } from './seed-plan.js'
import { type SeedResult, type Sowable, sow } from './sowing.js'

/** What can be seeded: a `Database`. */
export interface Seedable extends Sowable {
  fork(): Sowable
  readonly region?: string | undefined
}

/**
 * Tables and items: the path of a file or of a directory that `cdk synth` has written, what would be in the file, or the same as
 * values, such as the input of CreateTable.
 */
export type SeedSource = string | SeedText | object

/** How a seed is read. */
export interface SeedOptions {
  /** The region that the tables are made in. Default: that of the database. */
  readonly region?: string | undefined
  /**
   * Values of parameters of templates, also of `AWS::StackName`, and of options and parameters of Serverless, by their names.
   * Default: those that the template says.
   */
  readonly parameters?: Readonly<Record<string, SeedParameter>> | undefined
  /** The table of items that do not say of which they are, such as the lines of an export. Default: the only one of the seed. */
  readonly table?: string | undefined
}

const seedOptions = optionsOf<SeedOptions>('seed', {
  region: TEXT,
  parameters: OBJECT,
  table: TEXT,
})
const textOptions = optionsOf<SeedText>('a seed', { text: TEXT, format: oneOf(...SEED_FORMATS) })

/**
 * Makes the tables and puts the items of a seed: of inputs of CreateTable, answers of DescribeTable, templates of CloudFormation, SAM,
 * CDK and Serverless, plans and states of Terraform as JSON, models of NoSQL Workbench, or files of items. All of it is tried on a fork
 * first, so it is there as a whole or not at all.
 *
 * ```ts
 * const { tables } = await seed(db, 'template.yaml', { parameters: { Stage: 'test' } })
 * await seed(db, 'orders.jsonl', { table: 'Orders' })
 * ```
 *
 * @returns the names of the tables, how many items there were, and what was left out
 * @throws ValidationException for an option that there is not
 * @throws WrongSeed with file, line and reason if it can't be read as a whole, or something of it would be refused
 * @throws an error of Node, such as that of code `ENOENT`, if a file can't be read
 */
export async function seed(
  database: Seedable,
  source: SeedSource,
  options: SeedOptions = {},
): Promise<SeedResult> {
  const given = atDoor(seed, () => checked(source, options))
  const region = given.region ?? database.region ?? DEFAULT_REGION
  const caller = { stack: '' }
  Error.captureStackTrace(caller, seed)
  return seeded(database, source, { ...given, region }).catch(error => {
    throw toldAtCaller(error, caller.stack)
  })
}

function checked(source: SeedSource, options: SeedOptions): SeedOptions {
  if (typeof source !== 'string' && (typeof source !== 'object' || source === null)) {
    throw sourceNotASeed()
  }
  if (typeof source === 'object' && 'text' in source) textOptions(source)
  return seedOptions(options)
}

/** What is wrong is in the file: of the code, the line that asked for it is of interest, and nothing within. */
function toldAtCaller(error: unknown, stack: string): unknown {
  if (error instanceof WrongSeed) {
    const frames = stack.slice(stack.indexOf('\n'))
    Object.defineProperty(error, 'stack', {
      value: `${error.name}: ${error.message}${frames}`,
      configurable: true,
      writable: true,
    })
  }
  return error
}

async function seeded(
  database: Seedable,
  source: string | object,
  options: SeedOptions & { readonly region: string },
): Promise<SeedResult> {
  const plan = await planOf(source, { ...options, environment: process.env })
  await sow(database.fork(), plan, options.region)
  return sow(database, plan, options.region)
}
