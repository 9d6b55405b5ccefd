/**
 * Every row on every door. What a peer lacks is listed by the names of rows, with the reason, in `lacks.ts`: a row of the list that
 * passes fails, as does one that is not in it and doesn't pass. Only what would never end there is not played.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type CancellationReason,
  DynamoError,
  type TransactionCanceledException,
} from '../../src/index.js'
import { expectEqual } from '../support/expect-equal.js'
import { type Door, EmbeddedDoor, HttpDoor, InProcessDoor, PeerDoor } from './doors.js'
import { LACKS } from './lacks.js'
import { PEERS } from './peers.js'
import type { Call, Lack, Refusal, Row, Rows } from './row.js'
import { inWordsOfService } from './texts.js'

/** Makes a test of each row, on each door. */
export function playOnEveryDoor(collected: readonly Rows[]): void {
  const rows = collected.flatMap(({ list }) => list)
  const doors: readonly Door[] = [
    new EmbeddedDoor(),
    new InProcessDoor(),
    new HttpDoor(),
    ...PEERS.map(name => new PeerDoor(name)),
  ]
  for (const door of doors) {
    describe(door.name, () => {
      const player = new Player(door)
      beforeAll(() => door.open())
      afterAll(() => door.close())
      for (const row of rows.filter((one, place) => isFor(door, one, place))) {
        const lack = door instanceof EmbeddedDoor ? undefined : lackOf(door, row.name)
        // What a peer never answers would be waited for to no end.
        if (lack?.isEndless === true) continue
        if (lack === undefined) test(row.name, () => player.play(row))
        else test(`${row.name} (lacks: ${lack.reason})`, () => player.playLacking(row, lack.reason))
      }
    })
  }
  test('no row has the name of another', () => {
    const names = rows.map(({ name }) => name)
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([])
  })
}

const ARE_ALL_PLAYED = process.env.HASHRANGE_ROWS === 'all'
/**
 * Refusals are the library's: all of them are played embedded and in process. What is refused before anything is sent is nothing to
 * other doors, which are given one in so many of the rest.
 */
const REFUSALS_EACH = ARE_ALL_PLAYED ? 1 : 7
/** What is not refused is played on all of the library's doors, and one in so many rows by a peer: each by another one. */
const ROWS_OF_PEERS_EACH = ARE_ALL_PLAYED ? 1 : 3

function isFor(door: Door, row: Row, place: number): boolean {
  if (row.refusal === undefined) {
    const peer = door.peer === undefined ? -1 : PEERS.indexOf(door.peer)
    return peer === -1 || place % ROWS_OF_PEERS_EACH === peer % ROWS_OF_PEERS_EACH
  }
  if (door instanceof EmbeddedDoor || door instanceof InProcessDoor) return true
  return row.isRefusedUnsent !== true && place % REFUSALS_EACH === 0
}

function lackOf({ peer }: Door, name: string): Lack | undefined {
  return LACKS[peer ?? 'connect'].find(({ rows }) => rows.includes(name))
}

class Player {
  readonly #door: Door
  #isAsMade = false
  /** What is in the world as it was made, once a row has been refused there. */
  #made: unknown

  constructor(door: Door) {
    this.#door = door
  }

  async play(row: Row): Promise<void> {
    const site = await this.#door.site(this.#isAsMade)
    this.#isAsMade = false
    if (row.refusal === undefined) {
      await row.play(site)
      return
    }
    this.#made ??= await this.#door.contents()
    const sentBefore = this.#door.sentCount
    for (const call of waysOf(row, this.#door)) {
      expectRefusal(await thrownBy(() => call(site)), row.refusal, this.#door)
    }
    if (row.isRefusedUnsent) expect(this.#door.sentCount, 'requests').toBe(sentBefore)
    expectEqual(await this.#door.contents(), this.#made)
    this.#isAsMade = true
  }

  /** A row that the peer is known not to pass. */
  async playLacking(row: Row, reason: string): Promise<void> {
    const hasPassed = await this.play(row).then(
      () => true,
      () => false,
    )
    if (hasPassed)
      expect.fail(`no longer lacks it, so that it is to be taken out of the list: ${reason}`)
  }
}

/** A peer cannot tell other ways apart. */
function waysOf({ play, otherWays = [], embeddedWays = [] }: Row, door: Door): readonly Call[] {
  if (door.peer !== undefined) return [play]
  return [play, ...otherWays, ...(door instanceof EmbeddedDoor ? embeddedWays : [])]
}

/** What the call throws, at once or as a rejection. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call()
  } catch (error) {
    return error
  }
  return expect.fail('it is not refused')
}

function expectRefusal(error: unknown, refusal: Refusal, door: Door): void {
  if (!(error instanceof DynamoError)) throw error
  // What answers requests says what the service says, and knows no more of a key.
  const told = (message = '') =>
    door instanceof EmbeddedDoor ? message : inWordsOfService(message).trim()
  const { name, message, code, statusCode } = error
  expect({ name, message: told(message), code, statusCode }, `it says: ${message}`).toEqual({
    name: refusal.name,
    message: told(refusal.message),
    code: refusal.name,
    statusCode: 400,
  })
  expect(error.constructor.name).toBe(refusal.name)
  if (refusal.cancellationReasons === undefined) return
  const reasonsOf = (reasons: readonly CancellationReason[]) =>
    reasons.map(reason =>
      reason.message === undefined ? reason : { ...reason, message: told(reason.message) },
    )
  const { cancellationReasons } = error as TransactionCanceledException
  expect(reasonsOf(cancellationReasons)).toEqual(reasonsOf(refusal.cancellationReasons))
}
