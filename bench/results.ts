/** Result files: one for each kind of measurement and each runtime. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Origin } from "./origin.ts";
import type { ProofResult } from "./proofs.ts";
import type { ServerKind } from "./server-trials.ts";
import type { TrialName } from "./trials.ts";

export const root: string = fileURLToPath(new URL("../..", import.meta.url));
/** Results that are kept. */
export const resultsFolder: string = join(root, "bench", "results");
/** Results of quick runs, which prove nothing. */
export const scratchFolder: string = join(root, "build", "bench-results");

export interface CallsResult extends Origin {
  readonly kind: "calls";
  readonly warmUpRounds: number;
  readonly trials: readonly {
    readonly name: TrialName;
    readonly iterations: number;
    /** Nanoseconds an operation, by driver, a number a round. */
    readonly rounds: {
      readonly c: readonly number[];
      readonly ours: readonly number[];
      readonly dgram?: readonly number[];
    };
  }[];
}

export interface ImportResult extends Origin {
  readonly kind: "import";
  /** Milliseconds within the process, a number for each process, free to use all cores as programs are. */
  readonly free: readonly number[];
  /** The same on one core, which the runtime's own threads then want too. */
  readonly pinned: readonly number[];
  /** A module with nothing in it, on all cores. */
  readonly empty: readonly number[];
  readonly addonBytes: number;
}

export interface MemoryResult extends Origin {
  readonly kind: "memory";
  readonly calls: number;
  /** Bytes of heap in use after a collection, before and after the calls. */
  readonly heapBefore: number;
  readonly heapAfter: number;
  readonly residentBefore: number;
  readonly residentAfter: number;
}

export interface ServersResult extends Origin {
  readonly kind: ServerKind;
  /** Rivals that are neither C nor of the runtime, with their versions. */
  readonly beside?: readonly string[];
  readonly warmUpRounds: number;
  /** Of one window. */
  readonly milliseconds?: number;
  /** Messages a second that came, where not as many as could. */
  readonly rate?: number;
  /** Of the file that is sent. */
  readonly mebibytes?: number;
  /** In each measure's unit, by driver, a number a round. */
  readonly measures: readonly { readonly name: string; readonly rounds: Readonly<Record<string, readonly number[]>> }[];
}

export type Result = CallsResult | ImportResult | MemoryResult | ServersResult | ProofResult;

function fileOf({ kind, major }: Result): string {
  return `${kind}-node-${major}.json`;
}

/** One line for each list of numbers, so that a changed result can be read as a change. */
function format(result: Result): string {
  const text = JSON.stringify(result, undefined, 2);
  return `${text.replace(/\[\s+([-\d.,\s]+?)\s+\]/g, (_, list: string) => `[${list.replace(/\s+/g, " ")}]`)}\n`;
}

/** Writes a result; gives the file's path. */
export function keep(result: Result, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, fileOf(result));
  writeFileSync(path, format(result));
  return path;
}

/** The kept results, by file name. */
export function kept(): Map<string, Result> {
  const names = readdirSync(resultsFolder).filter((name) => name.endsWith(".json"));
  return new Map(names.map((name) => [name, JSON.parse(readFileSync(join(resultsFolder, name), "utf8")) as Result]));
}
