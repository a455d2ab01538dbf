/** Streams of Node's on sockets of ours: back-pressure, half-close, errors; TLS and HTTP on top. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { Agent, createServer as createHttpServer, request as httpRequest, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer, request as httpsRequest } from "node:https";
import type { Server } from "node:net";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { describe, it } from "node:test";
import { connect as connectTls, createServer as createTlsServer, TLSSocket as Secure, type TLSSocket } from "node:tls";
import { Socket, SocketDomain, SocketType, VsockAddress, WouldBlock } from "berkeley-sockets";
import { accept, connect, connectToHost, getLine, receive } from "berkeley-sockets/async";
import { type SocketDuplex, toDuplex } from "berkeley-sockets/interop";
import { SO_KEEPALIVE, TCP_KEEPIDLE, TCP_NODELAY } from "berkeley-sockets/options";
import { BufferedSocket } from "berkeley-sockets/simple";
import { turns, until } from "../support/awaiting.ts";
import { makeCertificate, withoutOpenssl } from "../support/certificate.ts";
import { runModule } from "../support/child.ts";
import { expectCode } from "../support/expect.ts";
import { bytes, connectedPair, kinds, using } from "../support/kinds.ts";
import { listening, portOf } from "../support/node-pairs.ts";
import { withoutIpv6, withoutKind } from "../support/probe.ts";

const streams = kinds.filter(({ type }) => type === SocketType.stream);
const unixPair = (): readonly [Socket, Socket] => Socket.pair(SocketDomain.unix, SocketType.stream);

async function readAll(stream: Readable): Promise<string> {
  const parts: Uint8Array[] = [];
  // Left to itself the iterator would destroy what is still being written to.
  for await (const part of stream.iterator({ destroyOnReturn: false })) parts.push(part);
  return Buffer.concat(parts).toString();
}

const withoutVsock =
  withoutKind(SocketDomain.vsock, SocketType.stream) ||
  (existsSync("/sys/module/vsock_loopback") ? false : "the kernel has no vsock_loopback");

/** Both ends of a vsock connection on this machine. */
async function vsockPair(): Promise<[Socket, Socket]> {
  const listener = Socket.create(SocketDomain.vsock, SocketType.stream);
  listener.bind(VsockAddress.local(VsockAddress.anyPort));
  listener.listen();
  const near = Socket.create(SocketDomain.vsock, SocketType.stream);
  const [[far]] = await Promise.all([accept(listener), connect(near, listener.localAddress as VsockAddress)]);
  listener.close();
  return [near, far];
}

