/** Completion of the command by shells. */

import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { run } from './directories.js'

/** What bash completes, by the script that it is given. */
async function completed(...words: readonly string[]): Promise<string[]> {
  const { out } = await run('completion', 'bash')
  const program = `${out}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _hashrange; printf '%s\\n' "\${COMPREPLY[@]}"`
  const text = execFileSync('bash', ['-c', program, 'bash', ...words], { encoding: 'utf8' })
  return text.split('\n').filter(line => line !== '')
}

test('bash completes commands, and the options that each of them tells of', async () => {
  expect(await completed('hashrange', 'ver')).toEqual(['verify'])
  expect(await completed('hashrange', '--v')).toEqual(['--version'])
  expect(await completed('hashrange', 'inspect', '--')).toEqual(['--key-file', '--json', '--help'])
  expect(await completed('hashrange', 'serve', '--path', 'data', '--du')).toEqual(['--durability'])
})

test('bash is left to complete paths', async () => {
  expect(await completed('hashrange', 'verify', 'da')).toEqual([])
})

test('every command that help lists has its options in the scripts of all shells', async () => {
  const { out: help } = await run('--help')
  const commands = Array.from(help.matchAll(/^ {2}([a-z]+) {2,}/gm), ([, name = '']) => name)
  expect(commands).toContain('serve')
  const [bash, zsh, fish] = await Promise.all(
    ['bash', 'zsh', 'fish'].map(async shell => (await run('completion', shell)).out),
  )
  for (const command of commands) {
    const { out } = await run(command, '--help')
    const options = Array.from(out.matchAll(/^ {2}--([a-z-]+)/gm), ([, name = '']) => name)
    expect(options).toContain('help')
    const [inBash = ''] = new RegExp(`^    ${command}\\).*$`, 'm').exec(bash ?? '') ?? []
    const [inZsh = ''] = new RegExp(`^  ${command}\\).*$`, 'm').exec(zsh ?? '') ?? []
    for (const option of options) {
      expect(inBash).toMatch(new RegExp(`[" ]--${option}[" ]`))
      expect(inZsh).toMatch(new RegExp(`--${option}\\[`))
      expect(fish).toContain(`__fish_seen_subcommand_from ${command}' -l ${option} `)
    }
  }
})

test('other shells are refused', async () => {
  const expected = {
    exitCode: 2,
    errors: 'hashrange: expected one of bash, zsh, fish\nSee hashrange completion --help.\n',
  }
  expect(await run('completion', 'csh')).toMatchObject(expected)
  expect(await run('completion')).toMatchObject(expected)
  expect(await run('completion', 'bash', 'zsh')).toMatchObject(expected)
})

test('what an option does is told in a few words, which are whole', async () => {
  const { out } = await run('completion', 'fish')
  const does = Array.from(out.matchAll(/ -d '((?:[^']|'\\'')*)'$/gm), ([, text = '']) => text)
  expect(does.length).toBeGreaterThan(50)
  for (const text of does) {
    expect(text).toMatch(/[a-z0-9>%]$/i)
    expect(text).not.toMatch(/[;(]|: |^(json|none|seconds)$/)
  }
  expect(out).toContain(
    "-l seed -r -F -d 'begin with the tables and items of a file, if there are no tables yet'",
  )
})
