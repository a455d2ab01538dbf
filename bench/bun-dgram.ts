/** The driver that measures `Bun.udpSocket`, run by Bun: as many datagrams as one batch has, the next when all have arrived. */
import { bun } from "./bun-types.ts";
import { perOperation, serveTrials } from "./command-loop.ts";

let arrived = (): void => {};
const to = await bun.udpSocket({ hostname: "127.0.0.1", port: 0, socket: { data: () => arrived() } });
const from = await bun.udpSocket({ hostname: "127.0.0.1", port: 0 });

function batch(size: number, many: number, count: number): Promise<void> {
  const bytes = new Uint8Array(size);
  const packets = Array.from({ length: many }, () => [bytes, to.port, "127.0.0.1"]).flat();
  return new Promise((resolve, reject) => {
    let left = count;
    let waiting = 0;
    const next = (): void => {
      waiting = many;
      const sent = from.sendMany(packets);
      if (sent !== many) reject(new Error(`sendMany sent ${sent}`));
    };
    arrived = (): void => {
      left -= 1;
      waiting -= 1;
      if (waiting > 0) return;
      if (left > 0) next();
      else resolve();
    };
    next();
  });
}

await serveTrials(async (trial, iterations) => {
  const start = process.hrtime.bigint();
  if (trial === "batch") await batch(100, 64, iterations);
  else if (trial === "train") await batch(1400, 46, iterations);
  else throw new Error(`no trial ${trial}`);
  return perOperation(start, iterations);
});
from.close();
to.close();
