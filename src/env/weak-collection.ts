/** Objects that are remembered as long as somebody else holds them. */

const SIZE_FIRST = 32

export class WeakCollection<Value extends object> {
  #references: WeakRef<Value>[] = []
  /** At so many the lost ones are taken out, which is twice what was left the last time. */
  #sizeMax = SIZE_FIRST

  add(value: Value): void {
    if (this.#references.length >= this.#sizeMax) {
      this.#references = this.#references.filter(reference => reference.deref() !== undefined)
      this.#sizeMax = Math.max(SIZE_FIRST, 2 * this.#references.length)
    }
    this.#references.push(new WeakRef(value))
  }

  *[Symbol.iterator](): Generator<Value> {
    for (const reference of this.#references) {
      const value = reference.deref()
      if (value !== undefined) yield value
    }
  }
}
