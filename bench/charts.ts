/** The charts of docs/charts, made from the kept results as the tables are. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bar, chart, type Group } from "./chart.ts";
import { isProof } from "./proofs.ts";
import { type CallsResult, type Result, root, type ServersResult } from "./results.ts";
import { titleOf } from "./server-report.ts";
import { driverTitles, serverMeasures } from "./server-trials.ts";
import { median } from "./statistics.ts";
import { trials } from "./trials.ts";

const folder = join(root, "docs", "charts");
const OURS = "#2f6db5";
const colours: Readonly<Record<string, string>> = {
  c: "#8a8a8a",
  cWhole: "#b5b5b5",
  redis: "#a8483c",
  bun: "#d98e2b",
  deno: "#7a6fb0",
  asyncio: "#c9b458",
  net: "#5c9a4b",
  netAwaited: "#8fbf80",
  dgram: "#5c9a4b",
};

function barOf(driver: string, title: string, values: readonly number[]): Bar {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return { title, value: median(values), least, most, colour: colours[driver] ?? OURS };
}

function callGroups({ trials: measured }: CallsResult): Group[] {
  return measured.map(({ name, rounds }) => ({
    title: trials.find((trial) => trial.name === name)?.title ?? name,
    unit: "ns",
    bars: [
      barOf("c", "plain C", rounds.c),
      barOf("ours", "ours", rounds.ours),
      ...(rounds.dgram === undefined ? [] : [barOf("dgram", "node:dgram", rounds.dgram)]),
    ],
  }));
}

function serverGroups(result: ServersResult): Group[] {
  return serverMeasures.flatMap((measure) => {
    const rounds = result.measures.find(({ name }) => measure.kind === result.kind && name === measure.name)?.rounds;
    if (rounds === undefined) return [];
    const bars = Object.keys(driverTitles).flatMap((driver) => {
      const values = rounds[driver];
      return values === undefined ? [] : [barOf(driver, titleOf(measure, driver), values)];
    });
    return [{ title: measure.title, unit: measure.unit, bars }];
  });
}

/** Results with a chart: there is nothing to compare in what importing costs. */
function hasChart(result: Result): result is CallsResult | ServersResult {
  return result.kind !== "import" && result.kind !== "memory" && !isProof(result);
}

/** The name of a result's chart, if there is one. */
export function chartName(result: Result): string | undefined {
  return hasChart(result) ? `${result.kind}-node-${result.major}.svg` : undefined;
}

/** The charts of results, by file name. */
export function charts(results: Iterable<Result>, titles: Readonly<Record<string, string>>): Map<string, string> {
  const found = new Map<string, string>();
  for (const result of results) {
    const name = chartName(result);
    if (name === undefined || !hasChart(result)) continue;
    const groups = result.kind === "calls" ? callGroups(result) : serverGroups(result);
    found.set(name, chart(`${titles[result.kind]}, Node ${result.runtime}, ${result.date}`, groups));
  }
  return found;
}

/** The charts that are there. */
export function presentCharts(): Map<string, string> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".svg")) : [];
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** Writes charts, and removes those whose results are gone. */
export function writeCharts(wanted: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  for (const name of presentCharts().keys()) if (!wanted.has(name)) rmSync(join(folder, name));
  for (const [name, svg] of wanted) writeFileSync(join(folder, name), svg);
}
