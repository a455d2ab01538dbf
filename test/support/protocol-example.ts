/** The examples that serve a protocol: each in a process of its own, with its views spoilt once their handlers return. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { startExample } from "./run-example.ts";
import type { Running } from "./running.ts";

export interface Serving extends Running {
  readonly port: number;
  /** Ends it, and sees that it ends well. */
  stop(): Promise<string>;
}

/** Starts an example, which prints where it listens. */
export async function startServing(name: string, ...args: string[]): Promise<Serving> {
  const started = startExample(name, args, { env: { BERKELEY_DEBUG: "poison" } });
  const [, port] = await started.until(/listening on \S*:(\d+)\n/);
  const stop = async (): Promise<string> => {
    started.child.kill("SIGTERM");
    const { code, err, out } = await started.end;
    assert.deepEqual([code, err], [0, ""]);
    return out;
  };
  return { ...started, port: Number(port), stop };
}

/** What a server sends, up to its end, to whom sends it these pieces, each in a segment of its own; `null` is an end. */
export async function conversation(port: number, ...pieces: (string | Uint8Array | null)[]): Promise<string> {
  const client = connect({ host: "127.0.0.1", port, noDelay: true, allowHalfOpen: true });
  const answer = heard(client);
  for (const piece of pieces) {
    if (piece === null) client.end();
    else await new Promise<void>((resolve) => client.write(piece, () => resolve()));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return answer;
}

/** The same from whom reads nothing at first. A server that does not wait for its clients has failed by then. */
export async function reluctantConversation(port: number, request: string): Promise<string> {
  const client = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  client.write(request);
  await setTimeout(300);
  return heard(client);
}

async function heard(client: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  client.on("data", (chunk) => chunks.push(chunk));
  await once(client, "end");
  client.destroy();
  return Buffer.concat(chunks).toString("latin1");
}

/** The pieces of a text, of a length each. */
export function pieces(text: string, length: number): string[] {
  return text.match(new RegExp(`.{1,${length}}`, "gs")) ?? [];
}
