/** What a result has to say of the machine and the runtime it was made on. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly libc: string;
  readonly compiler: string;
  /** The core that all drivers were pinned to; `null` where there is no taskset. */
  readonly pinnedTo: number | null;
  /** The version of Bun that was measured beside, if any was. */
  readonly bun?: string;
  /** The load of the last minute before the run. */
  readonly load: number;
}

export interface Runtime {
  /** The program to run. Never written to a result. */
  readonly path: string;
  readonly version: string;
  readonly major: number;
  /** Such as `node-20`. */
  readonly id: string;
}

export const compiler: string = process.env["CC"] ?? "cc";

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

/** The cores that this process may run on, such as `0-1`. */
function allowedCores(): string {
  return /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0";
}

/** The last core that this process may run on: the first gets most of the interrupts. */
function lastCore(): number | null {
  if (spawnSync("taskset", ["--version"], { stdio: "ignore" }).status !== 0) return null;
  return Number(/\d+$/.exec(allowedCores())?.[0] ?? 0);
}

export function describeMachine(bun?: string): Machine {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  const glibc = report?.header?.glibcVersionRuntime;
  return {
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()} ${process.arch}`,
    libc: glibc === undefined ? "not glibc" : `glibc ${glibc}`,
    compiler: `${firstLine(execFileSync(compiler, ["--version"], { encoding: "utf8" }))}, -O2`,
    pinnedTo: lastCore(),
    ...(bun === undefined ? {} : { bun }),
    load: Number(loadavg()[0]?.toFixed(2)),
  };
}

/** A command, pinned to the core. */
export function pinned({ pinnedTo }: Machine, command: readonly string[]): string[] {
  return pinnedTo === null ? [...command] : ["taskset", "-c", String(pinnedTo), ...command];
}

/** A command, pinned to the first core, which is another one if there are two. */
export function pinnedAway(machine: Machine, command: readonly string[]): string[] {
  const first = machine.pinnedTo === null ? null : Number.parseInt(allowedCores(), 10);
  return pinned({ ...machine, pinnedTo: first }, command);
}

function describeRuntime(path: string): Runtime {
  const version = execFileSync(path, ["--version"], { encoding: "utf8" }).trim();
  const major = Number(/^v(\d+)/.exec(version)?.[1]);
  if (!(major > 0)) throw new Error(`not Node: ${path} has version ${version}`);
  return { path, version, major, id: `node-${major}` };
}

/** This runtime, and those that BENCH_NODE names, with commas between them. */
export function runtimes(): Runtime[] {
  const others = (process.env["BENCH_NODE"] ?? "").split(",").filter((path) => path !== "");
  return [process.execPath, ...others].map(describeRuntime);
}
