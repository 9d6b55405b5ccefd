/** Updates, under a condition that holds and under one that does not. */

import { ConditionalCheckFailedException, expr } from '../../../src/index.js'
import { formatUnits } from '../format.js'
import { listing } from '../listing.js'
import { type CityKey, keyOf, type World } from '../tables.js'
import type { Terminal } from '../terminal.js'
import { factsOf, measureAwaited, type Quantiles, startMeter } from '../timing.js'

const UPDATES = 10_000
const LYON = { country: 'FR', place: 'Lyon#2996944' }

export async function update(terminal: Terminal, { cities, source }: World): Promise<Quantiles> {
  terminal.heading('4  Conditional updates')
  terminal.text(
    'Expressions are in DynamoDB’s own language. What is put into a template is bound as a ' +
      'value and never becomes text.',
  )
  terminal.code(listing(import.meta.url, 'twin'))
  // shown: twin
  const setTwin = (key: CityKey, twin: string) =>
    cities.update(key, expr`SET twin = ${twin} ADD visits ${1}`, {
      if: expr`attribute_not_exists(twin)`,
      returnValues: 'UPDATED_NEW',
      returnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
  // end

  const others = source.filter(({ country }) => country !== LYON.country).slice(0, UPDATES)
  const keys = others.map(keyOf)
  const setOther = (index: number) => setTwin(keys[index] as CityKey, 'Atlantis')
  const accepted = await measureAwaited(keys.length, setOther)
  const refused = await measureAwaited(accepted.count, index =>
    setOther(index).catch(throwUnlessRefused),
  )

  terminal.code(listing(import.meta.url, 'first'))
  const units = startMeter(cities)
  // shown: first
  const changed = await setTwin(LYON, 'Birmingham')
  // end
  terminal.value(changed)
  const unitsEach = `${formatUnits(units.writeUnits(), 'write')} each`
  terminal.facts([...factsOf(accepted, 'updates'), unitsEach])

  terminal.code(listing(import.meta.url, 'second'))
  const refusedUnits = startMeter(cities)
  try {
    // shown: second
    await setTwin(LYON, 'Milan') // but it has one
    // end
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    terminal.refusal(error, [`error.item.twin is '${error.item?.twin}'`])
  }
  const refusedUnitsEach = `${formatUnits(refusedUnits.writeUnits(), 'write')} each`
  terminal.facts([...factsOf(refused, 'refusals'), `${refusedUnitsEach}, as the service bills`])
  return accepted
}

function throwUnlessRefused(error: unknown): void {
  if (!(error instanceof ConditionalCheckFailedException)) throw error
}
