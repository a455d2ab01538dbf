/** Programs run beside a test: written inline, ended by themselves, their output collected. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  readonly milliseconds: number;
}

/** Waits for a child to end; kills it after 20 s, or as many milliseconds as told. */
export async function finished(child: ChildProcess, limit = 20_000): Promise<Finished> {
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
  return spawn(process.execPath, [...flags, "--input-type=module", "--eval", source], {
    cwd: new URL("../../..", import.meta.url),
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** Runs a script of this runtime's, with arguments. */
export function runNode(script: string, ...args: string[]): Promise<Finished> {
  return finished(spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] }));
}

/** Runs a python3 program given as text. */
export function spawnPython(source: string, ...args: string[]): ChildProcess {
  return spawn("python3", ["-u", "-c", source, ...args], { stdio: ["pipe", "pipe", "pipe"] });
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
