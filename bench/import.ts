/** What importing the package costs a program, in time, and the size of the add-on. */
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { type Machine, pinned, type Runtime } from "./machine.ts";
import { type ImportResult, root } from "./results.ts";

export function measureImport(machine: Machine, runtime: Runtime, processes: number, date: string): ImportResult {
  const child = join(root, "build", "bench", "import-child.js");
  const time = (specifier: string, wrap: (command: string[]) => string[]): number => {
    const [program = "", ...args] = wrap([runtime.path, child, specifier]);
    return Number(Number(execFileSync(program, args, { encoding: "utf8" })).toFixed(2));
  };
  const asIs = (command: string[]): string[] => command;
  const onOneCore = (command: string[]): string[] => pinned(machine, command);
  const found = { free: [] as number[], pinned: [] as number[], empty: [] as number[] };
  time("berkeley-sockets", asIs); // the files are in the page cache from now on
  for (let index = 0; index < processes; index++) {
    found.free.push(time("berkeley-sockets", asIs));
    found.pinned.push(time("berkeley-sockets", onOneCore));
    found.empty.push(time("data:text/javascript,", asIs));
  }
  const addonBytes = statSync(join(root, "build", "native", "berkeley-sockets.node")).size;
  return { kind: "import", date, runtime: runtime.version, major: runtime.major, machine, ...found, addonBytes };
}
