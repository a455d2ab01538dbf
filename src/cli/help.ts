/** Help, made from the descriptions that the parser reads. */
import type { Paint } from "./colours.ts";
import { type Command, type Entry, help, type OptionSpec } from "./command.ts";
import { commands } from "./commands.ts";
import { wrap } from "./tour/layout.ts";

const WIDTH = 80;
const INDENT = "  ";

/** Two columns, the second one wrapped. */
function columns(rows: readonly (readonly [string, string])[], paint: Paint): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.flatMap(([left, right]) =>
    wrap(right, WIDTH - INDENT.length - width).map(
      (line, index) =>
        INDENT + paint("36", index === 0 ? left : "") + " ".repeat(width - (index === 0 ? left.length : 0)) + line,
    ),
  );
}

/** `-u, --udp`, with the place of a value. */
function tellOption(name: string, { short, value }: OptionSpec): string {
  const flags = short === undefined ? `    --${name}` : `-${short}, --${name}`;
  return value === undefined ? flags : `${flags} ${value}`;
}

/** What `bsock --help` prints. */
export function overview(paint: Paint): string[] {
  return [
    `${paint("1", "bsock")}: BSD sockets from a shell`,
    "",
    paint("1", "Usage"),
    `${INDENT}bsock COMMAND [OPTIONS] [ARGUMENTS]`,
    `${INDENT}bsock COMMAND --help`,
    "",
    paint("1", "Commands"),
    ...columns(
      commands.map(({ name, summary }) => [name, summary]),
      paint,
    ),
    "",
    paint("1", "Options"),
    ...columns(
      [
        [tellOption("help", help), "show help, of a command too"],
        [tellOption("version", { short: "V", help: "" }), "show the version"],
      ],
      paint,
    ),
    "",
    paint("1", "Examples"),
    ...examples(
      [
        ["bsock connect example.org 80", "talk to a server"],
        ["bsock listen 9000 > file", "receive a file"],
        ["bsock resolve localhost http", "what a name stands for"],
        ["bsock doctor", "what works here"],
      ],
      paint,
    ),
    "",
    "Exit codes: 0 for success, 1 for failure, 2 for wrong usage.",
    "What prints data takes --json. NO_COLOR=1 leaves colours out.",
  ];
}

function examples(rows: Command["examples"], paint: Paint): string[] {
  return rows.flatMap(([code, what]) => [`${INDENT}${paint("2", `# ${what}`)}`, `${INDENT}${code}`]);
}

/** What `bsock COMMAND --help` prints. */
export function helpOf({ name, summary }: Entry, command: Command, paint: Paint): string[] {
  const options = Object.entries({ ...command.options, help }).map(
    ([option, spec]) => [tellOption(option, spec), spec.help] as const,
  );
  return [
    `${paint("1", `bsock ${name}`)}: ${summary}`,
    "",
    paint("1", "Usage"),
    ...command.usage.map((form) => `${INDENT}bsock ${name} ${form}`),
    "",
    ...command.details.flatMap((paragraph) => [...wrap(paragraph, WIDTH), ""]),
    paint("1", "Options"),
    ...columns(options, paint),
    "",
    paint("1", "Examples"),
    ...examples(command.examples, paint),
  ];
}
