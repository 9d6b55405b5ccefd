// How large is an item of the bench? As JSON, and packed as the peers store it.

import { Packr } from 'msgpackr'
import { order } from './items.js'

const STRIDE = 97

export function meanSizes(sampleCount: number): { readonly json: number; readonly packed: number } {
  const packr = new Packr({ structures: [] })
  let json = 0
  let packed = 0
  for (let sample = 0; sample < sampleCount; sample++) {
    const item = order(sample * STRIDE)
    json += Buffer.byteLength(JSON.stringify(item))
    packed += packr.pack(item).length
  }
  return { json: json / sampleCount, packed: packed / sampleCount }
}
