/**
 * Mixed abuse of the reactor for so many milliseconds (the argument): of connections, of batches of datagrams, of
 * threads of which one is terminated, of a server that runs out of descriptors. Afterwards memory and descriptors are
 * as they were. `npm run soak` does it for 5 minutes; with `--keep` the result is kept in bench/results.
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { describeMachine, runtimes } from "../../bench/machine.ts";
import type { SoakResult } from "../../bench/proofs.ts";
import { keep, resultsFolder } from "../../bench/results.ts";
import { Seeded } from "./seeded.ts";
import { type Abuse, type Footprint, footprint } from "./soak-abuse.ts";
import { ConnectionAbuse } from "./soak-connections.ts";
import { DatagramAbuse } from "./soak-datagrams.ts";
import { FloodAbuse } from "./soak-flood.ts";
import { ThreadAbuse } from "./soak-threads.ts";

/** What the collected heap may vary by: the collector's own bookkeeping, and code compiled meanwhile. */
const HEAP = 3 << 20;
/** What a process may take more of the system, which keeps what was freed for later; a sanitizer never gives it back. */
const RESIDENT = process.env["LD_PRELOAD"] === undefined ? 64 << 20 : Number.POSITIVE_INFINITY;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: "boolean", default: false } },
});
const milliseconds = Number(positionals[0] ?? 300_000);
const seed = Number(process.env["BERKELEY_SOAK_SEED"] ?? Date.now() % 1e9);
const random = new Seeded(seed);
const flood = new FloodAbuse(random);
const abuses: Readonly<Record<string, Abuse>> = {
  connections: new ConnectionAbuse(random),
  datagrams: new DatagramAbuse(random),
  threads: new ThreadAbuse(random),
  flood,
};
const lives: Record<string, number> = {};

async function abuse(until: number): Promise<void> {
  const each = Object.entries(abuses).map(async ([name, one]) => {
    lives[name] = (lives[name] ?? 0) + (await one.run(until));
  });
  await Promise.all(each);
}

const samples: SoakResult["samples"][number][] = [];

async function sample(): Promise<void> {
  const { heap, resident, descriptors, refused } = await flood.footprint();
  samples.push({ ours: await footprint(), flooded: { heap, resident, descriptors } });
  assert.ok(refused > 0, "the flooded server was never out of descriptors");
}

/** That the second is no more than the first. */
function flat(what: string, before: Footprint, after: Footprint): void {
  assert.equal(after.descriptors, before.descriptors, `descriptors of ${what}`);
  assert.ok(after.heap - before.heap < HEAP, `heap of ${what}: ${before.heap} to ${after.heap}`);
  assert.ok(after.resident - before.resident < RESIDENT, `memory of ${what}: ${before.resident} to ${after.resident}`);
}

assert.ok(globalThis.gc !== undefined, "needs --expose-gc");
const date = new Date().toISOString().slice(0, 10);
// Its load is that from before the run.
const machine = values.keep ? describeMachine() : undefined;
const start = performance.now();
// The first fifth warms up; then there is a middle and an end.
for (const share of [0.2, 0.6, 1]) {
  await abuse(start + share * milliseconds);
  await sample();
}
for (const one of Object.values(abuses)) await one.close();

const counted = Object.entries(lives).map(([name, count]) => `${count} ${name}`);
console.log(`seed ${seed}: ${counted.join(", ")}`);
for (const [when, { ours, flooded }] of samples.entries()) {
  const tell = ({ heap, resident, descriptors }: Footprint): string =>
    `heap ${(heap / 1e6).toFixed(2)} MB, resident ${(resident / 1e6).toFixed(1)} MB, ${descriptors} descriptors`;
  console.log(`${["start ", "middle", "end   "][when]}: ${tell(ours)}; the flooded one ${tell(flooded)}`);
}
const [first, , last] = samples as [SoakResult["samples"][number], unknown, SoakResult["samples"][number]];
flat("this process", first.ours, last.ours);
flat("the flooded server", first.flooded, last.flooded);
if (machine !== undefined) {
  const { version: runtime, major } = runtimes()[0] as ReturnType<typeof runtimes>[number];
  keep({ kind: "soak", date, runtime, major, machine, seed, milliseconds, lives, samples }, resultsFolder);
}
