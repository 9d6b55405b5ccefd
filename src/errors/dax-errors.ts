/** What is wrong with what is asked of caches in front of clients. */

import { LimitExceededException, ValidationException } from './dynamo-error.js'

/** What `accelerate` was given is no client of the AWS SDK. */
export const notAcceleratable = (): ValidationException =>
  new ValidationException(
    'Only clients of the AWS SDK for JavaScript v3 can be accelerated: a DynamoDBClient or a DynamoDBDocumentClient',
  )

/** What a client of a DAX cluster has sent is not what such clients send: the connection is of no more use. */
export class MalformedDaxRequest extends Error {
  override readonly name: string = 'MalformedDaxRequest'
}

/** Bytes end before the value that they begin. Of a connection, more may come. */
export class IncompleteCbor extends MalformedDaxRequest {
  override readonly name = 'IncompleteCbor'

  constructor() {
    super('The value goes on behind the end of the bytes')
  }
}

/** Bytes are no CBOR, or a value is not of the type that has its place here. */
export const malformedCbor = (fault: string): MalformedDaxRequest =>
  new MalformedDaxRequest(`Malformed CBOR: ${fault}`)

/** An expression is CBOR, but not in the form that clients give to expressions. */
export const malformedExpression = (kind: string, fault: string): MalformedDaxRequest =>
  new MalformedDaxRequest(`Malformed ${kind}: ${fault}`)

/** A client tells of a list of attribute names that this server has not numbered: it has done so before a new start of the server. */
export const unknownAttributeList = (id: number): ValidationException =>
  new ValidationException(
    `The attribute list ${id} is not known: it is of before the server has been started; make a new client`,
  )

/** So many different sets of attribute names have been used that they take too much memory. */
export const tooManyAttributeLists = (): LimitExceededException =>
  new LimitExceededException('There are too many different sets of attribute names')
