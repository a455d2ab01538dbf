/**
 * The driver that measures `node:dgram`: one datagram on its way at a time, sent when the last one has
 * arrived, or a batch of them. It has no synchronous receive, so each goes through the event loop.
 */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { perOperation, serveTrials } from "./command-loop.ts";

const data = new Uint8Array(64);

async function bound(): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return socket;
}

const from = await bound();
const to = await bound();
const { port } = to.address();

function datagram(count: number): Promise<void> {
  return new Promise((resolve) => {
    let left = count;
    const next = (): void => from.send(data, port, "127.0.0.1");
    to.removeAllListeners("message").on("message", () => {
      left -= 1;
      if (left > 0) next();
      else resolve();
    });
    next();
  });
}

/** Datagrams of a size, many at a time, the next when all have arrived. */
function batch(size: number, many: number, count: number): Promise<void> {
  const bytes = new Uint8Array(size);
  return new Promise((resolve) => {
    let left = count;
    let waiting = 0;
    const next = (): void => {
      waiting = many;
      for (let index = 0; index < many; index++) from.send(bytes, port, "127.0.0.1");
    };
    to.removeAllListeners("message").on("message", () => {
      left -= 1;
      waiting -= 1;
      if (waiting > 0) return;
      if (left > 0) next();
      else resolve();
    });
    next();
  });
}

await serveTrials(async (trial, iterations) => {
  const start = process.hrtime.bigint();
  if (trial === "datagram") await datagram(iterations);
  else if (trial === "batch") await batch(100, 64, iterations);
  else if (trial === "train") await batch(1400, 46, iterations);
  else throw new Error(`no trial ${trial}`);
  return perOperation(start, iterations);
});
from.close();
to.close();
