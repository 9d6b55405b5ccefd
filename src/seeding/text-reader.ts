/** Texts as values: JSON, JSON lines or YAML, which the text itself tells. */

import { SEED_REASONS, WrongSeed } from '../errors/seed-errors.js'
import { lineOfMistake, lineOfPath } from './json-lines.js'
import { Spot } from './spot.js'
import { loadYamlReader, type YamlReader } from './yaml-reader.js'

/** A block of Terraform's language, such as `resource "aws_dynamodb_table" "orders" {`. */
const TERRAFORM =
  /^[ \t]*(?:resource|data|module|variable|provider|output|locals|terraform)(?:[ \t]+"[^"\n]*"){0,2}[ \t]*\{/m

/** The values of a text: one, or that of each line. Throws `WrongSeed` if it can't be read. */
export async function spotsOfText(
  given: string,
  file: string | undefined,
): Promise<readonly Spot[]> {
  const text = withoutMark(given)
  if (!isLikeJson(text)) return [spotOfText(text, file, await loadYamlReader())]
  const value = parsed(text)
  if (value !== undefined) return [spotOfJson(value, text, file)]
  const [first = ''] = text.trimStart().split('\n', 1)
  if (parsed(first) === undefined) throw notJson(text, file)
  return text.split('\n').flatMap((line, index) => {
    return line.trim() === '' ? [] : [spotOfLine(line, index + 1, file)]
  })
}

/** The value of a text that is not of lines. Throws `WrongSeed` if it can't be read. */
export function spotOfText(given: string, file: string | undefined, readYaml: YamlReader): Spot {
  const text = withoutMark(given)
  if (isLikeJson(text)) {
    const json = parsed(text)
    if (json === undefined) throw notJson(text, file)
    return spotOfJson(json, text, file)
  }
  if (TERRAFORM.test(text)) throw new WrongSeed({ file, path: '' }, SEED_REASONS.terraformSource)
  const seed = readYaml(text, file)
  return new Spot(seed.value, seed.text)
}

function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

function isLikeJson(text: string): boolean {
  return /^\s*[{[]/.test(text)
}

function spotOfJson(value: unknown, text: string, file: string | undefined): Spot {
  return new Spot(value, { file, lineOf: path => lineOfPath(text, path) })
}

function spotOfLine(text: string, line: number, file: string | undefined): Spot {
  const value = parsed(text)
  if (value === undefined) throw new WrongSeed({ file, line, path: '' }, SEED_REASONS.notJson)
  return new Spot(value, { file, lineOf: () => line })
}

function notJson(text: string, file: string | undefined): WrongSeed {
  return new WrongSeed({ file, line: lineOfMistake(text), path: '' }, SEED_REASONS.notJson)
}

/** Undefined if it is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
