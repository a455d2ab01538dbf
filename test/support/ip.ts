/** ip(8), and other programs that only print. */
import { spawnSync } from "node:child_process";
import { foreignEnv } from "./probe.ts";

/** Runs a program; gives what it printed. */
export function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8", env: foreignEnv });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${error?.message ?? stderr}`);
  return stdout;
}

/** ip(8), many commands at once. */
export function ip(...commands: string[]): void {
  for (const command of commands) run("ip", ...command.split(" "));
}

/** What `ip -j` says, of this process's own namespace. */
export function askIp<T>(...args: string[]): T {
  return JSON.parse(run("ip", "-j", ...args) || "[]") as T;
}
