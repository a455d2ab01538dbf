import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runModule } from "../support/child.ts";

// npm test runs what waits in a loop again with each waker; these tests choose for themselves.
const chosenHere: string | false = process.env["BERKELEY_WAKER"] === undefined ? false : "it chooses its own wakers";

/** What a worker has pending when it ends. */
const pending = `
  const names = await Promise.all(["berkeley-sockets", "berkeley-sockets/async", "berkeley-sockets/options"].map(
    (name) => import(urls[name])));
  const { Socket, SocketDomain, SocketType, InternetAddress, UnixAddress, SO_LINGER, ...async } = Object.assign({}, ...names);
  const { accept, close, connect, connectToHost, EventLoop, getAddressInfo, receive, receiveExactly, send } = async;
  const keep = (globalThis.keep = []);
  const ignore = (promise) => { keep.push(promise); promise.catch(() => {}); };
  const own = new EventLoop();
  for (let i = 0; i < 5; i++) {
    const [a, b] = Socket.pair(SocketDomain.unix, SocketType.stream);
    keep.push(a, b);
    ignore(receive(a, 1));
    ignore(receiveExactly(a, 10, { timeout: 100000 }));
    ignore(receive(b, 1, { loop: own, signal: new AbortController().signal }));
    while (typeof a.send(new Uint8Array(65536)) === "number");
    ignore(send(a, new Uint8Array(1)));
    EventLoop.default.addReadWatch(a, () => {});
    own.addWriteWatch(b, () => {}); // ready: it is called all the time
  }
  const listener = async.listenOnIpv4Socket(true, 0, 5);
  keep.push(listener);
  ignore(accept(listener));
  ignore(getAddressInfo("localhost", 80));
  const both = await async.listenOnHost(null, 0); // localhost is this worker's in each family
  keep.push(both);
  ignore(connectToHost("localhost", null, both.localAddress.port));
  // A close that lingers, on a thread, until its peer is gone.
  const near = Socket.create(SocketDomain.internet, SocketType.stream);
  const lingered = async.listenOnIpv4Socket(true, 0, 5);
  keep.push(lingered);
  await connect(near, lingered.localAddress);
  const [peer] = await accept(lingered);
  keep.push(peer);
  near.setOption(SO_LINGER, { on: true, seconds: 60 });
  while (typeof near.send(new Uint8Array(65536)) === "number");
  ignore(close(near));
  const closed = new EventLoop();
  const [c, d] = Socket.pair(SocketDomain.unix, SocketType.stream);
  keep.push(c, d);
  ignore(receive(c, 1, { loop: closed }));
  closed.close();
`;

function program(end: string, parent: string): string {
  return `
    import { Worker } from "node:worker_threads";
    import { once } from "node:events";
    import { readdirSync, readlinkSync } from "node:fs";
    const urls = Object.fromEntries(["berkeley-sockets", "berkeley-sockets/async", "berkeley-sockets/options"].map(
      (name) => [name, import.meta.resolve(name)]));
    await import("berkeley-sockets/async"); // the add-on stays loaded
    const source = "const urls = " + JSON.stringify(urls) + ";" + ${JSON.stringify(pending)} + ${JSON.stringify(end)};
    const open = () => readdirSync("/proc/self/fd").map((fd) => {
      try { return readlinkSync("/proc/self/fd/" + fd); } catch { return ""; }
    }).filter((target) => /socket|eventpoll|eventfd/.test(target));
    const start = () => new Worker(new URL("data:text/javascript," + encodeURIComponent(source)));
    ${parent}`;
}

const ROUNDS = 5;

