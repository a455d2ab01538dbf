/** The load, which is a C program on the core that the servers are not on. */
import { compileC } from "./compile.ts";
import { LineProcess } from "./line-process.ts";
import { type Machine, pinnedAway } from "./machine.ts";

/** What happened in a window. */
export interface Window {
  /** Messages, connections, or bytes. */
  readonly count: number;
  /** Nanoseconds of the server's CPU. */
  readonly cpu: number;
  /** Nanoseconds that passed. */
  readonly wall: number;
}

/** A window in which messages were sent when they were due. */
export interface DueWindow extends Window {
  /** Nanoseconds from when a message was due to its answer: of 50, 99 and 99.9 % at most, and the longest. */
  readonly latencies: readonly [number, number, number, number];
}

/** Asks a load for a window, which is told of in one line. */
export async function askForWindow(load: LineProcess, question: string): Promise<DueWindow> {
  const line = await load.ask(question);
  const [count = 0, cpu = 0, wall = 0, p50 = 0, p99 = 0, p999 = 0, longest = 0] = line.split(" ").map(Number);
  if (!(count > 0 && cpu > 0 && wall > 0)) throw new Error(`${question}: ${line}`);
  return { count, cpu, wall, latencies: [p50, p99, p999, longest] };
}

export class Load {
  readonly #process: LineProcess;

  private constructor(process: LineProcess) {
    this.#process = process;
  }

  static async start(machine: Machine): Promise<Load> {
    return new Load(await LineProcess.start("load", pinnedAway(machine, [compileC("load")])));
  }

  /** From now on messages have so many bytes, 64 before. */
  async useEcho(size: number): Promise<void> {
    await this.#process.ask(`use ${size}`);
  }

  /** From now on messages are PING, and their answers PONG. */
  async useResp(): Promise<void> {
    await this.#process.ask("use resp");
  }

  /** Opens more connections. */
  async open(server: LineProcess, count: number): Promise<void> {
    await this.#process.ask(`open ${server.greeting} ${count}`);
  }

  /** Resets all connections, and waits until a server that shares its core with others is done with that. */
  async shut(server?: LineProcess): Promise<void> {
    await this.#process.ask(`shut ${server?.pid ?? 0}`);
  }

  /** Keeps a message on its way on each open connection. */
  echo(server: LineProcess, milliseconds: number): Promise<Window> {
    return this.keep(server, milliseconds, 1);
  }

  /** Keeps so many messages on their way on each open connection. */
  keep(server: LineProcess, milliseconds: number, depth: number): Promise<Window> {
    return this.#window(`keep ${server.pid} ${milliseconds} ${depth}`);
  }

  /** So many messages a second, on one open connection after the other, whether or not those before were answered. */
  due(server: LineProcess, milliseconds: number, rate: number): Promise<DueWindow> {
    return askForWindow(this.#process, `due ${server.pid} ${milliseconds} ${rate}`);
  }

  /** Sends all that the open connections take; `count` is bytes, `cpu` that of `measured`. */
  pour(measured: LineProcess, milliseconds: number): Promise<Window> {
    return this.#window(`pour ${measured.pid} ${milliseconds}`);
  }

  /** One message at a time, on the first open connection. */
  ping(server: LineProcess, milliseconds: number): Promise<Window> {
    return this.#window(`ping ${server.pid} ${milliseconds}`);
  }

  /** Connects again and again. */
  connect(server: LineProcess, milliseconds: number): Promise<Window> {
    return this.#window(`connect ${server.greeting} ${server.pid} ${milliseconds}`);
  }

  /** Connects, and discards what comes up to the end; `count` is bytes. */
  drain(server: LineProcess): Promise<Window> {
    return this.#window(`drain ${server.greeting} ${server.pid}`);
  }

  stop(): void {
    this.#process.stop();
  }

  #window(question: string): Promise<Window> {
    return askForWindow(this.#process, question);
  }
}
