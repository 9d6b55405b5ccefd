/**
 * How much an update makes of lists that are appended to each other and of sets that are joined. It may come to many times
 * what an item can hold; then no more of it is made.
 */

import { updatedItemTooLarge } from '../errors/value-errors.js'
import { ITEM_SIZE_MAX } from '../types/limits.js'

export class Growth {
  #elements = 0

  /** Counts elements that are about to be made. Returns false if there are too many: what they are does not matter then. */
  admits(elements: number): boolean {
    this.#elements += elements
    return this.#elements <= ITEM_SIZE_MAX
  }

  /** Throws a `ValidationException` if there are more elements than bytes in the largest item: each has one, or more. */
  refuseTooLarge(): void {
    if (this.#elements > ITEM_SIZE_MAX) throw updatedItemTooLarge()
  }
}
