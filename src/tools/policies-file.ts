/** A file of principals and their policies, in YAML or JSON, for a server that enforces them. */

import { type Policies, readPolicies } from '../access/policies-file.js'
import { MalformedPolicyDocument } from '../errors/access-errors.js'
import { loadYamlReader } from '../seeding/yaml-reader.js'
import type { Surroundings } from './surroundings.js'

/** What is wrong with the file, in words for whoever wrote it. */
export class WrongPolicies extends Error {
  override readonly name = 'WrongPolicies'
}

/**
 * The principals of a file.
 *
 * @throws WrongSeed with the place, if it is neither YAML nor JSON
 * @throws WrongPolicies with the line and the path, if a policy, or what stands around it, is none
 * @throws an error of Node if the file can't be read
 */
export async function policiesIn(
  path: string,
  readBytes: Surroundings['readBytes'],
): Promise<Policies> {
  const bytes = await readBytes(path)
  const read = await loadYamlReader()
  const { value, text } = read(Buffer.from(bytes).toString(), path)
  try {
    return readPolicies(value)
  } catch (error) {
    if (!(error instanceof MalformedPolicyDocument)) throw error
    throw new WrongPolicies(`${path}:${text.lineOf(error.path)}: ${error.message}`)
  }
}
