/** The drop-in for `node-unix-socket`, by what that package documents. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectNet, createServer, type Server } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { Socket, SocketDomain, SocketType, UnixAddress } from "berkeley-sockets";
import {
  closeFd,
  createReuseportFd,
  DgramSocket,
  SeqpacketServer,
  SeqpacketSocket,
} from "berkeley-sockets/compat/node-unix-socket";
import { withFaults } from "berkeley-sockets/testing";
import { finished, firstLine, runModule, spawnPython } from "../support/child.ts";
import { temporaryPath } from "../support/kinds.ts";
import { withoutIpv6, withoutProgram } from "../support/probe.ts";

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** A datagram socket at a path, and what it receives. */
function receiver(t: TestContext): { path: string; socket: DgramSocket; got: [string, string][] } {
  const path = temporaryPath();
  const got: [string, string][] = [];
  const socket = new DgramSocket();
  t.after(() => socket.close());
  socket.on("data", (data, from) => got.push([String(data), from]));
  socket.bind(path);
  return { path, socket, got };
}

/** Two ends of a connection through a server. */
async function connection(t: TestContext): Promise<{ client: SeqpacketSocket; peer: SeqpacketSocket }> {
  const path = temporaryPath();
  const server = new SeqpacketServer();
  server.listen(path);
  const client = new SeqpacketSocket();
  const accepted = once(server, "connection");
  const connected = once(client, "connect");
  client.connect(path);
  const [peer, name] = (await accepted) as [SeqpacketSocket, string];
  await connected;
  assert.equal(name, "");
  server.close();
  t.after(() => {
    client.close();
    peer.close();
  });
  return { client, peer };
}

describe("DgramSocket", () => {
  it("sends and receives, with the sender's path", async (t) => {
    const one = receiver(t);
    const other = receiver(t);
    other.socket.sendTo(Buffer.from("xhellox"), 1, 5, one.path);
    await until(() => one.got.length === 1);
    const nameless = new DgramSocket();
    nameless.sendTo(Buffer.from("nameless"), 0, 8, one.path);
    await until(() => one.got.length === 2);
    nameless.close();
    assert.deepEqual(one.got, [
      ["hello", other.path],
      ["nameless", ""],
    ]);
    assert.deepEqual([one.socket.address(), new UnixAddress(one.path).path], [one.path, one.path]);
  });

  it("queues what finds no room, in order, though the queue is full of others' messages", async (t) => {
    const { path, got } = receiver(t);
    const other = Socket.create(SocketDomain.unix, SocketType.datagram);
    const address = new UnixAddress(path);
    let full = 0;
    while (typeof other.sendTo(Buffer.from("other"), address) === "number") full += 1;
    other.close();
    const socket = new DgramSocket();
    const count = 1000;
    let called = 0;
    const memory = Buffer.alloc(8);
    for (let index = 0; index < count; index++) {
      const length = memory.write(String(index));
      socket.sendTo(memory, 0, length, path, (error) => {
        assert.equal(error, undefined);
        called += 1;
      });
    }
    assert.equal(called, 0);
    await until(() => got.length === full + count);
    assert.deepEqual(
      got.slice(full).map(([text]) => text),
      Array.from({ length: count }, (_, index) => String(index)),
    );
    assert.equal(called, count);
    socket.close();
  });

  it("tells what could not be sent, in the system's words", async () => {
    const socket = new DgramSocket();
    const missing = temporaryPath();
    let failure: (Error & { code?: string }) | undefined;
    socket.sendTo(Buffer.from("x"), 0, 1, missing, (error) => {
      failure = error;
    });
    assert.equal(failure?.code, "ENOENT");
    assert.match(String(failure?.message), /^No such file or directory: sendto ENOENT/);
    socket.sendTo(Buffer.from("x"), 0, 1, missing); // nobody asked
    const error = once(socket, "error");
    socket.sendTo(Buffer.from("x"), 0, 1, missing);
    assert.equal((await error)[0].code, "ENOENT");
    assert.throws(() => socket.bind(`/${"t".repeat(200)}`), {
      code: "ENAMETOOLONG",
      message: /path to bind is too long/,
    });
    assert.throws(() => socket.sendTo(Buffer.alloc(1), 0, 2, missing), { name: "RangeError", message: /length/ });
    socket.close();
  });

  it("closes once, and what waits is told", (t) => {
    const { path } = receiver(t);
    const socket = new DgramSocket();
    let closed = 0;
    socket.on("close", () => {
      closed += 1;
    });
    const outcomes: unknown[] = [];
    for (let index = 0; index < 2000; index++) {
      socket.sendTo(Buffer.from("x"), 0, 1, path, (error) => outcomes.push((error as { code?: string })?.code));
    }
    socket.close();
    socket.close();
    assert.deepEqual([closed, outcomes.length, outcomes.at(-1)], [1, 2000, "ECANCELED"]);
    assert.throws(() => socket.bind(temporaryPath()), { message: "DgramSocket has been closed" });
    assert.throws(() => socket.sendTo(Buffer.from("x"), 0, 1, path), { message: "DgramSocket has been closed" });
    assert.throws(() => socket.address(), { code: "EBADF" });
  });

  it("has buffer sizes", () => {
    const socket = new DgramSocket();
    socket.setRecvBufferSize(10_000);
    socket.setSendBufferSize(12_000);
    assert.deepEqual([socket.getRecvBufferSize(), socket.getSendBufferSize()], [20_000, 24_000]);
    assert.equal(socket.address(), "");
    socket.close();
  });

  it("an error of a receive closes it", async (t) => {
    const { path, socket } = receiver(t);
    const order: string[] = [];
    socket.on("close", () => order.push("close"));
    socket.on("error", (error) => order.push((error as { code?: string }).code ?? ""));
    const sender = new DgramSocket();
    await withFaults([{ syscall: "recv", errno: "ENOMEM" }], async () => {
      sender.sendTo(Buffer.from("x"), 0, 1, path);
      await until(() => order.length === 2);
    });
    sender.close();
    assert.deepEqual(order, ["close", "ENOMEM"]);
  });
});

