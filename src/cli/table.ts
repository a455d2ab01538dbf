/** Tables in text: columns as wide as they need to be, under a heading. */
import type { Paint } from "./colours.ts";

const GAP = "  ";

/** The lines of a table; its first column is painted. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], paint: Paint): string[] {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[], first: Parameters<Paint>[0], rest: Parameters<Paint>[0]): string =>
    widths.map((width, column) => paint(column === 0 ? first : rest, (row[column] ?? "").padEnd(width))).join(GAP);
  return [line(headings, "1", "1"), ...rows.map((row) => line(row, "36", undefined))];
}
