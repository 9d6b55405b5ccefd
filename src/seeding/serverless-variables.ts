/**
 * Variables of Serverless, such as `${self:custom.${opt:stage, 'dev'}.table}`: what stands for a value of `serverless.yml`.
 *
 * ```
 * variable  ${ source (, source)* }
 * source    address | 'text' | number | true | false | null | variable
 * address   self:path | opt:name | sls:stage | param:name | env:NAME | file(path):path | aws:region | aws:accountId
 * ```
 *
 * What has another form, such as `${AWS::Region}`, is left to CloudFormation. Source: Serverless Framework, "Variables".
 */

import { dirname, join } from 'node:path'
import { codeOf } from '../env/files.js'
import { SEED_REASONS, type WrongSeed } from '../errors/seed-errors.js'
import { ACCOUNT_ID } from '../service/account.js'
import type { SeedContext } from './seed-plan.js'
import type { Spot } from './spot.js'
import { spotOfText } from './text-reader.js'
import { LEVELS_MAX } from './yaml-reader.js'

const ADDRESS = /^(self|opt|sls|param|env|aws|strToBool|ssm|cf|s3|file)\s*([:(])/
const FILE = /^file\(([^)]*)\)(?::([\s\S]*))?$/
const QUOTED = /^(['"])([\s\S]*)\1$/
const LITERALS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
])
/** Variables that refer to each other may stand for any number of texts. */
const READ_MAX = 100_000
const LENGTH_MAX = 1_000_000
const DEFAULT_STAGE = 'dev'

/** The variables of one service. */
export class ServerlessVariables {
  readonly #root: Spot
  readonly #context: SeedContext
  readonly #directory: string
  readonly #files = new Map<string, Spot | undefined>()
  #level = 0
  #readLeft = READ_MAX

  constructor(root: Spot, context: SeedContext) {
    this.#root = root
    this.#context = context
    this.#directory = root.text.file === undefined ? '.' : dirname(root.text.file)
  }

  /** What stands for a value. Throws `WrongSeed` if it is not known. */
  resolve(spot: Spot): Spot {
    const { value } = spot
    if (typeof value !== 'string' || !value.includes('${')) return spot
    this.#readLeft -= 1
    this.#level += 1
    try {
      if (this.#level > LEVELS_MAX) throw spot.wrong(SEED_REASONS.cycle)
      if (this.#readLeft < 0) throw spot.wrong(SEED_REASONS.tooManyValues(READ_MAX))
      return this.#interpolated(value, spot)
    } finally {
      this.#level -= 1
    }
  }

  /** The stage that the service is deployed to. */
  stage(): string {
    const given = this.#context.parameters.stage
    if (given !== undefined) return String(given)
    const stage = this.resolve(this.resolve(this.#root.at('provider')).at('stage'))
    return stage.isMissing ? DEFAULT_STAGE : stage.string()
  }

  /** The value of a text with variables in it, or of the variable that is all of it. */
  #interpolated(text: string, spot: Spot): Spot {
    let written = ''
    for (let position = 0; position < text.length; ) {
      const start = text.indexOf('${', position)
      const end = start === -1 ? -1 : endOfVariable(text, start)
      if (end === -1) return spot.with(written + text.slice(position))
      const value = this.#variable(text.slice(start + 2, end - 1), spot)
      if (value !== undefined && start === 0 && end === text.length) return value
      const shown = value === undefined ? text.slice(start, end) : value.string()
      written += text.slice(position, start) + shown
      if (written.length > LENGTH_MAX) throw spot.wrong(SEED_REASONS.tooLarge(LENGTH_MAX))
      position = end
    }
    return spot.with(written)
  }

  /** What is between the braces. Undefined if that is no variable of Serverless. */
  #variable(inside: string, spot: Spot): Spot | undefined {
    const sources = sourcesOf(inside)
    const [first = ''] = sources
    if (!ADDRESS.test(first) && !first.startsWith('${')) return undefined
    for (const source of sources) {
      const found = this.#sourced(source, spot)
      if (found !== undefined && !found.isMissing) return found
      if (source === 'null') return spot.with(null)
    }
    throw this.#unknown(first, spot)
  }

  #unknown(address: string, spot: Spot): WrongSeed {
    const isDeployed = /^(?:ssm|cf|s3)\b/.test(address)
    return spot.wrong(
      isDeployed ? SEED_REASONS.variableUnresolved(address) : SEED_REASONS.variableMissing(address),
    )
  }

  #sourced(source: string, spot: Spot): Spot | undefined {
    const quoted = QUOTED.exec(source)
    if (quoted !== null) return this.resolve(spot.with(quoted[2]))
    if (LITERALS.has(source)) return spot.with(LITERALS.get(source))
    if (/^-?\d+(?:\.\d+)?$/.test(source)) return spot.with(Number(source))
    const whole = this.resolve(spot.with(source))
    if (source.startsWith('${') && endOfVariable(source, 0) === source.length) return whole
    return this.#addressed(whole.string(), spot)
  }

