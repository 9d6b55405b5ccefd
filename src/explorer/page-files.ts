/** The files of the page, as the build has made them. They are read when they are first asked for. */

import { fileURLToPath } from 'node:url'
import { readBytes } from '../env/files.js'

/** A file of the page. */
interface PageFile {
  readonly type: string
  readonly body: string | Uint8Array
}

/** Beside the built module that this is part of. */
export const PAGE_DIRECTORY = new URL('./explorer/', import.meta.url)

const SCRIPT_TYPE = 'text/javascript; charset=utf-8'
const STYLE_TYPE = 'text/css; charset=utf-8'
const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>hashrange</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body><noscript>The explorer is a program in JavaScript.</noscript></body>
</html>
`

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
<rect width="16" height="16" rx="3" fill="#1d5fbf"/>
<path d="M4 5h8M4 8h5M4 11h7" stroke="#fff" stroke-width="1.6" stroke-linecap="round"/>
</svg>
`

/** The program of the page, and what it loads later, under the names that the build gives. */
const SCRIPT = /^\/(?:page|code-editor-\w+|chunk-\w+)\.js$/

/** The files of the page by their paths. */
export class PageFiles {
  readonly #directory: URL
  readonly #read = new Map<string, Promise<Uint8Array>>()

  constructor(directory: URL) {
    this.#directory = directory
  }

  /** Undefined if there is no such file. */
  async at(path: string): Promise<PageFile | undefined> {
    switch (path) {
      case '/':
        return { type: 'text/html; charset=utf-8', body: HTML }
      case '/icon.svg':
        return { type: 'image/svg+xml', body: ICON }
      case '/page.css':
        return { type: STYLE_TYPE, body: await this.#bytesOf('page.css') }
      default:
        if (!SCRIPT.test(path)) return undefined
        return { type: SCRIPT_TYPE, body: await this.#bytesOf(path.slice(1)) }
    }
  }

  #bytesOf(name: string): Promise<Uint8Array> {
    const found = this.#read.get(name)
    if (found !== undefined) return found
    const reading = readBytes(fileURLToPath(new URL(name, this.#directory)))
    this.#read.set(name, reading)
    // What could not be read may be there the next time.
    reading.catch(() => this.#read.delete(name))
    return reading
  }
}
