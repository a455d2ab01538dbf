/**
 * The driver that measures `node:dgram`: one datagram on its way at a time, sent when the last one has
 * arrived. It has no synchronous receive, so each goes through the event loop.
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

await serveTrials(async (trial, iterations) => {
  if (trial !== "datagram") throw new Error(`no trial ${trial}`);
  const start = process.hrtime.bigint();
  await datagram(iterations);
  return perOperation(start, iterations);
});
from.close();
to.close();
