/**
 * Extendible hashing (Fagin et al., 1979): a directory of pages, chosen by the first bits of the hash. A page that is full
 * becomes two, and two neighbours that are nearly empty become one, so the table never stops to move all its entries.
 * A page owns a range of hashes, so pages stand in the order of hashes.
 *
 * Copy-on-write: a fork shares the directory and all pages. The first write of either side copies one page, and the
 * directory, which is 8 bytes for each page.
 */

import type { HashPage } from './hash-page.js'
import { newOwner, type Owner } from './ownership.js'
import { DEPTH_MAX, PAGE_SLOTS, PAGE_SLOTS_MAX, PAGE_SLOTS_MIN } from './storage-sizes.js'

/**
 * A split that leaves less than this share of the entries on one side means hashes that were made to agree: the page
 * grows instead, since each split of it could double the directory.
 */
const SPLIT_SHARE_MIN = 0.25
/** The share of a page that is filled at first where it is known how much there will be. */
const FILL_LOADED = 0.6
/** Two neighbours become one page if they fill no more than this share of it. */
const JOIN_SHARE_MAX = 0.3

type NewPage<Page> = (owner: Owner, depth: number, slotCount: number) => Page

/** What a directory leads to. */
interface Content<Page> {
  readonly pages: Page[]
  readonly depth: number
}

export class HashDirectory<Page extends HashPage> {
  readonly #newPage: NewPage<Page>
  #owner: Owner = newOwner()
  /** There is at least one bit, since a shift by 32 is one by 0. */
  #depth: number
  #pages: Page[]
  #isShared: boolean

  /** Given what another one leads to, it shares that. */
  constructor(newPage: NewPage<Page>, shared?: Content<Page>) {
    this.#newPage = newPage
    this.#isShared = shared !== undefined
    this.#depth = shared?.depth ?? 1
    const pageOfHalf = () => newPage(this.#owner, 1, PAGE_SLOTS_MIN)
    this.#pages = shared?.pages ?? [pageOfHalf(), pageOfHalf()]
  }

  /** A directory that has pages for so many entries, whose hashes are spread evenly. */
  static sized<Page extends HashPage>(
    newPage: NewPage<Page>,
    entries: number,
  ): HashDirectory<Page> {
    const directory = new HashDirectory(newPage)
    const depth = Math.min(DEPTH_MAX, Math.ceil(Math.log2(entries / (PAGE_SLOTS * FILL_LOADED))))
    if (depth <= 1) return directory
    directory.#depth = depth
    directory.#pages = Array.from({ length: 2 ** depth }, () =>
      newPage(directory.#owner, depth, PAGE_SLOTS),
    )
    return directory
  }

  /** Who may write to what the pages hold. */
  get owner(): Owner {
    return this.#owner
  }

  /** Each page once, in the order of their hashes. */
  get pages(): ReadonlySet<Page> {
    return new Set(this.#pages)
  }

  /** A copy that shares all pages until one side writes to them. */
  fork(newPage: NewPage<Page> = this.#newPage): HashDirectory<Page> {
    this.#isShared = true
    this.#owner = newOwner()
    return new HashDirectory(newPage, { pages: this.#pages, depth: this.#depth })
  }

  /** The page of a hash, for reading. */
  pageOf(hash: number): Page {
    return this.#pages[hash >>> (32 - this.#depth)] as Page
  }

  /** The page of a hash, a copy of our own if it is shared. */
  pageToWrite(hash: number): Page {
    const page = this.pageOf(hash)
    if (page.owner === this.#owner) return page
    const copy = this.#newPage(this.#owner, page.depth, 0)
    copy.copyFrom(page)
    this.#enter(copy, hash)
    return copy
  }

  /** The page of a hash, to add an entry to. */
  pageWithRoom(hash: number): Page {
    let page = this.pageToWrite(hash)
    while (page.isFull) {
      if (this.#shouldGrow(page)) page.grow()
      else this.#split(page, hash)
      page = this.pageOf(hash)
    }
    return page
  }

  /** Joins the page of a hash with its neighbour if both have become nearly empty. To be called when one has lost entries. */
  joinSmall(page: Page, hash: number): void {
    const { depth, width, entries } = page
    const most = JOIN_SHARE_MAX * PAGE_SLOTS
    if (depth === 1 || entries > most / 2) return
    const neighbour = this.pageOf((hash ^ width) >>> 0)
    if (neighbour.depth !== depth || entries + neighbour.entries > most) return
    const slotCount = slotCountFor(entries + neighbour.entries)
    const joined = this.#newPage(this.#owner, depth - 1, slotCount)
    for (const half of [page, neighbour]) moveEntries(half, () => joined)
    this.#enter(joined, hash)
  }

  #shouldGrow(page: Page): boolean {
    const { slotCount, depth, entries } = page
    if (slotCount < PAGE_SLOTS || depth >= DEPTH_MAX) return true
    if (slotCount >= PAGE_SLOTS_MAX) return false
    const high = page.entriesWithBit(page.width / 2)
    return Math.min(high, entries - high) < entries * SPLIT_SHARE_MIN
  }

  #split(page: Page, hash: number): void {
    if (page.depth === this.#depth) this.#doubleDirectory()
    const bit = page.width / 2
    const high = page.entriesWithBit(bit)
    const halves = [page.entries - high, high].map(entries =>
      this.#newPage(this.#owner, page.depth + 1, slotCountFor(entries)),
    ) as [Page, Page]
    moveEntries(page, entry => halves[(entry & bit) === 0 ? 0 : 1])
    this.#enter(halves[0], (hash & ~bit) >>> 0)
    this.#enter(halves[1], (hash | bit) >>> 0)
  }

  #doubleDirectory(): void {
    this.#pages = this.#pages.flatMap(page => [page, page])
    this.#isShared = false
    this.#depth += 1
  }

  /** Lets every place of the directory that shares the page's first bits with a hash lead to it. */
  #enter(page: Page, hash: number): void {
    if (this.#isShared) {
      this.#pages = this.#pages.slice()
      this.#isShared = false
    }
    const count = 2 ** (this.#depth - page.depth)
    const first = (hash >>> (32 - page.depth)) * count
    this.#pages.fill(page, first, first + count)
  }
}

/** Slots of which so many entries fill at most half. */
function slotCountFor(entries: number): number {
  let count = PAGE_SLOTS_MIN
  while (entries > count / 2) count *= 2
  return count
}

/** Has each entry of a page, which is given up, adopted by the page for its hash. */
function moveEntries<Page extends HashPage>(page: Page, pageFor: (hash: number) => Page): void {
  for (const slot of page.takenSlots()) pageFor(page.slots[slot] as number).adopt(page, slot)
}
