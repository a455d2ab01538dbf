import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { finished } from "../support/child.ts";
import { type NameServer, startNameServer, withoutNameServer } from "../support/name-server.ts";
import { withoutIpv6 } from "../support/probe.ts";

/**
 * Listeners on ::1 and 127.0.0.1 at one port, each absent, open, or full (a connect to it hangs); then a name
 * is connected to, and what came of it told as JSON. The options may use what stands above them.
 */
function program(name: string, six: State, four: State, options = "{}"): string {
  return `
    import { Internet6Address, InternetAddress, pollSockets, Socket, SocketDomain, SocketType } from "berkeley-sockets";
    import { connectToHost } from "berkeley-sockets/async";
    import { openDescriptors } from "berkeley-sockets/testing";
    const open = [];
    let port = 0;
    /** Two sockets on one port, which may be in use for one of them. */
    function bound() {
      for (let attempt = 1; ; attempt++) {
        const six = Socket.create(SocketDomain.internet6, SocketType.stream);
        const four = Socket.create(SocketDomain.internet, SocketType.stream);
        try {
          six.bind(Internet6Address.loopback(0));
          four.bind(InternetAddress.loopback(six.localAddress.port));
          return [six, four];
        } catch (error) {
          six.close();
          four.close();
          if (attempt === 20 || error.code !== "EADDRINUSE") throw error;
        }
      }
    }
    function listen(listener, state) {
      open.push(listener);
      port = listener.localAddress.port;
      if (state === "absent") return; // bound, so that nobody else listens there
      listener.listen(state === "full" ? 0 : 16);
      if (state === "open") return;
      // A queue of length 0 is full once one connection is in it.
      const client = Socket.create(listener.domain, SocketType.stream);
      open.push(client);
      client.connect(listener.localAddress);
      pollSockets([{ socket: listener, read: true }]);
    }
    const [sixth, fourth] = bound();
    listen(sixth, "${six}");
    listen(fourth, "${four}");
    const mine = openDescriptors().length;
    const attempts = () => openDescriptors().length - mine;
    const start = performance.now();
    const told = {};
    const controller = new AbortController();
    function abort() {
      told.attempts = attempts();
      controller.abort("enough");
    }
    async function abortAt(count) {
      while (attempts() < count) await new Promise((resolve) => setImmediate(resolve));
      abort();
    }
    const { signal } = controller;
    process.stdin.once("data", abort);
    try {
      const socket = await connectToHost("${name}", null, port, ${options});
      told.peer = socket.peerAddress.toString().replace(/:\\d+$/, "");
      socket.close();
    } catch (error) {
      told.error = error.name + " " + (error.code ?? error);
      told.message = String(error.message).replace(/:\\d+$/, "");
      told.errors = (error.errors ?? error.cause?.errors)?.map((each) => each.code + " " + each.address);
      told.cause = error.cause?.code;
    }
    told.milliseconds = performance.now() - start;
    told.left = openDescriptors().length - mine;
    console.log(JSON.stringify(told));
    process.exit(0);`;
}

type State = "absent" | "open" | "full";

interface Told {
  readonly peer?: string;
  readonly error?: string;
  readonly message?: string;
  readonly errors?: readonly string[];
  readonly cause?: string;
  /** How many were under way when it was aborted. */
  readonly attempts?: number;
  readonly milliseconds: number;
}

// Bounds from below only: no attempt may start too early. The clocks of the two sides round differently.
const atLeast = (told: Told, milliseconds: number): void => {
  assert.ok(told.milliseconds >= milliseconds - 2, `${told.milliseconds} ms`);
};

