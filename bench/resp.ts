/** Servers that answer a Redis client's PING: redis-server itself, where it is installed, ours, and one on `node:net`. */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { Field, Rival } from "./field.ts";
import type { Foreign } from "./foreign.ts";
import type { Runtime } from "./machine.ts";

/** A port that was free a moment ago. */
async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return String(port);
}

/** It keeps nothing on disk. It cannot be asked for any port, so that another may be quicker. */
async function redisServer(field: Field, { path, version }: Foreign, runtimes: readonly Runtime[]): Promise<Rival> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const command = [path, "--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no"];
    try {
      const process = await field.start("redis-server", command, false, (line) =>
        line.includes("Ready to accept connections") ? port : undefined,
      );
      return { driver: "redis", runtimes, process, version: `redis-server ${version}` };
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

export async function respRivals(
  field: Field,
  runtimes: readonly Runtime[],
  redis: Foreign | undefined,
): Promise<Rival[]> {
  const rivals = redis === undefined ? [] : [await redisServer(field, redis, runtimes)];
  for (const runtime of runtimes) {
    rivals.push(await field.server("reactor", runtime, "serve-resp", "reactor"));
    rivals.push(await field.server("net", runtime, "serve-resp", "net"));
  }
  return rivals;
}
