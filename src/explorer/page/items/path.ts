/** Paths into items, as somebody types them: `address.city`, `tags[0]`; a name that has such signs in it is in quotes, `"a.b"`. */

/** A name in a map, or a place in a list. */
type PathStep = string | number

const NAME = /"((?:[^"]|"")+)"|([^."[\]]+)/y
const INDEX = /\[(\d{1,9})\]/y
/** A name that is itself. */
const PLAIN_NAME = /^[^."[\]]+$/

/**
 * The steps of a path; the first one is the name of an attribute. Two quotes within quotes are one of the name.
 *
 * @throws Error with a text for whoever has typed it, if this is no path
 */
export function pathOf(text: string): readonly [string, ...PathStep[]] {
  const first = nameAt(text, 0)
  const steps: [string, ...PathStep[]] = [first.name]
  let place = first.end
  while (place < text.length) {
    if (text[place] === '.') {
      const { name, end } = nameAt(text, place + 1)
      steps.push(name)
      place = end
      continue
    }
    INDEX.lastIndex = place
    const [all = '', index = ''] = INDEX.exec(text) ?? []
    if (all === '') throw noPath(text)
    steps.push(Number(index))
    place += all.length
  }
  return steps
}

/** An attribute as the path to it. */
export function pathTextOf(name: string): string {
  return PLAIN_NAME.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}

/** A path as it stands in an expression, with each name under what stands there for it. */
export function joined(path: readonly PathStep[], placeholderOf: (name: string) => string): string {
  return path
    .map((step, place) => {
      if (typeof step === 'number') return `[${step}]`
      return `${place === 0 ? '' : '.'}${placeholderOf(step)}`
    })
    .join('')
}

function nameAt(text: string, place: number): { readonly name: string; readonly end: number } {
  NAME.lastIndex = place
  const [all, quoted, plain = ''] = NAME.exec(text) ?? []
  if (all === undefined) throw noPath(text)
  return { name: quoted?.replaceAll('""', '"') ?? plain, end: place + all.length }
}

function noPath(text: string): Error {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return new Error(
    `${shown} is no path, such as address.city or tags[0]; a name with such signs is in quotes: "a.b".`,
  )
}
