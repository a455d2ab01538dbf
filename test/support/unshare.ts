/** Network namespaces without a name, each for one program alone: unshare(1). */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { foreignEnv, withoutProgram } from "./probe.ts";
import { moduleCommand } from "./runtime.ts";

/** unshare's own arguments: whoever is not root becomes so in a namespace of users, where that is allowed. */
export const newNamespace: readonly string[] =
  process.getuid?.() === 0 ? ["--net"] : ["--net", "--user", "--map-root-user"];

/** Skips where there can be no such namespace, or none in which a script of sh(1) works. */
export function withoutNamespace(script = "true"): string | false {
  const missing = withoutProgram("unshare");
  if (missing !== false) return missing;
  const { status, stderr } = spawnSync("unshare", [...newNamespace, "sh", "-c", script], {
    encoding: "utf8",
    env: foreignEnv,
  });
  return status === 0 ? false : `no such network namespaces here: ${stderr.trim()}`;
}

/** Runs a module given as text in a new network namespace, whose loopback is down. */
export function spawnInNamespace(source: string, ...args: string[]): ChildProcess {
  return spawn("unshare", [...newNamespace, ...moduleCommand(source, args)], {
    cwd: new URL("../../..", import.meta.url),
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["pipe", "pipe", "pipe"],
  });
}
