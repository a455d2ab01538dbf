/** Other runtimes and servers, where there are any: rivals that are never required. */
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Foreign {
  /** The program to run. Never written to a result. */
  readonly path: string;
  readonly version: string;
}

function at(path: string): Foreign | undefined {
  const { status, stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
  const version = status === 0 ? /\d+\.\d+\.\d+/.exec(stdout)?.[0] : undefined;
  return version === undefined ? undefined : { path, version };
}

/** What an environment variable names, nothing if that is empty; without it the program of PATH, or one beside other runtimes in /tmp/rt. */
function find(program: string, variable: string): Foreign | undefined {
  const named = process.env[variable];
  if (named === "") return undefined;
  if (named === undefined) return at(program) ?? at(join(tmpdir(), "rt", "node_modules", ".bin", program));
  const found = at(named);
  if (found === undefined) throw new Error(`not ${program}: ${variable} is ${named}`);
  return found;
}

/** Those that a trial may be measured beside. */
export interface Foreigners {
  readonly bun: Foreign | undefined;
  readonly redis: Foreign | undefined;
  readonly deno: Foreign | undefined;
  readonly python: Foreign | undefined;
}

export function findForeigners(): Foreigners {
  return {
    bun: find("bun", "BENCH_BUN"),
    redis: find("redis-server", "BENCH_REDIS"),
    deno: find("deno", "BENCH_DENO"),
    python: behindItsName(find("python3", "BENCH_PYTHON")),
  };
}

/** Python itself, where the name is that of a script which looks for one: it is the process that is measured. */
function behindItsName(python: Foreign | undefined): Foreign | undefined {
  if (python === undefined) return undefined;
  const { stdout } = spawnSync(python.path, ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" });
  return { ...python, path: stdout.trim() || python.path };
}
