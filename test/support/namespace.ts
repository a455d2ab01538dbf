/** A network namespace with a name, which several processes of a test are in. */
import { type ChildProcess, spawn } from "node:child_process";
import { type Finished, finished } from "./child.ts";
import { run } from "./ip.ts";
import { valuesOf } from "./lines.ts";
import { foreignEnv, notLinux, notRoot, withoutProgram } from "./probe.ts";
import { moduleCommand, scriptCommand } from "./runtime.ts";

let count = 0;

export class Namespace {
  readonly name: string;
  readonly #children: ChildProcess[] = [];

  constructor() {
    count += 1;
    this.name = `bs-${process.pid}-${count}`;
    run("ip", "netns", "add", this.name);
    this.ip("link", "set", "lo", "up");
  }

  /** Two ends of a cable, both up. Without IPv6, whose own messages would be in between. */
  cable(one = "v0", other = "v1"): this {
    this.ip("link", "add", one, "type", "veth", "peer", "name", other);
    for (const name of [one, other]) {
      this.set(`net.ipv6.conf.${name}.disable_ipv6`, "1");
      this.ip("link", "set", name, "up");
    }
    return this;
  }

  ip(...args: string[]): string {
    return run("ip", "-n", this.name, ...args);
  }

  /** What `ip -j` says here. */
  json<T>(...args: string[]): T {
    return JSON.parse(this.ip("-j", ...args) || "[]") as T;
  }

  /** sysctl(8) */
  set(name: string, value: string): void {
    run("ip", "netns", "exec", this.name, "sysctl", "-qw", `${name}=${value}`);
  }

  /** Starts a program here. `ip` itself goes without what is preloaded, the program gets it back. */
  #spawn(command: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
    const preload = `LD_PRELOAD=${env["LD_PRELOAD"] ?? ""}`;
    const child = spawn("ip", ["netns", "exec", this.name, "env", preload, ...command], {
      cwd: new URL("../../..", import.meta.url),
      env: { ...env, NODE_OPTIONS: "", LD_PRELOAD: "" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#children.push(child);
    return child;
  }

  /** Starts a module given as text, which finds the package. */
  spawnModule(source: string): ChildProcess {
    return this.#spawn(moduleCommand(source), process.env);
  }

  /** Starts a module that is a file. */
  spawnFile(path: string, ...args: string[]): ChildProcess {
    return this.#spawn(scriptCommand(path, args), process.env);
  }

  /** The same, without some capabilities, such as `net_raw`. */
  spawnFileWithout(capabilities: readonly string[], path: string, ...args: string[]): ChildProcess {
    const set = capabilities.map((capability) => `-${capability}`).join();
    return this.#spawn(["setpriv", "--bounding-set", set, ...scriptCommand(path, args)], process.env);
  }

  /** Starts a program that is not ours. */
  spawnProgram(program: string, ...args: string[]): ChildProcess {
    return this.#spawn([program, ...args], foreignEnv);
  }

  spawnPython(source: string, ...args: string[]): ChildProcess {
    return this.#spawn(["python3", "-u", "-c", source, ...args], foreignEnv);
  }

  /** Runs a python3 program to its end; gives what it printed. */
  async runPython(source: string, ...args: string[]): Promise<string> {
    const child = this.spawnPython(source, ...args);
    child.stdin?.end();
    const { code, out, err } = await finished(child);
    if (code !== 0) throw new Error(`python3: ${err}`);
    return out;
  }

  runModule(source: string): Promise<Finished> {
    const child = this.spawnModule(source);
    child.stdin?.end();
    return finished(child);
  }

  /** Runs a module that prints one JSON value a line; gives the values. */
  async evaluate<T = unknown>(source: string): Promise<T[]> {
    const { code, out, err } = await this.runModule(source);
    if (code !== 0 || err !== "") throw new Error(`exit ${code}: ${err}${out}`);
    return valuesOf<T>(out);
  }

  /** Ends it, and whoever is still in it: a test that failed half-way leaves nothing behind. */
  close(): void {
    for (const child of this.#children) child.kill("SIGKILL");
    run("ip", "netns", "del", this.name);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Why a test cannot have one, if it cannot. */
export function withoutNamedNamespaces(): string | false {
  const lacking = notLinux || notRoot || withoutProgram("ip", "-V");
  if (lacking !== false) return lacking;
  try {
    new Namespace().close();
    return false;
  } catch (error) {
    return `no network namespaces with names here: ${error instanceof Error ? error.message : String(error)}`;
  }
}
