/** What the compiler is to say. */

/** Takes the place of a type that nothing fits, so that the compiler's message says what is wrong. */
export interface Mistake<Text extends string> {
  readonly mistake: Text
}
