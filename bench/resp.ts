/** Servers that answer a Redis client's PING: redis-server itself, where it is installed, ours, and one on `node:net`. */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import type { Field, Rival } from "./field.ts";
import type { Foreign } from "./foreign.ts";
import type { Greeting } from "./line-process.ts";
import type { Runtime } from "./machine.ts";
import { root } from "./results.ts";

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

/** The example that is a small Redis. */
async function example(field: Field, runtime: Runtime): Promise<Rival> {
  const command = [runtime.path, join(root, "build", "examples", "resp-server.js"), "--port", "0"];
  const portOf: Greeting = (line) => /^listening on .*:(\d+)$/.exec(line)?.[1];
  const process = await field.start(`resp-server on ${runtime.id}`, command, false, portOf);
  return { driver: "reactor", runtimes: [runtime], process };
}

export async function respRivals(
  field: Field,
  runtimes: readonly Runtime[],
  redis: Foreign | undefined,
): Promise<Rival[]> {
  const rivals = redis === undefined ? [] : [await redisServer(field, redis, runtimes)];
  for (const runtime of runtimes) {
    rivals.push(await example(field, runtime));
    rivals.push(await field.server("net", runtime, "serve-resp-net", ""));
  }
  return rivals;
}
