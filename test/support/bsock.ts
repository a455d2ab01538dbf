/** Runs the command as a shell would: the published file, in a process of its own. */
import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";
import { type Finished, finished } from "./child.ts";
import { root } from "./compile.ts";
import type { Namespace } from "./namespace.ts";

export const program: string = join(root, "dist", "bsock.js");

/** The environment without what decides on colours; Node takes CI for a terminal of few. */
export function plainEnvironment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, NO_COLOR: __, CI: ___, COLORTERM: ____, ...rest } = process.env;
  return { ...rest, ...more };
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly end: Promise<Finished>;
  /** Waits until it has said this, on stdout or stderr; gives what the pattern found. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
}

export function start(args: readonly string[], env: Record<string, string> = {}): Running {
  return running(spawn(process.execPath, [program, ...args], { env: plainEnvironment(env) }));
}

/** What a child says, and how it ends. */
export function running(child: ChildProcessWithoutNullStreams): Running {
  child.stdin.on("error", () => undefined); // it may end before it has read everything
  const end = finished(child);
  let said = "";
  const waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const each of waiting.splice(0)) each();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text: string) => {
      said += text;
      wake();
    });
  }
  child.once("close", wake);
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(said);
      if (found !== null) return found;
      const ended = child.exitCode !== null || child.signalCode !== null;
      if (ended) throw new Error(`it ended without ${pattern}: ${said}`);
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return { child, end, until };
}

/** Starts it in a network namespace. */
export function startIn(space: Namespace, ...args: string[]): Running {
  return running(space.spawnFile(program, ...args) as ChildProcessWithoutNullStreams);
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