describe("happy eyeballs (RFC 8305)", { skip: withoutNameServer || withoutIpv6() }, () => {
  let server: NameServer;
  before(async () => {
    server = await startNameServer();
  });
  after(() => server.close());

  async function told(child: ChildProcess): Promise<Told> {
    const { code, out, err } = await finished(child);
    assert.equal(code, 0, err);
    assert.equal(err, "");
    const result = JSON.parse(out) as Told & { left: number };
    assert.equal(result.left, 0, "descriptors left");
    return result;
  }

  function race(name: string, six: State, four: State, options?: string): Promise<Told> {
    return told(server.spawn(program(name, six, four, options)));
  }

  it("prefers IPv6", async () => {
    assert.equal((await race("a0-127x0x0x1.q0-_.test", "open", "open")).peer, "[::1]");
  });

  it("waits a moment for IPv6's addresses when IPv4's come first", async () => {
    // On a busy machine the answer may come later than it is sent: once of three times is enough.
    const peers: (string | undefined)[] = [];
    while (peers.length < 3 && peers.at(-1) !== "[::1]") {
      peers.push((await race("a0-127x0x0x1.q20-_.test", "open", "open")).peer);
    }
    assert.equal(peers.at(-1), "[::1]");
  });

  it("and no longer than that", async () => {
    const told = await race("a0-127x0x0x1.q30000-_.test", "open", "open");
    assert.equal(told.peer, "127.0.0.1");
    atLeast(told, 50);
  });

  it("does without a family whose lookup is never answered", async () => {
    assert.equal((await race("a0-127x0x0x1.test", "open", "open")).peer, "127.0.0.1");
    assert.equal((await race("q0-_.test", "open", "open")).peer, "[::1]");
  });

  it("does without a family that has no addresses", async () => {
    assert.equal((await race("a0-127x0x0x1.q0-none.test", "open", "open")).peer, "127.0.0.1");
    assert.equal((await race("a0-none.q5-_.test", "open", "open")).peer, "[::1]");
  });

  it("goes on to the next address when one refuses", async () => {
    assert.equal((await race("a0-127x0x0x1.q0-_.test", "absent", "open")).peer, "127.0.0.1");
  });

  it("gives an attempt its time, then starts the next beside it; the first winner closes the rest", async () => {
    const told = await race("a0-127x0x0x1.q0-_.test", "full", "open");
    assert.equal(told.peer, "127.0.0.1");
    atLeast(told, 250);
  });

  it("takes in addresses that come when all others' time is over", async () => {
    const told = await race("a0-127x0x0x1.q500-_.test", "open", "full");
    assert.equal(told.peer, "[::1]");
    atLeast(told, 500);
  });

  it("takes in addresses that come when all others have failed", async () => {
    assert.equal((await race("a0-127x0x0x1.q200-_.test", "open", "absent")).peer, "[::1]");
    assert.equal((await race("a200-127x0x0x1.q0-_.test", "absent", "open")).peer, "127.0.0.1");
  });

  it("lost by all keeps every error, the families in turn", async () => {
    const told = await race("a0-127x0x0x1-127x0x0x2.q0-_.test", "absent", "absent");
    assert.equal(told.error, "ConnectCondition ECONNREFUSED");
    assert.deepEqual(told.errors, ["ECONNREFUSED ::1", "ECONNREFUSED 127.0.0.1", "ECONNREFUSED 127.0.0.2"]);
  });

  it("tells of the lookup when both have failed", async () => {
    const told = await race("a0-none.q0-none.test", "open", "open");
    assert.match(told.error ?? "", /^ConnectCondition EAI_/);
    assert.deepEqual(told.errors, []);
    assert.equal(told.cause, told.error?.split(" ")[1]);
  });

  it("tells what it was at when its deadline came, and what had failed before", async () => {
    const late = await race("a0-127x0x0x1.q0-_.test", "absent", "full", "{ timeout: 1500 }");
    assert.deepEqual([late.error, late.message], ["TimeoutCondition ETIMEDOUT", "connect ETIMEDOUT 127.0.0.1"]);
    assert.deepEqual([late.cause, late.errors], ["ECONNREFUSED", ["ECONNREFUSED ::1"]]);
    const silent = await race("silent.test", "open", "open", "{ timeout: 30 }");
    assert.deepEqual(
      [silent.error, silent.message, silent.cause],
      ["TimeoutCondition ETIMEDOUT", "getaddrinfo ETIMEDOUT silent.test", undefined],
    );
  });

  it("ends at its deadline while it looks up, and while it connects", async () => {
    for (const [name, timeout] of [
      ["silent.test", 0],
      ["silent.test", 30],
      ["a0-127x0x0x1.test", 30],
      ["a0-127x0x0x1.q0-_.test", 300],
    ] as const) {
      const late = await race(name, "full", "full", `{ timeout: ${timeout} }`);
      assert.equal(late.error, "TimeoutCondition ETIMEDOUT");
      atLeast(late, timeout);
    }
  });

  it("ends by its signal while it looks up, and closes what it had begun while it connects", async () => {
    const asked = server.asked();
    const child = server.spawn(program("silent.test", "full", "full", "{ signal }"));
    const lookingUp = told(child);
    await asked;
    child.stdin?.end("abort");
    const { error, attempts } = await lookingUp;
    assert.deepEqual([error, attempts], ["undefined enough", 0]);
    for (const count of [1, 2]) {
      const options = `(abortAt(${count}), { signal })`;
      const connecting = await race("a0-127x0x0x1.q0-_.test", "full", "full", options);
      assert.deepEqual([connecting.error, connecting.attempts], ["undefined enough", count]);
    }
  });
});

