/**
 * Mixed abuse of a server of the reactor, in this process, for so many milliseconds (the argument): echoes, floods,
 * resets, slow readers, handlers that throw, half-closes, files, proxies. Afterwards memory and descriptors are as
 * they were. `npm run soak` runs it for 5 minutes.
 */
import assert from "node:assert/strict";
import { closeSync, openSync, readdirSync } from "node:fs";
import { type Connection, type ConnectOptions, connect, forward, type Handlers, serve } from "berkeley-sockets/reactor";
import { Seeded } from "./seeded.ts";

const milliseconds = Number(process.argv[2] ?? 300_000);
const seed = Number(process.env["BERKELEY_SOAK_SEED"] ?? Date.now() % 1e9);
const random = new Seeded(seed);
const file = openSync(process.execPath, "r");
const LIMIT = 65536;
const WIDTH = 24;

const abused: Handlers = {
  data(connection, bytes) {
    switch (bytes[0]) {
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
};

const server = serve({ host: "127.0.0.1", port: 0, handlers: abused, limit: LIMIT, idleTimeout: 5_000 });
const proxy = serve({
  host: "127.0.0.1",
  port: 0,
  handlers: {
    open: (connection) => void forward(connection, connect({ address: server.address, handlers: { error: () => {} } })),
    error: () => {},
  },
});

/** One connection's life: ends when it is closed. */
function abuse(): Promise<void> {
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
      address: (random.below(3) === 0 ? proxy : server).address,
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

const descriptors = (): number => readdirSync("/proc/self/fd").length;

async function run(until: number): Promise<number> {
  let lives = 0;
  await Promise.all(
    Array.from({ length: WIDTH }, async () => {
      while (performance.now() < until) {
        await abuse();
        lives += 1;
      }
    }),
  );
  // What the servers' sides have yet to hear of.
  while (server.connections + proxy.connections > 0) await new Promise(setImmediate);
  return lives;
}

function memory(): number {
  for (let times = 0; times < 4; times++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const start = performance.now();
await run(start + milliseconds / 5); // as warm as it gets
const [bytes, open] = [memory(), descriptors()];
const lives = await run(start + milliseconds);
await new Promise(setImmediate);
const grown = memory() - bytes;
console.log(`${lives} connections, seed ${seed}: ${grown} bytes more, ${descriptors() - open} descriptors more`);
assert.equal(descriptors(), open);
assert.ok(globalThis.gc === undefined || grown < 3 << 20, `${grown} bytes`);
await server.close();
await proxy.close();
closeSync(file);