  #addressed(address: string, spot: Spot): Spot | undefined {
    const colon = address.indexOf(':')
    const name = address.slice(colon + 1).trim()
    const { parameters, environment, region } = this.#context
    switch (ADDRESS.exec(address)?.[1]) {
      case 'self':
        return this.#within(this.#root, name) ?? this.#defaultOf(name, spot)
      case 'opt':
        return Object.hasOwn(parameters, name) ? spot.with(parameters[name]) : undefined
      case 'sls':
        return name === 'stage' ? spot.with(this.stage()) : undefined
      case 'param':
        return this.#parameter(name, spot)
      case 'env':
        return Object.hasOwn(environment, name) ? spot.with(environment[name]) : undefined
      case 'aws':
        return spot.with(name === 'region' ? region : name === 'accountId' ? ACCOUNT_ID : undefined)
      case 'strToBool':
        return spot.with(/\((?:true|1)\)/i.test(address))
      case 'file':
        return this.#fileValue(address, spot)
      default:
        return undefined
    }
  }

  /** What a service has though nobody says it. */
  #defaultOf(name: string, spot: Spot): Spot | undefined {
    if (name === 'provider.stage') return spot.with(this.stage())
    return name === 'provider.region' ? spot.with(this.#context.region) : undefined
  }

  #parameter(name: string, spot: Spot): Spot | undefined {
    const { parameters } = this.#context
    if (Object.hasOwn(parameters, name)) return spot.with(parameters[name])
    const all = this.resolve(this.#root.at('params'))
    const found = [this.stage(), 'default'].map(stage => this.#within(all, `${stage}.${name}`))
    return found.find(one => one !== undefined)
  }

  #fileValue(address: string, spot: Spot): Spot | undefined {
    const [, path = '', inside = ''] = FILE.exec(address) ?? []
    if (path === '') throw spot.wrong(SEED_REASONS.variableWrong(address))
    const file = join(this.#directory, path.trim())
    if (!this.#files.has(file)) this.#files.set(file, this.#read(file, spot))
    const root = this.#files.get(file)
    return root && this.#within(root, inside.trim())
  }

  /** Undefined if there is no such file: then the next source counts. */
  #read(file: string, spot: Spot): Spot | undefined {
    let bytes: Uint8Array
    try {
      bytes = this.#context.readNow(file)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw spot.wrong(SEED_REASONS.fileMissing(file, String(codeOf(error))))
    }
    if (!/\.(?:ya?ml|json)$/i.test(file)) {
      throw spot.wrong(SEED_REASONS.fileMissing(file, 'only YAML and JSON are read'))
    }
    return spotOfText(Buffer.from(bytes).toString(), file, this.#context.yaml)
  }

  #within(start: Spot, path: string): Spot | undefined {
    let found = this.resolve(start)
    for (const step of path === '' ? [] : path.split('.')) found = this.resolve(found.at(step))
    return found.isMissing ? undefined : found
  }
}

/** Where the variable that begins at `start` ends; -1 if it does not. */
function endOfVariable(text: string, start: number): number {
  let depth = 0
  for (let position = start; position < text.length; position += 1) {
    if (text.startsWith('${', position)) {
      depth += 1
      position += 1
    } else if (text[position] === '}') {
      depth -= 1
      if (depth === 0) return position + 1
    }
  }
  return -1
}

/** What stands between the commas. */
function sourcesOf(inside: string): string[] {
  const sources = ['']
  let depth = 0
  let quote = ''
  for (const character of inside) {
    if (quote !== '') quote = character === quote ? '' : quote
    else if (character === "'" || character === '"') quote = character
    else if (character === '{' || character === '(') depth += 1
    else if (character === '}' || character === ')') depth -= 1
    if (character === ',' && depth === 0 && quote === '') sources.push('')
    else sources[sources.length - 1] += character
  }
  return sources.map(source => source.trim())
}