describe("one address after the other", { skip: withoutNameServer }, () => {
  let server: NameServer;
  before(async () => {
    server = await startNameServer();
  });
  after(() => server.close());

  for (const [how, end] of Object.entries({
    "aborted, even by a reason that reads like one address's failure": "controller.abort(reason)",
    "cancelled with its loop": "loop.close()",
  })) {
    it(`is over when it is ${how}`, async () => {
      const child = server.spawn(`
      import { InternetAddress, pollSockets, Socket, SocketCondition, SocketDomain, SocketType } from "berkeley-sockets";
      import { connectToIpv4Host, EventLoop } from "berkeley-sockets/async";
      import { openDescriptors } from "berkeley-sockets/testing";
      const turn = () => new Promise((resolve) => setImmediate(resolve));
      function listening(ip, port, length) {
        const listener = Socket.create(SocketDomain.internet, SocketType.stream);
        listener.bind(InternetAddress.from(ip, port));
        listener.listen(length);
        return listener;
      }
      // The first hangs, its queue being full; the second would do.
      const first = listening("127.0.0.1", 0, 0);
      const { port } = first.localAddress;
      const second = listening("127.0.0.2", port, 5);
      const client = Socket.create(SocketDomain.internet, SocketType.stream);
      client.connect(first.localAddress);
      pollSockets([{ socket: first, read: true }]);
      const mine = openDescriptors().length;
      const controller = new AbortController();
      const reason = new SocketCondition("me", "connect", 111);
      const loop = new EventLoop();
      const options = { loop, signal: controller.signal };
      const outcome = connectToIpv4Host("a0-127x0x0x1-127x0x0x2.test", null, port, options)
        .catch((error) => error === reason || error.code === "ECANCELED");
      while (openDescriptors().length === mine) await turn();
      ${end};
      const told = await outcome;
      for (let count = 0; count < 20; count++) await turn();
      console.log(told, openDescriptors().length - mine, pollSockets([{ socket: second, read: true }], 0).length);
      process.exit(0);`);
      const { code, out, err } = await finished(child);
      assert.deepEqual([code, out, err], [0, "true 0 0\n", ""]);
    });
  }
});

