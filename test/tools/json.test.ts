/** What commands print with `--json`: one line, which has what people are told. */

import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { alter, copyOf, newPath, run, withFlippedBit, writtenDatabase } from './directories.js'

async function asked(...args: readonly string[]) {
  const { out, errors, ...rest } = await run(...args, '--json')
  expect(out.endsWith('\n')).toBe(true)
  expect(out.trimEnd()).not.toContain('\n')
  return { ...rest, errors, json: JSON.parse(out) as Record<string, unknown> }
}

test('verify tells programs what is there, and what is damaged', async () => {
  const directory = await writtenDatabase()
  expect(await asked('verify', directory)).toEqual({
    exitCode: 0,
    errors: '',
    json: { directory, isIntact: true, tables: 3, items: 80 },
  })
  const damaged = copyOf(directory)
  const [file = ''] = readdirSync(damaged).filter(name => name.startsWith('checkpoint'))
  alter(join(damaged, file), bytes => withFlippedBit(bytes, 8 * (bytes.length >> 1)))
  const { exitCode, json } = (await asked('verify', damaged)) as {
    readonly exitCode?: number
    readonly json: Record<string, unknown>
  }
  expect(exitCode).toBe(1)
  expect(json).toEqual({
    directory: damaged,
    isIntact: false,
    damages: [expect.stringContaining(file)],
  })
})

test('compact, salvage, export and import tell programs what they have done', async () => {
  const directory = await writtenDatabase()
  const { json: compacted } = await asked('compact', directory)
  expect(compacted).toMatchObject({ directory, isEncrypted: false })
  expect(Number(compacted.bytes)).toBeLessThan(Number(compacted.bytesBefore))

  const target = newPath()
  const { json: salvaged } = await asked('salvage', directory, target)
  expect(salvaged).toEqual({ directory, target, tables: 3, items: 80, backups: 0, lost: [] })

  const to = newPath()
  const { json: exported } = await asked('export', '--path', target, '--table', 'Notes', '--to', to)
  expect(exported).toMatchObject({ table: 'Notes', items: 35, manifest: expect.any(String) })

  const lines = newPath()
  appendFileSync(lines, '{"Item":{"id":{"S":"a"}}}\n{"Item":{"id":{"S":1}}}\n')
  const into = ['--path', target, '--table', 'Imported', '--key', 'id']
  const { json: imported, errors, ...rest } = await asked('import', lines, ...into)
  expect({ ...rest, errors }).toEqual({ exitCode: 1, errors: '' })
  expect(imported).toMatchObject({ table: 'Imported', items: 1, errors: 1 })
  expect(imported.faults).toEqual([expect.objectContaining({ file: lines, line: 2 })])
})

test('pull tells programs how much it has read and written', async () => {
  const into = newPath()
  const from = await writtenDatabase()
  const { exitCode, json } = (await asked(
    ...['pull', 'Notes', '--from', from, '--into', into, '--limit', '7'],
  )) as Awaited<ReturnType<typeof asked>> & { readonly exitCode?: number }
  expect(exitCode).toBe(0)
  expect(json).toEqual({ table: 'Notes', read: 35, written: 7, into })
})

test('serve tells programs where it is, and each request', async () => {
  const { server, json } = (await asked('serve', '--port', '0', '--log')) as unknown as {
    readonly server: { readonly url: string; close(): Promise<void> }
    readonly json: unknown
  }
  await server.close()
  expect(json).toEqual({ url: server.url })
})
