/**
 * The command `bsock`: its dispatch, and what its exit codes mean. 0 is success, 1 failure, 2 wrong usage; whoever
 * interrupts it, or reads no further, sees it end by the signal. A failure is one line on stderr.
 */
import { readFileSync } from "node:fs";
import { endByBrokenPipe } from "./broken-pipe.ts";
import { Call, type Command, type Entry, UsageError } from "./command.ts";
import { commands, findCommand } from "./commands.ts";
import { messageOf } from "./failure.ts";
import { helpOf, overview } from "./help.ts";
import { Interrupted, resignal } from "./interrupt.ts";
import { note } from "./notes.ts";
import { hintOf } from "./privilege.ts";
import { Enough } from "./transfer/output.ts";

const FAILURE = 1;
const WRONG_USAGE = 2;

/** What has no command: help and the version. */
const bare: Command = {
  usage: [],
  details: [],
  options: { version: { short: "V", help: "" } },
  positionals: [0, 0],
  examples: [],
  run: () => WRONG_USAGE,
};

function entryOf(name: string): Entry {
  const entry = findCommand(name);
  if (entry !== undefined) return entry;
  const near = commands.find((each) => each.name.startsWith(name.slice(0, 3)));
  throw new UsageError(`no command '${name}'${near === undefined ? "" : `; did you mean ${near.name}?`}`);
}

async function showHelp(name: string | undefined): Promise<number> {
  const call = new Call(bare, []);
  if (name === undefined) {
    await call.print(overview(call.paint));
  } else {
    const entry = entryOf(name);
    await call.print(helpOf(entry, (await entry.load()).command, call.paint));
  }
  return 0;
}

async function runBare(args: readonly string[], manifest: URL): Promise<number> {
  const call = new Call(bare, args);
  if (call.flag("version")) {
    const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
    await call.print([version]);
    return 0;
  }
  if (call.flag("help")) return showHelp(undefined);
  throw new UsageError("which command?");
}

async function runCommand(name: string, args: readonly string[]): Promise<number> {
  const entry = entryOf(name);
  const { command } = await entry.load();
  const call = new Call(command, args);
  if (call.flag("help")) return showHelp(name);
  call.checkCount(command.positionals);
  return command.run(call, commands);
}

/** What a failure says, and the exit code that it is. */
function tell(error: unknown, name: string | undefined): number {
  if (error instanceof Enough) {
    endByBrokenPipe();
    return FAILURE;
  }
  if (error instanceof Interrupted) {
    resignal(error);
    return FAILURE;
  }
  if (error instanceof UsageError) {
    const known = name !== undefined && findCommand(name) !== undefined;
    note(`${error.message} (see bsock ${known ? `${name} ` : ""}--help)`);
    return WRONG_USAGE;
  }
  note(messageOf(error) + hintOf(error));
  return FAILURE;
}

/** Runs `bsock` with its arguments; gives the exit code. */
export async function main(args: readonly string[], manifest: URL): Promise<number> {
  const [name, ...rest] = args;
  const command = name === undefined || name.startsWith("-") ? undefined : name;
  try {
    if (command === undefined) return await runBare(args, manifest);
    if (command === "help") return await showHelp(rest[0]);
    return await runCommand(command, rest);
  } catch (error) {
    return tell(error, command);
  }
}
