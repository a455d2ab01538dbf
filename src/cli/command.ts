/** What a command is, and what it is called with. The parser and the help read the same description. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { type Canvas, type Paint, painter, wantsColours } from "./colours.ts";
import { interruption } from "./interrupt.ts";
import { note } from "./notes.ts";
import { type Output, StandardOutput } from "./transfer/output.ts";

/** An option; one without `value` is a flag. */
export interface OptionSpec {
  readonly short?: string;
  /** What stands for its value in the help, such as `PATH`. */
  readonly value?: string;
  /** Whether it may be given several times. */
  readonly multiple?: boolean;
  readonly help: string;
}

/** A command of `bsock`. */
export interface Command {
  /** What follows `bsock` and the command's name, one line for each form. */
  readonly usage: readonly string[];
  /** Paragraphs for the help. */
  readonly details: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** The fewest and the most arguments. */
  readonly positionals: readonly [number, number];
  /** What to type, without `bsock`, and what it does. */
  readonly examples: readonly (readonly [string, string])[];
  /** Gives the exit code. */
  run(call: Call): Promise<number> | number;
}

/** The command was called wrongly: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Something failed that has no condition of its own: exit code 1. */
export class Failure extends Error {
  override readonly name = "Failure";
}

export const json: OptionSpec = { help: "print JSON, for programs" };
export const help: OptionSpec = { short: "h", help: "show this help" };
export const quiet: OptionSpec = { short: "q", help: "no notes and no progress on stderr, errors only" };

/** What a user typed is wrong if the library says RangeError. */
export function parsed<T>(what: string, text: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${what}: ${error.message}`);
    // A zone that no interface has, and the like.
    throw error instanceof Error && "code" in error ? new Failure(`${what} ${text}: ${error.message}`) : error;
  }
}

/** A command's arguments, parsed, and where its output goes. */
export class Call {
  readonly positionals: readonly string[];
  readonly output: Output = new StandardOutput();
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(command: Command, args: readonly string[]) {
    const options: NonNullable<ParseArgsConfig["options"]> = {};
    for (const [name, { short, value, multiple = false }] of Object.entries({ ...command.options, help })) {
      const type = value === undefined ? "boolean" : "string";
      options[name] = short === undefined ? { type, multiple } : { type, short, multiple };
    }
    try {
      const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
      this.#values = values;
      this.positionals = positionals;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))) throw error;
      throw new UsageError(sentence(error.message));
    }
  }

  /** Refuses too few or too many arguments. */
  checkCount([fewest, most]: Command["positionals"]): void {
    const { length } = this.positionals;
    if (length < fewest) throw new UsageError(length === 0 ? "an argument is missing" : "more arguments are needed");
    if (length > most) throw new UsageError(`unexpected argument '${this.positionals[most]}'`);
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    return this.#values[name] as string | undefined;
  }

  texts(name: string): readonly string[] {
    return (this.#values[name] as readonly string[] | undefined) ?? [];
  }

  milliseconds(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} takes milliseconds, not '${text}'`);
    return Number(text);
  }

  /** Aborts when the user interrupts; until it is asked for, interrupting ends the program at once. */
  get signal(): AbortSignal {
    return interruption();
  }

  /** Colours, if whoever reads stdout sees them. */
  get paint(): Paint {
    return painter(wantsColours(this.output.isTTY ? (process.stdout as Canvas) : {}, process.env));
  }

  /** A remark on stderr, unless it is to be quiet. */
  note(text: string): void {
    if (!this.flag("quiet")) note(text);
  }

  async printJson(value: unknown): Promise<void> {
    const plain = (_key: string, each: unknown): unknown => {
      if (typeof each === "bigint") return String(each);
      return each instanceof Uint8Array ? Buffer.from(each).toString("hex") : each;
    };
    await this.output.writeText(`${JSON.stringify(value, plain, 2)}\n`);
  }

  async print(lines: readonly string[]): Promise<void> {
    await this.output.writeText(lines.map((line) => `${line.trimEnd()}\n`).join(""));
  }
}

/** The parser's own first sentence, in our style. */
function sentence(message: string): string {
  const [first = message] = message.split(/\. |\n/, 1);
  return `${first.slice(0, 1).toLowerCase()}${first.slice(1).replace(/\.$/, "")}`;
}
