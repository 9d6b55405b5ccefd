/** The colours of the page by what people with weak sight need, and how much of it there is. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { buildPage } from './page-directory.js'

const STYLE = readFileSync(new URL('../../src/explorer/page/page.css', import.meta.url), 'utf8')
/** Bytes of all files of the page, compressed. */
const COMPRESSED_MAX = 300 * 1000

/** Texts and the grounds on which they stand, and the least contrast. Source: WCAG 2.2, 1.4.3 and 1.4.11 (level AA). */
const PAIRS: readonly (readonly [string, string, number])[] = [
  ...['ink', 'soft', 'accent', 'danger', 'text-value', 'number-value', 'other-value'].flatMap(
    text => ['card', 'ground', 'chosen'].map(ground => [text, ground, 4.5] as const),
  ),
  ['on-accent', 'accent', 4.5],
  ['on-danger', 'danger', 4.5],
  ['edge', 'card', 3],
  ['edge', 'ground', 3],
]

test.each(['light', 'dark'])('the %s theme has the contrast of WCAG AA', theme => {
  const [, block = ''] = new RegExp(`data-theme="${theme}"\\] \\{([^}]*)\\}`).exec(STYLE) ?? []
  const colours = new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  )
  const low = PAIRS.flatMap(([text, ground, least]) => {
    const contrast = contrastOf(colours.get(text), colours.get(ground))
    return contrast >= least ? [] : [`${text} on ${ground}: ${contrast.toFixed(2)} < ${least}`]
  })
  expect(low).toEqual([])
})

test('all colours are those of the themes', () => {
  const [, rest = ''] = STYLE.split('[data-theme="dark"]')
  expect(rest.slice(rest.indexOf('}')).match(/#[0-9a-f]{3,6}\b/g)).toBeNull()
})

test('all of the page, compressed, is less than 300 kB', async () => {
  const directory = await buildPage()
  const sizes = ['page.js', 'page.css'].map(
    name => gzipSync(readFileSync(join(directory.path, name))).length,
  )
  await directory.remove()
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(COMPRESSED_MAX)
})

function contrastOf(left: string | undefined, right: string | undefined): number {
  const [dark = 0, light = 0] = [left, right].map(luminanceOf).sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** Source: WCAG 2.2, "relative luminance". */
function luminanceOf(colour: string | undefined): number {
  const parts = [1, 3, 5].map(
    place => Number.parseInt(colour?.slice(place, place + 2) ?? '', 16) / 255,
  )
  const [red = 0, green = 0, blue = 0] = parts.map(part =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
