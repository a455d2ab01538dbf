/**
 * The bench: npm run bench -- [name…] [--quick] [--full] [--date YYYY-MM-DD] [--write-docs]
 *
 * Without names it measures what the reactor has to reach, beside its rivals; --full measures everything, with all of
 * our ways. A name measures that trial in full. Results go to bench/results/, of quick runs to build/.
 * BENCH_NODE=/path/to/node[,/path/to/another] adds runtimes; BENCH_BUN=/path/to/bun names the Bun to measure, and
 * empty means none; likewise BENCH_DENO, BENCH_PYTHON and BENCH_REDIS. --write-docs makes the tables of docs/performance.md and the charts anew from the kept results;
 * with `none` as the only name that is all it does.
 */
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { type Effort, measureCalls } from "./calls.ts";
import { measureDatagrams } from "./datagrams.ts";
import type { ServerEffort } from "./field.ts";
import { findForeigners } from "./foreign.ts";
import { measureIdle } from "./idle.ts";
import { measureImport } from "./import.ts";
import { describeMachine, runtimes } from "./machine.ts";
import { measureMemory } from "./memory.ts";
import { tableOf, writePage } from "./report.ts";
import { keep, kept, type Result, resultsFolder, root, scratchFolder } from "./results.ts";
import { type FileEffort, measureSendFile } from "./sendfile.ts";
import { measureServers } from "./servers.ts";

/** What the reactor has to reach. */
const usual = ["echo", "pipelined", "bulk", "connect", "idle", "resp", "udp", "proxy"];
const kinds = [...usual, "calls", "latency", "percentiles", "sendfile", "import", "memory"];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    date: { type: "string", default: new Date().toISOString().slice(0, 10) },
    "write-docs": { type: "boolean", default: false },
  },
});
const unknown = positionals.find((name) => name !== "none" && !kinds.includes(name));
if (unknown !== undefined) throw new Error(`nothing called ${unknown} to measure; there are ${kinds.join(", ")}`);
const chosen = positionals.length > 0 ? positionals : values.full ? kinds : usual;
const wanted = (kind: string): boolean => chosen.includes(kind);

const quick: Effort = { rounds: 5, warmUpRounds: 1, share: 0.05 };
const thorough: Effort = { rounds: 21, warmUpRounds: 4, share: 1 };
const foreigners = findForeigners();
const full = values.full || positionals.length > 0;
const serverEffort: ServerEffort = values.quick
  ? { rounds: 3, warmUpRounds: 1, milliseconds: 100, full, foreigners }
  : { rounds: 11, warmUpRounds: 4, milliseconds: 400, full, foreigners };
const fileEffort: FileEffort = values.quick
  ? { rounds: 3, warmUpRounds: 1, mebibytes: 64 }
  : { rounds: 11, warmUpRounds: 2, mebibytes: 1024 };
const { date } = values;

const began = performance.now();

/** Progress, with the minutes and seconds that have passed. */
function say(text: string): void {
  const seconds = Math.round((performance.now() - began) / 1000);
  tellProgress(text === "" ? "" : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} ${text}`);
}

function tellProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
  else process.stderr.write(`${text}\n`);
}

function tell(result: Result): void {
  const path = keep(result, values.quick ? scratchFolder : resultsFolder);
  if (process.stderr.isTTY) tellProgress("");
  console.log(`\n${result.kind} on Node ${result.runtime}: ${relative(root, path)}\n\n${tableOf(result)}`);
}

const machine = describeMachine(foreigners.bun?.version);
const nodes = runtimes();
if (wanted("calls")) {
  const results = await measureCalls(machine, nodes, values.quick ? quick : thorough, date, say);
  for (const result of results) tell(result);
}
for (const kind of ["echo", "pipelined", "bulk", "proxy", "latency", "percentiles", "connect", "resp"] as const) {
  if (!wanted(kind)) continue;
  for (const result of await measureServers(kind, machine, nodes, serverEffort, date, say)) tell(result);
}
if (wanted("idle")) for (const result of await measureIdle(machine, nodes, serverEffort, date, say)) tell(result);
if (wanted("udp")) for (const result of await measureDatagrams(machine, nodes, serverEffort, date, say)) tell(result);
if (wanted("sendfile")) for (const result of await measureSendFile(machine, nodes, fileEffort, date, say)) tell(result);
for (const node of nodes) {
  if (wanted("import")) tell(measureImport(machine, node, values.quick ? 5 : 15, date));
  if (wanted("memory")) tell(measureMemory(machine, node, values.quick ? 100_000 : 10_000_000, date));
}
if (values["write-docs"]) writePage(kept());
