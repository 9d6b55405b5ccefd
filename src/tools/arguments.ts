/** The arguments of the command: which command it is, and what it is asked to do. */

import { COMPARE_HELP, type CompareWish, compareWishOf } from './compare-arguments.js'
import { COMPLETION_HELP, completionScript, SHELLS } from './completion-scripts.js'
import {
  COMPACT_HELP,
  type CompactWish,
  compactWishOf,
  type DirectoryWish,
  directoryWishOf,
  INSPECT_HELP,
  SALVAGE_HELP,
  type SalvageWish,
  salvageWishOf,
  VERIFY_HELP,
} from './directory-arguments.js'
import { EXPLORE_HELP, type ExploreWish, exploreWishOf } from './explore-arguments.js'
import { MIGRATE_HELP, type MigrateWish, migrateWishOf } from './migrate-arguments.js'
import { parsedBy, WrongArguments } from './options.js'
import { PULL_HELP, type PullWish, pullWishOf } from './pull-arguments.js'
import { SERVE_HELP, type ServeWish, serveWishOf } from './serve-arguments.js'
import { SHELL_HELP, type ShellWish, shellWishOf } from './shell-arguments.js'
import {
  EXPORT_HELP,
  type ExportWish,
  exportWishOf,
  IMPORT_HELP,
  type ImportWish,
  importWishOf,
} from './transfer-arguments.js'

/** What the command is asked to do. */
export type Wish =
  /** There is only something to print. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'version' }
  | ({ readonly kind: 'serve' } & ServeWish)
  | ({ readonly kind: 'verify' } & DirectoryWish)
  | ({ readonly kind: 'inspect' } & DirectoryWish)
  | ({ readonly kind: 'salvage' } & SalvageWish)
  | ({ readonly kind: 'compact' } & CompactWish)
  | ({ readonly kind: 'export' } & ExportWish)
  | ({ readonly kind: 'import' } & ImportWish)
  | ({ readonly kind: 'compare' } & CompareWish)
  | ({ readonly kind: 'pull' } & PullWish)
  | ({ readonly kind: 'migrate' } & MigrateWish)
  | ({ readonly kind: 'shell' } & ShellWish)
  | ({ readonly kind: 'explore' } & ExploreWish)

const HELP = `Usage: hashrange <command> [options]

  serve       serves a database to DynamoDB clients, over HTTP
  explore     opens a page that shows a database, for a browser on this machine
  shell       answers statements and other requests that are typed
  verify      checks that a database on disk is as it was written
  inspect     prints what a database on disk has
  salvage     makes a new database of what can be read of a damaged one
  compact     makes a database on disk small, and changes its key
  export      writes a table to files, as the service's exports do
  import      makes a table of files
  compare     lets designs of tables answer the same load, and tells which is better in what
  pull        copies a table, or a sample of it, from a server or the service
  migrate     copies tables to another place while they are written to, and compares both
  completion  prints a script that lets a shell complete all this

  --help      show this text; after a command, its own
  --version   show the version

With --json a command prints lines of JSON for programs. On a terminal those that take long show how
far they are, and there are colours unless NO_COLOR is set.

Examples:
  hashrange serve --port 8000
  hashrange shell data
  hashrange serve --help

Exit codes: 0 it is done; 1 it failed, and one line on the standard error says why; 2 the arguments
are wrong.
`

interface CommandArguments {
  readonly help: string
  readonly wishOf: (args: readonly string[], environment: Environment) => Wish
}

/** Variables of the environment, by name. */
type Environment = Readonly<Record<string, string | undefined>>

const COMMANDS: Readonly<Record<string, CommandArguments>> = {
  serve: {
    help: SERVE_HELP,
    wishOf: (args, environment) => ({ kind: 'serve', ...serveWishOf(args, environment) }),
  },
  verify: { help: VERIFY_HELP, wishOf: args => ({ kind: 'verify', ...directoryWishOf(args) }) },
  inspect: { help: INSPECT_HELP, wishOf: args => ({ kind: 'inspect', ...directoryWishOf(args) }) },
  salvage: { help: SALVAGE_HELP, wishOf: args => ({ kind: 'salvage', ...salvageWishOf(args) }) },
  compact: { help: COMPACT_HELP, wishOf: args => ({ kind: 'compact', ...compactWishOf(args) }) },
  export: { help: EXPORT_HELP, wishOf: args => ({ kind: 'export', ...exportWishOf(args) }) },
  import: { help: IMPORT_HELP, wishOf: args => ({ kind: 'import', ...importWishOf(args) }) },
  compare: { help: COMPARE_HELP, wishOf: args => ({ kind: 'compare', ...compareWishOf(args) }) },
  migrate: { help: MIGRATE_HELP, wishOf: args => ({ kind: 'migrate', ...migrateWishOf(args) }) },
  explore: { help: EXPLORE_HELP, wishOf: args => ({ kind: 'explore', ...exploreWishOf(args) }) },
  shell: { help: SHELL_HELP, wishOf: args => ({ kind: 'shell', ...shellWishOf(args) }) },
  pull: { help: PULL_HELP, wishOf: args => ({ kind: 'pull', ...pullWishOf(args) }) },
  completion: { help: COMPLETION_HELP, wishOf: completionOf },
}

const HELP_OPTION = /^(?:-h|--?help)$/
const VERSION_OPTION = /^--?version$/

/**
 * What the arguments ask for.
 *
 * @param args without the program
 * @throws WrongArguments if they can't be understood or done
 */
export function wishOf(args: readonly string[], environment: Environment = {}): Wish {
  const [first = '--help', ...others] = args
  if (HELP_OPTION.test(first)) return { kind: 'text', text: HELP }
  if (first === 'help') return wishOf([...others, '--help'], environment)
  if (args.some(argument => VERSION_OPTION.test(argument))) return { kind: 'version' }
  // DynamoDB Local has no commands, so whoever is used to it may begin with its options.
  const serveAt = first.startsWith('-') ? args.indexOf('serve') : -1
  const [name, rest] = serveAt > 0 ? ['serve', args.toSpliced(serveAt, 1)] : [first, others]
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) {
    throw new WrongArguments(`unknown command: ${name.startsWith('-') ? 'none' : name}`)
  }
  const isForHelp = rest.some(argument => HELP_OPTION.test(argument))
  return isForHelp ? { kind: 'text', text: command.help } : command.wishOf(rest, environment)
}

function completionOf(args: readonly string[]): Wish {
  const { positionals } = parsedBy({}, args)
  const shell = SHELLS.find(one => one === positionals[0])
  if (shell === undefined || positionals.length > 1) {
    throw new WrongArguments(`expected one of ${SHELLS.join(', ')}`)
  }
  const helps = Object.entries(COMMANDS).map(([name, { help }]) => [name, help] as const)
  return { kind: 'text', text: completionScript(shell, HELP, Object.fromEntries(helps)) }
}

/** What shows how the command that is asked for is used. */
export function helpOf([first = '']: readonly string[]): string {
  return Object.hasOwn(COMMANDS, first) ? `hashrange ${first} --help` : 'hashrange --help'
}
