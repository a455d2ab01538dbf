/** Several threads that serve one port, and what becomes of them. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { it } from "node:test";
import { Counter, connect, type Handlers, type ServerThreads, serveThreads } from "berkeley-sockets/reactor";
import { Peer } from "../support/reactor.ts";

const module = new URL("../support/reactor-thread.js", import.meta.url);

/** A peer that has been greeted; what comes then goes back, as often as it comes, if `again` counts that. */
async function greeted(threads: ServerThreads, again?: () => void): Promise<Peer> {
  const peer = new Peer();
  const { data } = peer.handlers;
  const handlers: Handlers = {
    ...peer.handlers,
    data(connection, bytes) {
      if (peer.text.includes("\n") && again !== undefined) {
        again();
        connection.write(bytes);
      } else data?.call(handlers, connection, bytes);
    },
  };
  peer.connection = connect({ address: threads.address, handlers });
  await peer.until(() => peer.text.includes("\n"));
  return peer;
}

const threadOf = (peer: Peer): string => peer.text.slice(0, peer.text.indexOf("\n")).split(" ")[1] ?? "";

it("threads share a port, count for themselves, and close gracefully", async () => {
  const threads = await serveThreads(module, { threads: 2, port: 0, host: "127.0.0.1", data: "hello" });
  assert.equal(threads.running, 2);
  const peers: Peer[] = [];
  // Which one the kernel chooses goes by the ports: soon each has had its turn.
  while (new Set(peers.map(threadOf)).size < 2) peers.push(await greeted(threads));
  assert.ok(peers.every((peer) => peer.text.startsWith("hello ")));
  const counted = await threads.counters();
  assert.equal(
    counted.reduce((sum, { connections }) => sum + connections, 0),
    peers.length,
  );
  assert.ok(counted.every(({ counters }) => (counters[Counter.opened] as number) > 0));
  await threads.close();
  assert.equal(threads.running, 0);
  for (const peer of peers) {
    await peer.heard("close");
    assert.equal(peer.error, undefined);
  }
});

it("one that is terminated under load closes its connections, and the others serve on", async () => {
  const ended: number[] = [];
  const threads = await serveThreads(module, {
    threads: 2,
    port: 0,
    host: "127.0.0.1",
    data: "hello",
    ended: (thread) => ended.push(thread),
  });
  const peers: Peer[] = [];
  let echoes = 0;
  const again = (): void => {
    echoes += 1;
  };
  while (new Set(peers.map(threadOf)).size < 2 || peers.length < 20) peers.push(await greeted(threads, again));
  for (const peer of peers) peer.connection.write("around and around");
  while (echoes < 200) await new Promise(setImmediate);
  const victim = threads.worker(0);
  const gone = String(victim?.threadId);
  await victim?.terminate();
  for (const peer of peers) if (threadOf(peer) === gone) await peer.heard("close");
  const before = echoes;
  while (echoes < before + 200) await new Promise(setImmediate);
  assert.equal(threads.running, 1);
  assert.deepEqual(ended, [0]);
  assert.notEqual(threadOf(await greeted(threads)), gone);
  await threads.close();
  for (const peer of peers) await peer.heard("close");
});

it("a thread that cannot begin takes the others along", async () => {
  await assert.rejects(
    serveThreads(module, { threads: 2, port: 0, host: "127.0.0.1", data: "fail" }),
    /this thread fails/,
  );
  await assert.rejects(serveThreads("file:///nowhere.js", { threads: 1, port: 0 }), /nowhere/);
  await assert.rejects(serveThreads(module, { threads: 0, port: 0 }), RangeError);
  await assert.rejects(serveThreads(module, { threads: 1 } as never), TypeError);
  await assert.rejects(serveThreads(module, { threads: 1, port: 0, portt: 0 } as never), TypeError);
});
