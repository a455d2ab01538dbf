/** Where the words of the tour go: pure functions from rows to lines of text, without colours. */

/** A call with what came of it, or a remark between calls. */
export type Row =
  | { readonly kind: "value" | "condition"; readonly code: string; readonly result: string }
  | { readonly kind: "note" | "skip"; readonly texts: readonly string[] };

/** A piece of a line, by what it is. */
export interface Piece {
  readonly kind: "code" | "arrow" | "value" | "condition" | "note" | "skip";
  readonly text: string;
}
export type Line = readonly Piece[];

const INDENT = "  ";
const ARROW = "→ ";
const COMMENT = "// ";
/** Between a call and an arrow in its column, and one that had to leave it. */
const GAP = 2;
const SMALL_GAP = 1;

/** Breaks text between words so that no line is longer than `width`, if its words allow; its margin is kept. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  const margin = /^ */.exec(text)?.[0] ?? "";
  let line = margin;
  for (const word of text.slice(margin.length).split(" ")) {
    if (line !== margin && line.length + 1 + word.length > width) {
      lines.push(line);
      line = margin + word;
    } else {
      line = line === margin ? line + word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

type Call = Extract<Row, { code: string }>;

function isCall(row: Row): row is Call {
  return row.kind === "value" || row.kind === "condition";
}

/** The column of the arrows: the one at which the most calls have their result beside them. */
function arrowColumn(calls: readonly Call[], width: number): number {
  let best = INDENT.length;
  let most = -1;
  const columns = calls.map(({ code }) => INDENT.length + code.length + GAP).sort((a, b) => a - b);
  for (const column of columns) {
    const beside = calls.filter(({ code, result }) => fits(code, result, column, width)).length;
    if (beside > most) {
      most = beside;
      best = column;
    }
  }
  return best;
}

function fits(code: string, result: string, column: number, width: number): boolean {
  return INDENT.length + code.length + GAP <= column && column + ARROW.length + result.length <= width;
}

function place(call: Call, column: number, width: number): Line[] {
  const { kind, code, result } = call;
  const [first = "", ...more] = wrap(code, width - INDENT.length);
  const codeLines: Line[] = [first, ...more.map((text) => INDENT + text)].map((text) => [
    { kind: "code", text: INDENT + text },
  ]);
  const arrow: Piece = { kind: "arrow", text: ARROW };
  if (more.length === 0 && fits(code, result, column, width)) {
    const text = (INDENT + code).padEnd(column);
    return [[{ kind: "code", text }, arrow, { kind, text: result }]];
  }
  // Beside the call all the same, if only the arrow has to leave its column.
  const end = INDENT.length + code.length + SMALL_GAP;
  if (more.length === 0 && end + ARROW.length + result.length <= width) {
    return [[{ kind: "code", text: (INDENT + code).padEnd(end) }, arrow, { kind, text: result }]];
  }
  // Below it, at the column or as far left of it as the result needs.
  const needed = width - ARROW.length - Math.min(result.length, width - ARROW.length - 3 * INDENT.length);
  const start = Math.min(column, needed);
  const below = wrap(result, width - start - ARROW.length).map((text, index): Line => {
    const margin: Piece = { kind: "code", text: " ".repeat(start) };
    return [margin, index === 0 ? arrow : { kind: "arrow", text: " ".repeat(ARROW.length) }, { kind, text }];
  });
  return [...codeLines, ...below];
}

/** A chapter's rows as lines, their arrows in one column. */
export function layOut(rows: readonly Row[], width: number): Line[] {
  const column = arrowColumn(rows.filter(isCall), width);
  return rows.flatMap((row, index): Line[] => {
    if (isCall(row)) return place(row, column, width);
    const { kind, texts } = row;
    const lines = texts
      .flatMap((text) => wrap(text, width - INDENT.length - COMMENT.length))
      .map((text): Line => [{ kind, text: INDENT + COMMENT + text }]);
    return index === 0 ? lines : [[], ...lines];
  });
}
