/** What a shell answers: one line that is complete after the other. */

import type { WireMap } from '../encoding/wire-value.js'
import { isRefusal } from '../errors/dynamo-error.js'
import type { Json, ShellDoor } from './door.js'
import { gridOf, visible } from './grid.js'
import { itemOfText, keyOf, objectOf } from './items.js'
import { type Key, type ShellWish, VERBS, WrongLine, wishOf } from './line.js'
import { Selected } from './selected.js'
import { describedText, Tables } from './tables.js'

interface SessionOptions {
  readonly door: ShellDoor
  /** Columns of the terminal; undefined if answers are for programs: JSON, an item a line. */
  readonly width: number | undefined
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
    const { door } = this.#options
    switch (wish.kind) {
      case 'nothing':
        return
      case 'help':
        return this.#say(helpText())
      case 'tables':
        return this.#told(await this.tables.names())
      case 'describe':
        return this.#describe(wish.table)
      case 'explain':
        return this.#say(await door.explain(wish.statement))
      case 'more':
        if (this.#selected === undefined) throw new WrongLine('there is nothing more')
        return this.#showRows(this.#selected)
      case 'statement':
        return this.#execute(wish.statement)
      case 'call':
        return this.#say(
          JSON.stringify(
            await door.send(wish.operation, objectOf(wish.input)),
            undefined,
            this.#isForPeople ? SPACE : undefined,
          ),
        )
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

  /** Names, a line each; for programs each a text of JSON. */
  #told(names: readonly string[]): void {
    for (const name of names) this.#say(this.#isForPeople ? name : JSON.stringify(name))
  }

  async #describe(name: string): Promise<void> {
    const table = await this.tables.describe(name)
    this.#say(this.#isForPeople ? describedText(table) : JSON.stringify(table))
  }

  async #execute(statement: string): Promise<void> {
    this.#selected = new Selected(this.#options.door, statement)
    await this.#showRows(this.#selected)
  }

  async #showRows(selected: Selected): Promise<void> {
    const elapsed = this.#options.stopwatch()
    if (!this.#isForPeople) {
      for (let hasMore = true; hasMore; ) {
        const rows = await selected.rows(ROWS_SHOWN)
        hasMore = rows.hasMore
        this.#show(rows.items, [])
      }
      return
    }
    const { items, units, hasMore } = await selected.rows(ROWS_SHOWN)
    if (!hasMore) this.#selected = undefined
    this.#show(items, [])
    const more = hasMore ? '; more shows the next' : ''
    const told = [counted(items.length, 'row'), counted(units, 'capacity unit')]
    this.#say(`${told.join(', ')}, ${elapsed().toFixed(1)} ms${more}`)
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
    const { width } = this.#options
    if (width === undefined) {
      for (const item of items) this.#say(JSON.stringify(item))
    } else if (items.length > 0) {
      this.#say(gridOf(items, first, width))
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

function helpText(): string {
  return [
    'Statements of PartiQL, or one of:',
    ...Object.values(VERBS).map(text => `  ${text}`),
    'What has open brackets or quotes, or ends with \\, goes on in the next line.',
  ].join('\n')
}
