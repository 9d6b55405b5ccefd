/**
 * Code compiled for the maps of one shape: it reads their packed values (`packed-form.ts`) into an object, and hands on those
 * of an object to be packed.
 */

import type { AttributeMap, AttributeValue } from '../types/attribute.js'
import { INTEGER_SMALL_MAX, TEXT_SHORT, TEXT_SHORT_MAX } from './packed-form.js'

/** Where packed values are read, one after another. */
export interface ValueReader {
  readonly source: Uint8Array
  /** The characters from `keysStart` on, if texts are to be parts of them. */
  readonly text: string | undefined
  readonly keysStart: number
  /** Where the next value starts. */
  at: number
  /** The next value. */
  read(): AttributeValue
}

/** Reads the values of one map, in the order of the shape's names. */
export type MapReader = (values: ValueReader) => AttributeMap

/** Hands the values of one map on, in the order of the shape's names. */
export type MapWriter = (map: AttributeMap, writeValue: ValueWriter, level: number) => void
export type ValueWriter = (value: AttributeValue, level: number) => void

/**
 * An object literal with all names makes the object in one step with its final hidden class: several times faster
 * than adding property after property. `__proto__` as a computed key defines an own property.
 */
export function compileReader(names: readonly string[]): MapReader | undefined {
  const members = names.map(name => `${keyOf(name)}:r.read()`)
  return compile('r', `return {${members.join(',')}}`) as MapReader | undefined
}

/**
 * The same, with what most values are, small integers and short texts, read in place: a call for each of them takes longer
 * than the rest.
 */
export function compileReaderInPlace(names: readonly string[]): MapReader | undefined {
  const statements = names.map(
    (_, place) =>
      `let v${place};t=b[p];` +
      `if(t<=${INTEGER_SMALL_MAX}){v${place}=t;p++}` +
      `else if(t<=${TEXT_SHORT + TEXT_SHORT_MAX}&&x!==undefined)` +
      `{s=p+1-k;p+=t-${TEXT_SHORT - 1};v${place}=x.substring(s,p-k)}` +
      `else{r.at=p;v${place}=r.read();p=r.at}`,
  )
  const members = names.map((name, place) => `${keyOf(name)}:v${place}`)
  const head = 'const b=r.source,x=r.text,k=r.keysStart;let p=r.at,s,t;'
  const body = `${head}${statements.join('')}r.at=p;return {${members.join(',')}}`
  return compile('r', body) as MapReader | undefined
}

function keyOf(name: string): string {
  return name === '__proto__' ? "['__proto__']" : JSON.stringify(name)
}

/** Each property is read at a place of its own, which V8 makes quick; one place for all is slow. */
export function compileWriter(names: readonly string[]): MapWriter | undefined {
  const statements = names.map(name => `w(m[${JSON.stringify(name)}],l)`)
  return compile('m', 'w', 'l', statements.join(';')) as MapWriter | undefined
}

/** Takes what `Function` takes: the names of the parameters, then the body. */
function compile(...source: readonly string[]): unknown {
  try {
    return new Function(...source)
  } catch {
    return undefined // a process may forbid code generation from strings
  }
}
