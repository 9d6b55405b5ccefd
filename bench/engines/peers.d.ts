// What of the peers' types do the adapters use? This is it, and it stands in for their own: the
// repository type-checks before `bench/` has installed them.

declare module 'lmdb' {
  export interface Options {
    readonly path: string
    readonly noSubdir?: boolean
    readonly noSync?: boolean
    readonly noMemInit?: boolean
    readonly encoding?: 'msgpack'
    readonly sharedStructuresKey?: symbol
    readonly mapSize?: number
  }

  export interface RangeOptions<K> {
    readonly start: K
    readonly end: K
    readonly limit: number
    readonly reverse?: boolean
  }

  export interface RootDatabase<V, K> {
    /** Settles when all that has been committed is on the disk. */
    readonly flushed: PromiseLike<unknown>
    get(key: K): V | undefined
    getRange(options: RangeOptions<K>): Iterable<{ readonly key: K; readonly value: V }>
    put(key: K, value: V): Promise<boolean>
    putSync(key: K, value: V): boolean
    removeSync(key: K): boolean
    transactionSync<T>(action: () => T): T
    close(): Promise<void>
  }

  export function open<V, K>(options: Options): RootDatabase<V, K>
}

declare module 'better-sqlite3' {
  interface Statement<Row> {
    get(...parameters: readonly unknown[]): Row | undefined
    all(...parameters: readonly unknown[]): Row[]
    run(...parameters: readonly unknown[]): unknown
    pluck(): this
  }

  interface Connection {
    pragma(source: string): unknown
    exec(source: string): unknown
    prepare<Row = never>(source: string): Statement<Row>
    close(): void
  }

  const Database: { new (path: string): Connection }
  namespace Database {
    export type { Connection, Statement }
  }
  export = Database
}
