/** Programs run beside a test: written inline, ended by themselves, their output collected. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { foreignEnv } from "./probe.ts";
import { moduleCommand, scriptCommand } from "./runtime.ts";

const root = new URL("../../..", import.meta.url);

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  readonly milliseconds: number;
}

/**
 * Waits for a child to end; kills it after a minute, or as many milliseconds as told. Nothing here takes so
 * long, but under the sanitizers, on a busy machine, some of it takes twenty seconds.
 */
export async function finished(child: ChildProcess, limit = 60_000): Promise<Finished> {
  const start = performance.now();
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), limit);
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  return { code, signal, out, err, milliseconds: performance.now() - start };
}

/** Runs a module given as text, with this runtime, from the package's folder so that it finds the package. */
export function runModule(source: string, flags: string[] = [], env: Record<string, string> = {}): Promise<Finished> {
  return finished(spawnModule(source, flags, env));
}

export function spawnModule(source: string, flags: string[] = [], env: Record<string, string> = {}): ChildProcess {
  const [program = "", ...args] = moduleCommand(source, [], flags);
  return spawn(program, args, {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** Runs a script of this runtime's, with arguments. */
export function runNode(script: string, ...args: string[]): Promise<Finished> {
  const [program = "", ...more] = scriptCommand(script, args);
  return finished(spawn(program, more, { stdio: ["ignore", "pipe", "pipe"] }));
}

interface Behind {
  /** Whether it has mounts of its own, which the shell may then make; that needs root. */
  readonly mounts?: boolean;
  readonly flags?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
}

/** Runs a module given as text once a shell has done something: made mounts, lowered a limit. */
export function spawnBehind(
  preparation: string,
  source: string,
  { mounts = false, flags = [], args = [], env = {} }: Behind = {},
): ChildProcess {
  const script = `${preparation} && exec env LD_PRELOAD="$PRELOAD" "$0" "$@"`;
  const command = [
    ...(mounts ? ["unshare", "--mount"] : []),
    "sh",
    "-c",
    script,
    ...moduleCommand(source, args, flags),
  ];
  return spawn(command[0] as string, command.slice(1), {
    cwd: root,
    env: { ...foreignEnv, NODE_OPTIONS: "", PRELOAD: process.env["LD_PRELOAD"] ?? "", ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** Runs a python3 program given as text. */
export function spawnPython(source: string, ...args: string[]): ChildProcess {
  return spawn("python3", ["-u", "-c", source, ...args], { stdio: ["pipe", "pipe", "pipe"], env: foreignEnv });
}

/** The first line that a child prints. */
export async function firstLine(child: ChildProcess): Promise<string> {
  let text = "";
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    text += chunk.toString();
    if (text.includes("\n")) return text.slice(0, text.indexOf("\n"));
  }
  throw new Error(`the child ended without a line: ${text}`);
}
