/** Results as tables in Markdown: what the terminal shows, and what docs/performance.md quotes. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chartName, charts, writeCharts } from "./charts.ts";
import { heapTolerance } from "./memory.ts";
import { isProof, proofPin, proofTable, proofTitles } from "./proofs.ts";
import { type CallsResult, type ImportResult, type MemoryResult, type Result, root } from "./results.ts";
import { serversTable } from "./server-report.ts";
import { median, ratios } from "./statistics.ts";
import { judge, table } from "./table.ts";
import { addonTarget, importTarget, trials } from "./trials.ts";

const nanoseconds = (values: readonly number[]): string =>
  `${median(values).toFixed(0)} (${Math.min(...values).toFixed(0)})`;

function callsTable({ trials: measured, major }: CallsResult): string {
  const rows = measured.flatMap(({ name, rounds }) => {
    const trial = trials.find((each) => each.name === name);
    const row = (driver: string, values: readonly number[], goal: string): string[] => {
      const all = ratios(values, rounds.c);
      const range = `${Math.min(...all).toFixed(2)}–${Math.max(...all).toFixed(2)}`;
      return [trial?.title ?? name, driver, nanoseconds(values), median(all).toFixed(2), range, goal];
    };
    const target = trial?.target?.(major);
    const goal = target === undefined ? "" : `≤ ${target}: ${judge(median(ratios(rounds.ours, rounds.c)), target)}`;
    return [
      [trial?.title ?? name, "plain C", nanoseconds(rounds.c), "1", "", ""],
      row("ours", rounds.ours, goal),
      ...(rounds.dgram === undefined ? [] : [row("`node:dgram`", rounds.dgram, "")]),
    ];
  });
  // The title stands once for each trial.
  const told = rows.map((row, index) => (row[0] === rows[index - 1]?.[0] ? ["", ...row.slice(1)] : row));
  return table(["operation", "by", "ns: median (least)", "× C: median", "least–most", "target"], told);
}

function importTable({ free, pinned, empty, addonBytes }: ImportResult): string {
  const time = (values: readonly number[]): string =>
    `${median(values).toFixed(1)} ms (${Math.min(...values).toFixed(1)})`;
  const goal = (values: readonly number[]): string => `≤ ${importTarget} ms: ${judge(median(values), importTarget)}`;
  const size = `${(addonBytes / 1000).toFixed(0)} kB`;
  return table(
    ["what", "median (least)", "target"],
    [
      ['`import("berkeley-sockets")`, on all cores', time(free), goal(free)],
      ["the same, pinned to one core", time(pinned), goal(pinned)],
      ["an empty module, on all cores", time(empty), ""],
      ["size of the add-on", size, `≤ ${addonTarget / 1000} kB: ${judge(addonBytes, addonTarget)}`],
    ],
  );
}

function memoryTable(result: MemoryResult): string {
  const { calls, heapBefore, heapAfter, residentBefore, residentAfter } = result;
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;
  const goal = `± ${kilobytes(heapTolerance)}: ${judge(heapAfter - heapBefore, heapTolerance)}`;
  return table(
    [`after ${calls.toLocaleString("en")} receives that would block`, "before", "after", "change", "target"],
    [
      ["heap in use, collected", kilobytes(heapBefore), kilobytes(heapAfter), kilobytes(heapAfter - heapBefore), goal],
      ["resident", kilobytes(residentBefore), kilobytes(residentAfter), kilobytes(residentAfter - residentBefore), ""],
    ],
  );
}

export function tableOf(result: Result): string {
  if (result.kind === "calls") return callsTable(result);
  if (result.kind === "import") return importTable(result);
  if (isProof(result)) return proofTable(result);
  return result.kind === "memory" ? memoryTable(result) : serversTable(result);
}

function heading(result: Result): string {
  const first =
    result.kind === "calls"
      ? result.trials[0]?.rounds.c
      : "measures" in result
        ? Object.values(result.measures[0]?.rounds ?? {})[0]
        : undefined;
  const rounds = first === undefined ? "" : `, ${first.length} rounds`;
  return `Node ${result.runtime}, ${result.date}${rounds}`;
}

/** What each kind of result is called, in the order of the page. */
export const titles: Readonly<Record<Result["kind"], string>> = {
  calls: "Calls",
  echo: "Echo servers",
  pipelined: "Pipelined messages",
  bulk: "Receiving in bulk",
  latency: "Latency",
  percentiles: "Latency at half load",
  idle: "Idle connections",
  connect: "Accepting",
  resp: "Redis's PING",
  udp: "Datagrams",
  proxy: "Forwarding",
  sendfile: "Sending a file",
  import: "Import and size",
  memory: "Memory",
  ...proofTitles,
};

const pins: Partial<Record<Result["kind"], string>> = {
  calls: "pinned to one core",
  memory: "pinned to one core",
  udp: "pinned to one core, the load of many senders to another",
  import: "pinned where it says so",
};

function machineLine(result: Result): string {
  const { machine, kind } = result;
  const usual = isProof(result) ? proofPin(result) : "servers on one core, the load on another";
  const beside = [
    ...(machine.bun === undefined ? [] : [`Bun ${machine.bun}`]),
    ...("beside" in result ? (result.beside ?? []) : []),
  ];
  const pin = machine.pinnedTo === null ? "not pinned" : (pins[kind] ?? usual);
  return (
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, ${machine.libc}; ` +
    `${[machine.compiler, ...beside, pin].join("; ")}; load before the run ${machine.load}`
  );
}

function chartLine(result: Result): string[] {
  const name = chartName(result);
  return name === undefined ? [] : [`![${titles[result.kind]} on Node ${result.major}](charts/${name})`];
}

/** All tables, each with the name of the file that it was made from. */
export function report(results: ReadonlyMap<string, Result>): string {
  const parts = Object.entries(titles).flatMap(([kind, title]) => {
    const files = [...results].filter(([, result]) => result.kind === kind).sort(([, a], [, b]) => a.major - b.major);
    if (files.length === 0) return [];
    return [
      `## ${title}`,
      ...files.flatMap(([name, result]) => [
        `### ${heading(result)}`,
        `From [${name}](../bench/results/${name}): ${machineLine(result)}.`,
        ...chartLine(result),
        tableOf(result),
      ]),
    ];
  });
  return parts.join("\n\n");
}

const BEGIN = "<!-- Made from bench/results by: npm run bench -- --write-docs -->";
const END = "<!-- end of what was made -->";
const page = join(root, "docs", "performance.md");

/** docs/performance.md with its tables made anew. */
export function renewedPage(results: ReadonlyMap<string, Result>): { present: string; renewed: string } {
  const present = readFileSync(page, "utf8");
  const start = present.indexOf(BEGIN);
  const end = present.indexOf(END);
  if (start < 0 || end < start) throw new Error(`${page} has lost its marks: ${BEGIN} and ${END}`);
  const renewed = `${present.slice(0, start)}${BEGIN}\n\n${report(results)}\n\n${present.slice(end)}`;
  return { present, renewed };
}

/** Writes the page's tables and their charts. */
export function writePage(results: ReadonlyMap<string, Result>): void {
  writeFileSync(page, renewedPage(results).renewed);
  writeCharts(charts(results.values(), titles));
}
