/** All commands with their declarations, for what is generated of them: completion, the manual page. */
import { type Candidates, type Command, type Entry, help, type OptionSpec } from "./command.ts";

export interface DescribedOption extends OptionSpec {
  readonly name: string;
}

export interface Described extends Omit<Command, "options" | "run" | "candidates"> {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly DescribedOption[];
  /** What each argument may be; the last one told is for all that follow. */
  readonly candidates: readonly Candidates[];
}

export async function describe(all: readonly Entry[]): Promise<readonly Described[]> {
  return Promise.all(
    all.map(async ({ name, summary, load }) => {
      const { run: _, options, candidates = [], ...rest } = (await load()).command;
      const listed = Object.entries({ ...options, help }).map(([option, spec]) => ({ name: option, ...spec }));
      return { name, summary, ...rest, options: listed, candidates };
    }),
  );
}

/** `-c`, `--count`. */
export function spellings({ name, short }: DescribedOption): readonly string[] {
  return short === undefined ? [`--${name}`] : [`-${short}`, `--${name}`];
}
