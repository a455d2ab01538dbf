/**
 * What datagrams cost: batches sent and then received by one thread, each rival in a process of its own on the same
 * core, in rounds as those of calls. CPU is that of all threads of the process, from the kernel's own accounting.
 */
import { readdirSync, readFileSync } from "node:fs";
import { compileC, script } from "./compile.ts";
import { Driver } from "./driver.ts";
import type { ServerEffort } from "./field.ts";
import { type Machine, pinned, type Runtime } from "./machine.ts";
import { roundsOfMany } from "./many-to-one.ts";
import type { ServersResult } from "./results.ts";
import { Rounds } from "./rounds.ts";

const trials = ["batch", "train"] as const;
const LARGE = 1400;
/** Datagrams in a call, of which a round has a whole number. */
const CALL = { batch: 64, train: 46 };

interface Rival {
  readonly driver: Driver;
  readonly name: string;
  readonly runtimes: readonly Runtime[];
}

/** Nanoseconds that all threads of a process have run. */
function cpuOf(pid: number): number {
  const folder = `/proc/${pid}/task`;
  const times = readdirSync(folder).map((thread) => readFileSync(`${folder}/${thread}/schedstat`, "utf8"));
  return times.reduce((sum, text) => sum + Number.parseInt(text, 10), 0);
}

/** As many datagrams as about fill the window, once it is known what one takes. */
async function measure({ driver }: Rival, trial: "batch" | "train", milliseconds: number): Promise<number> {
  const some = CALL[trial] * 20;
  const nanoseconds = await driver.run(trial, some);
  const calls = Math.ceil((milliseconds * 1e6) / 2 / nanoseconds / CALL[trial]);
  const before = cpuOf(driver.pid);
  await driver.run(trial, calls * CALL[trial]);
  return (cpuOf(driver.pid) - before) / (calls * CALL[trial]);
}

export async function measureDatagrams(
  machine: Machine,
  runtimes: readonly Runtime[],
  effort: ServerEffort,
  date: string,
  say: (text: string) => void,
): Promise<ServersResult[]> {
  const many = effort.full ? await roundsOfMany(machine, runtimes, effort, say) : undefined;
  const rivals: Rival[] = [];
  const start = async (name: string, who: readonly Runtime[], command: readonly string[]): Promise<void> => {
    rivals.push({ driver: await Driver.start(name, pinned(machine, command)), name, runtimes: who });
  };
  try {
    await start("c", runtimes, [compileC("plain")]);
    const { bun } = effort.foreigners;
    if (bun !== undefined) await start("bun", runtimes, [bun.path, script("bun-dgram")]);
    for (const runtime of runtimes) {
      await start("reactor", [runtime], [runtime.path, script("ours")]);
      await start("net", [runtime], [runtime.path, script("dgram")]);
    }
    const noted = new Rounds();
    for (let round = -effort.warmUpRounds; round < effort.rounds; round++) {
      say(`udp: ${round < 0 ? "warm-up" : `round ${round + 1} of ${effort.rounds}`}`);
      for (const trial of trials) {
        for (const rival of rivals) {
          const each = await measure(rival, trial, effort.milliseconds);
          const value = trial === "train" ? (each / 1e3 / LARGE) * 2 ** 20 : each;
          if (round >= 0) noted.note(rival.runtimes, trial, rival.name, value);
        }
      }
    }
    return runtimes.map((runtime) => ({
      kind: "udp",
      date,
      runtime: runtime.version,
      major: runtime.major,
      machine,
      warmUpRounds: effort.warmUpRounds,
      milliseconds: effort.milliseconds,
      measures: [...noted.of(runtime), ...(many?.of(runtime) ?? [])],
    }));
  } finally {
    for (const { driver } of rivals) driver.stop();
  }
}
