/** How wide what is printed may be. */

/** The terminal's width; without a terminal COLUMNS, if it is set; without either there is no limit. */
export function widthOf(columns: number | undefined, env: NodeJS.ProcessEnv): number {
  if (columns !== undefined && columns > 0) return columns;
  const told = Number(env["COLUMNS"]);
  return Number.isSafeInteger(told) && told > 0 ? told : Number.POSITIVE_INFINITY;
}

/** Text of at most so many characters; where some are left out an ellipsis says so. */
export function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  return width < 1 ? "" : `${text.slice(0, width - 1)}…`;
}
