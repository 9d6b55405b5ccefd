/**
 * YAML as values: with the short forms of CloudFormation's functions (`!Ref x` is `{ Ref: x }`), merges (`<<`) and the lines of
 * values. The library is loaded once it is asked for. What hostile files do is bounded here: aliases are followed by this reader,
 * which counts, and keys that are repeated are found without comparing each with all.
 *
 * Sources: the YAML 1.2 specification, "Core schema"; CloudFormation user guide, "Intrinsic function reference".
 */

import type { Document, LineCounter, Node, Pair, ParsedNode, YAMLMap, YAMLSeq } from 'yaml'
import { SEED_REASONS, WrongSeed } from '../errors/seed-errors.js'
import { addMember } from '../validation/members.js'
import { isMap, type SeedText, type Step } from './spot.js'

type Yaml = typeof import('yaml')

/** UTF-16 code units of a file. Templates have a megabyte at most. */
const LENGTH_MAX = 8 * 1024 * 1024
/** Values that aliases may stand for, beyond those that are written. */
const ALIASED_MAX = 100_000
/** Levels of nesting. Items have 32 at most, and functions come on top of that. */
export const LEVELS_MAX = 100

const MERGE = '<<'
/** Of each other tag that begins with `!`, the name of the function is `Fn::` and the name of the tag. */
const LONG_NAMES: ReadonlyMap<string, string> = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
])

/** What a text in YAML says. */
interface YamlSeed {
  readonly value: unknown
  readonly text: SeedText
}

/** Reads a text. Throws `WrongSeed` if it is not YAML, or more than a seed may be. */
export type YamlReader = (text: string, file: string | undefined) => YamlSeed

/** Loads the library. */
export async function loadYamlReader(): Promise<YamlReader> {
  const yaml = await import('yaml')
  return (text, file) => {
    if (text.length > LENGTH_MAX) {
      throw new WrongSeed({ file, path: '' }, SEED_REASONS.tooLarge(LENGTH_MAX))
    }
    try {
      return seedOf(yaml, text, file)
    } catch (error) {
      // The library goes down by calling itself.
      if (!(error instanceof RangeError)) throw error
      throw new WrongSeed({ file, path: '' }, SEED_REASONS.tooDeep(LEVELS_MAX))
    }
  }
}

function seedOf(yaml: Yaml, text: string, file: string | undefined): YamlSeed {
  const lines = new yaml.LineCounter()
  const options = { lineCounter: lines, uniqueKeys: false, prettyErrors: false } as const
  const document = yaml.parseDocument(text, { ...options, logLevel: 'error' })
  const [mistake] = document.errors
  if (mistake !== undefined) {
    const { line } = lines.linePos(mistake.pos[0])
    const reason = reasonOf(mistake)
    throw new WrongSeed({ file, line, path: '' }, reason)
  }
  const reading = new YamlReading({ yaml, document, lines, file })
  const value = reading.value()
  return { value, text: { file, lineOf: path => reading.lineOf(path) } }
}

function reasonOf({ code, message }: { readonly code: string; readonly message: string }): string {
  if (code === 'MULTIPLE_DOCS') return SEED_REASONS.severalDocuments
  // What the library throws within itself, as where it has gone too deep.
  return /call stack/.test(message)
    ? SEED_REASONS.tooDeep(LEVELS_MAX)
    : SEED_REASONS.notYaml(message)
}

interface ReadDocument {
  readonly yaml: Yaml
  readonly document: Document.Parsed<ParsedNode>
  readonly lines: LineCounter
  readonly file: string | undefined
}

/** A document that is read. */
class YamlReading {
  readonly #yaml: Yaml
  readonly #document: ReadDocument['document']
  readonly #lines: LineCounter
  readonly #file: string | undefined
  readonly #anchors = new Map<string, Node>()
  #aliasedLeft = ALIASED_MAX
  /** How many aliases are being followed. */
  #aliases = 0

  constructor({ yaml, document, lines, file }: ReadDocument) {
    this.#yaml = yaml
    this.#document = document
    this.#lines = lines
    this.#file = file
  }

  value(): unknown {
    return this.#valueOf(this.#document.contents, 0)
  }

