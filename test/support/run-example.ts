/** Runs an example as a reader would: the built file, in a process of its own. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Finished, finished } from "./child.ts";
import { root } from "./compile.ts";
import { foreignEnv } from "./probe.ts";
import { type Running, running } from "./running.ts";

interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
  /** Further descriptors for the child, from number 3 on. */
  readonly descriptors?: readonly number[];
}

/** The path of a built example. */
export const exampleFile = (name: string): string => join(root, "build", "examples", `${name}.js`);

export function startExample(
  name: string,
  args: readonly string[] = [],
  { env = {}, descriptors = [] }: Surroundings = {},
): Running {
  const child = spawn(process.execPath, [exampleFile(name), ...args], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe", ...descriptors],
  });
  return running(child);
}

/** Runs it to its end, with nothing on stdin. */
export function runExample(name: string, args?: readonly string[], surroundings?: Surroundings): Promise<Finished> {
  const { child, end } = startExample(name, args, surroundings);
  child.stdin.end();
  return end;
}

/** Runs a program that is not ours to its end, with this on stdin. */
export function runForeign(
  program: string,
  args: readonly string[],
  input = "",
  env: NodeJS.ProcessEnv = foreignEnv,
): Promise<Finished> {
  const child = spawn(program, args, { env, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  return finished(child);
}
