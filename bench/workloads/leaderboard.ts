// How does a game's leaderboard run? A large sorted collection per board: the top ten is read
// most, players look around their own place, and a new score moves an entry, which is one
// transaction over the old entry, the new one and the player's profile.

import type { Item, Key } from '../generators/items.js'
import { freshString, padded } from '../generators/items.js'
import { Random } from '../generators/random.js'
import { ScrambledZipfian } from '../generators/zipfian.js'
import type { Operation, Workload } from './workload.js'

const BOARD_COUNT = 10
const SCORE_MAX = 1_000_000
/** Sorts after every score. */
const TOP = '~'

export class Leaderboard implements Workload {
  readonly keyNames = { partition: 'list', sort: 'entry' }
  readonly #random = new Random(13)
  readonly #scores: number[] = []
  #players: ScrambledZipfian | undefined;

  *fill(itemCount: number): Iterable<Item> {
    const playerCount = Math.ceil(itemCount / 2)
    this.#players = new ScrambledZipfian(playerCount, this.#random)
    for (let player = this.#scores.length; player < playerCount; player++) {
      const score = this.#random.below(SCORE_MAX / 2)
      this.#scores.push(score)
      yield profile(player, score)
      yield entry(player, score)
    }
  }

  operations(_phase: string, operationCount: number): readonly Operation[] {
    const operations: Operation[] = []
    while (operations.length < operationCount) operations.push(...this.#next())
    return operations
  }

  touch(item: Item): number {
    return Number(item.score) + String(item.player).length
  }

  #next(): readonly Operation[] {
    const dice = this.#random.unit()
    const player = this.#players?.next() ?? 0
    const score = this.#scores[player] ?? 0
    if (dice < 0.6) {
      const range = { partition: board(player), from: TOP, limit: 10, reverse: true }
      return [{ kind: 'query', range }]
    }
    if (dice < 0.8) {
      const { partition, sort } = entryKey(player, score)
      return [{ kind: 'query', range: { partition, from: sort, limit: 5 } }]
    }
    const better = Math.min(SCORE_MAX, score + 1 + this.#random.below(5_000))
    this.#scores[player] = better
    const writes = [
      { kind: 'remove', key: entryKey(player, score) },
      { kind: 'put', item: entry(player, better) },
      { kind: 'put', item: profile(player, better) },
    ] as const
    // The score is drawn here, but the game reads the profile first.
    return [
      { kind: 'get', key: profileKey(player) },
      { kind: 'transact', writes },
    ]
  }
}

function board(player: number): string {
  return freshString(`board#${padded(player % BOARD_COUNT, 3)}`)
}

function entryKey(player: number, score: number): Key {
  const sort = freshString(`${padded(score, 8)}#${padded(player, 7)}`)
  return { partition: board(player), sort }
}

function entry(player: number, score: number): Item {
  const { partition, sort } = entryKey(player, score)
  return {
    list: partition,
    entry: sort,
    player: `player-${player}`,
    nickname: `Swift Otter ${player % 5_000}`,
    score,
    country: player % 2 === 0 ? 'NL' : 'SE',
    avatar: `https://img.example/avatars/${player % 64}.png`,
  }
}

function profileKey(player: number): Key {
  return { partition: freshString(`player#${padded(player, 7)}`), sort: freshString('profile') }
}

function profile(player: number, score: number): Item {
  const { partition, sort } = profileKey(player)
  return {
    list: partition,
    entry: sort,
    player: `player-${player}`,
    score,
    level: Math.floor(score / 10_000),
    settings: { sound: player % 3 !== 0, theme: 'dark', invites: true },
    badges: ['early bird', 'hundred games'],
  }
}
