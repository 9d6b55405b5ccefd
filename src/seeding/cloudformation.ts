/**
 * Templates of CloudFormation and SAM: which of their resources are tables, and what they are named. The templates that CDK writes
 * are of this kind, too, and so are the resources of Serverless.
 */

import { WrongSeed } from '../errors/seed-errors.js'
import { Functions, NO_VALUE, Sections } from './functions.js'
import { globalTable, leftOut } from './global-table.js'
import type { SeedContext, SeedPlan, TableWish } from './seed-plan.js'
import type { Members, Spot } from './spot.js'
import {
  KNOWN_PROPERTIES,
  plainTable,
  simpleTable,
  type TemplateTable,
  typed,
} from './template-table.js'

/** What may fail to be resolved without anything in the database being different. */
const IDLE_PROPERTIES: ReadonlySet<string> = new Set(['SSESpecification'])

/** A template to read. */
interface Template {
  /** Its parts: most templates have one. */
  readonly parts: readonly Spot[]
  readonly context: Pick<SeedContext, 'region' | 'parameters'>
  /** Under which name it is deployed, if that is known. */
  readonly stackName?: string | undefined
  /** What stands for a value before functions are called. Default: the value. */
  readonly before?: ((spot: Spot) => Spot) | undefined
}

/** The tables of a template. Throws `WrongSeed` if something of them can't be resolved. */
export function planOfTemplate(template: Template): SeedPlan {
  return new TemplateReading(template).plan()
}

class TemplateReading {
  readonly #sections: Sections
  readonly #region: string
  readonly #before: (spot: Spot) => Spot
  readonly #functions: Functions
  readonly #notes: string[] = []
  /** The names of tables, by their logical ids; undefined while a name is being made. */
  readonly #names = new Map<string, string | undefined>()

  constructor({ parts, context, stackName, before = spot => spot }: Template) {
    this.#sections = new Sections(parts, before)
    this.#region = context.region
    this.#before = before
    const tableNameOf = (logicalId: string): string | undefined => this.#nameOf(logicalId)
    this.#functions = new Functions({
      sections: this.#sections,
      context,
      stackName,
      before,
      tableNameOf,
    })
  }

  plan(): SeedPlan {
    const tables = this.#sections
      .entries('Resources')
      .flatMap(([logicalId, given]) => this.#tableOf(logicalId, this.#before(given)) ?? [])
    return { tables, items: [], notes: this.#notes }
  }

  #tableOf(logicalId: string, resource: Spot): TableWish | undefined {
    const type = this.#typeOf(resource)
    if (type === undefined || !this.#isThere(resource)) return undefined
    const table: TemplateTable = {
      spot: resource,
      name: this.#nameOf(logicalId) ?? logicalId,
      properties: this.#propertiesOf(resource, KNOWN_PROPERTIES[type] ?? []),
    }
    if (type === 'AWS::DynamoDB::GlobalTable') {
      const note = leftOut(table, this.#region)
      if (note !== undefined) this.#notes.push(note)
      return globalTable(table, this.#region)
    }
    return type === 'AWS::DynamoDB::Table' ? plainTable(table) : simpleTable(table)
  }

  /** The type of a resource that is a table. */
  #typeOf(resource: Spot): string | undefined {
    const type = this.#before(resource.at('Type')).value
    return typeof type === 'string' && Object.hasOwn(KNOWN_PROPERTIES, type) ? type : undefined
  }

  #isThere(resource: Spot): boolean {
    const condition = this.#before(resource.at('Condition'))
    return condition.isMissing || this.#functions.holds(condition.string(), condition)
  }

  /** A table without a name has that of its resource, so that code and tests can know it. */
  #nameOf(logicalId: string): string | undefined {
    if (this.#names.has(logicalId)) return this.#names.get(logicalId)
    const resource = this.#sections.member('Resources', logicalId)
    if (this.#typeOf(resource) === undefined) return undefined
    this.#names.set(logicalId, undefined)
    const given = this.#before(resource.at('Properties')).at('TableName')
    const name = given.isMissing ? NO_VALUE : this.#functions.resolve(given)
    const own = name === NO_VALUE ? logicalId : given.with(name).string()
    this.#names.set(logicalId, own)
    return own
  }

  #propertiesOf(resource: Spot, known: readonly string[]): Members {
    const properties: Record<string, unknown> = {}
    for (const [name, spot] of this.#before(resource.at('Properties')).entries()) {
      if (name === 'TableName') continue
      if (!known.includes(name)) {
        this.#notes.push(spot.note('is left out'))
        continue
      }
      const value = this.#propertyOf(name, spot)
      if (value !== NO_VALUE) properties[name] = typed(value, name)
    }
    return properties
  }

  #propertyOf(name: string, spot: Spot): unknown {
    try {
      return this.#functions.resolve(spot)
    } catch (error) {
      if (!(error instanceof WrongSeed && IDLE_PROPERTIES.has(name))) throw error
      this.#notes.push(spot.note(`is left out: ${error.reason}`))
      return NO_VALUE
    }
  }
}
