import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { codeOf, type FileSystem, systemFiles } from '../../src/env/files.js'
import { Random } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'

const real = await mkdtemp(join(tmpdir(), 'hashrange-files-'))
afterAll(() => rm(real, { recursive: true }))

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

const KINDS: readonly { readonly name: string; readonly files: FileSystem; root: string }[] = [
  { name: 'of the machine', files: systemFiles, root: real },
  { name: 'simulated', files: new SimulatedFiles(new Random(1)), root: '/root' },
]

describe.each(KINDS)('the file system $name', ({ files, root }) => {
  let count = 0
  const newDirectory = async (): Promise<string> => {
    count += 1
    const directory = `${root}/d${count}/e`
    await files.makeDirectory(directory)
    return directory
  }
  const write = async (path: string, text: string): Promise<void> => {
    const file = await files.create(path)
    await file.write(bytesOf(text), 0)
    await file.close()
  }
  const textOf = async (path: string): Promise<string> => {
    const file = await files.open(path, 'read')
    const target = new Uint8Array(await file.size())
    expect(await file.read(target, 0)).toBe(target.length)
    await file.close()
    return new TextDecoder().decode(target)
  }

  test('reads what was written, at any position, and no more than there is', async () => {
    const path = `${await newDirectory()}/a`
    const file = await files.create(path)
    await file.write(bytesOf('hello'), 0)
    await file.write(bytesOf('y'), 0)
    await file.write(bytesOf('far'), 8)
    await file.dataSync()
    expect(await file.size()).toBe(11)
    const target = new Uint8Array(20)
    expect(await file.read(target, 1)).toBe(10)
    expect(target.subarray(0, 11)).toEqual(bytesOf('ello\0\0\0far\0'))
    expect(await file.read(target, 11)).toBe(0)
    expect(await file.read(target, 99)).toBe(0)
    await file.close()
    expect(await textOf(path)).toBe('yello\0\0\0far')
  })

  test('cuts a file, and makes it longer with zeros', async () => {
    const path = `${await newDirectory()}/a`
    await write(path, 'hello')
    const file = await files.open(path, 'write')
    await file.truncate(2)
    await file.truncate(4)
    await file.close()
    expect(await textOf(path)).toBe('he\0\0')
  })

  test('makes a file only where there is none, opens one only where there is', async () => {
    const directory = await newDirectory()
    await write(`${directory}/a`, 'a')
    await expect(files.create(`${directory}/a`)).rejects.toThrow('EEXIST')
    await expect(files.open(`${directory}/b`, 'read')).rejects.toThrow('ENOENT')
    await expect(files.open(`${directory}/b`, 'write')).rejects.toThrow('ENOENT')
    await expect(files.create(`${directory}/none/a`)).rejects.toThrow('ENOENT')
    await expect(files.list(`${directory}/none`)).rejects.toThrow('ENOENT')
    const error = await files.open(`${directory}/b`, 'read').catch(error => error)
    expect(codeOf(error)).toBe('ENOENT')
    expect(await textOf(`${directory}/a`)).toBe('a')
  })

  test('gives and takes names', async () => {
    const directory = await newDirectory()
    await write(`${directory}/b`, 'b')
    await write(`${directory}/a`, 'a')
    await files.link(`${directory}/a`, `${directory}/c`)
    expect(await files.list(directory)).toEqual(['a', 'b', 'c'])
    await expect(files.link(`${directory}/a`, `${directory}/b`)).rejects.toThrow('EEXIST')
    await files.rename(`${directory}/b`, `${directory}/a`)
    await files.syncDirectory(directory)
    expect(await files.list(directory)).toEqual(['a', 'c'])
    expect(await textOf(`${directory}/a`)).toBe('b')
    expect(await textOf(`${directory}/c`)).toBe('a')
    expect(await files.exists(`${directory}/b`)).toBe(false)
    expect(await files.exists(`${directory}/c`)).toBe(true)
    await files.remove(`${directory}/c`)
    expect(await files.list(directory)).toEqual(['a'])
    await expect(files.remove(`${directory}/c`)).rejects.toThrow('ENOENT')
    await expect(files.rename(`${directory}/c`, `${directory}/d`)).rejects.toThrow('ENOENT')
  })

  test('a file that lost its name is there for whoever has it open', async () => {
    const path = `${await newDirectory()}/a`
    await write(path, 'a')
    const file = await files.open(path, 'write')
    await files.remove(path)
    await file.write(bytesOf('b'), 1)
    const target = new Uint8Array(2)
    await file.read(target, 0)
    expect(target).toEqual(bytesOf('ab'))
    await file.close()
  })

  test('tells by its identity whether two names are of one file', async () => {
    const directory = await newDirectory()
    const identityAt = async (name: string): Promise<string> => {
      const file = await files.open(`${directory}/${name}`, 'read')
      const identity = await file.identity()
      await file.close()
      return identity
    }
    await write(`${directory}/a`, 'a')
    await write(`${directory}/b`, 'a')
    await files.link(`${directory}/a`, `${directory}/c`)
    expect(await identityAt('c')).toBe(await identityAt('a'))
    expect(await identityAt('b')).not.toBe(await identityAt('a'))
  })

  test('a directory may be made that is there', async () => {
    const directory = await newDirectory()
    await files.makeDirectory(directory)
    expect(await files.list(directory)).toEqual([])
  })

  test('takes away a directory only if there is nothing in it', async () => {
    const directory = await newDirectory()
    await write(`${directory}/a`, 'a')
    await expect(files.removeDirectory(directory)).rejects.toThrow('ENOTEMPTY')
    await files.remove(`${directory}/a`)
    await files.removeDirectory(directory)
    expect(await files.exists(directory)).toBe(false)
    await expect(files.removeDirectory(directory)).rejects.toThrow('ENOENT')
  })
})

