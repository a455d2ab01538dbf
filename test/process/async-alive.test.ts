import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { finished, runModule, spawnBehind, spawnModule } from "../support/child.ts";

const prelude = `
  import {
    InternetAddress, pollSockets, ShutdownMethod, Socket, SocketDomain, SocketType, UnixAddress,
  } from "berkeley-sockets";
  import { SO_LINGER } from "berkeley-sockets/options";
  import * as async from "berkeley-sockets/async";
  const { accept, EventLoop, getLine, readable, receive, receiveExactly, send, connect } = async;
  import { BufferedSocket } from "berkeley-sockets/simple";
  const [a, b] = Socket.pair(SocketDomain.unix, SocketType.stream);
  const listener = async.listenOnIpv4Socket(true, 0, 5);
  const loop = EventLoop.default;
  const keep = (globalThis.keep = [a, b, listener]); // from the collector, which would warn
  function fill(socket) {
    while (typeof socket.send(new Uint8Array(65536)) === "number");
    return socket;
  }
  function made(domain) {
    const socket = Socket.create(domain, SocketType.stream);
    keep.push(socket);
    return socket;
  }
  /** The address of a listener whose queue is full. */
  function full(domain, address) {
    const listening = made(domain);
    listening.bind(address);
    listening.listen(0);
    made(domain).connect(listening.localAddress);
    pollSockets([{ socket: listening, read: true }]);
    return listening.localAddress;
  }
  /** A connection with much unsent. */
  function lingering() {
    const socket = made(SocketDomain.internet);
    socket.connect(listener.localAddress);
    pollSockets([{ socket: listener, read: true }]);
    keep.push(listener.accept()[0]);
    socket.setOption(SO_LINGER, { on: true, seconds: 60 });
    return fill(socket);
  }
`;

// npm test runs what waits in a loop again with each waker; these tests choose for themselves.
const chosenHere: string | false = process.env["BERKELEY_WAKER"] === undefined ? false : "it chooses its own wakers";

/** What waits; with \`extra\` among its options. */
const waits: Record<string, (extra: string) => string> = {
  receive: (extra) => `receive(a, 1, { ${extra} })`,
  receiveExactly: (extra) => `receiveExactly(a, 1, { ${extra} })`,
  getLine: (extra) => `getLine(new BufferedSocket(a), { ${extra} })`,
  readable: (extra) => `readable(a, { ${extra} })`,
  accept: (extra) => `accept(listener, { ${extra} })`,
  send: (extra) => `send(fill(a), new Uint8Array(1), { ${extra} })`,
  "a connect under way": (extra) =>
    `connect(made(SocketDomain.internet), full(SocketDomain.internet, InternetAddress.loopback(0)), { ${extra} })`,
  "a connect that pauses": (extra) =>
    `connect(made(SocketDomain.unix), full(SocketDomain.unix, UnixAddress.abstract("bs" + process.pid)), { ${extra} })`,
  "a close that lingers": (extra) => `async.close(lingering(), { ${extra} })`,
  "a loop of its own": (extra) => `receive(a, 1, { loop: new EventLoop(), ${extra} })`,
  "an iteration": (extra) => `async.connections(listener, { ${extra} }).next()`,
};

