/** Rows of a table that grows: its columns are settled with the first, which stands under the headings. */
import type { Call } from "./command.ts";
import { type Columns, fit, line } from "./table.ts";

export class Rows {
  readonly #call: Call;
  readonly #headings: readonly string[];
  readonly #room: readonly number[];
  readonly #spare: readonly string[] | undefined;
  #columns: Columns | undefined;

  constructor(call: Call, columns: readonly (readonly [heading: string, room: number])[], spare?: readonly string[]) {
    this.#call = call;
    this.#headings = columns.map(([heading]) => heading);
    this.#room = columns.map(([heading, room]) => Math.max(heading.length, room));
    this.#spare = spare;
  }

  async print(row: readonly string[]): Promise<void> {
    const { paint, width } = this.#call;
    const first = this.#columns === undefined;
    this.#columns ??= fit(this.#headings, this.#room, width, this.#spare);
    const text = line(this.#columns, row, () => undefined, paint);
    await this.#call.print(first ? [line(this.#columns, this.#headings, () => "1", paint), text] : [text]);
  }
}
