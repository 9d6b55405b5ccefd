/** Refusals of what goes to, or comes from, the process of another region. The texts are ours. */

import { ValidationException } from './dynamo-error.js'

/** A peer: its region, and where it is. */
interface PeerPlace {
  readonly region: string
  readonly url: string
}

/** A peer was there, and has refused what it was sent. */
export class PeerRefusal extends Error {
  override readonly name = 'PeerRefusal'
}

/** Why a peer has refused what it was sent; undefined for the error of one that does not answer. */
export const refusalByPeer = (error: unknown): string | undefined =>
  error instanceof PeerRefusal ? error.message : undefined

/** What the description of a replica tells while its process refuses what it is told of writes. */
export const peerRefusesWrites = (reason: string): string =>
  `Its process refuses what it is told of writes, and is told again: ${reason}`

/** Of a request for a region that another process has. */
export const regionOfPeer = ({ region, url }: PeerPlace): ValidationException =>
  new ValidationException(
    `The region ${region} belongs to another process, its peer at ${url}: requests for it are to go there`,
  )

/** Of what can't be done, since a peer is away or has refused it. */
export const peerFailed = ({ region, url }: PeerPlace, cause: unknown): ValidationException => {
  const does = cause instanceof PeerRefusal ? 'refuses' : 'does not answer'
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new ValidationException(
    `The peer of region ${region} at ${url} ${does}, and nothing was changed: ${reason}`,
  )
}

/** Of what concerns a replica of a region that is none of a peer of this process. */
export const peerMissing = (region: string): ValidationException =>
  new ValidationException(
    `This process has no peer of region ${region}: it is to be named by --peer`,
  )

export const peerBodyInvalid = (name: string, allowed: string): ValidationException =>
  new ValidationException(`What a peer sends is not as it must be: ${name} is to be ${allowed}`)

/** Of a body that is for, or from, somebody else. */
export const peerUnknown = (from: string, to: string): ValidationException =>
  new ValidationException(
    `This process takes nothing from ${from} for ${to}: look at --region and --peer of both`,
  )

export const peersNotMixed = (table: string): ValidationException =>
  new ValidationException(
    `The replicas of ${table} are all in this process, or all in processes of their own: they can't be in both`,
  )

export const peersOfHomeOnly = (home: string): ValidationException =>
  new ValidationException(
    `Only tables of ${home}, the region of this process, have replicas at peers`,
  )

export const peersOnDemandOnly = (): ValidationException =>
  new ValidationException('A table that has replicas in other processes is to be PAY_PER_REQUEST')

export const peersWithoutOverrides = (): ValidationException =>
  new ValidationException(
    'A replica in another process has the settings of all: it is created with its RegionName alone, and not updated',
  )

export const peersOnlyEventual = (): ValidationException =>
  new ValidationException(
    'MultiRegionConsistency STRONG is for the regions of one process: replicas in others are told of writes after them',
  )

/** Of calls of the native interface that would change what replicas share. */
export const notBetweenProcesses = (table: string): ValidationException =>
  new ValidationException(
    `${table} has replicas in other processes, which are told by UpdateTable and UpdateTimeToLive alone: use these`,
  )

/** Of the option `peers`. */
export const peersInvalid = (reason: string): ValidationException =>
  new ValidationException(
    `peers has the addresses of other processes by their regions, as in { 'eu-west-1': 'http://127.0.0.1:8002' }: ${reason}`,
  )