describe("SeqpacketSocket and SeqpacketServer", () => {
  it("keep the bounds of messages, empty ones too, and end when both sides did", async (t) => {
    const { client, peer } = await connection(t);
    const got: string[] = [];
    const events: string[] = [];
    peer.on("data", (data) => got.push(String(data)));
    for (const socket of [client, peer]) {
      const name = socket === client ? "client" : "peer";
      socket.on("end", () => events.push(`${name} end`));
      socket.on("close", () => events.push(`${name} close`));
    }
    for (const text of ["hello", "", "w", "orld"]) client.write(Buffer.from(text));
    client.write(Buffer.from("xslice"), 1);
    client.write(Buffer.from("xpartx"), 1, 4, () => got.push("written"));
    client.end(() => events.push("shut down"));
    assert.throws(() => client.write(Buffer.from("late")), { message: /has been shutdown/ });
    await once(peer, "end");
    assert.deepEqual(got, ["written", "hello", "", "w", "orld", "slice", "part"]);
    peer.end();
    await once(client, "close");
    assert.deepEqual(events, ["shut down", "peer end", "peer close", "client end", "client close"]);
    assert.throws(() => client.write(Buffer.from("x")), { message: /has been destroyed/ });
  });

  it("queue what finds no room, and shut down after it", async (t) => {
    const { client, peer } = await connection(t);
    const got: number[] = [];
    let written = 0;
    const count = 500;
    const memory = Buffer.alloc(4096);
    for (let index = 0; index < count; index++) {
      memory.writeUInt32LE(index);
      client.write(memory, 0, 4096, () => {
        written += 1;
      });
    }
    client.end();
    assert.ok(written < count);
    peer.on("data", (data) => got.push(data.readUInt32LE()));
    await once(peer, "end");
    assert.equal(written, count);
    assert.deepEqual(
      got,
      Array.from({ length: count }, (_, index) => index),
    );
  });

  it("cut a message that is longer than the buffer for reading", async (t) => {
    const { client, peer } = await connection(t);
    assert.equal(peer.getInternalReadBufferSize(), 256 * 1024);
    peer.setInternalReadBufferSize(3);
    const got: string[] = [];
    peer.on("data", (data) => got.push(String(data)));
    client.write(Buffer.from("12345"));
    client.write(Buffer.from("67"));
    await until(() => got.length === 2);
    assert.deepEqual(got, ["123", "67"]);
  });

  it("throw what is wrong at once, and close", () => {
    const socket = new SeqpacketSocket();
    let closed = 0;
    socket.on("close", () => {
      closed += 1;
    });
    assert.throws(() => socket.connect(temporaryPath()), { code: "ENOENT", message: /^No such file/ });
    assert.equal(closed, 1);
    socket.destroy();
    assert.throws(() => socket.connect(temporaryPath()), { message: "SeqpacketSocket has been destroyed" });
    assert.equal(closed, 1);
  });

  it("emit error and then close when the peer is gone", async (t) => {
    const { client, peer } = await connection(t);
    const order: string[] = [];
    client.on("error", (error) => order.push((error as { code?: string }).code ?? ""));
    client.on("close", () => order.push("close"));
    peer.destroy();
    client.write(Buffer.from("x"), 0, 1, () => order.push("written"));
    await until(() => order.includes("close"));
    assert.deepEqual(order, ["EPIPE", "close"]);
  });

  it("wait for a server whose queue is full", async () => {
    const path = temporaryPath();
    const server = Socket.create(SocketDomain.unix, SocketType.sequencePacket);
    server.bind(new UnixAddress(path));
    server.listen(0);
    const first = new SeqpacketSocket();
    first.connect(path);
    const second = new SeqpacketSocket();
    second.connect(path);
    const connected = once(second, "connect");
    await once(first, "connect");
    const accepted = server.accept()[0];
    await connected;
    for (const socket of [first, second, accepted, server]) socket?.close();
    await new Promise((resolve) => setImmediate(resolve));
  });

  it("take a socket that is connected already, or its descriptor", async () => {
    const [a, b] = Socket.pair(SocketDomain.unix, SocketType.sequencePacket);
    const one = new SeqpacketSocket(a);
    const other = new SeqpacketSocket(b.detach());
    const message = once(other, "data");
    one.write(Buffer.from("paired"));
    assert.equal(String((await message)[0]), "paired");
    one.close();
    other.close();
    const stream = Socket.create(SocketDomain.unix, SocketType.stream);
    const fd = stream.detach();
    assert.throws(() => new SeqpacketSocket(fd), { name: "RangeError", message: /seqpacket/ });
    closeFd(fd);
  });

  it("a server has an address, accepts many, and closes once", async () => {
    const server = new SeqpacketServer();
    const path = temporaryPath();
    assert.equal(server.address(), "");
    server.listen(path);
    assert.equal(server.address(), path);
    const peers: SeqpacketSocket[] = [];
    server.on("connection", (peer) => peers.push(peer));
    const clients = Array.from({ length: 100 }, () => new SeqpacketSocket());
    for (const client of clients) client.connect(path);
    await until(() => peers.length === 100);
    let closed = 0;
    server.on("close", () => {
      closed += 1;
    });
    server.close();
    server.close();
    assert.equal(closed, 1);
    assert.throws(() => server.listen(path), { message: "SeqpacketServer has been closed" });
    for (const socket of [...clients, ...peers]) socket.close();
  });

  it("a server rests after an error, and goes on", async () => {
    const server = new SeqpacketServer();
    const path = temporaryPath();
    server.listen(path);
    const client = new SeqpacketSocket();
    await withFaults([{ syscall: "accept", errno: "EMFILE" }], async () => {
      const failure = once(server, "error");
      client.connect(path);
      assert.equal((await failure)[0].code, "EMFILE");
    });
    const [peer] = (await once(server, "connection")) as [SeqpacketSocket];
    for (const socket of [peer, client, server]) socket.close();
  });

  it("let the process end when unreferenced", async () => {
    const { code, out, err } = await runModule(`
      import { SeqpacketServer, SeqpacketSocket } from "berkeley-sockets/compat/node-unix-socket";
      const path = ${JSON.stringify(temporaryPath())};
      const server = new SeqpacketServer();
      server.listen(path);
      server.unref();
      const client = new SeqpacketSocket();
      client.connect(path, () => { client.unref(); console.log("ends"); });
      server.on("connection", (peer) => peer.unref());`);
    assert.deepEqual([code, out, err], [0, "ends\n", ""]);
  });

  it("python3 is a peer", { skip: withoutProgram("python3") }, async () => {
    const server = new SeqpacketServer();
    const path = temporaryPath();
    server.listen(path);
    const child = spawnPython(`
import socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
s.connect("${path}")
s.send(b"one"); s.send(b"two")
print(s.recv(100), s.recv(100))`);
    const line = firstLine(child);
    const [peer] = (await once(server, "connection")) as [SeqpacketSocket];
    const got: string[] = [];
    peer.on("data", (data) => got.push(String(data)));
    await until(() => got.length === 2);
    peer.write(Buffer.from("three"));
    peer.write(Buffer.from("four"));
    assert.deepEqual([got, await line], [["one", "two"], "b'three' b'four'"]);
    assert.equal((await finished(child)).code, 0);
    peer.close();
    server.close();
  });
});

describe("createReuseportFd and closeFd", () => {
  async function listening(port: number, host: string): Promise<[Server, number]> {
    const server = createServer();
    server.listen({ fd: createReuseportFd(port, host) });
    await once(server, "listening");
    return [server, (server.address() as { port: number }).port];
  }

  for (const host of ["127.0.0.1", "::1"]) {
    it(`share a port of ${host}`, { skip: host === "::1" && withoutIpv6() }, async () => {
      const [one, port] = await listening(0, host);
      const [other, same] = await listening(port, host);
      assert.equal(same, port);
      const client = connectNet(port, host);
      const [socket] = await Promise.race([once(one, "connection"), once(other, "connection")]);
      socket.destroy();
      client.destroy();
      for (const server of [one, other]) {
        server.close();
        await once(server, "close");
      }
    });
  }

  it("say what is wrong", () => {
    assert.throws(() => createReuseportFd(0, "localhost"), { name: "RangeError", message: /host/ });
    assert.throws(() => createReuseportFd(70_000), { name: "RangeError", message: /port/ });
    const fd = createReuseportFd();
    closeFd(fd);
    assert.throws(() => closeFd(fd), { code: "EBADF" });
  });
});
