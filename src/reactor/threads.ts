import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Worker } from "node:worker_threads";
import { SocketAddress } from "../address/socket-address.ts";
import { options as checkOptions, port as checkPort, integer, string, wrongType } from "../core/check.ts";
import { require } from "../sys/builtin.ts";
import type { Counters } from "./counters.ts";
import type { CloseOptions } from "./server.ts";

/** How many threads serve what, for {@link serveThreads}. */
export interface ThreadsOptions {
  readonly threads: number;
  /** 0 lets the kernel choose; all threads have the same one. */
  readonly port: number;
  readonly host?: string | null | undefined;
  readonly backlog?: number | undefined;
  /** What the module's `handlers` are called with, if they are a function. Cloned. */
  readonly data?: unknown;
  /** Called when a thread ends that was not told to: the others serve on. */
  readonly ended?: ((thread: number, error: unknown) => void) | undefined;
}

/** @internal What goes to a thread. */
export interface ThreadTask {
  readonly module: string;
  readonly data: unknown;
  readonly serve: { readonly host: string | null; readonly port: number; readonly backlog: number | undefined };
}

/** @internal What it is asked, and what it answers. */
export type ThreadQuestion = { readonly ask: "close"; readonly options: CloseOptions } | { readonly ask: "counters" };
/** @internal */
export type ThreadAnswer =
  | { readonly told: "ready"; readonly address: Uint8Array }
  | { readonly told: "counters"; readonly counters: Counters; readonly connections: number };

const members = ["threads", "port", "host", "backlog", "data", "ended"];

/** The file that threads run, seen from dist/, from build/src/reactor/ and from src/reactor/. */
function threadFile(): URL {
  const found = ["./reactor-thread.js", "../reactor-thread.js", "../reactor-thread.ts"]
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(fileURLToPath(url)));
  if (found === undefined) throw new Error("berkeley-sockets: the file that threads run is missing");
  return found;
}

/** Threads that serve one port. Made by `serveThreads`. */
export class ServerThreads {
  /** Where they listen. */
  readonly address: SocketAddress;
  readonly #workers: (Worker | undefined)[] = [];
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(address: SocketAddress) {
    this.address = address;
  }

  /** How many of them run. */
  get running(): number {
    return this.#workers.filter((worker) => worker !== undefined).length;
  }

  /** The worker of a thread, counted from 0; `undefined` when it has ended. */
  worker(thread: number): Worker | undefined {
    return this.#workers[thread];
  }

  /** What each thread has counted, and its open connections; those that have ended are left out. */
  async counters(): Promise<{ readonly counters: Counters; readonly connections: number }[]> {
    const answers = await Promise.all(
      this.#workers.map(async (worker) => (worker === undefined ? undefined : await ask(worker, { ask: "counters" }))),
    );
    return answers.flatMap((answer) => (answer?.told === "counters" ? [answer] : []));
  }

  /** Closes each thread's server as `Server.close` does, and then ends the threads. */
  close(options: CloseOptions = {}): Promise<void> {
    this.#closing ??= Promise.all(
      this.#workers.map((worker) => {
        if (worker === undefined) return undefined;
        const ended = new Promise<void>((resolve) => {
          worker.once("exit", () => resolve());
        });
        worker.postMessage({ ask: "close", options } satisfies ThreadQuestion);
        return ended;
      }),
    ).then(() => {});
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal */
  add(worker: Worker, ended: ThreadsOptions["ended"]): void {
    const thread = this.#workers.push(worker) - 1;
    let failure: unknown;
    worker.on("error", (error) => {
      failure = error;
    });
    worker.once("exit", () => {
      this.#workers[thread] = undefined;
      if (this.#closing === undefined) ended?.(thread, failure);
    });
  }
}

/** Waits for what a thread says next; `undefined` when it ends first. */
function answer(worker: Worker): Promise<ThreadAnswer | undefined> {
  return new Promise((resolve) => {
    const told = (message: ThreadAnswer): void => {
      worker.off("exit", gone);
      resolve(message);
    };
    const gone = (): void => {
      worker.off("message", told);
      resolve(undefined);
    };
    worker.once("message", told);
    worker.once("exit", gone);
  });
}

function ask(worker: Worker, question: ThreadQuestion): Promise<ThreadAnswer | undefined> {
  const answered = answer(worker);
  worker.postMessage(question);
  return answered;
}

/**
 * Serves one port with several threads, each with a reactor of its own; the kernel spreads connections over them
 * (SO_REUSEPORT). The module is loaded in every thread: it exports `handlers`, a table or a
 * function that makes one, and perhaps `options`, which are those of `serve` that do not say where.
 *
 * *Errors*: what a thread failed with before it served; then none is left running.
 */
export async function serveThreads(module: string | URL, options: ThreadsOptions): Promise<ServerThreads> {
  if (typeof module !== "string" && !(module instanceof URL)) throw wrongType("module", "a URL", module);
  checkOptions("options", options, members);
  const { threads, port, host = null, backlog, data, ended } = options;
  integer("options.threads", threads, 1, 1024);
  checkPort("options.port", port);
  if (host !== null) string("options.host", host);
  if (ended !== undefined && typeof ended !== "function") throw wrongType("options.ended", "a function", ended);
  const { Worker: Thread } = require("node:worker_threads") as typeof import("node:worker_threads");
  const started: Worker[] = [];
  const start = async (at: number): Promise<SocketAddress> => {
    const task: ThreadTask = { module: String(module), data, serve: { host, port: at, backlog } };
    const worker = new Thread(threadFile(), { workerData: task });
    started.push(worker);
    let failure: unknown;
    worker.once("error", (error) => {
      failure = error;
    });
    const told = await answer(worker);
    if (told?.told !== "ready") throw failure ?? new Error("a thread ended before it served");
    return SocketAddress.decode(told.address);
  };
  try {
    // The first chooses the port, if nobody has.
    const address = await start(port);
    await Promise.all(Array.from({ length: threads - 1 }, () => start((address as unknown as { port: number }).port)));
    const all = new ServerThreads(address);
    for (const worker of started) all.add(worker, ended);
    return all;
  } catch (error) {
    await Promise.all(started.map((worker) => worker.terminate()));
    throw error;
  }
}
