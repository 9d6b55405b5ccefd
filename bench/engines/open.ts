// The engines by their names.

import type { Engine, EngineName, EngineOptions } from './engine.js'

/** Each engine's packages are loaded in the process that measures it, and only there. */
export async function openEngine(name: EngineName, options: EngineOptions): Promise<Engine> {
  switch (name) {
    case 'hashrange':
      return (await import('./hashrange.js')).openHashrange(name, options)
    case 'hashrange-before':
    case 'hashrange-log':
      return (await import('./hashrange.js')).openHashrange(name, options)
    case 'lmdb':
      return (await import('./lmdb.js')).openLmdb(options)
    case 'sqlite':
      return (await import('./sqlite.js')).openSqlite(options)
    case 'ceiling':
      return (await import('./ceiling.js')).openCeiling(options)
    default:
      return name satisfies never
  }
}
