/** A client of HTTP that tries nothing again, and tells what it saw of the connection. */

import { request } from 'node:http'

interface Seen {
  readonly status: number
  readonly text: string
}

/** Rejects with the error of the connection if there is no answer. */
export function postTo(url: string, operation: string, json: object): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const sending = request(
      url,
      {
        method: 'POST',
        agent: false,
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `DynamoDB_20120810.${operation}`,
          'x-amz-date': '20261122T060000Z',
          authorization:
            'AWS4-HMAC-SHA256 Credential=a/20261122/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00',
        },
      },
      answer => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', chunk => {
          text += chunk
        })
        answer.on('error', reject)
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      },
    )
    sending.on('error', reject)
    sending.end(JSON.stringify(json))
  })
}
