/** Prints pages, in colours where the terminal has them, as wide as it is. */
import { type Line, layOut, type Piece, wrap } from "./layout.ts";
import type { Chapter, Page } from "./page.ts";

/** Where the tour is written to: a terminal, or anything else that takes text. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  hasColors?(): boolean;
}

type Ink = Piece["kind"] | "title" | "text" | "failure";

const inks: Partial<Record<Ink, string>> = {
  title: "1;36",
  arrow: "2",
  note: "2",
  skip: "35",
  value: "32",
  condition: "33",
  failure: "1;31",
};

/** FORCE_COLOR decides, then NO_COLOR, then the terminal: the order that Node itself keeps. */
function wantsColours(output: Output, env: NodeJS.ProcessEnv): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no } = env;
  if (force !== undefined) return force !== "0" && force !== "false";
  if (no !== undefined && no !== "") return false;
  return output.isTTY === true && output.hasColors?.() === true;
}

/** Narrower than this lines cannot be kept apart, wider they are hard to follow. */
const NARROWEST = 40;
const WIDEST = 100;
const WITHOUT_TERMINAL = 80;

export class Printer {
  readonly #output: Output;
  readonly #colours: boolean;
  readonly #width: number;

  constructor(output: Output, env: NodeJS.ProcessEnv) {
    this.#output = output;
    this.#colours = wantsColours(output, env);
    const columns = output.isTTY === true && output.columns ? output.columns : WITHOUT_TERMINAL;
    this.#width = Math.max(NARROWEST, Math.min(columns, WIDEST));
  }

  /** Paragraphs, wrapped. */
  say(text: string, ink: Ink = "text", indent = 0): void {
    for (const line of text.split("\n").flatMap((each) => wrap(each, this.#width - indent))) {
      this.#print([[ink, " ".repeat(indent) + line]]);
    }
  }

  blank(): void {
    this.#print([]);
  }

  heading(number: number, { title, sentence }: Chapter): void {
    this.blank();
    const text = `── ${number} ${title} `;
    this.#print([["title", text.padEnd(this.#width, "─")]]);
    this.say(sentence);
    this.blank();
  }

  page({ rows }: Page): void {
    for (const line of layOut(rows, this.#width)) this.#print(line.map(({ kind, text }: Line[number]) => [kind, text]));
  }

  #print(pieces: readonly (readonly [Ink, string])[]): void {
    this.#output.write(`${pieces.map(([ink, text]) => this.#paint(ink, text)).join("")}\n`);
  }

  #paint(ink: Ink, text: string): string {
    const code = inks[ink];
    return this.#colours && code !== undefined && text !== "" ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}
