/** What a child prints, line by line. */
import type { ChildProcess } from "node:child_process";
import { type Finished, finished } from "./child.ts";

/** The JSON values of lines. */
export function valuesOf<T>(lines: string): T[] {
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}

/** The lines of a child, one at a time. */
export class Lines {
  readonly #child: ChildProcess;
  readonly #end: Promise<Finished>;
  #text = "";
  #errors = "";
  #wake: (() => void) | undefined;
  #ended = false;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#end = finished(child);
    child.stdout?.on("data", (text: string) => this.#more(text));
    child.stderr?.on("data", (text: string) => {
      this.#errors += text;
    });
    child.once("close", () => {
      this.#ended = true;
      this.#wake?.();
    });
  }

  #more(text: string): void {
    this.#text += text;
    this.#wake?.();
  }

  /** The next line. */
  async next(): Promise<string> {
    for (;;) {
      const end = this.#text.indexOf("\n");
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 1);
        return line;
      }
      if (this.#ended) throw new Error(`the child ended without a line: ${this.#errors}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async value<T>(): Promise<T> {
    return JSON.parse(await this.next()) as T;
  }

  /** Tells the child something. On Bun it leaves when the loop turns: await an answer before you block. */
  write(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Closes its input and waits for its end. */
  async end(): Promise<Finished> {
    this.#child.stdin?.end();
    return this.#end;
  }
}
