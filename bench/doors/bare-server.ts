// What does HTTP cost by itself? The least that a `node:http` server can do and still speak JSON:
// it parses what it is sent, and answers what the service would, without looking anything up.
//
// A program, started by `servers.ts` with the port to listen on.

import { createServer } from 'node:http'
import { wireOrder } from './orders.js'

const FOUND = { Item: wireOrder(1) }
const DONE = {}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const [only] = chunks
    const bytes = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)
    const input = JSON.parse(bytes.toString()) as { readonly Key?: object }
    const text = JSON.stringify(input.Key === undefined ? DONE : FOUND)
    response.writeHead(200, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(text),
    })
    response.end(text)
  })
})
server.listen(Number(process.argv[2]), '127.0.0.1')
