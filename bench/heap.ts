/**
 * What a message allocates in steady state: npm run profile:heap -- [--messages N] [--date YYYY-MM-DD] [--scratch]
 *
 * V8's sampling heap profiler watches while 10 million messages pass, of each kind; what the collector took since counts
 * too. The result goes to bench/results, with --scratch to build/; npm run bench -- none --write-docs makes its table.
 */
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { script } from "./compile.ts";
import { LineProcess } from "./line-process.ts";
import { Load } from "./load.ts";
import { describeMachine, pinned, runtimes } from "./machine.ts";
import { type AllocationSite, type HeapResult, proofTable } from "./proofs.ts";
import { keep, resultsFolder, root, scratchFolder } from "./results.ts";

/** Bytes between samples: some hundred thousand samples a gigabyte. */
const INTERVAL = 4096;
const CONNECTIONS = 100;
/** Milliseconds of a window of load. */
const WINDOW = 500;
/** Sites that allocate less than this for a message are not told one by one. */
const LITTLE = 0.05;

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "10000000" },
    date: { type: "string", default: new Date().toISOString().slice(0, 10) },
    scratch: { type: "boolean", default: false },
  },
});
const messages = Number(values.messages);
const machine = describeMachine();

type Profile = HeapResult["profiles"][number];

/** Has so many messages moved. */
type Move = (child: LineProcess, count: number) => Promise<void>;

const bySelf: Move = async (child, count) => {
  await child.ask(`move ${count}`);
};

const underLoad =
  (load: Load): Move =>
  async (child, count) => {
    const until = Number(await child.ask("count")) + count;
    while (Number(await child.ask("count")) < until) await load.echo(child, WINDOW);
  };

async function profile(name: Profile["name"], child: LineProcess, move: Move): Promise<Profile> {
  await move(child, messages / 20); // compiled, and what is made once is made
  const before = Number(await child.ask(`begin ${INTERVAL}`));
  await move(child, messages);
  const moved = Number(await child.ask("count")) - before;
  const found = JSON.parse(await child.ask("end")) as Record<string, number>;
  const all: AllocationSite[] = Object.entries(found).map(([site, bytes]) => ({ name: site, bytes: bytes / moved }));
  return {
    name,
    messages: moved,
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    sites: all.filter(({ bytes }) => bytes >= LITTLE).sort((a, b) => b.bytes - a.bytes),
  };
}

for (const runtime of runtimes()) {
  const profiles: Profile[] = [];
  const load = await Load.start(machine);
  try {
    for (const name of ["stream", "datagram", "train"] as const) {
      const child = await LineProcess.start(name, pinned(machine, [runtime.path, script("heap-child"), name]));
      try {
        if (name === "stream") await load.open(child, CONNECTIONS);
        profiles.push(await profile(name, child, name === "stream" ? underLoad(load) : bySelf));
        if (name === "stream") await load.shut();
      } finally {
        child.stop();
      }
    }
  } finally {
    load.stop();
  }
  const { version, major } = runtime;
  const result: HeapResult = {
    kind: "heap",
    date: values.date,
    runtime: version,
    major,
    machine,
    interval: INTERVAL,
    profiles,
  };
  const path = keep(result, values.scratch ? scratchFolder : resultsFolder);
  console.log(`heap on Node ${version}: ${relative(root, path)}\n\n${proofTable(result)}`);
}
