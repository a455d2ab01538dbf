/** The drop-in for `unix-dgram`, by what that package documents and its users rely on. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { describe, it, type TestContext } from "node:test";
import { Socket, SocketDomain, SocketType, UnixAddress } from "berkeley-sockets";
import unixDgram, {
  CongestionError,
  createSocket,
  type MessageListener,
  type SendCallback,
  type UnixDatagramSocket,
} from "berkeley-sockets/compat/unix-dgram";
import { withFaults } from "berkeley-sockets/testing";
import { finished, firstLine, runModule, spawnPython } from "../support/child.ts";
import { temporaryPath } from "../support/kinds.ts";
import { withoutProgram } from "../support/probe.ts";

type Failure = NonNullable<Parameters<SendCallback>[0]>;

/** A socket that is closed after the test. */
function made(t: TestContext, listener?: MessageListener): UnixDatagramSocket {
  const socket = createSocket("unix_dgram", listener);
  t.after(() => socket.close());
  return socket;
}

/** A socket bound to a path, and what it receives. */
function server(t: TestContext, path = temporaryPath()): { path: string; socket: UnixDatagramSocket; got: string[] } {
  const got: string[] = [];
  const socket = made(t, (data) => got.push(String(data)));
  socket.bind(path);
  return { path, socket, got };
}

/** What a call emits as `error`. */
function emitted(socket: UnixDatagramSocket, call: () => void): Failure {
  let failure: Failure | undefined;
  socket.once("error", (error) => {
    failure = error;
  });
  call();
  assert.ok(failure !== undefined, "no error was emitted");
  return failure;
}