for (const [waker, poller] of [
  ["uv", ""],
  ["thread", ""],
  ["thread", "poll"],
] as const) {
  const env = { BERKELEY_WAKER: waker, BERKELEY_POLLER: poller };
  describe(`a process, with ${poller || "epoll"} and ${waker}`, { skip: chosenHere }, () => {
    for (const [name, wait] of Object.entries(waits)) {
      it(`lives while it waits: ${name}`, async () => {
        // The timer keeps nothing alive: it comes only if the wait does.
        const timer = 'setTimeout(() => { process.stdout.write("alive"); process.exit(); }, 100).unref();';
        const result = await runModule(`${prelude} ${wait("")}; ${timer}`, [], env);
        assert.deepEqual([result.code, result.out, result.err], [0, "alive", ""]);
      });

      it(`ends all the same with ref: false: ${name}`, async () => {
        const result = await runModule(
          `${prelude} ${wait("ref: false, timeout: 60000")}; process.stdout.write("end");`,
          [],
          env,
        );
        assert.deepEqual([result.code, result.out, result.err], [0, "end", ""]);
      });
    }

    const ends: Record<string, string> = {
      "an idle loop": "await send(b, new Uint8Array(1)); await receive(a, 1); new EventLoop();",
      "a loop whose wait was served": "const w = receive(a, 1); b.send(new Uint8Array(1)); await w;",
      "a wait that was aborted":
        "const c = new AbortController(); const w = receive(a, 1, { signal: c.signal }); c.abort(); await w.catch(() => {});",
      "a wait that was late": "await receive(a, 1, { timeout: 5 }).catch(() => {});",
      "a wait that was cancelled": "const w = receive(a, 1); a.close(); await w.catch(() => {});",
      "a watch that ended": "b.send(new Uint8Array(1)); loop.addReadWatch(a, () => false);",
      "a watch that was removed": "loop.addReadWatch(a, () => {}); setImmediate(() => loop.removeReadWatch(a));",
      "a watch that was replaced and removed":
        "loop.addReadWatch(a, () => {}); loop.addReadWatch(a, () => {}); setImmediate(() => loop.removeReadWatch(a));",
      "a watch that was not to keep it alive": `
        loop.addReadWatch(a, () => {}); loop.addReadWatch(a, () => {}, { ref: false });
        loop.addWriteWatch(b, () => false, { ref: false });`,
      "one of those that was to, and was removed": `
        loop.addReadWatch(a, () => {}, { ref: false }); loop.addReadWatch(a, () => {});
        setImmediate(() => loop.removeReadWatch(a));`,
      "watches of a closed socket":
        "loop.addReadWatch(a, () => {}); loop.addWriteWatch(a, () => {}); setImmediate(() => a.close());",
      "a closed loop":
        "loop.addReadWatch(a, () => {}); receive(a, 1).catch(() => {}); setImmediate(() => loop.close());",
      "a connection made": `const both = await async.listenOnHost(null, 0);
        const [c, [s]] = await Promise.all([
        async.connectToHost("localhost", null, both.localAddress.port), accept(both)]);`,
    };
    for (const [name, code] of Object.entries(ends)) {
      it(`ends after ${name}`, async () => {
        const result = await runModule(`${prelude} ${code} process.stdout.write("end");`, [], env);
        assert.deepEqual([result.code, result.out, result.err], [0, "end", ""]);
      });
    }

    it("lives for a watch, and sees what is posted", async () => {
      const result = await runModule(
        `${prelude}
        loop.addReadWatch(a, () => { console.log("called"); return false; });
        setTimeout(() => b.send(new Uint8Array(1)), 50).unref();
        const timer = setTimeout(() => {}, 40); // the unref'd one needs the watch to live
        loop.post(() => console.log("posted"));`,
        [],
        env,
      );
      assert.deepEqual([result.code, result.out], [0, "posted\ncalled\n"], result.err);
    });

    it("lives for a watch that took the place of one that did not keep it alive", async () => {
      const result = await runModule(
        `${prelude}
        loop.addReadWatch(a, () => {}, { ref: false });
        loop.addReadWatch(a, () => { console.log("called"); return false; }, { ref: true });
        setTimeout(() => b.send(new Uint8Array(1)), 50).unref();`,
        [],
        env,
      );
      assert.deepEqual([result.code, result.out], [0, "called\n"], result.err);
    });

    it("is woken for unreferenced waits by nothing but their sockets", async () => {
      // What keeps this process alive is a thread that echoes, and says nothing to the loop itself.
      const source = `${prelude}
        import { Worker } from "node:worker_threads";
        const [near, far] = Socket.pair(SocketDomain.unix, SocketType.stream);
        const url = import.meta.resolve("berkeley-sockets");
        const echo = "const { Socket } = await import(" + JSON.stringify(url) + ");" +
          "const socket = Socket.borrow(" + far.fd + "); socket.setNonblocking(false);" +
          "for (;;) { const data = socket.receive(1); if (data.length === 0) break; socket.send(data); }";
        const worker = new Worker(new URL("data:text/javascript," + encodeURIComponent(echo)));
        worker.once("exit", () => process.stdout.write("over"));
        for (let round = 0; round < 100; round++) {
          const echoed = receive(near, 1, { ref: false });
          near.send(new Uint8Array(1));
          await echoed;
          // Found when the loop looks once more before it sleeps.
          const found = receive(a, 1, { ref: false });
          b.send(new Uint8Array(1));
          await found;
        }
        process.stdout.write("served ");
        near.shutdown(ShutdownMethod.write);`;
      // Something stirs the loop every second or so.
      const result = await finished(spawnModule(source, [], env), 20_000);
      assert.deepEqual([result.code, result.out, result.err], [0, "served over", ""]);
    });

    it("ends by an exception that a watch throws", async () => {
      const result = await runModule(
        `${prelude} b.send(new Uint8Array(1)); loop.addReadWatch(a, () => { throw new Error("thrown"); });`,
        [],
        env,
      );
      assert.equal(result.code, 1);
      assert.match(result.err, /Error: thrown/);
    });

    it("accepts on when descriptors return", async () => {
      const source = `${prelude}
        import { systemCallCount } from "berkeley-sockets/testing";
        const clients = [];
        for (let i = 0; i < 3; i++) {
          const client = Socket.create(SocketDomain.internet, SocketType.stream);
          client.connect(listener.localAddress);
          clients.push(client);
        }
        await readable(listener);
        const fillers = [];
        try { for (;;) fillers.push(Socket.create(SocketDomain.internet, SocketType.stream)); } catch {}
        let failures = 0;
        let accepted = 0;
        setTimeout(() => { for (const each of fillers) each.close(); }, 200);
        const before = systemCallCount();
        while (accepted < 3) {
          try { (await accept(listener))[0].close(); accepted++; }
          catch (error) { if (error.code !== "EMFILE") throw error; failures++; }
        }
        const calls = systemCallCount() - before - fillers.length;
        console.log(failures > 0 && failures < 100, calls < 300);
        listener.close(); for (const client of clients) client.close();`;
      const result = await finished(spawnBehind("ulimit -n 256", source, { env }));
      assert.deepEqual([result.code, result.out], [0, "true true\n"], result.err);
    });
  });
}
