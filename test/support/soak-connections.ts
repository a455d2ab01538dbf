/** Mixed abuse of stream servers: echoes, resets, slow readers, handlers that throw, half-closes, files, proxies. */
import { closeSync, openSync } from "node:fs";
import {
  type Connection,
  type ConnectOptions,
  connect,
  forward,
  type Handlers,
  type Server,
  serve,
} from "berkeley-sockets/reactor";
import type { Seeded } from "./seeded.ts";
import { type Abuse, several } from "./soak-abuse.ts";

const LIMIT = 65536;
const WIDTH = 24;

const abused = (file: number): Handlers => ({
  data(connection, bytes) {
    switch (bytes[0]) {
      case 0:
        // Goes on although it was told to stop, until that is an error, or the peer has gone.
        while (!connection.closed) connection.write(new Uint8Array(LIMIT));
        break;
      case 1:
        throw new Error("on purpose");
      case 2:
        connection.abort();
        break;
      case 3:
        connection.close();
        break;
      case 4:
        connection.sendFile(file, 0, 200_000).catch(() => {});
        break;
      case 5:
        connection.write(new Uint8Array(3 * LIMIT));
        break;
      default:
        if (!connection.write(bytes)) connection.pause();
    }
  },
  drain: (connection) => connection.resume(),
  error: () => {},
});

export class ConnectionAbuse implements Abuse {
  readonly #random: Seeded;
  readonly #file: number = openSync(process.execPath, "r");
  readonly #server: Server;
  readonly #proxy: Server;

  constructor(random: Seeded) {
    this.#random = random;
    const place = { host: "127.0.0.1", port: 0 };
    const server = serve({ ...place, handlers: abused(this.#file), limit: LIMIT, idleTimeout: 5_000 });
    this.#server = server;
    this.#proxy = serve({
      ...place,
      handlers: {
        open: (connection) =>
          void forward(connection, connect({ address: server.address, handlers: { error: () => {} } })),
        error: () => {},
      },
    });
  }

  async run(until: number): Promise<number> {
    const lives = await several(WIDTH, until, () => this.#life());
    // What the servers' sides have yet to hear of.
    while (this.#server.connections + this.#proxy.connections > 0) await new Promise(setImmediate);
    return lives;
  }

  async close(): Promise<void> {
    await this.#server.close();
    await this.#proxy.close();
    closeSync(this.#file);
  }

  /** One connection's life: ends when it is closed. */
  #life(): Promise<void> {
    const random = this.#random;
    return new Promise((resolve) => {
      let left = 1 + random.below(20);
      const act = (connection: Connection): void => {
        left -= 1;
        const choice = random.below(40);
        if (left <= 0) connection.close();
        else if (choice < 6) connection.write(new Uint8Array([choice, 0]));
        else if (choice === 6) connection.abort();
        else if (choice === 7) connection.end("the end");
        else if (choice === 8) {
          connection.pause();
          setTimeout(() => connection.resume(), random.below(20));
          connection.write(new Uint8Array([5]));
        } else {
          const bytes = new Uint8Array(1 + random.below(choice === 9 ? 200_000 : 300));
          bytes[0] = 9;
          connection.write(bytes);
        }
      };
      const options: ConnectOptions = {
        address: (random.below(3) === 0 ? this.#proxy : this.#server).address,
        limit: 1 << 20,
        idleTimeout: 2_000,
        handlers: {
          open: act,
          data: (connection) => {
            if (!connection.closed) act(connection);
          },
          error: () => {},
          close: () => resolve(),
        },
      };
      connect(options);
    });
  }
}
