/** What a shell answers: one line that is complete after the other. */

import type { WireMap } from '../encoding/wire-value.js'
import { isRefusal } from '../errors/dynamo-error.js'
import type { Json, ShellDoor } from './door.js'
import { gridOf, visible, visibleLines } from './grid.js'
import { itemOfText, keyOf, objectOf } from './items.js'
import { type Key, type ShellWish, VERBS, WrongLine, wishOf } from './line.js'
import { paintedJson, paintedPlan } from './painted.js'
import { Selected, type Selection } from './selected.js'
import type { Styles } from './styles.js'
import { describedText, type Source, Tables } from './tables.js'

interface SessionOptions {
  readonly door: ShellDoor
  /** Columns of the terminal; undefined if answers are for programs: JSON, an item a line. */
  readonly width: number | undefined
  readonly styles: Styles
  readonly write: (text: string) => void
  /** Milliseconds since it was made. */
  readonly stopwatch: () => () => number
}

/** Rows that are shown before there is asked for more of them, and that are read at once for programs. */
const ROWS_SHOWN = 100
const SPACE = 2

export class Session {
  readonly tables: Tables
  readonly #options: SessionOptions
  #selected: Selected | undefined
  /** The names that come first of what is shown by it. */
  #first: readonly string[] = []

  constructor(options: SessionOptions) {
    this.#options = options
    this.tables = new Tables(options.door)
  }

  /**
   * Does what a line asks for, and writes what comes of it.
   *
   * @returns false if the shell is to end
   * @throws WrongLine, or what the database refuses it with
   */
  async run(line: string): Promise<boolean> {
    const wish = wishOf(line)
    if (wish.kind === 'exit') return false
    await this.#do(wish)
    return true
  }

  async #do(wish: Exclude<ShellWish, { readonly kind: 'exit' }>): Promise<void> {
    const { door, styles } = this.#options
    switch (wish.kind) {
      case 'nothing':
        return
      case 'help':
        return this.#say(helpText(wish.verb, this.#options.styles))
      case 'tables':
        return this.#told(await this.tables.names())
      case 'describe':
        return this.#describe(wish.table)
      case 'explain':
        return this.#say(paintedPlan(visibleLines(await door.explain(wish.statement)), styles))
      case 'more':
        if (this.#selected === undefined) throw new WrongLine('there is nothing more')
        return this.#showRows(this.#selected)
      case 'statement':
        return this.#select({ statement: wish.statement, parameters: [] }, [])
      case 'read':
        return this.#read(wish.source, wish.values)
      case 'call':
        return this.#sayJson(await door.send(wish.operation, objectOf(wish.input)))
      case 'get':
        return this.#get(wish.table, wish.key)
      case 'put':
        return this.#put(wish.table, wish.item)
      case 'delete':
        return this.#delete(wish.table, wish.key)
    }
  }

