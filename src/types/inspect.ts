/** What `console.log` shows of objects whose members are private: a name and a few members, `Table 'Orders' { items: 3 }`. */

/** The method that `util.inspect` of Node calls. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom')
/** Members are told in full, however deep the object itself stands. */
const DEPTH = 4

type Inspect = (value: unknown, options?: object) => string

/** What is shown of an object. Members that are undefined are left out. */
interface Shown {
  /** What stands behind the name of the class, as `'Orders'`. */
  readonly title?: string | undefined
  readonly members: object
}

/**
 * Says what is shown of the instances of a class, and under which name: bundlers may have given it another one. The method
 * is none of the class's type.
 */
export function showAs<Shape extends object>(
  shownClass: { readonly prototype: Shape },
  name: string,
  shownOf: (instance: Shape) => Shown,
): void {
  Object.defineProperty(shownClass, 'name', { value: name, configurable: true })
  const show = function (this: Shape, _depth: number, options: object, inspect: Inspect): string {
    const { title, members } = shownOf(this)
    const told = Object.entries(members).filter(([, member]) => member !== undefined)
    const begin = title === undefined ? name : `${name} ${title}`
    if (told.length === 0) return begin
    return `${begin} ${inspect(Object.fromEntries(told), { ...options, depth: DEPTH })}`
  }
  Object.defineProperty(shownClass.prototype, INSPECT, { value: show })
}
