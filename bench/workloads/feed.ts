// How does a social network's home feed run? Fan-out on write: a post is put into the feeds of
// the author's followers, a feed is read newest first, and likes count up on the post itself.

import type { Item, Key } from '../generators/items.js'
import { freshString, padded } from '../generators/items.js'
import { Random } from '../generators/random.js'
import { ScrambledZipfian } from '../generators/zipfian.js'
import type { Operation, Workload } from './workload.js'

const ENTRIES_AT_START = 19
const FOLLOWERS_MAX = 40
/** Sorts after every post. */
const NEWEST = '~'
const TEXTS = [
  'The tram is late again, so here is a picture of the harbour in the fog.',
  'Three years of sourdough and I finally understand what the recipe meant by "wait".',
  'New release out today. Faster, smaller, and the bug from last week is gone.',
] as const

export class Feed implements Workload {
  readonly keyNames = { partition: 'list', sort: 'post' }
  readonly #random = new Random(19)
  #users: ScrambledZipfian | undefined
  #userCount = 0
  #postCount = 0
  /** The author of each post, by the post's number. */
  readonly #authors: number[] = [];

  *fill(itemCount: number): Iterable<Item> {
    const userCount = Math.ceil(itemCount / (ENTRIES_AT_START + 1))
    this.#users = new ScrambledZipfian(userCount, this.#random)
    while (this.#userCount < userCount) {
      const author = this.#userCount++
      const post = this.#newPost(author)
      yield wallItem(author, post)
      for (let entry = 0; entry < ENTRIES_AT_START; entry++) {
        yield feedItem({ reader: (author + 1 + entry * 7) % userCount, author, post })
      }
    }
  }

  operations(_phase: string, operationCount: number): readonly Operation[] {
    const operations: Operation[] = []
    while (operations.length < operationCount) operations.push(...this.#next())
    return operations
  }

  touch(item: Item): number {
    return String(item.text).length + Number(item.likes ?? 0) + Number(item.author)
  }

  #next(): readonly Operation[] {
    const dice = this.#random.unit()
    const user = this.#users?.next() ?? 0
    if (dice < 0.78) {
      const range = { partition: feedOf(user), from: NEWEST, limit: 20, reverse: true }
      return [{ kind: 'query', range }]
    }
    if (dice < 0.98) {
      const post = Math.floor(this.#random.unit() * this.#postCount)
      const key = wallKey(this.#authors[post] ?? 0, post)
      return [{ kind: 'add', key, attribute: 'likes', by: 1 }]
    }
    const post = this.#newPost(user)
    const operations: Operation[] = [{ kind: 'put', item: wallItem(user, post) }]
    const followerCount = 1 + this.#random.below(FOLLOWERS_MAX)
    for (let follower = 0; follower < followerCount; follower++) {
      const reader = (user + 1 + follower * 7) % this.#userCount
      operations.push({ kind: 'put', item: feedItem({ reader, author: user, post }) })
    }
    return operations
  }

  #newPost(author: number): number {
    this.#authors.push(author)
    return this.#postCount++
  }
}

function feedOf(user: number): string {
  return freshString(`feed#${padded(user, 7)}`)
}

function wallKey(author: number, post: number): Key {
  const partition = freshString(`wall#${padded(author, 7)}`)
  return { partition, sort: freshString(`post#${padded(post, 9)}`) }
}

function wallItem(author: number, post: number): Item {
  const { partition, sort } = wallKey(author, post)
  return { list: partition, post: sort, author, text: text(post), likes: 0, media: [] }
}

function feedItem(entry: { reader: number; author: number; post: number }): Item {
  return {
    list: feedOf(entry.reader),
    post: freshString(`post#${padded(entry.post, 9)}`),
    author: entry.author,
    name: `Member ${entry.author}`,
    text: text(entry.post),
    preview: { kind: 'photo', width: 1_200, height: 800, blur: 'L6PZfSi_.AyE_3t7t7R**0o#DgR4' },
  }
}

function text(post: number): string {
  return TEXTS[post % TEXTS.length] ?? ''
}
