/**
 * Calls that are on their way, by what they read or write. A read that was on its way when a write came back may show what was
 * before it, and of two writes that were on their way at once nobody knows which came last: neither may be cached.
 */

/** One call on its way. */
export interface Flight {
  /** Whether something came between, so that what it brings is not known to be the newest. */
  disturbed: boolean
}

type ByKey = Map<string, Set<Flight>>

export class Flights {
  readonly #reads: ByKey = new Map()
  readonly #writes: ByKey = new Map()
  /** Of items of which only the table is known: by what the keys of its items begin with. */
  readonly #wideWrites: ByKey = new Map()

  beginRead(key: string): Flight {
    return begin(this.#reads, key)
  }

  /** Whether nothing came between. */
  endRead(key: string, flight: Flight): boolean {
    return end(this.#reads, key, flight)
  }

  beginWrite(key: string): Flight {
    const flight = begin(this.#writes, key)
    const same = this.#writes.get(key)
    if (same !== undefined && same.size > 1) disturb(same)
    for (const [prefix, flights] of this.#wideWrites) {
      if (key.startsWith(prefix)) meet(flight, flights)
    }
    return flight
  }

  /** Whether no other write of it was on its way meanwhile. */
  endWrite(key: string, flight: Flight): boolean {
    return end(this.#writes, key, flight)
  }

  /** A write of one of the keys that begin with this. */
  beginWideWrite(prefix: string): Flight {
    const flight = begin(this.#wideWrites, prefix)
    const same = this.#wideWrites.get(prefix)
    if (same !== undefined && same.size > 1) disturb(same)
    for (const [key, flights] of this.#writes) {
      if (key.startsWith(prefix)) meet(flight, flights)
    }
    return flight
  }

  endWideWrite(prefix: string, flight: Flight): boolean {
    return end(this.#wideWrites, prefix, flight)
  }

  /** Something has been written under a key. */
  disturbReads(key: string): void {
    disturb(this.#reads.get(key))
  }

  /** Something has been written under a key that begins with this. */
  disturbReadsOfAll(prefix: string): void {
    for (const [key, flights] of this.#reads) if (key.startsWith(prefix)) disturb(flights)
  }

  /** Nothing that is on its way is to be cached. */
  disturbAll(): void {
    for (const some of [this.#reads, this.#writes, this.#wideWrites]) {
      for (const flights of some.values()) disturb(flights)
    }
  }
}

function begin(flightsByKey: ByKey, key: string): Flight {
  const flight: Flight = { disturbed: false }
  const flights = flightsByKey.get(key)
  if (flights === undefined) flightsByKey.set(key, new Set([flight]))
  else flights.add(flight)
  return flight
}

function end(flightsByKey: ByKey, key: string, flight: Flight): boolean {
  const flights = flightsByKey.get(key)
  flights?.delete(flight)
  if (flights?.size === 0) flightsByKey.delete(key)
  return !flight.disturbed
}

function disturb(flights: Iterable<Flight> = []): void {
  for (const flight of flights) flight.disturbed = true
}

function meet(flight: Flight, others: Iterable<Flight>): void {
  flight.disturbed = true
  disturb(others)
}
