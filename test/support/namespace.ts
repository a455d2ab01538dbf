/** A network namespace of a test's own, with interfaces that nobody else sees. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { type Finished, finished } from "./child.ts";
import { foreignEnv, notLinux, notRoot, withoutProgram } from "./probe.ts";

let count = 0;

function run(...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync("ip", args, { encoding: "utf8", env: foreignEnv });
  if (status !== 0) throw new Error(`ip ${args.join(" ")}: ${error?.message ?? stderr}`);
  return stdout;
}

/** What `ip -j` says, of this process's own namespace. */
export function askIp<T>(...args: string[]): T {
  return JSON.parse(run("-j", ...args) || "[]") as T;
}

export class Namespace {
  readonly name: string;
  readonly #children: ChildProcess[] = [];

  constructor() {
    count += 1;
    this.name = `bs-${process.pid}-${count}`;
    run("netns", "add", this.name);
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
    return run("-n", this.name, ...args);
  }

  /** What `ip -j` says here. */
  json<T>(...args: string[]): T {
    return JSON.parse(this.ip("-j", ...args) || "[]") as T;
  }

  /** sysctl(8) */
  set(name: string, value: string): void {
    const { status, stderr } = spawnSync("ip", ["netns", "exec", this.name, "sysctl", "-qw", `${name}=${value}`], {
      encoding: "utf8",
      env: foreignEnv,
    });
    if (status !== 0) throw new Error(`sysctl ${name}: ${stderr}`);
  }

  /** Starts a program here. `ip` itself goes without what is preloaded, the program gets it back. */
  #spawn(program: string, args: string[], env: NodeJS.ProcessEnv): ChildProcess {
    const preload = `LD_PRELOAD=${env["LD_PRELOAD"] ?? ""}`;
    const child = spawn("ip", ["netns", "exec", this.name, "env", preload, program, ...args], {
      cwd: new URL("../../..", import.meta.url),
      env: { ...env, NODE_OPTIONS: "", LD_PRELOAD: "" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#children.push(child);
    return child;
  }

  /** Starts a module given as text, which finds the package. */
  spawnModule(source: string): ChildProcess {
    return this.#spawn(process.execPath, ["--input-type=module", "--eval", source], process.env);
  }

  /** Starts a module that is a file. */
  spawnFile(path: string): ChildProcess {
    return this.#spawn(process.execPath, [path], process.env);
  }

  spawnPython(source: string, ...args: string[]): ChildProcess {
    return this.#spawn("python3", ["-u", "-c", source, ...args], foreignEnv);
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
    run("netns", "del", this.name);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** The JSON values of lines. */
export function valuesOf<T>(lines: string): T[] {
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}

/** The lines of a child, one at a time. */
export class Lines {
  readonly #child: ChildProcess;
  readonly #end: Promise<Finished>;
  #text = "";
  #errors = "";
  #wake: (() => void) | undefined;
  #ended = false;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#end = finished(child);
    child.stdout?.on("data", (text: string) => this.#more(text));
    child.stderr?.on("data", (text: string) => {
      this.#errors += text;
    });
    child.once("close", () => {
      this.#ended = true;
      this.#wake?.();
    });
  }

  #more(text: string): void {
    this.#text += text;
    this.#wake?.();
  }

  /** The next line. */
  async next(): Promise<string> {
    for (;;) {
      const end = this.#text.indexOf("\n");
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 1);
        return line;
      }
      if (this.#ended) throw new Error(`the child ended without a line: ${this.#errors}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async value<T>(): Promise<T> {
    return JSON.parse(await this.next()) as T;
  }

  /** Tells the child something. */
  write(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Closes its input and waits for its end. */
  async end(): Promise<Finished> {
    this.#child.stdin?.end();
    return this.#end;
  }
}

/** Why a test cannot have a namespace, if it cannot. */
export function withoutNamespaces(): string | false {
  const lacking = notLinux || notRoot || withoutProgram("ip", "-V");
  if (lacking !== false) return lacking;
  try {
    new Namespace().close();
    return false;
  } catch (error) {
    return `no network namespaces here: ${error instanceof Error ? error.message : String(error)}`;
  }
}
