/** The bench works, and docs/performance.md says what the kept results say. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { chart } from "../../bench/chart.ts";
import { charts, presentCharts } from "../../bench/charts.ts";
import { findForeigners } from "../../bench/foreign.ts";
import { renewedPage, titles } from "../../bench/report.ts";
import { kept } from "../../bench/results.ts";
import { median, ratios } from "../../bench/statistics.ts";
import { finished } from "../support/child.ts";
import { root } from "../support/compile.ts";
import { withoutProgram } from "../support/probe.ts";

const compiler = process.env["CC"] ?? "cc";
const preloaded = process.env["LD_PRELOAD"] === undefined ? false : "times under a sanitizer say nothing";

const skip = preloaded || withoutProgram(compiler);
const redis = findForeigners().redis;

/** What a quick run of a trial says. */
async function quickly(trial: string): Promise<string> {
  const { BENCH_NODE: _, ...env } = process.env;
  const command = [join(root, "build", "bench", "main.js"), trial, "--quick"];
  const child = spawn(process.execPath, command, { env, stdio: ["ignore", "pipe", "pipe"] });
  const { code, out, err } = await finished(child, 120_000);
  assert.equal(code, 0, err);
  return out;
}

function hasRows(out: string, rows: Readonly<Record<string, number>>): void {
  for (const [rival, times] of Object.entries(rows)) assert.equal(out.split(`| ${rival} `).length - 1, times, out);
}

test("a quick run measures all rivals", { skip }, async () => {
  hasRows(await quickly("calls"), { "plain C": 7, ours: 7, "`node:dgram`": 1 });
});

test("servers are measured beside their rivals", { skip }, async () => {
  hasRows(await quickly("latency"), {
    "plain C": 2,
    "ours, `receiveInto` + `send`": 1,
    "ours, `simple`": 1,
    "`node:net`, events": 1,
  });
});

test("sending a file is measured beside its rivals", { skip }, async () => {
  hasRows(await quickly("sendfile"), {
    "plain C, 1 MiB a call": 2,
    "plain C, one blocking call for all of it": 2,
    "ours, blocking": 2,
    "ours, awaited": 2,
    "a `node:fs` stream piped into `node:net`": 2,
  });
});

test("RESP servers are measured beside redis-server, if it is there", { skip }, async () => {
  const rows = { "ours, the reactor": 2, "its twin on `node:net`": 2 };
  hasRows(await quickly("resp"), redis === undefined ? rows : { "redis-server": 2, ...rows });
});

test("datagrams are measured one to one and many to one", { skip }, async () => {
  hasRows(await quickly("udp"), {
    "plain C, sendmmsg(2) and recvmmsg(2)": 1,
    "plain C, GSO and GRO": 1,
    "plain C, recvmmsg(2) and sendmmsg(2)": 4,
    "ours, `DatagramBatch`": 6,
    "`node:dgram`": 6,
  });
});

test("latencies are told of by their percentiles, at one rate for all", { skip }, async () => {
  const out = await quickly("percentiles");
  hasRows(out, { "plain C": 6, "ours, the reactor": 6, "`node:net`, events": 6 });
  for (const title of ["50 % of answers, at most", "99 %", "99.9 %", "the longest"]) {
    assert.ok(out.includes(`| ${title}: µs from when the message was due `), out);
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
