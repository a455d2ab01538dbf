import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readlinkSync } from "node:fs";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { runModule } from "../support/child.ts";

const library = JSON.stringify(import.meta.resolve("berkeley-sockets"));
const options = JSON.stringify(import.meta.resolve("berkeley-sockets/options"));

function worker(source: string): Worker {
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
}

/** The sockets of this process, by what they are and not by number. */
function sockets(): string[] {
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith("socket:") ? [target] : [];
    } catch {
      return [];
    }
  });
}

const openFifty = `
  const { Socket, SocketDomain, SocketType, getAddressInfo } = await import(${library});
  globalThis.keep = [];
  for (let i = 0; i < 50; i++) keep.push(Socket.create(SocketDomain.internet, SocketType.stream));
  const { parentPort } = await import("node:worker_threads");`;

describe("the end of an environment", () => {
  it("closes a terminated worker's open sockets", async () => {
    const before = sockets();
    const ending = worker(`${openFifty} parentPort.postMessage("open"); setInterval(() => {}, 1000);`);
    await once(ending, "message");
    assert.ok(sockets().length >= before.length + 50);
    await ending.terminate();
    assert.deepEqual(
      sockets().filter((entry) => !before.includes(entry)),
      [],
    );
  });

  it("closes the open sockets of a worker that ends by itself", async () => {
    const before = sockets();
    const ending = worker(openFifty);
    await once(ending, "exit");
    assert.deepEqual(
      sockets().filter((entry) => !before.includes(entry)),
      [],
    );
  });

  it("does not wait for a lingering socket", async () => {
    // The peer never reads and its buffer is full, so close(2) would wait the whole minute.
    const ending = worker(`
      const { InternetAddress, Socket, SocketDomain, SocketType } = await import(${library});
      const { SO_LINGER } = await import(${options});
      const listener = Socket.create(SocketDomain.internet, SocketType.stream);
      listener.bind(InternetAddress.loopback(0));
      listener.listen();
      const client = Socket.create(SocketDomain.internet, SocketType.stream);
      client.setOption(SO_LINGER, { on: true, seconds: 60 });
      client.setNonblocking(false);
      client.connect(listener.localAddress);
      const [server] = listener.accept();
      client.setNonblocking(true);
      while (typeof client.send(new Uint8Array(1 << 20)) === "number");
      globalThis.keep = [listener, client, server];
      const { parentPort } = await import("node:worker_threads");
      parentPort.postMessage("full");
      setInterval(() => {}, 1000);`);
    await once(ending, "message");
    const start = performance.now();
    await ending.terminate();
    assert.ok(performance.now() - start < 20_000);
  });

  it("is clean while a lookup is under way on its thread", async () => {
    // The resolver asks a loopback server that never answers: see resolv.conf(5). Where that cannot be
    // arranged the lookup ends at once, and so does the test.
    const ending = worker(`
      const { getAddressInfo } = await import(${library});
      const { parentPort } = await import("node:worker_threads");
      parentPort.postMessage("asking");
      try { getAddressInfo("slow.invalid", 80); } catch {}`);
    await once(ending, "message");
    await ending.terminate();
  });

  it("lets a process exit with sockets open, by exit() and by itself", async () => {
    for (const [end, code] of [
      ["process.exit(3)", 3],
      ["", 0],
    ] as const) {
      const result = await runModule(`
        import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
        const socket = Socket.create(SocketDomain.internet, SocketType.stream);
        ${end}`);
      assert.equal(result.code, code, result.err);
      assert.equal(result.err, "");
    }
  });

  it("holds for many workers that come and go with sockets open", async () => {
    const before = sockets();
    for (let round = 0; round < 5; round++) {
      const several = Array.from({ length: 4 }, () => worker(`${openFifty} parentPort.postMessage("open");`));
      await Promise.all(several.map((each) => once(each, "exit")));
    }
    assert.deepEqual(
      sockets().filter((entry) => !before.includes(entry)),
      [],
    );
  });
});