describe('the simulated disk', () => {
  /** What is in the file after the power failed at once, over many seeds. */
  const left = async (
    run: (files: SimulatedFiles) => Promise<void>,
    ending: 'kill' | 'power' = 'power',
  ): Promise<ReadonlySet<string>> => {
    const texts = new Set<string>()
    for (let seed = 0; seed < 200; seed += 1) {
      const files = new SimulatedFiles(new Random(seed))
      await run(files)
      const after = files.restarted(ending)
      if (!(await after.exists('/a'))) {
        texts.add('none')
        continue
      }
      const file = await after.open('/a')
      const target = new Uint8Array(await file.size())
      await file.read(target, 0)
      texts.add(new TextDecoder().decode(target).replaceAll('\0', '0'))
    }
    return texts
  }

  test('keeps what is synced, when the power fails', async () => {
    const texts = await left(async files => {
      const file = await files.create('/a')
      await file.write(bytesOf('ab'), 0)
      await file.dataSync()
      await files.syncDirectory('/')
    })
    expect([...texts]).toEqual(['ab'])
  })

  test('loses, keeps and tears what is not, and reorders it', async () => {
    const texts = await left(async files => {
      const file = await files.create('/a')
      await files.syncDirectory('/')
      await file.write(bytesOf('ab'), 0)
      await file.write(bytesOf('cd'), 1)
    })
    for (const text of ['', 'ab', 'acd', 'a', '0cd', 'abd', '0b', 'ac'])
      expect(texts).toContain(text)
  })

  test('loses names that are not synced, also of files that are, and new ones of renamed files', async () => {
    const made = await left(async files => {
      const file = await files.create('/a')
      await file.write(bytesOf('ab'), 0)
      await file.dataSync()
    })
    expect(made).toEqual(new Set(['none', 'ab']))
    const replaced = await left(async files => {
      for (const name of ['a', 'b']) {
        const file = await files.create(`/${name}`)
        await file.write(bytesOf(name), 0)
        await file.dataSync()
      }
      await files.syncDirectory('/')
      await files.rename('/b', '/a')
    })
    expect(replaced).toEqual(new Set(['a', 'b']))
  })

  test('forgets nothing when only the process ends, but a loss of power after it does', async () => {
    const run = async (files: SimulatedFiles): Promise<void> => {
      await (await files.create('/a')).write(bytesOf('ab'), 0)
    }
    expect([...(await left(run, 'kill'))]).toEqual(['ab'])
    expect((await left(async files => run(files))).size).toBeGreaterThan(3)
  })

  test('what a failed sync did not write is seen, and lost for good, whatever is synced later', async () => {
    const texts = await left(async files => {
      const file = await files.create('/a')
      await files.syncDirectory('/')
      await file.write(bytesOf('ab'), 0)
      files.plan = (_, kind) => (kind === 'dataSync' ? 'EIO' : undefined)
      await expect(file.dataSync()).rejects.toThrow('EIO')
      files.plan = () => undefined
      await file.dataSync()
      const target = new Uint8Array(2)
      await file.read(target, 0)
      expect(target).toEqual(bytesOf('ab'))
    })
    expect(texts).toEqual(new Set(['', 'ab']))
  })

  test('ends a process at the call that the plan names: it hears of no call any more', async () => {
    const files = new SimulatedFiles(new Random(1))
    files.plan = call => (call === 3 ? 'crash' : undefined)
    let last = 0
    const run = async (): Promise<void> => {
      for (last = 1; last <= 9; last += 1) await files.exists('/a')
    }
    await Promise.race([run(), files.crashed])
    expect(last).toBe(3)
    expect(files.callCount).toBe(3)
    expect(await files.restarted('kill').exists('/')).toBe(true)
  })
})
