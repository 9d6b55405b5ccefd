/** What `await using` calls at the end of its block. Node has had the symbol since 20.4. */
export const asyncDispose: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')
