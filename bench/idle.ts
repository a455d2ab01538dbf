/**
 * What connections cost on which nothing happens: memory, and what they add to a wake-up. Each round has
 * fresh processes, because a heap remembers what it once held.
 */
import { readFileSync } from "node:fs";
import { script } from "./compile.ts";
import { Field, type Rival, type ServerEffort } from "./field.ts";
import type { Load } from "./load.ts";
import type { Machine, Runtime } from "./machine.ts";
import type { ServersResult } from "./results.ts";
import { Rounds } from "./rounds.ts";

// V8's young generation grows by tens of megabytes at a time, whatever the connections are worth: it is held small.
const FLAGS = ["--expose-gc", "--max-semi-space-size=1"];
const FEW = 10;
const SOME = 2_000;
const MANY = 10_000;

type Found = Record<string, number>;

interface Memory {
  readonly anonymous: number;
  readonly heap: number;
}

/** The least of a few readings: allocators give freed memory back when they please. */
async function memoryOf({ process }: Rival): Promise<Memory> {
  let [anonymous, heap] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let reading = 0; reading < 4; reading++) {
    heap = Math.min(heap, Number(await process.ask("memory")));
    const rollup = readFileSync(`/proc/${process.pid}/smaps_rollup`, "utf8");
    anonymous = Math.min(anonymous, Number(/^Anonymous:\s+(\d+) kB$/m.exec(rollup)?.[1]) * 1024);
  }
  return { anonymous, heap };
}

/** What a wake-up costs two servers: windows of the one and of the other take turns, for the machine's speed changes. */
async function wakeUps(pairs: readonly (readonly [Load, Rival])[], milliseconds: number): Promise<number[]> {
  const sums = pairs.map(() => ({ cpu: 0, count: 0 }));
  for (let turn = -2; turn < 4; turn++) {
    for (const [index, [load, { process }]] of pairs.entries()) {
      const { cpu, count } = await load.ping(process, milliseconds / 2);
      const sum = sums[index];
      if (sum === undefined || turn < 0) continue; // compiled by then
      sum.cpu += cpu;
      sum.count += count;
    }
  }
  return sums.map(({ cpu, count }) => cpu / count);
}

/** Opens ever more connections to a rival, which has memory to tell of if it is not plain C, and a few to its double. */
async function fill(field: Field, [rival, double]: readonly [Rival, Rival], milliseconds: number): Promise<Found> {
  const { load, secondLoad } = field;
  const tells = rival.driver !== "c";
  await load.open(rival.process, SOME + 1);
  const some = tells ? await memoryOf(rival) : undefined;
  await load.open(rival.process, MANY - SOME);
  const many = tells ? await memoryOf(rival) : undefined;
  await secondLoad.open(double.process, FEW + 1);
  const pairs = [[secondLoad, double] as const, [load, rival] as const];
  const [few = 0, all = 0] = await wakeUps(pairs, milliseconds);
  await load.shut(rival.process);
  await secondLoad.shut(double.process);
  rival.process.stop();
  double.process.stop();
  const wakes = { "wake-10": few, "wake-10000": all };
  if (some === undefined || many === undefined) return wakes;
  const each = (member: keyof Memory): number => (many[member] - some[member]) / (MANY - SOME);
  return { anonymous: each("anonymous"), heap: each("heap"), ...wakes };
}

export function measureIdle(
  machine: Machine,
  runtimes: readonly Runtime[],
  effort: ServerEffort,
  date: string,
  say: (text: string) => void,
): Promise<ServersResult[]> {
  const { bun } = effort.foreigners;
  // Memory hardly differs between rounds, and each takes half a minute.
  const rounds = Math.min(effort.rounds, 5);
  return Field.with(machine, async (field) => {
    const noted = new Rounds();
    for (let round = 0; round < rounds; round++) {
      say(`idle: round ${round + 1} of ${rounds}`);
      const starts = [
        () => field.plain("echo", runtimes),
        ...(bun === undefined ? [] : [() => field.foreign("bun", [bun.path, script("serve-bun"), "echo"], runtimes)]),
        ...runtimes.flatMap((runtime) => {
          const server = (driver: string, file: string, way: string) => () =>
            field.server(driver, runtime, file, way, FLAGS);
          const few = [server("reactor", "serve-reactor", "echo"), server("net", "serve-net", "echo")];
          if (!effort.full) return few;
          return [
            server("receive", "serve-ours", "receive"),
            server("watch", "serve-ours", "watch"),
            ...few,
            server("netAwaited", "serve-net", "awaited"),
          ];
        }),
      ];
      for (const start of starts) {
        const rival = await start();
        const found = await fill(field, [rival, await start()], effort.milliseconds);
        for (const [measure, value] of Object.entries(found)) noted.note(rival.runtimes, measure, rival.driver, value);
      }
    }
    return runtimes.map((runtime) => ({
      kind: "idle",
      date,
      runtime: runtime.version,
      major: runtime.major,
      machine,
      warmUpRounds: 0,
      milliseconds: effort.milliseconds,
      measures: noted.of(runtime),
    }));
  });
}
