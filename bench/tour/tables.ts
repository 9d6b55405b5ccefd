/**
 * How the cities are modelled. A query reads one partition key in the order of the sort key and nothing else, so each
 * question that the tour asks gets a table whose sort key answers it.
 */

import type { Database, Table } from '../../src/index.js'
import type { GeoCity } from './cities.js'

/** By name: `place` begins with it, and the id behind it tells two cities of one name apart. */
export interface City {
  country: string
  /** `Lyon#2996944` */
  place: string
  name: string
  population: number
  kind: string
  coordinates: { lat: number; lon: number }
  twin?: string
  visits?: number
}

/** By size: padded with zeros, so that the order of the strings is the order of the numbers. */
export interface Standing {
  country: string
  /** `0000472317#2996944` */
  byPopulation: string
  place: string
  name: string
  population: number
}

export type CityKey = Pick<City, 'country' | 'place'>
export type Cities = Table<City, 'country', 'place'>
export type Ranking = Table<Standing, 'country', 'byPopulation'>

/** What the steps of the tour work on, once the tables are loaded. */
export interface World {
  readonly db: Database
  readonly cities: Cities
  readonly ranking: Ranking
  readonly source: readonly GeoCity[]
  /** The size at which partitions split. */
  readonly bytesMax: number
}

export function cityOf(source: GeoCity): City {
  const { name, population, featureCode: kind } = source
  const [lon, lat] = source.loc.coordinates
  return { ...keyOf(source), name, population, kind, coordinates: { lat, lon } }
}

/** The entry of a city in the ranking of its country. */
export function standingOf({ country, place, name, population }: City): Standing {
  const id = place.slice(place.lastIndexOf('#') + 1)
  const byPopulation = `${String(population).padStart(10, '0')}#${id}`
  return { country, byPopulation, place, name, population }
}

export function keyOf({ country, name, cityId }: GeoCity): CityKey {
  return { country, place: `${name}#${cityId}` }
}

/** Keys of cities drawn at random, each city as likely as any other. */
export function randomKeys(source: readonly GeoCity[], count: number): CityKey[] {
  const draw = () => source[Math.floor(Math.random() * source.length)] as GeoCity
  return Array.from({ length: count }, () => keyOf(draw()))
}
