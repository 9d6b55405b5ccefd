// How large is an item of the bench? As JSON, and packed as the peers store it.

import { order } from './items.js'

const STRIDE = 97

/** The package is loaded when it is asked for: in a fresh clone the peers are not there before. */
export async function meanSizes(
  sampleCount: number,
): Promise<{ readonly json: number; readonly packed: number }> {
  const { Packr } = await import('msgpackr')
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
