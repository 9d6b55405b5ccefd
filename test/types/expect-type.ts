/** Claims about types, for the compiler to check. The functions exist in the types only and are never called. */

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

interface Expectation<Expected> {
  /** Compiles only if the type of `value` is exactly `Expected`; no wider, no narrower, not `any`. */
  from<Actual>(value: Actual, ...proof: Same<Actual, Expected> extends true ? [] : [never]): void
}

/** `expectType<number>().from(1 + 1)` */
export declare function expectType<Expected>(): Expectation<Expected>
