/** A completion script for zsh(1). */
import type { Candidates } from "../command.ts";
import { type Described, type DescribedOption, spellings } from "../describe.ts";

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
/** Text inside a specification, where colons and brackets mean something. */
const plain = (text: string): string => text.replace(/[[\]:\\]/g, "\\$&");

function action(candidates: Candidates | undefined, names: readonly string[]): string {
  if (candidates === undefined) return " ";
  if (typeof candidates !== "string") return candidates.length === 0 ? " " : `(${candidates.join(" ")})`;
  if (candidates === "command") return `(${names.join(" ")})`;
  return { file: "_files", host: "_hosts", interface: "_net_interfaces" }[candidates];
}

function ofOption(option: DescribedOption, names: readonly string[]): string {
  const all = spellings(option);
  const { value, multiple = false, help, candidates } = option;
  const argument = value === undefined ? "" : `:${plain(value)}:${action(candidates, names)}`;
  return all
    .map((each) => {
      const others = multiple ? "*" : `(${all.join(" ")})`;
      // A long option's value may also stand behind an equals sign.
      const assigned = value !== undefined && each.startsWith("--") ? "=" : "";
      return quoted(`${others}${each}${assigned}[${plain(help)}]${argument}`);
    })
    .join(" ");
}

function ofCommand({ name, options, candidates, positionals }: Described, names: readonly string[]): string[] {
  const [, most] = positionals;
  const places = candidates.map((each, at) => {
    const many = at === candidates.length - 1 && most > candidates.length;
    return quoted(`${many ? "*" : at + 1}:argument:${action(each, names)}`);
  });
  const rest = places.length === 0 && most > 0 ? [quoted("*:argument: ")] : places;
  const specs = [...options.map((option) => ofOption(option, names)), ...rest];
  return [`    ${name})`, `      _arguments -s -S \\`, `        ${specs.join(" \\\n        ")}`, "      ;;"];
}

export function zshCompletion(commands: readonly Described[]): string {
  const names = commands.map(({ name }) => name);
  return `#compdef bsock
# Completion of bsock for zsh: eval "$(bsock completion zsh)" after compinit, or the file _bsock in a folder of $fpath.

_bsock() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary.replaceAll(":", "\\:")}`)}`).join("\n")}
    'help:show help, of a command too'
  )
  if ((CURRENT == 2)); then
    _describe -t commands command commands
    _arguments '(-h --help)'{-h,--help}'[show help]' '(-V --version)'{-V,--version}'[show the version]'
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
    help) _arguments '1:command:(${names.join(" ")})' ;;
${commands.flatMap((each) => ofCommand(each, names)).join("\n")}
  esac
}

if [[ $funcstack[1] == _bsock ]]; then _bsock "$@"; else compdef _bsock bsock; fi
`;
}
