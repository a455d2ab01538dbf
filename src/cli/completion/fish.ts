/** A completion script for fish(1). */
import type { Candidates } from "../command.ts";
import type { Described, DescribedOption } from "../describe.ts";

const quoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;

/** The arguments of complete(1) that say what to offer. */
function offer(candidates: Candidates | undefined, names: readonly string[]): string {
  if (candidates === "file") return "-r -F";
  if (candidates === undefined) return "-x";
  if (candidates === "host") return `-x -a '(__fish_print_hostnames)'`;
  if (candidates === "interface") return `-x -a '(__fish_print_interfaces)'`;
  return `-x -a ${quoted((candidates === "command" ? names : candidates).join(" "))}`;
}

function ofOption(
  command: string,
  { name, short, value, help, candidates }: DescribedOption,
  names: readonly string[],
): string {
  const flag = short === undefined ? "" : ` -s ${short}`;
  const argument = value === undefined ? "" : ` ${offer(candidates, names)}`;
  return `complete -c bsock -n '__bsock_in ${command}'${flag} -l ${name} -d ${quoted(help)}${argument}`;
}

export function fishCompletion(commands: readonly Described[]): string {
  const names = commands.map(({ name }) => name);
  const lines = commands.flatMap(({ name, options, candidates }) => [
    ...candidates.map((each) => `complete -c bsock -n '__bsock_in ${name}' ${offer(each, names)}`),
    ...options.map((option) => ofOption(name, option, names)),
  ]);
  return `# Completion of bsock for fish: bsock completion fish > ~/.config/fish/completions/bsock.fish

function __bsock_in
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test $words[2] = $argv[1]
end
function __bsock_first
    test (count (commandline -opc)) -eq 1
end

complete -c bsock -f
complete -c bsock -n __bsock_first -s h -l help -d 'show help'
complete -c bsock -n __bsock_first -s V -l version -d 'show the version'
${commands.map(({ name, summary }) => `complete -c bsock -n __bsock_first -a ${name} -d ${quoted(summary)}`).join("\n")}
complete -c bsock -n __bsock_first -a help -d 'show help, of a command too'
complete -c bsock -n '__bsock_in help' -a ${quoted(names.join(" "))}
${lines.join("\n")}
`;
}
