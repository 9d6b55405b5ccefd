/**
 * Scripts that let bash, zsh and fish complete the command. Commands and options are taken from the texts that `--help` shows, so that
 * what is completed is what is told.
 */

/** A command as `hashrange --help` tells of it. */
interface Command {
  readonly name: string
  readonly does: string
  readonly options: readonly Option[]
}

interface Option {
  /** Without dashes. */
  readonly name: string
  /** What comes behind it, such as `file`; undefined if nothing does. */
  readonly value: string | undefined
  readonly does: string
}

type Shell = (typeof SHELLS)[number]

export const SHELLS = ['bash', 'zsh', 'fish'] as const

export const COMPLETION_HELP = `Usage: hashrange completion <bash, zsh or fish> [options]

Prints a script that lets a shell complete commands and options.

  --help  show this text

Examples:
  hashrange completion bash >> ~/.bashrc
  hashrange completion zsh > "\${fpath[1]}/_hashrange"
  hashrange completion fish > ~/.config/fish/completions/hashrange.fish

Exit codes: 0 it is done; 2 the arguments are wrong.
`

const COMMAND_LINE = /^ {2}([a-z]+) +(\S.*)$/gm
const OPTION_LINES = /^ {2}--([a-z-]+)(?: <([^>]+)>)?\s+(\S.*(?:\n {8,}\S.*)*)$/gm
/** Where a shell has read enough. */
const MORE = /[;:,]? *\(.*|[;:.] .*|[;:.]$/
/** Values that are paths. */
const PATHS = /file|directory/

/**
 * The script for a shell.
 *
 * @param help of `hashrange --help`
 * @param helpOf what a command tells of itself, by its name
 */
export function completionScript(
  shell: Shell,
  help: string,
  helpOf: Readonly<Record<string, string>>,
): string {
  const lines = Array.from(help.matchAll(COMMAND_LINE))
  const commands = lines.flatMap(([, name = '', does = '']): readonly Command[] => {
    const own = Object.hasOwn(helpOf, name) ? helpOf[name] : undefined
    return own === undefined ? [] : [{ name, does, options: optionsIn(own) }]
  })
  return SCRIPTS[shell](commands)
}

function optionsIn(help: string): Option[] {
  return Array.from(help.matchAll(OPTION_LINES), ([, name = '', value, does = '']) => ({
    name,
    value,
    does: does.replaceAll(/\s+/g, ' ').replace(MORE, ''),
  }))
}

const SCRIPTS: Readonly<Record<Shell, (commands: readonly Command[]) => string>> = {
  bash: commands => `# Completion of hashrange for bash.
_hashrange() {
  local word=\${COMP_WORDS[COMP_CWORD]} options=
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${namesOf(commands)} --help --version" -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${commands.map(({ name, options }) => `    ${name}) options="${dashed(options)}" ;;`).join('\n')}
  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
    *) COMPREPLY=() ;; # paths, which bash completes itself
  esac
}
complete -o default -F _hashrange hashrange
`,
  zsh: commands => `#compdef hashrange
# Completion of hashrange for zsh.
local -a commands=(
${commands.map(({ name, does }) => `  ${quoted(`${name}:${does}`)}`).join('\n')}
)
if (( CURRENT == 2 )); then
  _describe command commands
  return
fi
local command=$words[2]
shift words
(( CURRENT-- ))
case $command in
${commands.map(zshCase).join('\n')}
esac
`,
  fish: commands => `# Completion of hashrange for fish.
complete -c hashrange -n __fish_use_subcommand -f
${commands
  .map(
    ({ name, does }) =>
      `complete -c hashrange -n __fish_use_subcommand -a ${name} -d ${quoted(does)}`,
  )
  .join('\n')}
${commands
  .flatMap(({ name, options }) =>
    options.map(
      option =>
        `complete -c hashrange -n '__fish_seen_subcommand_from ${name}' -l ${option.name}${
          option.value === undefined ? '' : PATHS.test(option.value) ? ' -r -F' : ' -x'
        } -d ${quoted(option.does)}`,
    ),
  )
  .join('\n')}
`,
}

function zshCase({ name, options }: Command): string {
  const specs = options.map(({ name: option, value, does }) => {
    const told = `--${option}[${does.replaceAll(/[[\]]/g, '')}]`
    if (value === undefined) return quoted(told)
    const noun = value.replaceAll(':', ' ')
    return quoted(`*${told}:${noun}:${PATHS.test(value) ? '_files' : ''}`)
  })
  return `  ${name}) _arguments ${[...specs, quoted('*:path:_files')].join(' ')} ;;`
}

function namesOf(commands: readonly Command[]): string {
  return commands.map(({ name }) => name).join(' ')
}

function dashed(options: readonly Option[]): string {
  return options.map(({ name }) => `--${name}`).join(' ')
}

/** As shells take it literally. Source: POSIX, "Shell Command Language", 2.2.2; fish takes it so as well. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
