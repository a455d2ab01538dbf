/** A completion script for bash(1). */
import type { Candidates } from "../command.ts";
import { type Described, spellings } from "../describe.ts";

/** What to offer in a place. */
function offer(candidates: Candidates): string {
  if (typeof candidates !== "string") return candidates.length === 0 ? ":" : `_bsock_words '${candidates.join(" ")}'`;
  return `_bsock_${candidates}`;
}

function ofCommand({ name, options, candidates }: Described): string[] {
  const valued = options.filter(({ value }) => value !== undefined);
  const places = candidates.map((each, at) => `${at === candidates.length - 1 ? "*" : at}) ${offer(each)} ;;`);
  return [
    `    ${name})`,
    `      valued='${valued.flatMap(spellings).join(" ")}'`,
    `      flags='${options.flatMap(spellings).join(" ")}'`,
    "      case $previous in",
    ...valued.map((option) => `        ${spellings(option).join(" | ")}) ${offer(option.candidates ?? [])}; return ;;`),
    "      esac",
    '      if [[ $current == -* ]]; then _bsock_words "$flags"; return; fi',
    ...(places.length === 0
      ? []
      : ['      case $(_bsock_place "$valued") in', ...places.map((each) => `        ${each}`), "      esac"]),
    "      ;;",
  ];
}

export function bashCompletion(commands: readonly Described[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  return `# Completion of bsock for bash: eval "$(bsock completion bash)", or a file in bash-completion's folder.

_bsock_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current"); }
_bsock_command() { _bsock_words '${names}'; }
_bsock_interface() { _bsock_words "$(command ls /sys/class/net 2>/dev/null)"; }
_bsock_host() { mapfile -t COMPREPLY < <(compgen -A hostname -- "$current"); }
_bsock_file() {
  mapfile -t COMPREPLY < <(compgen -f -- "$current")
  compopt -o filenames 2>/dev/null
}
# How many arguments stand before the word that is completed; $1 are the options that take a value.
_bsock_place() {
  local at=0 index skip=0 word
  for ((index = 2; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    if ((skip)); then
      skip=0
    elif [[ " $1 " == *" $word "* ]]; then
      skip=1
    elif [[ $word != -* ]]; then
      ((at += 1))
    fi
  done
  echo "$at"
}

_bsock() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} valued flags
  COMPREPLY=()
  # --option=value comes as three words.
  if [[ $current == '=' ]]; then
    current=''
  elif [[ $previous == '=' ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD == 1)); then
    _bsock_words '${names} help --help --version'
    return
  fi
  case \${COMP_WORDS[1]} in
    help) ((COMP_CWORD == 2)) && _bsock_command ;;
${commands.flatMap(ofCommand).join("\n")}
  esac
}
complete -F _bsock bsock
`;
}
