/**
 * A cache of what was made from texts. It forgets by generations: texts that are used stay, and keeping order costs
 * nothing on a hit. Bounded by the number of texts and by their length.
 */

/** Texts in one of two generations: up to twice as many are remembered. */
const TEXTS_MAX = 500
/** UTF-16 code units of the texts in one generation. */
const LENGTH_MAX = 250_000

export class TextCache<Value> {
  #young = new Map<string, Value>()
  #old = new Map<string, Value>()
  #youngLength = 0

  get(text: string): Value | undefined {
    const young = this.#young.get(text)
    if (young !== undefined) return young
    const old = this.#old.get(text)
    if (old !== undefined) this.set(text, old)
    return old
  }

  set(text: string, value: Value): void {
    if (this.#young.size >= TEXTS_MAX || this.#youngLength + text.length > LENGTH_MAX) {
      this.#old = this.#young
      this.#young = new Map()
      this.#youngLength = 0
    }
    this.#young.set(text, value)
    this.#youngLength += text.length
  }

  /** How many texts are remembered; one that is in both generations counts twice. */
  get size(): number {
    return this.#young.size + this.#old.size
  }
}
