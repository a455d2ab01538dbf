/**
 * What a second thread costs: node build/bench/threads.js [--quick] [--date YYYY-MM-DD]
 *
 * The same load on a server of one thread and on one of two (SO_REUSEPORT), in turn: CPU for each message, and how the
 * connections were shared out. All threads on one core are as busy as can be, so that their wake-ups are as
 * large; free to use all cores, they share them with the load, and with a machine of two that says little.
 * The result goes to bench/results, of --quick to build/; npm run bench -- none --write-docs makes its table.
 */
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { script } from "./compile.ts";
import { LineProcess } from "./line-process.ts";
import { Load } from "./load.ts";
import { describeMachine, pinned, runtimes } from "./machine.ts";
import { proofTable, type ThreadsResult } from "./proofs.ts";
import { keep, resultsFolder, root, scratchFolder } from "./results.ts";

const CONNECTIONS = 1000;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    date: { type: "string", default: new Date().toISOString().slice(0, 10) },
  },
});
const [rounds, warmUpRounds, milliseconds] = values.quick ? [3, 1, 100] : [11, 2, 400];
const machine = describeMachine();

interface Measured {
  readonly single: number[];
  readonly double: number[];
  readonly share: number[];
}

/** Nanoseconds of CPU for each message, and the connections of each thread. */
async function round(load: Load, server: LineProcess): Promise<{ readonly cpu: number; readonly each: number[] }> {
  await load.open(server, CONNECTIONS);
  await load.echo(server, milliseconds);
  const window = await load.echo(server, milliseconds);
  const each = (await server.ask("count")).split(" ").map(Number);
  await load.shut();
  return { cpu: window.cpu / window.count, each };
}

for (const runtime of runtimes()) {
  const started: { stop(): void }[] = [];
  const measured = { one: { single: [], double: [], share: [] }, all: { single: [], double: [], share: [] } } as Record<
    ThreadsResult["places"][number]["name"],
    Measured
  >;
  try {
    const load = await Load.start(machine);
    started.push(load);
    const serve = async (threads: number, onOne: boolean): Promise<LineProcess> => {
      const command = [runtime.path, script("serve-threads"), String(threads)];
      const server = await LineProcess.start(`${threads} threads`, onOne ? pinned(machine, command) : command);
      started.push(server);
      return server;
    };
    const servers = [
      { noted: measured.one, single: await serve(1, true), double: await serve(2, true) },
      { noted: measured.all, single: await serve(1, false), double: await serve(2, false) },
    ];
    for (let number = -warmUpRounds; number < rounds; number++) {
      for (const { noted, single, double } of servers) {
        const one = await round(load, single);
        const two = await round(load, double);
        if (number < 0) continue;
        noted.single.push(one.cpu);
        noted.double.push(two.cpu);
        noted.share.push((two.each[0] as number) / CONNECTIONS);
      }
    }
  } finally {
    for (const each of started) each.stop();
  }
  const places = (["one", "all"] as const).map((name) => ({ name, ...measured[name] }));
  const { version, major } = runtime;
  const origin = { date: values.date, runtime: version, major, machine };
  const result: ThreadsResult = { kind: "threads", ...origin, milliseconds, connections: CONNECTIONS, places };
  const path = keep(result, values.quick ? scratchFolder : resultsFolder);
  console.log(`threads on Node ${version}: ${relative(root, path)}\n\n${proofTable(result)}`);
}
