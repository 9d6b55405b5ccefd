/** The explorer in a browser: a database, its page, and Chromium, without a screen. */

import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Explorable } from '../../src/explorer/explorable.js'
import { type Explorer, listenForExplorer } from '../../src/explorer/listen.js'
import { Database, type DatabaseOptions } from '../../src/index.js'
import { buildPage, type PageDirectory } from './page-directory.js'

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** A page with a database of its own. */
export interface OpenedExplorer {
  readonly db: Database
  readonly explorer: Explorer
  readonly page: Page
  /** What the page has told the console as an error, and threw. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

/** What the page is looked at with. */
export interface Look {
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly colorScheme?: 'light' | 'dark' | undefined
  readonly reducedMotion?: 'reduce' | undefined
}

/** What is explored. */
export interface World {
  readonly options?: DatabaseOptions
  /** What the explorer is handed of the database; by default the database. */
  readonly sourceOf?: (db: Database) => Explorable
}

/** The browser that all tests of a file share, with one tab: each database has a port, and so an origin, of its own. */
export class TestBrowser {
  readonly #browser: Browser
  readonly #page: Page
  readonly #files: PageDirectory
  #complaints: string[] = []

  private constructor(browser: Browser, page: Page, files: PageDirectory) {
    this.#browser = browser
    this.#page = page
    this.#files = files
    page.setDefaultTimeout(60_000)
    page.on('pageerror', error => this.#complaints.push(String(error)))
    page.on('console', message => {
      if (message.type() === 'error') this.#complaints.push(message.text())
    })
  }

  static async launch(): Promise<TestBrowser> {
    const path = process.env.HASHRANGE_CHROMIUM ?? PATHS.find(each => existsSync(each))
    if (path === undefined) {
      throw new Error(
        'There is no Chromium for the tests of the explorer: `apt-get install chromium`, or tell its path in HASHRANGE_CHROMIUM.',
      )
    }
    const [browser, files] = await Promise.all([
      // Within a container there is no room for another sandbox; the only page that it shows is ours.
      chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu'] }),
      buildPage(),
    ])
    return new TestBrowser(browser, await browser.newPage(), files)
  }

  /** Opens the page of a new database. */
  async open(
    fill: (db: Database) => void | Promise<void>,
    { width = 1000, height = 700, colorScheme = 'light', reducedMotion }: Look = {},
    { options, sourceOf = db => db }: World = {},
  ): Promise<OpenedExplorer> {
    const db = await Database.open(options)
    await fill(db)
    const complaints: string[] = []
    const explorer = await listenForExplorer(sourceOf(db), {
      port: 0,
      pageDirectory: this.#files.url,
      onBug: error => complaints.push(String(error)),
    })
    const page = this.#page
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme, reducedMotion: reducedMotion ?? null })
    this.#complaints = complaints
    await page.goto(explorer.url)
    const close = async (): Promise<void> => {
      await page.goto('about:blank')
      await explorer.close()
    }
    return { db, explorer, page, complaints, close }
  }

  async close(): Promise<void> {
    await this.#browser.close()
    await this.#files.remove()
  }
}