  /** The line of a value, or of the nearest one around it. */
  lineOf(path: readonly Step[]): number {
    let node: unknown = this.#document.contents
    let position = this.#positionOf(node) ?? 0
    for (const step of path) {
      node = this.#followed(node)
      if (this.#functionOf(node) === step) continue
      const [member, key] = this.#memberOf(node, step)
      const at = this.#positionOf(key ?? member)
      if (at === undefined) break
      position = at
      node = member
    }
    return this.#lines.linePos(position).line
  }

  #memberOf(node: unknown, step: Step): readonly [member?: unknown, key?: unknown] {
    if (this.#yaml.isSeq(node)) return [node.items[Number(step)]]
    if (!this.#yaml.isMap(node)) return []
    const pair = node.items.find(({ key }) => this.#nameOf(key) === step)
    return pair === undefined ? [] : [pair.value, pair.key]
  }

  #valueOf(node: unknown, level: number): unknown {
    if (this.#aliases > 0) this.#aliasedLeft -= 1
    if (this.#aliasedLeft < 0) throw this.#wrong(node, SEED_REASONS.tooManyValues(ALIASED_MAX))
    if (level > LEVELS_MAX) throw this.#wrong(node, SEED_REASONS.tooDeep(LEVELS_MAX))
    const { isAlias, isNode } = this.#yaml
    if (isAlias(node)) return this.#aliased(this.#anchored(node.source, node), level)
    if (!isNode(node)) return null
    if (!isAlias(node) && node.anchor !== undefined) this.#anchors.set(node.anchor, node)
    const value = this.#valueWithoutTag(node, level)
    const name = this.#functionOf(node)
    return name === undefined ? value : { [name]: value }
  }

  #aliased(node: Node, level: number): unknown {
    this.#aliases += 1
    const value = this.#valueOf(node, level + 1)
    this.#aliases -= 1
    return value
  }

  #valueWithoutTag(node: Node, level: number): unknown {
    if (this.#yaml.isMap(node)) return this.#membersOf(node, level)
    if (this.#yaml.isSeq(node))
      return (node as YAMLSeq).items.map(one => this.#valueOf(one, level + 1))
    return this.#yaml.isScalar(node) ? node.value : null
  }

  #membersOf({ items }: YAMLMap, level: number): Record<string, unknown> {
    const members: Record<string, unknown> = {}
    const own = new Set<string>()
    for (const pair of items) {
      const name = this.#nameOf(pair.key)
      const value = this.#valueOf(pair.value, level + 1)
      if (name === MERGE) {
        this.#merge(members, pair, value)
        continue
      }
      if (own.has(name)) throw this.#wrong(pair.key, SEED_REASONS.repeated(name))
      own.add(name)
      addMember(members, name, value)
    }
    return members
  }

  /** What is merged is there where the object, or an earlier one of the merged, says nothing of that name. */
  #merge(members: Record<string, unknown>, { key }: Pair, value: unknown): void {
    const merged = Array.isArray(value) ? value : [value]
    for (const one of merged) {
      if (!isMap(one)) throw this.#wrong(key, SEED_REASONS.wrongType('an object, or objects'))
      for (const name of Object.keys(one)) {
        if (!Object.hasOwn(members, name)) addMember(members, name, one[name])
      }
    }
  }

  #nameOf(key: unknown): string {
    const { isScalar } = this.#yaml
    const node = this.#followed(key)
    if (!isScalar(node)) throw this.#wrong(key, SEED_REASONS.keyNotText)
    return String(node.value)
  }

  /** The function that a tag stands for. */
  #functionOf(node: unknown): string | undefined {
    const tag = this.#yaml.isNode(node) && !this.#yaml.isAlias(node) ? node.tag : undefined
    if (tag === undefined || !/^![A-Z]/.test(tag)) return undefined
    return LONG_NAMES.get(tag) ?? `Fn::${tag.slice(1)}`
  }

  #followed(node: unknown): unknown {
    return this.#yaml.isAlias(node) ? this.#anchors.get(node.source) : node
  }

  #anchored(name: string, alias: unknown): Node {
    const node = this.#anchors.get(name)
    if (node === undefined) throw this.#wrong(alias, SEED_REASONS.anchorMissing(name))
    return node
  }

  #positionOf(node: unknown): number | undefined {
    return this.#yaml.isNode(node) ? node.range?.[0] : undefined
  }

  #wrong(node: unknown, reason: string): WrongSeed {
    const position = this.#positionOf(node)
    const line = position === undefined ? undefined : this.#lines.linePos(position).line
    return new WrongSeed({ file: this.#file, line, path: '' }, reason)
  }
}