  get #isForPeople(): boolean {
    return this.#options.width !== undefined
  }

  #say(text: string): void {
    this.#options.write(`${text}\n`)
  }

  #sayJson(json: Json): void {
    const { styles } = this.#options
    const text = (): string => visibleLines(JSON.stringify(json, undefined, SPACE))
    this.#say(this.#isForPeople ? paintedJson(text(), styles) : JSON.stringify(json))
  }

  /** Names, a line each; for programs each a text of JSON. */
  #told(names: readonly string[]): void {
    for (const name of names) this.#say(this.#isForPeople ? visible(name) : JSON.stringify(name))
  }

  async #describe(name: string): Promise<void> {
    const table = await this.tables.describe(name)
    const { styles } = this.#options
    this.#say(this.#isForPeople ? describedText(table, styles) : JSON.stringify(table))
  }

  /** Reads a table or an index: all of it, or what has a key. */
  async #read(name: string, values: readonly string[]): Promise<void> {
    const source = await this.tables.source(name)
    const names = source.keys.map(key => key.name)
    await this.#select(selectionOf(source, values), names)
  }

  async #select(selection: Selection, first: readonly string[]): Promise<void> {
    this.#first = first
    this.#selected = new Selected(this.#options.door, selection)
    await this.#showRows(this.#selected)
  }

  async #showRows(selected: Selected): Promise<void> {
    const elapsed = this.#options.stopwatch()
    if (!this.#isForPeople) {
      for (let hasMore = true; hasMore; ) {
        const rows = await selected.rows(ROWS_SHOWN)
        hasMore = rows.hasMore
        this.#show(rows.items, this.#first)
      }
      return
    }
    const { items, units, hasMore } = await selected.rows(ROWS_SHOWN)
    if (!hasMore) this.#selected = undefined
    this.#show(items, this.#first)
    const more = hasMore ? '; more shows the next' : ''
    const told = [counted(items.length, 'row'), counted(units, 'capacity unit')]
    const { styles } = this.#options
    this.#say(styles.faint(`${told.join(', ')}, ${elapsed().toFixed(1)} ms${more}`))
  }

  async #get(TableName: string, given: Key): Promise<void> {
    const keys = await this.tables.keysOf(TableName)
    const input: Json = { TableName, Key: keyOf(given, keys), ConsistentRead: true }
    const { Item } = await this.#options.door.send('GetItem', input)
    const names = keys.map(({ name }) => name)
    if (Item !== undefined) this.#show([Item as WireMap], names)
    else if (this.#isForPeople) this.#say('there is no such item')
  }

  async #put(TableName: string, text: string): Promise<void> {
    const keys = await this.tables.keysOf(TableName)
    const input: Json = { TableName, Item: itemOfText(text, keys), ReturnValues: 'ALL_OLD' }
    const { Attributes } = await this.#options.door.send('PutItem', input)
    this.#done(Attributes === undefined ? 'put' : 'put in the place of the item that was there')
  }

  async #delete(TableName: string, given: Key): Promise<void> {
    const keys = await this.tables.keysOf(TableName)
    const input: Json = { TableName, Key: keyOf(given, keys), ReturnValues: 'ALL_OLD' }
    const { Attributes } = await this.#options.door.send('DeleteItem', input)
    this.#done(Attributes === undefined ? 'there is no such item' : 'deleted')
  }

  #done(text: string): void {
    if (this.#isForPeople) this.#say(text)
  }

  #show(items: readonly WireMap[], first: readonly string[]): void {
    const { width, styles } = this.#options
    if (width === undefined) {
      for (const item of items) this.#say(JSON.stringify(item))
    } else if (items.length > 0) {
      this.#say(gridOf(items, { first, width, styles }))
    }
  }
}

/**
 * Why a line was refused, without what a terminal would obey.
 *
 * @throws what it is given, if that is a bug, for which nobody but its stack has words
 */
export function refusalText(error: unknown): string {
  if (error instanceof WrongLine) return visible(error.message)
  if (!isRefusal(error) && !isOfNode(error)) throw error
  return visible(`${error.name}: ${error.message}`)
}

/** Such as that nobody answers. */
function isOfNode(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** @throws WrongLine if the source has fewer keys than there are values */
function selectionOf({ table, index, keys }: Source, values: readonly string[]): Selection {
  const names = keys.map(({ name }) => name).join(' and ')
  if (values.length > keys.length) throw new WrongLine(`the key is ${names}`)
  const from = [table, ...(index === undefined ? [] : [index])].map(quotedName).join('.')
  const tested = keys.slice(0, values.length)
  const where = tested.map(({ name }) => `${quotedName(name)} = ?`).join(' AND ')
  return {
    statement: `SELECT * FROM ${from}${where === '' ? '' : ` WHERE ${where}`}`,
    parameters: tested.map(({ type }, place) => ({ [type]: values[place] ?? '' })),
  }
}

/** A name in a statement. Source: DynamoDB developer guide, "PartiQL select statements". */
function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

const HELP_COLUMN = 26

/** @throws WrongLine if there is no such word */
function helpText(verb: string | undefined, styles: Styles): string {
  const lineOf = ({ usage, does }: { readonly usage: string; readonly does: string }): string =>
    `  ${styles.keyword(usage.padEnd(HELP_COLUMN))}${does}`
  if (verb !== undefined) {
    const asked = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined
    if (asked === undefined) throw new WrongLine(`there is no ${verb}: type help`)
    return `${lineOf(asked)}\n  Such as: ${asked.example}`
  }
  return [
    'Statements of PartiQL (SELECT, INSERT, UPDATE, DELETE FROM), or one of:',
    ...Object.values(VERBS).map(lineOf),
    'What has open brackets or quotes, or ends with \\, goes on in the next line. -- begins a comment.',
    'Tab completes, the arrows go through the lines of before, Ctrl+C takes back what is typed.',
  ].join('\n')
}
