/**
 * What calls cost. Every rival has a process of its own on the same core; a round runs each trial on one
 * after the other, so that what the machine does in between befalls all alike.
 */
import { compileC, script } from "./compile.ts";
import { Driver } from "./driver.ts";
import { type Machine, pinned, type Runtime } from "./machine.ts";
import type { CallsResult } from "./results.ts";
import { type Trial, trials } from "./trials.ts";

interface Lane {
  readonly runtime: Runtime;
  readonly ours: Driver;
  readonly dgram: Driver;
}

export interface Effort {
  readonly rounds: number;
  readonly warmUpRounds: number;
  /** Of each trial's iterations. */
  readonly share: number;
}

/** Runs all trials on all runtimes, interleaved; gives a result for each runtime. */
export async function measureCalls(
  machine: Machine,
  runtimes: readonly Runtime[],
  effort: Effort,
  date: string,
  say: (text: string) => void,
): Promise<CallsResult[]> {
  const started: Driver[] = [];
  const start = async (...args: Parameters<typeof Driver.start>): Promise<Driver> => {
    const driver = await Driver.start(...args);
    started.push(driver);
    return driver;
  };
  try {
    const c = await start("plain C", pinned(machine, [compileC("plain")]));
    const lanes: Lane[] = [];
    for (const runtime of runtimes) {
      const on = (file: string): string[] => pinned(machine, [runtime.path, script(file)]);
      lanes.push({
        runtime,
        ours: await start(`ours on ${runtime.id}`, on("ours")),
        dgram: await start(`node:dgram on ${runtime.id}`, on("dgram"), ["datagram"]),
      });
    }
    const times = new Map<Trial, Map<Driver, number[]>>(trials.map((trial) => [trial, new Map()]));
    for (let round = -effort.warmUpRounds; round < effort.rounds; round++) {
      say(round < 0 ? `warm-up round ${round + effort.warmUpRounds + 1}` : `round ${round + 1} of ${effort.rounds}`);
      for (const trial of trials) {
        for (const driver of started) {
          if (driver.knows !== undefined && !driver.knows.includes(trial.name)) continue;
          const time = await driver.run(trial.name, Math.ceil(trial.iterations * effort.share));
          const list = times.get(trial)?.get(driver) ?? [];
          if (round >= 0) times.get(trial)?.set(driver, [...list, time]);
        }
      }
    }
    const roundsOf = (trial: Trial, driver: Driver): number[] => times.get(trial)?.get(driver) ?? [];
    return lanes.map(({ runtime, ours, dgram }) => ({
      kind: "calls",
      date,
      runtime: runtime.version,
      major: runtime.major,
      machine,
      warmUpRounds: effort.warmUpRounds,
      trials: trials.map((trial) => {
        const rounds = { c: roundsOf(trial, c), ours: roundsOf(trial, ours) };
        const others = roundsOf(trial, dgram);
        return {
          name: trial.name,
          iterations: Math.ceil(trial.iterations * effort.share),
          rounds: others.length > 0 ? { ...rounds, dgram: others } : rounds,
        };
      }),
    }));
  } finally {
    for (const driver of started) driver.stop();
  }
}
