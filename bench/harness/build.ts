// Which build of hashrange is measured? That of this checkout, which is what users install; or that of
// another one, to compare two versions: its folder is in the environment, so that all processes of a
// run agree.

const OWN = new URL('../../', import.meta.url)

/** The environment variables that name the checkouts, each built, of which the builds are taken. */
export const BUILD_VARIABLE = 'HASHRANGE_BENCH_BUILD'
export const BEFORE_VARIABLE = 'HASHRANGE_BENCH_BEFORE'

/** A file of the build that is measured, such as `index.js`. */
export function builtFile(name: string): URL {
  return fileOf(process.env[BUILD_VARIABLE], name)
}

/** A file of the build that it is compared with. Throws if none was named. */
export function fileBefore(name: string): URL {
  const checkout = process.env[BEFORE_VARIABLE]
  if (checkout === undefined) throw new Error('--before DIR names the checkout of hashrange-before')
  return fileOf(checkout, name)
}

function fileOf(checkout: string | undefined, name: string): URL {
  const folder = checkout === undefined ? OWN : new URL(`file://${checkout}/`)
  return new URL(`dist/${name}`, folder)
}
