/** Bun, where there is one: a rival that is never required. */
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface BunRuntime {
  /** The program to run. Never written to a result. */
  readonly path: string;
  readonly version: string;
}

function at(path: string): BunRuntime | undefined {
  const { status, stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
  return status === 0 ? { path, version: stdout.trim() } : undefined;
}

/** What BENCH_BUN names, nothing if that is empty; without it, the `bun` of PATH, or one beside other runtimes in /tmp/rt. */
export function findBun(): BunRuntime | undefined {
  const named = process.env["BENCH_BUN"];
  if (named === "") return undefined;
  if (named === undefined) return at("bun") ?? at(join(tmpdir(), "rt", "node_modules", ".bin", "bun"));
  const bun = at(named);
  if (bun === undefined) throw new Error(`not Bun: BENCH_BUN is ${named}`);
  return bun;
}
