/** Prints pages, in colours where the terminal has them, as wide as it is. */
import { type Canvas, type Ink, type Paint, painter, wantsColours } from "../colours.ts";
import { type Line, layOut, type Piece, wrap } from "./layout.ts";
import type { Chapter, Page } from "./page.ts";

/** Where the tour is written to: a terminal, or anything else that takes text. */
export interface Output extends Canvas {
  write(text: string): unknown;
  readonly columns?: number;
}

type Part = Piece["kind"] | "title" | "text" | "failure";

const inks: Partial<Record<Part, Ink>> = {
  title: "1;36",
  arrow: "2",
  note: "2",
  skip: "35",
  value: "32",
  condition: "33",
  failure: "1;31",
};

/** Narrower than this lines cannot be kept apart, wider they are hard to follow. */
const NARROWEST = 40;
const WIDEST = 100;
const WITHOUT_TERMINAL = 80;

export class Printer {
  readonly #output: Output;
  readonly #paint: Paint;
  readonly #width: number;

  constructor(output: Output, env: NodeJS.ProcessEnv) {
    this.#output = output;
    this.#paint = painter(wantsColours(output, env));
    const columns = output.isTTY === true && output.columns ? output.columns : WITHOUT_TERMINAL;
    this.#width = Math.max(NARROWEST, Math.min(columns, WIDEST));
  }

  /** Paragraphs, wrapped. */
  say(text: string, part: Part = "text", indent = 0): void {
    for (const line of text.split("\n").flatMap((each) => wrap(each, this.#width - indent))) {
      this.#print([[part, " ".repeat(indent) + line]]);
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

  #print(pieces: readonly (readonly [Part, string])[]): void {
    this.#output.write(`${pieces.map(([part, text]) => this.#paint(inks[part], text)).join("")}\n`);
  }
}
