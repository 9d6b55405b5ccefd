/**
 * Pictures of pages as PNG of 64 colours, which is a quarter of what a browser makes of them.
 *
 * Source: W3C, "Portable Network Graphics (PNG) Specification", third edition, sections 5, 7.3, 9.2 and 11.2.
 */

import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
const COLOURS_MAX = 64
/** The bits of a colour that tell it from those that are like it, and how many such kinds are told apart. */
const KIND = 0xe0e0e0
const KINDS_MAX = 48
const RGB = 2
const RGBA = 6
const PALETTE = 3

interface Pixels {
  readonly width: number
  readonly height: number
  /** One number for each, of three bytes. */
  readonly colours: Uint32Array
}

/** The same picture, whose rarer colours have become the nearest of 64. */
export function withPalette(png: Buffer): Buffer {
  const { width, height, colours } = pixelsOf(png)
  const palette = paletteOf(colours)
  const placeOf = new Map<number, number>(palette.map((colour, place) => [colour, place]))
  const lines = Buffer.alloc((width + 1) * height)
  for (const [place, colour] of colours.entries()) {
    let index = placeOf.get(colour)
    if (index === undefined) {
      index = nearest(colour, palette)
      placeOf.set(colour, index)
    }
    const y = Math.floor(place / width)
    lines[place + y + 1] = index
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, PALETTE], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(bytesOf))),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function paletteOf(colours: Uint32Array): readonly number[] {
  const counts = new Map<number, number>()
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const sorted = [...counts].sort(([, left], [, right]) => right - left).map(([colour]) => colour)
  // What is rare and like nothing else is there as well, such as the edges of coloured letters.
  const firsts = new Map<number, number>()
  for (const colour of sorted) {
    const kind = colour & KIND
    if (!firsts.has(kind)) firsts.set(kind, colour)
  }
  const kinds = [...firsts.values()].slice(0, KINDS_MAX)
  return [...new Set([...kinds, ...sorted])].slice(0, COLOURS_MAX)
}

function nearest(colour: number, palette: readonly number[]): number {
  const distances = palette.map(other => distance(bytesOf(colour), bytesOf(other)))
  return distances.indexOf(Math.min(...distances))
}

function distance(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, byte, place) => sum + (byte - (right[place] ?? 0)) ** 2, 0)
}

function bytesOf(colour: number): readonly number[] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255]
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** Of what browsers make: 8 bits for each of three or four channels, not interlaced. */
function pixelsOf(png: Buffer): Pixels {
  const parts: Buffer[] = []
  for (let at = SIGNATURE.length; at < png.length; ) {
    const end = at + 8 + png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, end))
    at = end + 4
  }
  const [width, height, type] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25]]
  if (type !== RGB && type !== RGBA) throw new Error(`The picture is of type ${type}.`)
  const channels = type === RGB ? 3 : 4
  const bytes = unfiltered(inflateSync(Buffer.concat(parts)), { height, channels })
  const colours = Uint32Array.from({ length: width * height }, (_, place) =>
    bytes.readUIntBE(place * channels, 3),
  )
  return { width, height, colours }
}

function unfiltered(
  lines: Buffer,
  { height, channels }: { readonly height: number; readonly channels: number },
): Buffer {
  const size = lines.length / height - 1
  const bytes = Buffer.alloc(size * height)
  for (let y = 0; y < height; y += 1) {
    const filter = lines[y * (size + 1)]
    for (let x = 0; x < size; x += 1) {
      const at = y * size + x
      const left = x < channels ? 0 : (bytes[at - channels] ?? 0)
      const above = bytes[at - size] ?? 0
      const corner = x < channels ? 0 : (bytes[at - size - channels] ?? 0)
      const added = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter ?? 0]
      bytes[at] = (lines[at + y + 1] ?? 0) + (added ?? 0)
    }
  }
  return bytes
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner
  const [byLeft, byAbove, byCorner] = [left, above, corner].map(each => Math.abs(guess - each))
  if ((byLeft ?? 0) <= (byAbove ?? 0) && (byLeft ?? 0) <= (byCorner ?? 0)) return left
  return (byAbove ?? 0) <= (byCorner ?? 0) ? above : corner
}
