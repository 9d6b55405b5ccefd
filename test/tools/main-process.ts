/** The program as it is built, but for the version. */

Object.assign(globalThis, { VERSION: '1.2.3' })
await import('../../src/tools/main.js')
