/** Threads that serve one port, of which one is terminated under load. */
import assert from "node:assert/strict";
import { connect, type ServerThreads, serveThreads } from "berkeley-sockets/reactor";
import type { Seeded } from "./seeded.ts";
import { type Abuse, several } from "./soak-abuse.ts";

const module = new URL("./reactor-thread.js", import.meta.url);
const THREADS = 2;
const PEERS = 12;

export class ThreadAbuse implements Abuse {
  readonly #random: Seeded;

  constructor(random: Seeded) {
    this.#random = random;
  }

  run(until: number): Promise<number> {
    return several(1, until, () => this.#life());
  }

  async close(): Promise<void> {}

  async #life(): Promise<void> {
    const threads = await serveThreads(module, { threads: THREADS, host: "127.0.0.1", port: 0, data: "soak" });
    const load = new PeerLoad(threads);
    await load.echoes(200 + this.#random.below(2000));
    await threads.worker(this.#random.below(THREADS))?.terminate();
    assert.equal(threads.running, THREADS - 1);
    await load.echoes(500);
    await threads.close();
    await load.ended;
  }
}

/** Peers that echo what they are told; one that is cut off connects anew. */
class PeerLoad {
  readonly ended: Promise<void>;
  readonly #threads: ServerThreads;
  #echoes = 0;
  #due = 0;
  #reached: (() => void) | undefined;

  constructor(threads: ServerThreads) {
    this.#threads = threads;
    this.ended = Promise.all(Array.from({ length: PEERS }, () => this.#peer())).then(() => {});
  }

  /** Waits for so many more messages. */
  echoes(count: number): Promise<void> {
    this.#due = this.#echoes + count;
    return new Promise((resolve) => (this.#reached = resolve));
  }

  async #peer(): Promise<void> {
    while (this.#threads.running > 0) await this.#connection();
  }

  #connection(): Promise<void> {
    return new Promise((resolve) => {
      connect({
        address: this.#threads.address,
        handlers: {
          data: (connection, bytes) => {
            connection.write(bytes);
            this.#echoes += 1;
            if (this.#echoes === this.#due) this.#reached?.();
          },
          error: () => {},
          close: () => resolve(),
        },
      });
    });
  }
}
