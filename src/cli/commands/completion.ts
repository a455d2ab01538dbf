import { type Call, type Command, type Entry, json, UsageError } from "../command.ts";
import { bashCompletion } from "../completion/bash.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";
import { describe } from "../describe.ts";

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

async function run(call: Call, all: readonly Entry[]): Promise<number> {
  const [shell] = call.positionals;
  const commands = await describe(all);
  if (call.flag("json")) {
    await call.printJson({ commands });
    return 0;
  }
  if (shell === undefined) throw new UsageError(`for which shell: ${Object.keys(shells).join(", ")}?`);
  if (!Object.hasOwn(shells, shell))
    throw new UsageError(`there are ${Object.keys(shells).join(", ")}, not '${shell}'`);
  await call.output.writeText(shells[shell as keyof typeof shells](commands));
  return 0;
}

export const command: Command = {
  usage: ["bash | zsh | fish", "--json"],
  details: [
    "Prints a script with which the shell completes commands, options, names of interfaces and hosts, and what else " +
      "stands in a place. It is made from the same declarations as the help and the manual page; --json prints those.",
  ],
  options: { json },
  positionals: [0, 1],
  candidates: [Object.keys(shells)],
  examples: [
    ['eval "$(bsock completion bash)"', "in ~/.bashrc"],
    ['eval "$(bsock completion zsh)"', "in ~/.zshrc, after compinit"],
    ["bsock completion fish > ~/.config/fish/completions/bsock.fish", "once"],
  ],
  run,
};