/** The worker says when all that is pending is, then ends as told; no descriptor is left. */
const rounds = (how: string): string => `
  // The runtime's own descriptors of a first worker may stay.
  await once(new Worker("", { eval: true }), "exit");
  const before = open().length;
  for (let round = 0; round < ${ROUNDS}; round++) {
    const worker = start();
    const exited = new Promise((resolve) => worker.once("exit", resolve));
    ${how}
    await exited;
  }
  // Threads of lookups end by themselves: no event tells. The limit is for those that never do.
  for (const end = performance.now() + 20_000; open().length > before && performance.now() < end; ) {
    await new Promise((r) => setTimeout(r, 10));
  }
  // The first round may itself have been counted with such a thread.
  console.log(Math.max(0, open().length - before));`;

const endings: Record<string, [end: string, parent: string]> = {
  "is terminated": [
    `(await import("node:worker_threads")).parentPort.postMessage("pending");`,
    rounds(`await once(worker, "message"); await worker.terminate();`),
  ],
  "is terminated at any moment": [
    "",
    rounds("await new Promise((r) => setTimeout(r, round * 40)); await worker.terminate();"),
  ],
  "exits by process.exit(), at once or a turn later": [
    "if ((await import('node:worker_threads')).threadId % 2) process.exit(0); else setImmediate(() => process.exit(0));",
    rounds(""),
  ],
  "exits in a callback of its loop": ["EventLoop.default.addWriteWatch(d, () => process.exit(0));", rounds("")],
  "exits behind an await": ["receive(c, 1).then(() => process.exit(0)); d.send(new Uint8Array(1));", rounds("")],
  "throws in a callback of its loop": [
    "EventLoop.default.addWriteWatch(d, () => { throw new Error('over'); });",
    rounds("worker.on('error', () => {});"),
  ],
  "is terminated in a callback that never returns": [
    `const { parentPort } = await import("node:worker_threads");
     EventLoop.default.addWriteWatch(d, () => { parentPort.postMessage("busy"); for (;;); });`,
    rounds(`await once(worker, "message"); await worker.terminate();`),
  ],
  throws: ["throw new Error('over');", rounds("worker.on('error', () => {});")],
  "closes its loops and ends by itself": [
    `EventLoop.default.close(); own.close(); await Promise.allSettled(keep.filter((each) => each instanceof Promise));`,
    rounds(""),
  ],
};

for (const [waker, poller] of [
  ["uv", ""],
  ["thread", ""],
  ["thread", "poll"],
] as const) {
  const env = { BERKELEY_WAKER: waker, BERKELEY_POLLER: poller };
  const name = `an environment that ends while waits are pending, with ${poller || "epoll"} and ${waker}`;
  describe(name, { skip: chosenHere }, () => {
    for (const [how, [end, parent]] of Object.entries(endings)) {
      it(`a worker ${how}, ${ROUNDS} times: no crash, no descriptor left`, async () => {
        const result = await runModule(program(end, parent), [], env);
        assert.deepEqual([result.code, result.signal, result.err], [0, null, ""], result.out);
        assert.equal(result.out, "0\n");
      });
    }

    it("the process exits, by exit() and with workers in the midst", async () => {
      const main = `
        const urls = new Proxy({}, { get: (_, name) => name });
        ${pending}`;
      for (const end of [
        "process.exit(3);",
        "setImmediate(() => process.exit(3));",
        "own.addWriteWatch(d, () => process.exit(3));",
        "receive(c, 1).then(() => process.exit(3)); d.send(new Uint8Array(1));",
      ]) {
        for (const result of await Promise.all([1, 2].map(() => runModule(`${main} ${end}`, [], env)))) {
          assert.deepEqual([result.code, result.signal, result.err], [3, null, ""]);
        }
      }
      const workers = program(
        `(await import("node:worker_threads")).parentPort.postMessage("pending");`,
        `const workers = [start(), start(), start()];
         await Promise.all(workers.map((each) => once(each, "message")));
         process.exit(3);`,
      );
      for (const result of await Promise.all([1, 2].map(() => runModule(workers, [], env)))) {
        assert.deepEqual([result.code, result.signal, result.err], [3, null, ""]);
      }
    });
  });
}