/** Sends on a connected socket until its peer's queue is full: how many went, and the error. */
function sendUntilFull(client: UnixDatagramSocket): [number, Failure] {
  for (let count = 0; count < 10_000; count++) {
    let failure: Failure | undefined;
    client.send(Buffer.from(`${count}`), (error) => {
      failure = error;
    });
    if (failure !== undefined) return [count, failure];
  }
  throw new Error("the queue was never full");
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe("berkeley-sockets/compat/unix-dgram", () => {
  it("is createSocket by name, by default, and by require", () => {
    assert.equal(unixDgram.createSocket, createSocket);
    assert.throws(() => createSocket("unix_stream" as "unix_dgram"), { name: "TypeError", message: /unix_stream/ });
    // Programs put their own in its place, as into any CommonJS module.
    assert.equal(Object.isFrozen(unixDgram), false);
  });

  const required = createRequire(import.meta.url);
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const requires = major > 22 || (major === 22 && minor >= 13) || (major === 20 && minor >= 19);
  it("gives require what the package's users know", { skip: !requires && "this Node requires no ES modules" }, () => {
    assert.deepEqual(Object.keys(required("berkeley-sockets/compat/unix-dgram")), ["createSocket"]);
    const source = `
      const unix = require("berkeley-sockets/compat/unix-dgram");
      unix.createSocket("unix_dgram").close();
      console.log(typeof unix.createSocket);`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--eval", source], { encoding: "utf8" });
    assert.deepEqual([stdout, stderr], ["function\n", ""]);
  });

  it("makes udp4 and udp6 sockets of node:dgram", () => {
    const socket = createSocket("udp4", () => {});
    assert.equal(typeof socket.setTTL, "function");
    assert.equal(socket.listenerCount("message"), 1);
    socket.close();
  });

  it("tells who sent, and null of who has no name", async (t) => {
    const path = temporaryPath();
    const from = temporaryPath();
    const seen: unknown[] = [];
    const receiver = made(t, (data, remote) => seen.push([Buffer.isBuffer(data), String(data), remote]));
    receiver.bind(path);
    const client = made(t);
    client.send(Buffer.from("xxfirst"), 2, 5, path);
    // The kernel tells the name that the sender has when its message is received.
    await until(() => seen.length === 1);
    client.bind(from);
    client.sendto(Buffer.from("second"), 0, 6, path);
    client.send_to(new Uint16Array([0x6161]), 0, 2, path, (error) => assert.equal(error, undefined));
    await until(() => seen.length === 3);
    assert.deepEqual(seen, [
      [true, "first", { size: 5, address: {}, path: null }],
      [true, "second", { size: 6, address: {}, path: from }],
      [true, "aa", { size: 2, address: {}, path: from }],
    ]);
  });

  it("emits and calls back before the method returns", async (t) => {
    const order: string[] = [];
    const path = temporaryPath();
    const receiver = made(t);
    receiver.on("listening", () => order.push("listening"));
    receiver.bind(path);
    const client = made(t);
    client.on("connect", () => order.push("connect"));
    client.connect(path);
    assert.equal(client.connected, true);
    client.send(Buffer.from("x"), () => order.push("sent"));
    order.push("returned");
    assert.deepEqual(order, ["listening", "connect", "sent", "returned"]);
    await once(receiver, "message");
  });

  it("a connected socket still sends to paths", async (t) => {
    const one = server(t);
    const other = server(t);
    const client = made(t);
    client.connect(one.path);
    client.send(Buffer.from("to the other"), 0, 12, other.path);
    client.send(Buffer.from("to the peer"));
    await until(() => one.got.length + other.got.length === 2);
    assert.deepEqual([one.got, other.got], [["to the peer"], ["to the other"]]);
  });

  it("tells of congestion and of room again, and every message arrives once", async (t) => {
    const { path, got } = server(t);
    const client = made(t);
    client.connect(path);
    const [first, failure] = sendUntilFull(client);
    assert.ok(first > 0 && failure instanceof CongestionError);
    assert.deepEqual(
      [failure.message, failure.code, failure.errno, failure.syscall],
      ["congestion", "EAGAIN", 1, "send"],
    );
    let next = first;
    const total = first + 300;
    await once(client, "writable");
    while (next < total) {
      let full = false;
      client.send(Buffer.from(String(next)), (error) => {
        full = error !== undefined;
      });
      if (full) await once(client, "writable");
      else next += 1;
    }
    await until(() => got.length === total);
    assert.deepEqual(
      got,
      Array.from({ length: total }, (_, index) => String(index)),
    );
  });

  it("emits congestion with the message where there is no callback", async (t) => {
    const { path, got } = server(t);
    const client = made(t);
    client.connect(path);
    const lost: string[] = [];
    let writable = 0;
    client.on("writable", () => {
      writable += 1;
    });
    client.on("congestion", (message) => lost.push(String(message)));
    const [count] = sendUntilFull(client);
    client.send(Buffer.from("lost"));
    assert.deepEqual([lost, writable], [["lost"], 0]);
    await until(() => got.length === count && writable > 0);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(writable, 1);
  });

  it("gives messages whole that are longer than 64 KiB, and empty ones", async (t) => {
    const path = temporaryPath();
    const lengths: number[] = [];
    made(t, (data) => lengths.push(data.length)).bind(path);
    const client = made(t);
    client.send(Buffer.alloc(100_000), 0, 100_000, path, (error) => assert.equal(error, undefined));
    client.send(Buffer.alloc(0), 0, 0, path, (error) => assert.equal(error, undefined));
    await until(() => lengths.length === 2);
    assert.deepEqual(lengths, [100_000, 0]);
  });

  it("has codes as text, and as errno the package's numbers", (t) => {
    const client = made(t);
    const path = temporaryPath();
    const wanted = ["ENOENT", -constants.errno.ENOENT];
    for (const [syscall, call] of [
      ["bind", () => client.bind(`${path}/missing/s`)],
      ["connect", () => client.connect(path)],
      ["send", () => client.send(Buffer.from("x"), 0, 1, path)],
    ] as const) {
      const failure = emitted(client, call);
      assert.deepEqual([failure.syscall, failure.code, failure.errno], [syscall, ...wanted]);
      assert.ok(failure.message.startsWith(`${syscall} ENOENT ${path}`), failure.message);
    }
    let called: Failure | undefined;
    client.once("error", () => assert.fail("the callback was told"));
    client.send(Buffer.from("x"), 0, 1, path, (error) => {
      called = error;
    });
    assert.equal(called?.code, "ENOENT");
    client.send(Buffer.from("x"), (error) => {
      called = error;
    });
    assert.deepEqual([called?.code, called?.errno], ["ENOTCONN", -constants.errno.ENOTCONN]);
  });

  it("tells of a server that went, and can be connected anew", (t) => {
    const { path, socket } = server(t);
    const client = made(t);
    client.connect(path);
    socket.close();
    const codes: unknown[] = [];
    for (let count = 0; count < 2; count++) client.send(Buffer.from("x"), (error) => codes.push(error?.code));
    const next = server(t);
    client.connect(next.path);
    client.send(Buffer.from("x"), (error) => codes.push(error?.code));
    assert.deepEqual(codes, ["ECONNREFUSED", "ENOTCONN", undefined]);
  });

  it("cuts no path: one that is too long is ENAMETOOLONG", (t) => {
    const socket = made(t);
    const long = `/tmp/${"x".repeat(103)}`;
    assert.equal(long.length, 108);
    for (const call of [
      () => socket.bind(long),
      () => socket.connect(long),
      () => socket.send(Buffer.from("x"), 0, 1, long),
    ]) {
      assert.equal(emitted(socket, call).code, "ENAMETOOLONG");
    }
    for (let length = 100; length <= 108; length++) assert.equal(existsSync(long.slice(0, length)), false);
    for (const path of ["", "a\0b"]) assert.equal(emitted(socket, () => socket.bind(path)).code, "EINVAL");
    assert.throws(() => socket.bind(undefined as unknown as string), { name: "TypeError", message: /path/ });
  });

  it("takes abstract names behind a NUL, as Node does", async (t) => {
    const name = `\0bs-compat-${process.pid}`;
    const receiver = made(t);
    receiver.bind(name);
    const client = made(t);
    client.bind(`${name}-client`);
    client.send(Buffer.from("x"), 0, 1, name);
    const [, remote] = await once(receiver, "message");
    assert.equal(remote.path, `${name}-client`);
  });

  it("refuses bytes that are none, or are not there, with an error", (t) => {
    const socket = made(t);
    const text = "text" as unknown as Buffer;
    assert.throws(() => socket.send(text), { name: "TypeError", message: /message/ });
    assert.throws(() => socket.send(Buffer.alloc(3), 2, 2, "/nowhere"), { name: "RangeError", message: /length/ });
    assert.throws(() => socket.send(Buffer.alloc(3), -1, 2, "/nowhere"), { name: "RangeError", message: /offset/ });
  });

  it("may be closed twice, and in its own listener; afterwards calls fail with EBADF", async (t) => {
    const { path, socket, got } = server(t);
    const client = made(t);
    socket.on("message", () => socket.close());
    for (let count = 0; count < 3; count++) client.send(Buffer.from("x"), 0, 1, path);
    await until(() => socket.fd === -1);
    socket.close();
    assert.equal(got.length, 1);
    assert.equal(emitted(socket, () => socket.bind(temporaryPath())).code, "EBADF");
    assert.equal(emitted(socket, () => socket.send(Buffer.from("x"))).code, "EBADF");
    assert.equal(socket.unref(), socket);
  });

  it("what a listener throws is an uncaught exception, and the next message comes", async () => {
    const path = temporaryPath();
    const { code, out, err } = await runModule(`
      import { createSocket } from "berkeley-sockets/compat/unix-dgram";
      process.on("uncaughtException", (error) => console.log("uncaught", error.message));
      const server = createSocket("unix_dgram", (data) => {
        if (data.length === 1) throw new Error("thrown");
        console.log(String(data));
        server.close();
      });
      server.bind(${JSON.stringify(path)});
      const client = createSocket("unix_dgram");
      client.send(Buffer.from("1"), 0, 1, ${JSON.stringify(path)});
      client.send(Buffer.from("22"), 0, 2, ${JSON.stringify(path)});
      client.close();`);
    assert.deepEqual([code, out.split("\n").sort(), err], [0, ["", "22", "uncaught thrown"], ""]);
  });

  it("keeps the process alive, but for one that was unreferenced", async () => {
    const { code, out } = await runModule(`
      import { createSocket } from "berkeley-sockets/compat/unix-dgram";
      const socket = createSocket("unix_dgram").unref();
      socket.ref();
      socket.unref();
      console.log("ends");`);
    assert.deepEqual([code, out], [0, "ends\n"]);
  });

  it("an error of a receive is emitted", async (t) => {
    const { path, socket } = server(t);
    const error = once(socket, "error");
    await withFaults([{ syscall: "recv", errno: "ENOMEM" }], async () => {
      made(t).send(Buffer.from("x"), 0, 1, path);
      assert.equal((await error)[0].code, "ENOMEM");
    });
    await once(socket, "message");
  });

  it("a socket that cannot be made is thrown", () => {
    withFaults([{ syscall: "socket", errno: "EMFILE" }], () => {
      assert.throws(() => createSocket("unix_dgram"), { code: "EMFILE", syscall: "socket" });
    });
  });

  it("what the package does not implement throws that", (t) => {
    const socket = made(t);
    for (const call of [
      () => socket.address(),
      () => socket.setTTL(1),
      () => socket.setBroadcast(true),
      () => socket.setMulticastTTL(1),
      () => socket.setMulticastLoopback(true),
      () => socket.addMembership("224.0.0.1"),
      () => socket.dropMembership("224.0.0.1"),
    ]) {
      assert.throws(call, { message: "not implemented" });
    }
  });

  it("works in several workers at once", async () => {
    const { code, out, err } = await runModule(`
      import { Worker } from "node:worker_threads";
      import { once } from "node:events";
      const source = \`
        import { createSocket } from "berkeley-sockets/compat/unix-dgram";
        const path = "\\\\0bs-worker-\${process.pid}-" + Math.random();
        const server = createSocket("unix_dgram", (data) => { console.log(String(data)); server.close(); });
        server.bind(path);
        const client = createSocket("unix_dgram");
        client.send(Buffer.from("here"), 0, 4, path);
        client.close();\`;
      const url = new URL("data:text/javascript," + encodeURIComponent(
        source.replace("berkeley-sockets/compat/unix-dgram", import.meta.resolve("berkeley-sockets/compat/unix-dgram"))));
      const workers = [1, 2, 3].map(() => new Worker(url));
      await Promise.all(workers.map((worker) => once(worker, "exit")));`);
    assert.deepEqual([code, out, err], [0, "here\n".repeat(3), ""]);
  });

  describe("with python3", { skip: withoutProgram("python3") }, () => {
    it("receives from it and sends to it", async (t) => {
      const { path, socket } = server(t);
      const theirs = temporaryPath();
      const child = spawnPython(`
import socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("${theirs}")
s.sendto(b"from python", "${path}")
print(s.recvfrom(100))`);
      const line = firstLine(child);
      const [data, remote] = await once(socket, "message");
      assert.deepEqual([String(data), remote.path], ["from python", theirs]);
      socket.send(Buffer.from("from us"), 0, 7, theirs);
      assert.equal(await line, `(b'from us', '${path}')`);
      assert.equal((await finished(child)).code, 0);
    });
  });

  it("is heard by a plain socket", (t) => {
    const plain = Socket.create(SocketDomain.unix, SocketType.datagram);
    t.after(() => plain.close());
    const path = temporaryPath();
    plain.bind(new UnixAddress(path));
    made(t).send(Buffer.from("plain"), 0, 5, path);
    assert.equal(String(Buffer.from(plain.receive(10) as Uint8Array)), "plain");
  });
});
