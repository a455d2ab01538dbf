/** The servers on `Bun.listen`, run by Bun. Argument: `echo`, `sink`, or `connect` for one that closes what it accepts. */
import { type BunSocket, bun } from "./bun-types.ts";
import { serveOn } from "./server-life.ts";

/** Of which the load sends one on each connection, and waits for the answer. */
const MESSAGE = 64;

interface Way {
  open?(socket: BunSocket): void;
  data(socket: BunSocket, data: Uint8Array): void;
  drain?(socket: BunSocket): void;
}

/** It keeps nothing by itself: what the kernel has no room for is written when there is some. */
function write(socket: BunSocket, data: Uint8Array): void {
  if (socket.data !== undefined) {
    socket.data = Buffer.concat([socket.data, data]);
    return;
  }
  const written = Math.max(0, socket.write(data));
  if (written < data.length) socket.data = Uint8Array.prototype.slice.call(data, written);
}

function writeKept(socket: BunSocket): void {
  const kept = socket.data;
  socket.data = undefined;
  if (kept !== undefined) write(socket, kept);
}

const ways: Record<string, Way> = {
  echo: { data: write, drain: writeKept },
  sink: { data: (socket, data) => void (data.length === MESSAGE && socket.write(data)) },
  connect: { open: (socket) => socket.end(), data() {} },
};
const way = ways[process.argv[2] ?? ""];
if (way === undefined) throw new Error(`no way ${process.argv[2]}`);
Object.assign(globalThis, { gc: () => bun.gc(true) });
// The load resets its connections: that is their ordinary end.
const socket = { ...way, error() {} };
serveOn(bun.listen({ hostname: "127.0.0.1", port: 0, backlog: 4096, socket }).port);
