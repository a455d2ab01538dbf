/**
 * Sending a file that is in memory to one who throws it away. Every sender has a process of its own on one core,
 * the receiver is on the other; in a round all senders send the whole file, one right after the other.
 */
import { existsSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Field } from "./field.ts";
import type { Machine, Runtime } from "./machine.ts";
import type { ServersResult } from "./results.ts";
import { Rounds } from "./rounds.ts";

export interface FileEffort {
  readonly rounds: number;
  readonly warmUpRounds: number;
  readonly mebibytes: number;
}

/** Runs an action with the path of a file of so many mebibytes, none of it a hole. */
async function withFile<T>(mebibytes: number, action: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "bs-bench-"));
  try {
    const path = join(folder, "file");
    const fd = openSync(path, "w");
    const block = Buffer.alloc(1 << 20, "a file in memory; ");
    for (let count = 0; count < mebibytes; count++) writeSync(fd, block);
    return await action(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function measureSendFile(
  machine: Machine,
  runtimes: readonly Runtime[],
  { rounds, warmUpRounds, mebibytes }: FileEffort,
  date: string,
  say: (text: string) => void,
): Promise<ServersResult[]> {
  const measured =
    (path: string) =>
    async (field: Field): Promise<ServersResult[]> => {
      const rivals = [
        await field.plain("file", runtimes, "c", path),
        await field.plain("file-whole", runtimes, "cWhole", path),
      ];
      for (const runtime of runtimes) {
        for (const [driver, way] of [
          ["blockingFile", "blocking"],
          ["awaitedFile", "awaited"],
          ["net", "net"],
        ] as const) {
          rivals.push(await field.server(driver, runtime, "serve-file", way, [], path));
        }
      }
      const noted = new Rounds();
      for (let round = -warmUpRounds; round < rounds; round++) {
        say(`sendfile: ${round < 0 ? "warm-up" : `round ${round + 1} of ${rounds}`}`);
        for (const rival of rivals) {
          const { count, cpu, wall } = await field.load.drain(rival.process);
          if (count !== mebibytes * (1 << 20)) throw new Error(`${rival.process.name} sent ${count} bytes`);
          if (round < 0) continue;
          noted.note(rival.runtimes, "rate", rival.driver, (count / wall) * 1e3);
          noted.note(rival.runtimes, "cpu", rival.driver, (cpu / count) * 1e3);
        }
      }
      return runtimes.map((runtime) => ({
        kind: "sendfile",
        date,
        runtime: runtime.version,
        major: runtime.major,
        machine,
        warmUpRounds,
        mebibytes,
        measures: noted.of(runtime),
      }));
    };
  return withFile(mebibytes, (path) => Field.with(machine, measured(path)));
}
