/** Auto scaling as the native interface takes it. */

import type { CapacityChange } from '../capacity/table-scaler.js'
import { optionInvalid } from '../errors/option-errors.js'
import type { StoredTable } from '../storage/table.js'
import { TABLE_UNITS_MAX } from '../types/limits.js'
import type { ScalingSetting } from '../types/table.js'
import { ANYTHING, FLAG, OBJECT, optionsOf } from '../validation/options.js'

/** Between which bounds provisioned capacity follows its use, and how. */
export interface ScalingOptions {
  /** Capacity units a second: 1 or more. */
  readonly min: number
  /** Capacity units a second: 40,000 or less. */
  readonly max: number
  /** Percent of the provisioned capacity that are to be used, from 20 to 90. Default: 70. */
  readonly target?: number | undefined
  /** Seconds after which capacity may be added again. Default: 0. */
  readonly scaleOutCooldown?: number | undefined
  /** Seconds after which capacity may be taken away again. Default: 0. */
  readonly scaleInCooldown?: number | undefined
  /** Whether no capacity is ever taken away. Default: false. */
  readonly disableScaleIn?: boolean | undefined
}

/** Targets: those that are undefined stay as they are, null ends one. */
interface PartScalingOptions {
  /** Of read capacity; `null` ends it. */
  readonly read?: ScalingOptions | null | undefined
  /** Of write capacity; `null` ends it. */
  readonly write?: ScalingOptions | null | undefined
}

/** Targets of a table and of its global indexes. */
export interface AutoScaleOptions<IndexName extends string = string> extends PartScalingOptions {
  /** By the names of global indexes. */
  readonly indexes?: Readonly<Partial<Record<IndexName, PartScalingOptions>>> | undefined
}

/** Provisioned capacity units a second: whole numbers from 1 to 40,000. */
interface PartCapacity {
  /** Read capacity units a second. */
  readonly read: number
  /** Write capacity units a second. */
  readonly write: number
}

/** Provisioned capacity of a table and of its global indexes. Those of indexes that are left out stay as they are. */
export interface CapacityOptions extends PartCapacity {
  /** By the names of global indexes. */
  readonly indexes?: Readonly<Record<string, PartCapacity>> | undefined
}

const PARTS = { read: ANYTHING, write: ANYTHING }

const capacityOptions = optionsOf<CapacityOptions>('setCapacity', { ...PARTS, indexes: OBJECT })
const capacityOfIndex = optionsOf<PartCapacity>('An index of setCapacity', PARTS)
const autoScaleOptions = optionsOf<AutoScaleOptions>('autoScale', { ...PARTS, indexes: OBJECT })
const scalingOfIndex = optionsOf<PartScalingOptions>('An index of autoScale', PARTS)
const targetOptions = optionsOf<ScalingOptions>('A target of autoScale', {
  min: ANYTHING,
  max: ANYTHING,
  target: ANYTHING,
  scaleOutCooldown: ANYTHING,
  scaleInCooldown: ANYTHING,
  disableScaleIn: FLAG,
})

/** What UpdateTable is to do. Throws a `ValidationException` for what it can't be asked for. */
export function capacityChangeOf(
  {
    region,
    description,
  }: { readonly region: string; readonly description: { readonly name: string } },
  capacity: CapacityOptions | 'PAY_PER_REQUEST',
): CapacityChange {
  const table = description.name
  if (capacity === 'PAY_PER_REQUEST') return { region, table, billingMode: capacity }
  const { read, write, indexes: givenIndexes = {} } = capacityOptions(capacity)
  checkUnits('', { read, write })
  const indexes: Record<string, PartCapacity> = {}
  for (const [index, given] of Object.entries(givenIndexes)) {
    const part = capacityOfIndex(given)
    checkUnits(`indexes.${index}.`, part)
    indexes[index] = part
  }
  return { region, table, billingMode: 'PROVISIONED', units: { read, write }, indexes }
}

/** `place` is what stands before the names of the options. */
function checkUnits(place: string, { read, write }: PartCapacity): void {
  for (const [option, units] of Object.entries({ read, write })) {
    const isAllowed = Number.isInteger(units) && units >= 1
    check(`${place}${option}`, units, isAllowed, 'a whole number from 1 on')
  }
}

const CAPACITIES = ['read', 'write'] as const

/** The targets of a table once they are changed. Throws a `ValidationException` for what no target can be. */
export function changedTargets(table: StoredTable, options: AutoScaleOptions): ScalingSetting[] {
  const { autoScaling = [] } = table.description.settings
  const { indexes = {}, ...whole } = autoScaleOptions(options)
  const parts: (readonly [string | undefined, PartScalingOptions])[] = [[undefined, whole]]
  for (const [index, part] of Object.entries(indexes)) {
    refuseOtherIndexes(table, index)
    if (part !== undefined) parts.push([index, scalingOfIndex(part)])
  }
  let targets = [...autoScaling]
  for (const [index, part] of parts) {
    for (const capacity of CAPACITIES) {
      const given = part[capacity]
      if (given === undefined) continue
      targets = targets.filter(one => one.index !== index || one.capacity !== capacity)
      if (given !== null) targets.push({ capacity, index, ...targetOf(given) })
    }
  }
  return targets
}

function refuseOtherIndexes({ indexes }: StoredTable, index: string): void {
  const found = indexes.find(({ name }) => name === index)
  if (found?.description.kind === 'global') return
  throw optionInvalid('indexes', { value: index, allowed: 'the names of global indexes' })
}

function targetOf(options: ScalingOptions): Omit<ScalingSetting, 'capacity' | 'index'> {
  const given = targetOptions(options)
  const { min, max, target = 70, scaleOutCooldown = 0, scaleInCooldown = 0 } = given
  check('min', min, Number.isInteger(min) && min >= 1, 'a whole number from 1 on')
  const isMax = Number.isInteger(max) && max >= min && max <= TABLE_UNITS_MAX
  check('max', max, isMax, `a whole number from min to ${TABLE_UNITS_MAX}`)
  check('target', target, target >= 20 && target <= 90, 'a percentage from 20 to 90')
  const seconds = 'a number of seconds from 0 on'
  check('scaleOutCooldown', scaleOutCooldown, scaleOutCooldown >= 0, seconds)
  check('scaleInCooldown', scaleInCooldown, scaleInCooldown >= 0, seconds)
  const isScaleInDisabled = given.disableScaleIn === true
  return { min, max, utilization: target, scaleOutCooldown, scaleInCooldown, isScaleInDisabled }
}

function check(option: string, value: unknown, isAllowed: boolean, allowed: string): void {
  if (!isAllowed) throw optionInvalid(option, { value, allowed })
}