describe("toDuplex", () => {
  for (const kind of streams) {
    it(`reads and writes to the end: ${kind.name}`, {
      skip: kind.domain === SocketDomain.internet6 && withoutIpv6(),
    }, async () => {
      const [near, far] = connectedPair(kind);
      const [one, other] = [toDuplex(near), toDuplex(far)];
      const big = Buffer.alloc(3_000_001, "abcdefghijk");
      one.write("head ");
      one.end(big);
      other.end("answer");
      const [heard, answer] = await Promise.all([readAll(other), readAll(one)]);
      assert.equal(heard, `head ${big}`);
      assert.equal(answer, "answer");
      await Promise.all([one.closed || once(one, "close"), other.closed || once(other, "close")]);
      assert.deepEqual([near.closed, far.closed], [true, true]);
    });
  }

  it("stops receiving when nobody reads, and sending when the peer does not", async () => {
    const [near, far] = unixPair();
    const duplex = toDuplex(near);
    // The kernel's buffers and the stream's own take some, then it says to stop.
    const chunk = Buffer.alloc(65536);
    let written = 0;
    while (duplex.write(chunk)) {
      written += chunk.length;
      await turns(1);
      assert.ok(written < 1 << 26, "nothing ever said to stop");
    }
    assert.equal(duplex.writableNeedDrain, true);
    const drained = once(duplex, "drain");
    const enough = new AbortController();
    const draining = (async () => {
      for (;;) await receive(far, 1 << 20, { signal: enough.signal });
    })();
    await drained;
    await until(() => duplex.writableLength === 0);
    enough.abort(new Error("enough"));
    await assert.rejects(draining, /enough/);
    let left = far.receive(1 << 20);
    while (!(left instanceof WouldBlock)) left = far.receive(1 << 20);
    // The other way: what nobody reads stays in the kernel, where the sender meets it.
    const other = toDuplex(far, { highWaterMark: 1000, chunkSize: 500 });
    await turns();
    assert.equal(other.readableLength, 0, "it reads before it is asked to");
    const reader = other.once("readable", () => {});
    duplex.write(Buffer.alloc(100_000));
    await once(reader, "readable");
    await turns();
    assert.ok(other.readableLength <= 1500, `${other.readableLength} bytes were received ahead`);
    duplex.destroy();
    other.destroy();
    await Promise.all([once(duplex, "close"), once(other, "close")]);
  });

  it("ends its own half with the peer's, or goes on if asked to", async () => {
    for (const allowHalfOpen of [false, true]) {
      const [near, far] = unixPair();
      const duplex = toDuplex(near, { allowHalfOpen });
      const peer = toDuplex(far, { allowHalfOpen: true });
      peer.end("only this");
      duplex.resume();
      await once(duplex, "end");
      await turns();
      assert.equal(duplex.writable, allowHalfOpen);
      if (allowHalfOpen) duplex.end("more");
      assert.equal(await readAll(peer), allowHalfOpen ? "more" : "");
      if (!duplex.closed) await once(duplex, "close");
      assert.deepEqual([near.closed, far.closed], [true, true]);
    }
  });

  it("destroy closes the socket at once; a peer that is gone is an error", async () => {
    const [near, far] = unixPair();
    const duplex = toDuplex(near);
    duplex.resume();
    duplex.destroy();
    await once(duplex, "close");
    assert.equal(near.closed, true);
    const other = toDuplex(far);
    other.write("x");
    const [error] = await once(other, "error");
    assert.equal((error as NodeJS.ErrnoException).code, "EPIPE");
    assert.equal(far.closed, true);
  });

  it("a socket that is closed behind its back is ECANCELED, its signal an abort", async () => {
    const [near, far] = unixPair();
    const duplex = toDuplex(near).resume();
    await turns(1);
    near.close();
    assert.equal(((await once(duplex, "error"))[0] as NodeJS.ErrnoException).code, "ECANCELED");
    const cancel = new AbortController();
    const other = toDuplex(far, { signal: cancel.signal }).resume();
    const failed = once(other, "error");
    cancel.abort();
    assert.equal(((await failed)[0] as Error).name, "AbortError");
    await until(() => far.closed);
  });

  it("reads first what a BufferedSocket had received, whatever mode the socket is in", async () => {
    const [near, far] = unixPair();
    near.setNonblocking(false);
    far.send(bytes("a line\nthe rest"));
    const lines = new BufferedSocket(near);
    assert.equal(await getLine(lines), "a line");
    const duplex = toDuplex(lines, { chunkSize: 5 });
    far.send(bytes(" and more"));
    far.close();
    assert.equal(await readAll(duplex), "the rest and more");
    await until(() => near.closed);
  });

  it("serves streams of other families", { skip: withoutVsock }, async () => {
    const [near, far] = await vsockPair();
    const [one, other] = [toDuplex(near), toDuplex(far)];
    one.end("over vsock");
    assert.equal(await readAll(other), "over vsock");
    await readAll(one);
    await until(() => near.closed && far.closed);
  });

  it("can be piped", async () => {
    const [near, far] = unixPair();
    const echo = toDuplex(far);
    const done = pipeline(echo, echo);
    const client = toDuplex(near);
    client.end("round");
    assert.equal(await readAll(client), "round");
    await done;
    await until(() => near.closed && far.closed);
  });

  it("has what node:http asks of a net.Socket", async () => {
    const [near, far] = connectedPair(streams[0] as (typeof streams)[0]);
    const duplex = toDuplex(near);
    duplex.setNoDelay().setKeepAlive(true, 7500);
    assert.equal(near.getOption(TCP_NODELAY), true);
    assert.deepEqual([near.getOption(SO_KEEPALIVE), near.getOption(TCP_KEEPIDLE)], [true, 7]);
    assert.deepEqual([duplex.remoteAddress, duplex.localAddress], ["127.0.0.1", "127.0.0.1"]);
    assert.ok((duplex.remotePort as number) > 0 && duplex.localPort !== duplex.remotePort);
    duplex.setTimeout(20);
    assert.equal(duplex.timeout, 20);
    const timeout = once(duplex, "timeout");
    const alive = setInterval(() => {}, 1000); // the timer itself keeps nothing alive
    await timeout;
    clearInterval(alive);
    duplex.setTimeout(0);
    duplex.destroy();
    await once(duplex, "close");
    assert.deepEqual([duplex.remoteAddress, duplex.localPort], [undefined, undefined]);
    far.close();
    using([...unixPair()], (first, second) => {
      const unix = toDuplex(first).setNoDelay().setKeepAlive(true);
      assert.equal(unix.remoteAddress, undefined);
      assert.ok(!second.closed);
    });
  });

  it("lets the process end once unref was called, also while it waits", async () => {
    const { code, out, err } = await runModule(`
      import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
      import { toDuplex } from "berkeley-sockets/interop";
      const [near, far] = Socket.pair(SocketDomain.unix, SocketType.stream);
      const duplex = toDuplex(near).on("data", (data) => {
        console.log(String(data));
        duplex.unref();
      });
      setTimeout(() => far.send(Buffer.from("alive")), 20).unref();`);
    assert.deepEqual([code, out, err], [0, "alive\n", ""]);
  });

  it("refuses what is no connected stream, and options that are none", () => {
    for (const kind of kinds.filter(({ type }) => type !== SocketType.stream)) {
      using([Socket.create(kind.domain, kind.type)], (socket) => {
        assert.throws(() => toDuplex(socket), /source must be a stream socket that does not listen/);
      });
    }
    const [near, far] = unixPair();
    assert.throws(() => toDuplex(near, { highWatermark: 1 } as never), /options has no member highWatermark/);
    assert.throws(() => toDuplex(near, { chunkSize: 0 }), RangeError);
    assert.throws(() => toDuplex(near, { highWaterMark: "1" as never }), TypeError);
    assert.throws(() => toDuplex(near, { allowHalfOpen: 1 as never }), TypeError);
    assert.throws(() => toDuplex(near, { signal: {} as never }), TypeError);
    assert.throws(() => toDuplex({} as never), /source must be a Socket or a BufferedSocket/);
    near.close();
    far.close();
    expectCode("EBADF", () => toDuplex(near));
  });
});

