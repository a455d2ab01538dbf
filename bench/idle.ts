/**
 * What connections cost on which nothing happens: memory, and what they add to a wake-up. Each round has
 * fresh processes, because a heap remembers what it once held.
 */
import { readFileSync } from "node:fs";
import type { Machine, Runtime } from "./machine.ts";
import type { ServersResult } from "./results.ts";
import { Rounds } from "./rounds.ts";
import { Field, type Rival, type ServerEffort } from "./servers.ts";

// V8's young generation grows by tens of megabytes at a time, whatever the connections are worth: it is held small.
const FLAGS = ["--expose-gc", "--max-semi-space-size=1"];
const FEW = 10;
const SOME = 2_000;
const MANY = 10_000;

interface Memory {
  readonly anonymous: number;
  readonly heap: number;
}

async function memoryOf({ process }: Rival): Promise<Memory> {
  const heap = Number(await process.ask("memory"));
  const rollup = readFileSync(`/proc/${process.pid}/smaps_rollup`, "utf8");
  return { anonymous: Number(/^Anonymous:\s+(\d+) kB$/m.exec(rollup)?.[1]) * 1024, heap };
}

async function wakeUp(field: Field, { process }: Rival, milliseconds: number): Promise<number> {
  const { count, cpu } = await field.load.ping(process, milliseconds);
  return cpu / count;
}

/** Opens ever more connections to a rival, which has memory to tell of if it is not plain C. */
async function fill(field: Field, rival: Rival, milliseconds: number): Promise<Record<string, number>> {
  const { load } = field;
  const tells = rival.driver !== "c";
  await load.open(rival.process, FEW + 1);
  await wakeUp(field, rival, 2 * milliseconds); // compiled now
  const few = await wakeUp(field, rival, milliseconds);
  await load.open(rival.process, SOME - FEW);
  const some = tells ? await memoryOf(rival) : undefined;
  await load.open(rival.process, MANY - SOME);
  const many = tells ? await memoryOf(rival) : undefined;
  const wakes = { "wake-10": few, "wake-10000": await wakeUp(field, rival, milliseconds) };
  await load.shut();
  rival.process.stop();
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
  return Field.with(machine, async (field) => {
    const noted = new Rounds();
    for (let round = 0; round < effort.rounds; round++) {
      say(`idle: round ${round + 1} of ${effort.rounds}`);
      const starts = [
        () => field.plain("echo", runtimes),
        ...runtimes.flatMap((runtime) => [
          () => field.server("receive", runtime, "serve-ours", "receive", FLAGS),
          () => field.server("watch", runtime, "serve-ours", "watch", FLAGS),
          () => field.server("net", runtime, "serve-net", "echo", FLAGS),
        ]),
      ];
      for (const start of starts) {
        const rival = await start();
        const found = await fill(field, rival, effort.milliseconds);
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
