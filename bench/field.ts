/** Servers and clients, started for a while. */
import { compileC, script } from "./compile.ts";
import type { Foreigners } from "./foreign.ts";
import { type Greeting, LineProcess } from "./line-process.ts";
import { Load } from "./load.ts";
import { type Machine, pinned, pinnedAway, type Runtime } from "./machine.ts";

export interface ServerEffort {
  readonly rounds: number;
  readonly warmUpRounds: number;
  readonly milliseconds: number;
  /** All drivers, not only those of the reactor and its rivals. */
  readonly full: boolean;
  /** Rivals for all runtimes, as far as they are there. */
  readonly foreigners: Foreigners;
}

/** A server that runs, and whose results are whose. */
export interface Rival {
  readonly driver: string;
  readonly runtimes: readonly Runtime[];
  readonly process: LineProcess;
  /** What it is, where nothing else of a result tells. */
  readonly version?: string;
}

export class Field {
  readonly load: Load;
  /** For connections to another server at the same time. */
  readonly secondLoad: Load;
  readonly #machine: Machine;
  readonly #started: { stop(): void }[];

  private constructor(machine: Machine, load: Load, secondLoad: Load) {
    this.#machine = machine;
    this.load = load;
    this.secondLoad = secondLoad;
    this.#started = [load, secondLoad];
  }

  static async with<T>(machine: Machine, action: (field: Field) => Promise<T>): Promise<T> {
    const field = new Field(machine, await Load.start(machine), await Load.start(machine));
    try {
      return await action(field);
    } finally {
      for (const each of field.#started) each.stop();
    }
  }

  async start(name: string, command: readonly string[], away = false, greeting?: Greeting): Promise<LineProcess> {
    const child = await LineProcess.start(name, (away ? pinnedAway : pinned)(this.#machine, command), greeting);
    this.#started.push(child);
    return child;
  }

  /** The server in C; that of messages is a program of its own. */
  async plain(mode: string, runtimes: readonly Runtime[], driver = "c", ...more: string[]): Promise<Rival> {
    const command = mode === "echo" ? [compileC("plain-echo")] : [compileC("plain-server"), mode, ...more];
    return { driver, runtimes, process: await this.start(`plain C, ${mode}`, command) };
  }

  /** A server in C on the load's core, which throws away what comes. */
  sink(): Promise<LineProcess> {
    return this.start("sink", [compileC("plain-server"), "sink"], true);
  }

  /** A server of another runtime's. */
  async foreign(driver: string, command: readonly string[], runtimes: readonly Runtime[]): Promise<Rival> {
    return { driver, runtimes, process: await this.start(driver, command) };
  }

  async server(
    driver: string,
    runtime: Runtime,
    file: string,
    way: string,
    flags: string[] = [],
    ...more: string[]
  ): Promise<Rival> {
    const command = [runtime.path, ...flags, script(file), way, ...more];
    return { driver, runtimes: [runtime], process: await this.start(`${driver} on ${runtime.id}`, command) };
  }
}