describe("on top of a duplex", { skip: withoutOpenssl }, () => {
  const certificate = withoutOpenssl === false ? makeCertificate() : { key: "", cert: "" };

  async function ask(port: number): Promise<SocketDuplex> {
    return toDuplex(await connectToHost("127.0.0.1", null, port));
  }

  it("TLS, with what it did for nobody lost", async () => {
    const server = await listening(createTlsServer(certificate) as Server);
    server.on("secureConnection", (connection: TLSSocket) => connection.pipe(connection));
    const secure = connectTls({ socket: await ask(portOf(server)), ca: certificate.cert, servername: "localhost" });
    await once(secure, "secureConnect");
    assert.equal(secure.authorized, true);
    const big = Buffer.alloc(2_000_000, "tls over our socket ");
    secure.end(big);
    assert.ok((await readAll(secure)) === big.toString());
    server.close();
    await once(server, "close");
  });

  it("TLS, on the server's side, after a line of its own", async () => {
    const [near, far] = connectedPair(streams[2] as (typeof streams)[0]);
    const [client, lines] = [toDuplex(near), new BufferedSocket(far)];
    client.write("STARTTLS\n");
    const secure = connectTls({ socket: client, ca: certificate.cert, servername: "localhost" });
    assert.equal(await getLine(lines), "STARTTLS");
    const server = new Secure(toDuplex(lines), { isServer: true, ...certificate });
    secure.write("hello");
    assert.equal(String((await once(server, "data"))[0]), "hello");
    server.end("goodbye");
    assert.equal(await readAll(secure), "goodbye");
    secure.destroy();
    server.destroy();
    await until(() => near.closed && far.closed);
  });

  it("an https request", async () => {
    const server = createHttpsServer(certificate, (incoming, response) => incoming.pipe(response));
    await listening(server);
    const socket = await ask(portOf(server));
    // Behind the answer the server may go first, and what TLS says to that meets nobody: nothing that we ask about.
    const anyhow = (): void => undefined;
    socket.on("error", anyhow);
    const outgoing = httpsRequest({
      method: "POST",
      path: "/",
      host: "localhost",
      createConnection: () => connectTls({ socket, ca: certificate.cert, servername: "localhost" }).on("error", anyhow),
    });
    const body = "x".repeat(300_000);
    outgoing.on("error", anyhow).end(body);
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    assert.equal(response.statusCode, 200);
    assert.ok((await readAll(response)) === body);
    server.close();
    await once(server, "close");
    await until(() => socket.socket.closed);
  });

  it("HTTP both ways, with an agent that keeps connections", async () => {
    const server = createHttpServer((incoming, response) => response.end(`you asked for ${incoming.url}`));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const [near, far] = unixPair();
    server.emit("connection", toDuplex(far));
    let made = 0;
    Object.assign(agent, {
      createConnection: () => {
        made += 1;
        return toDuplex(near);
      },
    });
    for (const path of ["/one", "/two"]) {
      const outgoing = httpRequest({ path, agent }).end();
      const [response] = (await once(outgoing, "response")) as [IncomingMessage];
      assert.equal(await readAll(response), `you asked for ${path}`);
      await turns();
    }
    assert.equal(made, 1);
    agent.destroy();
    await until(() => near.closed && far.closed);
  });
});
