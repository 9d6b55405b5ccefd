import { createDecipheriv, hkdfSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { Seal, TAG_BYTES } from '../../src/disk/seal.js'
import { KEY } from './logs.js'

const SALT = new Uint8Array(16).fill(9)
const TEXT = 'what nobody is to read'
const HEAD = { start: 0, end: 4 }
const CONTENT = { start: 4, end: 4 + TEXT.length }

function sealed(counter: number, seal = new Seal(KEY, SALT, 'log')): Buffer {
  const bytes = Buffer.from(`head${TEXT}${' '.repeat(TAG_BYTES)}`)
  seal.close(bytes, { content: CONTENT, head: HEAD, counter })
  return bytes
}

test('what is sealed is opened with the same key, salt, purpose and counter, and not with others', () => {
  const bytes = sealed(2 ** 40)
  expect(bytes.toString('latin1')).not.toContain('nobody')
  const opens = (seal: Seal, counter: number): boolean => {
    const copy = Buffer.from(bytes)
    const isOpen = seal.open(copy, { content: CONTENT, head: HEAD, counter })
    if (isOpen) expect(copy.toString('latin1', 4, 4 + TEXT.length)).toBe(TEXT)
    else expect(copy).toEqual(bytes)
    return isOpen
  }
  expect(opens(new Seal(KEY, SALT, 'log'), 2 ** 40)).toBe(true)
  expect(opens(new Seal(KEY, SALT, 'log'), 2 ** 40 + 1)).toBe(false)
  expect(opens(new Seal(KEY, SALT, 'checkpoint'), 2 ** 40)).toBe(false)
  expect(opens(new Seal(KEY, new Uint8Array(16), 'log'), 2 ** 40)).toBe(false)
  expect(opens(new Seal(new Uint8Array(32), SALT, 'log'), 2 ** 40)).toBe(false)
})

test('whichever bit is changed, in head, content or tag, it does not open', () => {
  const bytes = sealed(1)
  for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
    const copy = Buffer.from(bytes)
    copy[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const seal = new Seal(KEY, SALT, 'log')
    expect(seal.open(copy, { content: CONTENT, head: HEAD, counter: 1 })).toBe(false)
  }
})

test('the same content is other bytes under each counter', () => {
  const seen = new Set([0, 1, 2, 256, 2 ** 32].map(counter => sealed(counter).toString('latin1')))
  expect(seen.size).toBe(5)
})

test('it is AES-256-GCM with a key by HKDF, as any library opens it', () => {
  const bytes = sealed(258)
  const key = Buffer.from(hkdfSync('sha256', KEY, SALT, 'hashrange log', 32))
  const nonce = Buffer.from([2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
  decipher.setAAD(Buffer.from('head'))
  decipher.setAuthTag(bytes.subarray(CONTENT.end))
  const opened = decipher.update(bytes.subarray(CONTENT.start, CONTENT.end))
  decipher.final()
  expect(opened.toString()).toBe(TEXT)
})
