/** The bench works, and docs/performance.md says what the kept results say. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { chart } from "../../bench/chart.ts";
import { charts, presentCharts } from "../../bench/charts.ts";
import { renewedPage, titles } from "../../bench/report.ts";
import { kept } from "../../bench/results.ts";
import { median, ratios } from "../../bench/statistics.ts";
import { finished } from "../support/child.ts";
import { root } from "../support/compile.ts";
import { withoutProgram } from "../support/probe.ts";

const compiler = process.env["CC"] ?? "cc";
const preloaded = process.env["LD_PRELOAD"] === undefined ? false : "times under a sanitizer say nothing";

test("a quick run measures all rivals", { skip: preloaded || withoutProgram(compiler) }, async () => {
  const { BENCH_NODE: _, ...env } = process.env;
  const command = [join(root, "build", "bench", "main.js"), "calls", "--quick"];
  const child = spawn(process.execPath, command, { env, stdio: ["ignore", "pipe", "pipe"] });
  const { code, out, err } = await finished(child);
  assert.equal(code, 0, err);
  for (const [rival, times] of [
    ["plain C", 7],
    ["ours", 7],
    ["`node:dgram`", 1],
  ] as const) {
    assert.equal(out.split(`| ${rival} `).length - 1, times, out);
  }
});

test("servers are measured beside their rivals", { skip: preloaded || withoutProgram(compiler) }, async () => {
  const { BENCH_NODE: _, ...env } = process.env;
  const command = [join(root, "build", "bench", "main.js"), "latency", "--quick"];
  const child = spawn(process.execPath, command, { env, stdio: ["ignore", "pipe", "pipe"] });
  const { code, out, err } = await finished(child, 60_000);
  assert.equal(code, 0, err);
  for (const [rival, times] of [
    ["plain C", 2],
    ["ours, `receiveInto` + `send`", 1],
    ["ours, `simple`", 1],
    ["`node:net`, events", 1],
  ] as const) {
    assert.equal(out.split(`| ${rival} `).length - 1, times, out);
  }
});

test("sending a file is measured beside its rivals", { skip: preloaded || withoutProgram(compiler) }, async () => {
  const { BENCH_NODE: _, ...env } = process.env;
  const command = [join(root, "build", "bench", "main.js"), "sendfile", "--quick"];
  const child = spawn(process.execPath, command, { env, stdio: ["ignore", "pipe", "pipe"] });
  const { code, out, err } = await finished(child, 60_000);
  assert.equal(code, 0, err);
  for (const rival of [
    "plain C, 1 MiB a call",
    "plain C, one blocking call for all of it",
    "ours, blocking",
    "ours, awaited",
    "a `node:fs` stream piped into `node:net`",
  ]) {
    assert.equal(out.split(`| ${rival} `).length - 1, 2, out);
  }
});

test("the tables of docs/performance.md are those of bench/results", () => {
  const { present, renewed } = renewedPage(kept());
  assert.equal(present, renewed, "run npm run bench -- none --write-docs");
});

test("the charts of docs/charts are those of bench/results", () => {
  assert.deepEqual(presentCharts(), charts(kept().values(), titles), "run npm run bench -- none --write-docs");
});

test("a chart has a bar as long as its value, and ranges end where the chart does", () => {
  const bar = { least: 5, most: 1e6, colour: "#000" };
  const groups = [
    {
      title: "a < b",
      unit: "ns",
      bars: [
        { ...bar, title: "one", value: 10 },
        { ...bar, title: "two", value: 20 },
      ],
    },
  ];
  const svg = chart("a title", groups);
  const widths = [...svg.matchAll(/width="([\d.]+)" height="14"/g)].map(([, width]) => Number(width));
  assert.equal(widths.length, 2);
  assert.ok(Math.abs((widths[1] ?? 0) - 2 * (widths[0] ?? 0)) < 0.2, widths.join());
  assert.ok(
    [...svg.matchAll(/H([\d.]+)"/g)].every(([, end]) => Number(end) === 650),
    svg,
  );
  assert.match(svg, /a &lt; b: ns/);
  assert.doesNotMatch(svg, /NaN|undefined/);
});

test("a ratio is taken within its round, and the median is the middle", () => {
  assert.deepEqual(ratios([2, 9, 8], [1, 3, 2]), [2, 3, 4]);
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.throws(() => ratios([1], [1, 2]), RangeError);
  assert.throws(() => median([]), RangeError);
});
