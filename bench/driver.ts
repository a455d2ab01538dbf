/** A rival in a process of its own, which runs trials when it is told to. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { TrialName } from "./trials.ts";

export class Driver {
  /** Such as `c` or `ours on Node 20`. */
  readonly name: string;
  /** The trials that it knows; all, unless told. */
  readonly knows: readonly TrialName[] | undefined;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(name: string, child: ChildProcess, knows: readonly TrialName[] | undefined) {
    this.name = name;
    this.knows = knows;
    this.#child = child;
    if (child.stdout === null) throw new Error(`${name} has no output`);
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Starts the process and waits until it is ready. */
  static async start(name: string, command: readonly string[], knows?: readonly TrialName[]): Promise<Driver> {
    const [program = "", ...args] = command;
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
    const driver = new Driver(name, child, knows);
    const line = await driver.#line();
    if (line !== "ready") throw new Error(`${name} is not ready: ${line}`);
    return driver;
  }

  /** Nanoseconds an operation. */
  async run(trial: TrialName, iterations: number): Promise<number> {
    this.#child.stdin?.write(`${trial} ${iterations}\n`);
    const line = await this.#line();
    const result = Number(line);
    if (!(result > 0)) throw new Error(`${this.name}, ${trial}: ${line}`);
    return result;
  }

  /** Lets the process end. */
  stop(): void {
    this.#child.stdin?.end();
  }

  async #line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`${this.name} ended early`);
    return value;
  }
}
