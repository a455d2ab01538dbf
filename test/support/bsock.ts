/** Runs the command as a shell would: the published file, in a process of its own. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Finished } from "./child.ts";
import { root } from "./compile.ts";
import type { Namespace } from "./namespace.ts";
import { type Running, running } from "./running.ts";

export const program: string = join(root, "dist", "bsock.js");

/** The environment without what decides on colours; Node takes CI for a terminal of few. */
export function plainEnvironment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, NO_COLOR: __, CI: ___, COLORTERM: ____, ...rest } = process.env;
  return { ...rest, ...more };
}

export function start(args: readonly string[], env: Record<string, string> = {}): Running {
  return running(spawn(process.execPath, [program, ...args], { env: plainEnvironment(env) }));
}

/** Starts it in a network namespace. */
export function startIn(space: Namespace, ...args: string[]): Running {
  return running(space.spawnFile(program, ...args));
}

/** Runs it to its end in a network namespace. */
export function runIn(space: Namespace, ...args: string[]): Promise<Finished> {
  const { child, end } = startIn(space, ...args);
  child.stdin.end();
  return end;
}

/** Runs it to its end, with this on stdin. */
export function run(args: readonly string[], input = "", env: Record<string, string> = {}): Promise<Finished> {
  const { child, end } = start(args, env);
  child.stdin.end(input);
  return end;
}

export type Json = Record<string, unknown>;

/** Runs a command with --json; gives what it printed. */
export async function json<T = Json[]>(...args: string[]): Promise<T> {
  const { code, out, err } = await run([...args, "--json"]);
  assert.deepEqual([code, err], [0, ""], args.join(" "));
  return JSON.parse(out) as T;
}

/** Starts it and waits until it says where it listens. */
export async function startListening(args: readonly string[]): Promise<Running & { readonly address: string }> {
  const running = start(args);
  const [, address = ""] = await running.until(/^bsock: listening on (.*)\n/);
  return { ...running, address };
}

/** The port of an address. */
export const portOf = (address: string): string => address.slice(address.lastIndexOf(":") + 1);
