/** What a command is, and what it is called with. The parser and the help read the same description. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { type Canvas, type Paint, painter, wantsColours } from "./colours.ts";
import { interruption } from "./interrupt.ts";
import { note } from "./notes.ts";
import { table } from "./table.ts";
import { type Output, StandardOutput } from "./transfer/output.ts";
import { widthOf } from "./width.ts";

/** What may stand in a place, for a shell that completes words: one of these, or of what the machine has. */
export type Candidates = readonly string[] | "command" | "file" | "host" | "interface";

/** An option; one without `value` is a flag. */
export interface OptionSpec {
  readonly short?: string;
  /** What stands for its value in the help, such as `PATH`. */
  readonly value?: string;
  readonly candidates?: Candidates;
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
  /** What each argument may be; the last one told is for all that follow. */
  readonly candidates?: readonly Candidates[];
  /** What to type, without `bsock`, and what it does. */
  readonly examples: readonly (readonly [string, string])[];
  /** Gives the exit code. `all` are all commands there are, for those that tell of others. */
  run(call: Call, all: readonly Entry[]): Promise<number> | number;
}

/** A command's place among all. */
export interface Entry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<{ readonly command: Command }>;
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

  /** A number of an option, within bounds. */
  integer(name: string, least: number, most: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d{1,15}$/.test(text) && value >= least && value <= most) return value;
    throw new UsageError(`--${name} is a number from ${least} to ${most}, not '${text}'`);
  }

  /** The value of an option that takes milliseconds, at least so many. */
  pause(name: string, least: number): number | undefined {
    const value = this.milliseconds(name);
    if (value !== undefined && value < least) throw new UsageError(`--${name} is at least ${least} ms, not ${value}`);
    return value;
  }

  /** One of two flags at most; gives its name. */
  either(...names: readonly string[]): string | undefined {
    const [first, second] = names.filter((name) => this.flag(name));
    if (second !== undefined) throw new UsageError(`--${first} and --${second} exclude each other`);
    return first;
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
    await this.output.writeText(`${jsonText(value, 2)}\n`);
  }

  /** One event of a stream, on a line of its own. */
  async printEvent(value: object): Promise<void> {
    await this.output.writeText(`${jsonText(value)}\n`);
  }

  /** How wide what is printed may be. */
  get width(): number {
    return widthOf(this.output.isTTY ? process.stdout.columns : undefined, process.env);
  }

  /** The lines of a table, as wide as the terminal at most. `spare` are the columns to leave out first. */
  table(headings: readonly string[], rows: readonly (readonly string[])[], spare?: readonly string[]): string[] {
    const left = (missing: readonly string[]): void => this.note(`too narrow for ${missing.join(", ")}`);
    return table(headings, rows, {
      paint: this.paint,
      width: this.width,
      left,
      ...(spare === undefined ? {} : { spare }),
    });
  }

  async print(lines: readonly string[]): Promise<void> {
    await this.output.writeText(lines.map((line) => `${line.trimEnd()}\n`).join(""));
  }
}

/** What JSON has no words for: large numbers are strings, bytes hexadecimal. */
export function jsonText(value: unknown, indent?: number): string {
  const plain = (_key: string, each: unknown): unknown => {
    if (typeof each === "bigint") return String(each);
    return each instanceof Uint8Array ? Buffer.from(each).toString("hex") : each;
  };
  return JSON.stringify(value, plain, indent);
}

/** The parser's own first sentence, in our style. */
function sentence(message: string): string {
  const [first = message] = message.split(/\. |\n/, 1);
  return `${first.slice(0, 1).toLowerCase()}${first.slice(1).replace(/\.$/, "")}`;
}
