/** Tables in text: columns as wide as they need to be, under a heading; as wide as the terminal at most. */
import type { Paint } from "./colours.ts";
import { cut } from "./width.ts";

const GAP = "  ";
/** What a column is cut to before any is left out: enough to tell values apart by. */
const LEAST = 10;
const LEAST_OF_FIRST = 16;

/** The terminal is so narrow that not even one column fits. */
export class TooNarrow extends Error {
  override readonly name = "TooNarrow";

  constructor(width: number, needed: number) {
    super(`the terminal is too narrow: ${width} columns, and the table needs ${needed}; pipe it, or use --json`);
  }
}

/** Where a table goes. */
export interface Place {
  readonly paint: Paint;
  readonly width: number;
  /** The columns that may be left out, in this order; unless told the last, then the one before it, and so on. */
  readonly spare?: readonly string[];
  /** Told which columns were left out. */
  left?(headings: readonly string[]): void;
}

/** Which columns there are, and how wide. */
export interface Columns {
  readonly shown: readonly number[];
  readonly widths: readonly number[];
}

const sum = (widths: readonly number[]): number =>
  widths.reduce((total, width) => total + width, 0) + GAP.length * Math.max(0, widths.length - 1);

/** Cuts the widest columns first, until all fit. */
function shrink(natural: readonly number[], least: readonly number[], limit: number): number[] {
  const widths = [...natural];
  while (sum(widths) > limit) {
    let widest = -1;
    for (const [column, width] of widths.entries()) {
      const room = width > (least[column] as number);
      if (room && (widest < 0 || width >= (widths[widest] as number))) widest = column;
    }
    widths[widest] = (widths[widest] as number) - 1;
  }
  return widths;
}

/** Fits columns of these natural widths into a limit; the first one is always there. */
export function fit(
  headings: readonly string[],
  natural: readonly number[],
  limit: number,
  spare: readonly string[] = headings.slice(1).reverse(),
): Columns {
  const least = natural.map((width, column) => Math.min(width, column === 0 ? LEAST_OF_FIRST : LEAST));
  let shown = headings.map((_, column) => column);
  const of = (widths: readonly number[]): number[] => shown.map((column) => widths[column] as number);
  for (const heading of spare) {
    if (sum(of(least)) <= limit) break;
    shown = shown.filter((column) => headings[column] !== heading);
  }
  const needed = sum(of(least));
  if (needed > limit) throw new TooNarrow(limit, needed);
  return { shown, widths: shrink(of(natural), of(least), limit) };
}

/** One row of a table. */
export function line(
  { shown, widths }: Columns,
  row: readonly string[],
  ink: (column: number) => Parameters<Paint>[0],
  paint: Paint,
): string {
  return shown
    .map((column, at) => {
      const width = widths[at] as number;
      const cell = cut(row[column] ?? "", width);
      // Nothing behind the last cell: a line as long as the terminal is wide would break.
      return paint(ink(column), at === shown.length - 1 ? cell : cell.padEnd(width));
    })
    .join(GAP)
    .trimEnd();
}

/** The lines of a table; its first column is painted. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], place: Place): string[] {
  const { paint, width, spare, left } = place;
  const natural = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const columns = fit(headings, natural, width, spare);
  const missing = headings.filter((_, column) => !columns.shown.includes(column));
  if (missing.length > 0) left?.(missing);
  return [
    line(columns, headings, () => "1", paint),
    ...rows.map((row) => line(columns, row, (column) => (column === 0 ? "36" : undefined), paint)),
  ];
}
