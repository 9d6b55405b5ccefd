/** The ways by which a request reaches a database, each giving an outcome that can be compared. */

import { Agent, request as httpRequest } from 'node:http'
import * as sdk from '@aws-sdk/client-dynamodb'
import type { Database } from '../../src/database.js'
import { serve } from '../../src/server.js'
import { type Outcome, outcomeOf, refusal } from './outcome.js'
import { call, REGION } from './world.js'

/** Sends the text of a request. */
export type Door = (operation: string, text: string) => Promise<Outcome>

const SCOPE = 'fuzz/20261122/us-east-1/dynamodb/aws4_request'
const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20261122T060000Z',
  authorization: `AWS4-HMAC-SHA256 Credential=${SCOPE}, SignedHeaders=host, Signature=00`,
}
const targetOf = (operation: string): string => `DynamoDB_20120810.${operation}`

/** No way at all. */
export function direct(db: Database): Door {
  return (operation, text) => outcomeOf(() => call(db, operation, JSON.parse(text)))
}

/** The handler that a client of the SDK is given. */
export function handler(db: Database): Door {
  const { requestHandler } = db.clientConfig({ region: REGION })
  return async (operation, text) => {
    const headers = { ...HEADERS, 'x-amz-target': targetOf(operation) }
    const { response } = await requestHandler.handle({
      method: 'POST',
      path: '/',
      headers,
      body: text,
    })
    return outcomeOfBody(response.statusCode, Buffer.from(response.body).toString())
  }
}

/** A server on the loopback interface, over connections that are kept. */
export async function http(
  db: Database,
): Promise<{ readonly door: Door; close(): Promise<void>; readonly log: readonly string[] }> {
  const log: string[] = []
  const server = await serve(db, { port: 0, log: line => log.push(line) })
  const agent = new Agent({ keepAlive: true, maxSockets: 2 })
  const door: Door = async (operation, text) => {
    const { status, body } = await post(server.port, agent, { operation, text })
    return outcomeOfBody(status, body)
  }
  const close = async (): Promise<void> => {
    agent.destroy()
    await server.close()
  }
  return { door, close, log }
}

function post(
  port: number,
  agent: Agent,
  { operation, text }: { readonly operation: string; readonly text: string },
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { ...HEADERS, 'x-amz-target': targetOf(operation) }
    const request = httpRequest({ port, agent, method: 'POST', path: '/', headers }, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() })
      })
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(text)
  })
}

function outcomeOfBody(status: number, body: string): Outcome {
  const json = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>)
  if (status === 200) return { result: json }
  const { __type: type, message = json.Message ?? '' } = json
  return refusal(String(type).split('#')[1] ?? '', String(message))
}

/**
 * A client of the SDK, attached or not. What the SDK itself has against a request is told by name alone; of numbers,
 * base64 and such it makes what it makes.
 */
export function client(db: Database, isAttached: boolean): Door {
  const options = { ...db.clientConfig({ region: REGION }), maxAttempts: 1 }
  const made = new sdk.DynamoDBClient(options)
  const sender = isAttached ? db.attach(made) : made
  const commands = sdk as unknown as Record<string, new (input: unknown) => never>
  return async (operation, text) => {
    const Command = commands[`${operation}Command`]
    if (Command === undefined) throw new Error(`the SDK has no ${operation}`)
    try {
      const { $metadata: _, ...result } = (await sender.send(
        new Command(withBytes(JSON.parse(text))),
      )) as { readonly $metadata: unknown }
      return { result }
    } catch (error) {
      if (error instanceof sdk.DynamoDBServiceException) return refusal(error.name, error.message)
      if (error instanceof Error && isOfSdk(error)) return { refusal: 'SDK', message: error.name }
      throw error
    }
  }
}

/** The SDK stumbles over inputs that its types do not allow: as a `TypeError`, or as an `Error` of its own. */
function isOfSdk(error: Error): boolean {
  return /@aws-sdk|@smithy/.test(error.stack ?? '')
}

/** Bytes where the wire has base64. */
function withBytes(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withBytes)
  if (typeof json !== 'object' || json === null) return json
  const entries = Object.entries(json).map(([name, value]) => {
    if (name === 'B' && typeof value === 'string') return [name, Buffer.from(value, 'base64')]
    const isBinarySet = name === 'BS' && Array.isArray(value)
    if (isBinarySet && value.every(member => typeof member === 'string')) {
      return [name, value.map(member => Buffer.from(member, 'base64'))]
    }
    return [name, withBytes(value)]
  })
  return Object.fromEntries(entries)
}
