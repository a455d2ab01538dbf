/** Floods of connections beyond the descriptor limit of a server, which is a process of its own. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import { type Connection, connect } from "berkeley-sockets/reactor";
import { spawnBehind } from "./child.ts";
import type { Seeded } from "./seeded.ts";
import { type Abuse, type Footprint, several } from "./soak-abuse.ts";

/** What the server may have open; a flood is more. */
const LIMIT = 64;
const FLOOD = 150;

const source = `
  import { readdirSync } from "node:fs";
  import { createInterface } from "node:readline";
  import { setFlagsFromString } from "node:v8";
  import { runInNewContext } from "node:vm";
  import { Counter, serve } from "berkeley-sockets/reactor";

  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc");
  // While it is full not even this folder can be opened.
  const server = serve({ host: "127.0.0.1", port: 0, acceptError: () => {}, handlers: {
    data(connection, bytes) {
      connection.write(bytes);
      connection.close();
    },
    error: () => {},
  } });
  console.log(server.address.port);
  createInterface({ input: process.stdin }).on("line", () => {
    for (let times = 0; times < 4; times++) gc();
    const { heapUsed, external, rss } = process.memoryUsage();
    const descriptors = server.connections > 0 ? 0 : readdirSync("/proc/self/fd").length;
    console.log(JSON.stringify({ heap: heapUsed + external, resident: rss, descriptors,
      connections: server.connections, refused: server.counters[Counter.acceptFailed] }));
  }).on("close", () => process.exit());
`;

interface Told extends Footprint {
  readonly connections: number;
  /** Accepts that failed for want of descriptors. */
  readonly refused: number;
}

export class FloodAbuse implements Abuse {
  readonly #random: Seeded;
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #port: Promise<number>;

  constructor(random: Seeded) {
    this.#random = random;
    this.#child = spawnBehind(`ulimit -n ${LIMIT}`, source);
    this.#child.stderr?.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
    this.#port = this.#line().then(Number);
  }

  async run(until: number): Promise<number> {
    const floods = await several(1, until, () => this.#flood());
    while ((await this.footprint()).connections > 0);
    return floods;
  }

  async close(): Promise<void> {
    const end = once(this.#child, "close");
    this.#child.stdin?.end();
    await end;
  }

  async footprint(): Promise<Told> {
    this.#child.stdin?.write("tell\n");
    return JSON.parse(await this.#line()) as Told;
  }

  async #line(): Promise<string> {
    const [line] = (await once(this.#lines, "line")) as [string];
    return line;
  }

  /** All are there before anybody says anything, so that the server is full; some then only go. */
  async #flood(): Promise<void> {
    const port = await this.#port;
    let opened = 0;
    const all: Connection[] = [];
    await new Promise<void>((resolve) => {
      let closed = 0;
      const handlers = {
        open: () => {
          opened += 1;
          if (opened === FLOOD) for (const each of all) this.#act(each);
        },
        error: () => {},
        close: () => {
          closed += 1;
          if (closed === FLOOD) resolve();
        },
      };
      while (all.length < FLOOD) all.push(connect({ host: "127.0.0.1", port, handlers }));
    });
  }

  #act(connection: Connection): void {
    if (this.#random.below(3) === 0) connection.abort();
    else connection.write("x");
  }
}
