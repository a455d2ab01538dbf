/** A rival in a process of its own, which runs trials when it is told to. */
import { LineProcess } from "./line-process.ts";
import type { TrialName } from "./trials.ts";

export class Driver {
  /** The trials that it knows; all, unless told. */
  readonly knows: readonly TrialName[] | undefined;
  readonly #process: LineProcess;

  private constructor(process: LineProcess, knows: readonly TrialName[] | undefined) {
    this.#process = process;
    this.knows = knows;
  }

  /** Starts the process and waits until it is ready. Its name is such as `c` or `ours on Node 20`. */
  static async start(name: string, command: readonly string[], knows?: readonly TrialName[]): Promise<Driver> {
    return new Driver(await LineProcess.start(name, command), knows);
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Nanoseconds an operation. */
  async run(trial: TrialName, iterations: number): Promise<number> {
    const line = await this.#process.ask(`${trial} ${iterations}`);
    const result = Number(line);
    if (!(result > 0)) throw new Error(`${this.#process.name}, ${trial}: ${line}`);
    return result;
  }

  stop(): void {
    this.#process.stop();
  }
}