describe("lookups that are stuck", { skip: withoutNameServer }, () => {
  let server: NameServer;
  before(async () => {
    server = await startNameServer();
  });
  after(() => server.close());

  it("block neither the loop nor the pool of the file system, and can be let go", async () => {
    const child = server.spawn(`
      import { readFile } from "node:fs/promises";
      import { InternetAddress, Socket, SocketDomain, SocketType } from "berkeley-sockets";
      import { connectToHost, connectToIpv4Host, getAddressInfo, getNameInfo, receive } from "berkeley-sockets/async";
      import { BufferedSocket } from "berkeley-sockets/simple";
      import { setTimeout as sleep } from "node:timers/promises";
      const controller = new AbortController();
      const { signal } = controller;
      const outcomes = [];
      const note = (promise) => promise.then(() => outcomes.push("answered"), (error) => outcomes.push(error));
      for (let i = 0; i < 4; i++) note(getAddressInfo("stuck" + i + ".test", 80, {}, { signal }));
      for (let i = 4; i < 7; i++) note(connectToIpv4Host("stuck" + i + ".test", null, 80, { signal }));
      note(connectToHost("stuck.test", null, 80, { signal }));
      note(getNameInfo(InternetAddress.from("192.0.2.1", 80), { signal }));
      await sleep(50);
      const done = [];
      for (let i = 0; i < 10; i++) done.push((await readFile("/proc/self/status")).length > 0);
      const [a, b] = Socket.pair(SocketDomain.unix, SocketType.stream);
      const received = receive(a, 1);
      b.send(new Uint8Array(1));
      done.push((await received).length);
      done.push((await getAddressInfo("127.0.0.1", 80)).addresses.length > 0);
      done.push((await getAddressInfo("quick.a0-127x0x0x9.test", 80, { domain: SocketDomain.internet })).addresses[0].address.toString());
      console.log(done.join(), outcomes.length);
      const late = await getAddressInfo("late.test", 80, {}, { timeout: 5 }).catch((error) => error.name);
      controller.abort("enough");
      await sleep(1);
      console.log(late, outcomes.length, outcomes.every((each) => each === "enough"));
      a.close(); b.close();`);
    const { code, out, err } = await finished(child);
    assert.equal(code, 0, err);
    const trues = Array(10).fill("true").join();
    assert.equal(out, `${trues},1,true,127.0.0.9:80 0\nTimeoutCondition 9 true\n`);
    assert.equal(err, "");
  });

  it("keep the process alive", async () => {
    for (const wait of ['getAddressInfo("stuck.test", 80)', 'connectToHost("stuck.test", null, 80)']) {
      // The timer keeps nothing alive: it comes only if the wait does.
      const child = server.spawn(`
        import { connectToHost, getAddressInfo } from "berkeley-sockets/async";
        ${wait};
        setTimeout(() => { process.stdout.write("alive"); process.exit(); }, 100).unref();`);
      const { code, out, err } = await finished(child);
      assert.deepEqual([code, out, err], [0, "alive", ""]);
    }
  });

  it("that an unreferenced wait waits for let the process end", async () => {
    const child = server.spawn(`
      import { connectToHost, getAddressInfo } from "berkeley-sockets/async";
      getAddressInfo("stuck.test", 80, {}, { ref: false });
      connectToHost("stuck.test", null, 80, { ref: false, timeout: 60000 });`);
    const { code, err } = await finished(child);
    assert.deepEqual([code, err], [0, ""]);
  });

  it("let a worker end, and find their code where it was when they come back", async () => {
    const worker = `
      const { getAddressInfo } = await import(${JSON.stringify(import.meta.resolve("berkeley-sockets/async"))});
      const { parentPort } = await import("node:worker_threads");
      for (let i = 0; i < 20; i++) getAddressInfo("aheld-127x0x0x1.qheld-_.host" + i + ".test", 80).catch(() => {});
      parentPort.postMessage("asking");`;
    // Nobody but the worker loads the add-on: the runtime unloads it after the worker's end.
    const child = server.spawn(`
      import { once } from "node:events";
      import { readdirSync } from "node:fs";
      import { stat } from "node:fs/promises";
      import { Worker } from "node:worker_threads";
      const threads = () => readdirSync("/proc/self/task").length;
      // The runtime's own threads stay.
      await once(new Worker("", { eval: true }), "exit");
      await Promise.all(Array.from({ length: 20 }, () => stat("/")));
      const before = threads();
      for (let round = 0; round < 3; round++) {
        const worker = new Worker(new URL("data:text/javascript," + encodeURIComponent(${JSON.stringify(worker)})));
        await once(worker, "message");
        await worker.terminate();
      }
      console.log(threads() > before);
      while (threads() > before) await new Promise((resolve) => setTimeout(resolve, 10));
      console.log("over");`);
    const result = finished(child);
    child.stdout?.once("data", () => server.release());
    const { code, signal, out, err } = await result;
    assert.deepEqual([code, signal, out, err], [0, null, "true\nover\n", ""]);
  });

  it("let a worker end that waits for them, at once", async () => {
    const worker = `
      const { getAddressInfo, connectToHost } = await import(${JSON.stringify(import.meta.resolve("berkeley-sockets/async"))});
      const { parentPort } = await import("node:worker_threads");
      for (let i = 0; i < 10; i++) getAddressInfo("stuck" + i + ".test", 80).catch(() => {});
      connectToHost("stuck.test", null, 80).catch(() => {});
      parentPort.postMessage("asking");`;
    // They would be stuck for 30 s.
    const child = server.spawn(`
      import { once } from "node:events";
      import { Worker } from "node:worker_threads";
      const worker = new Worker(new URL("data:text/javascript," + encodeURIComponent(${JSON.stringify(worker)})));
      await once(worker, "message");
      await worker.terminate();
      console.log("ended");`);
    const { code, signal, out, err } = await finished(child, 20_000);
    assert.deepEqual([code, signal, out, err], [0, null, "ended\n", ""]);
  });
});
