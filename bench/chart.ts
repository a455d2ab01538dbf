/** Bars in SVG: a group for each measure, a bar for each driver, with the range of its rounds. */

export interface Bar {
  readonly title: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly colour: string;
}

export interface Group {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly Bar[];
}

const WIDTH = 760;
/** Where bars begin and where they end at most; numbers stand behind them. */
const LEFT = 250;
const RIGHT = 650;
const LINE = 20;
const FONT = 'font-family="system-ui, sans-serif"';

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function text(value: string): string {
  return value.replaceAll("`", "").replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

function number(value: number): string {
  return (value < 10 ? Number(value.toPrecision(2)) : Math.round(value)).toLocaleString("en");
}

function place(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}

/** A bar as far as its median, and a line from its least to its most; a range that leaves the chart is cut off there. */
function barOf(bar: Bar, top: number, scale: number): string[] {
  const at = (value: number): number => Math.min(LEFT + value * scale, RIGHT);
  const [end, middle] = [at(bar.value), top + LINE / 2];
  const range = `M${place(at(bar.least))} ${middle}H${place(at(bar.most))}`;
  return [
    `<text x="${LEFT - 8}" y="${middle + 4}" text-anchor="end">${text(bar.title)}</text>`,
    `<rect x="${LEFT}" y="${top + 3}" width="${place(end - LEFT)}" height="${LINE - 6}" fill="${bar.colour}"/>`,
    `<path d="${range}" stroke="#222" stroke-width="1.5" opacity="0.55"/>`,
    `<text x="${place(Math.max(end, at(bar.most)) + 8)}" y="${middle + 4}">${number(bar.value)}</text>`,
  ];
}

/** The chart, on white so that it reads on any page. */
export function chart(title: string, groups: readonly Group[]): string {
  const body: string[] = [];
  let top = 44;
  for (const { title: name, unit, bars } of groups) {
    // Ranges of a disturbed round would leave the bars nothing to be seen by.
    const scale = (RIGHT - LEFT) / (1.3 * Math.max(...bars.map(({ value }) => value)));
    body.push(`<text x="16" y="${top + 14}" font-weight="600">${text(`${name}: ${unit}`)}</text>`);
    top += LINE + 2;
    for (const bar of bars) {
      body.push(...barOf(bar, top, scale));
      top += LINE;
    }
    top += 14;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}" ${FONT} font-size="12">`,
    `<title>${text(title)}</title>`,
    `<rect width="${WIDTH}" height="${top}" fill="#fff"/>`,
    `<g fill="#222">`,
    `<text x="16" y="26" font-size="15" font-weight="600">${text(title)}</text>`,
    ...body,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}
