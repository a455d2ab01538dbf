/** Numbers as a row of bars. */

const BARS = "▁▂▃▄▅▆▇█";

/** The last so many numbers, each a bar between the least and the greatest of them; what is unknown is a gap. */
export function sparkline(values: readonly (number | undefined)[], width: number): string {
  const shown = values.slice(-width);
  const known = shown.filter((value) => value !== undefined);
  const least = Math.min(...known);
  const span = Math.max(...known) - least;
  return shown
    .map((value) => {
      if (value === undefined) return " ";
      const height = span === 0 ? 0 : Math.round(((value - least) / span) * (BARS.length - 1));
      return BARS[height] ?? " ";
    })
    .join("");
}
