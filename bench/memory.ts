/** Whether calls that would block leave anything behind. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type Machine, pinned, type Runtime } from "./machine.ts";
import { type MemoryResult, root } from "./results.ts";

/** What the heap may grow by and still count as where it was: the collector's own bookkeeping varies. */
export const heapTolerance = 65_536;

export function measureMemory(machine: Machine, runtime: Runtime, calls: number, date: string): MemoryResult {
  const child = join(root, "build", "bench", "memory-child.js");
  const [program = "", ...args] = pinned(machine, [runtime.path, "--expose-gc", child, String(calls)]);
  const found = JSON.parse(execFileSync(program, args, { encoding: "utf8" })) as Pick<
    MemoryResult,
    "heapBefore" | "heapAfter" | "residentBefore" | "residentAfter"
  >;
  return { kind: "memory", date, runtime: runtime.version, major: runtime.major, machine, calls, ...found };
}
