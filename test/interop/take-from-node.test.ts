/** Sockets that are taken from Node: no byte is lost, and the peer sees nothing of it. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer as createHttpServer, request } from "node:http";
import { Socket as NetSocket, type Server } from "node:net";
import { describe, it } from "node:test";
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from "node:tls";
import { InternetAddress, Socket, SocketDomain, SocketType, type UnixAddress } from "berkeley-sockets";
import { accept, getLine, readable, receive, receiveFrom, sendAll } from "berkeley-sockets/async";
import { borrowNetSocket, fromDgramSocket, fromNetServer, fromNetSocket } from "berkeley-sockets/interop";
import { SO_ACCEPTCONN } from "berkeley-sockets/options";
import { BufferedSocket } from "berkeley-sockets/simple";
import { rejectsWith, text, until } from "../support/awaiting.ts";
import { makeCertificate, withoutOpenssl } from "../support/certificate.ts";
import { descriptorFlags } from "../support/descriptor-flags.ts";
import { expectCode } from "../support/expect.ts";
import { bytes } from "../support/kinds.ts";
import { connectedTo, createServer, ended, listening, media, nodePair, portOf, textOf } from "../support/node-pairs.ts";

/** A port that was free a moment ago. */
const portOfClosed: number = await (async () => {
  const server = await listening(createServer());
  const port = portOf(server);
  server.close();
  await once(server, "close");
  return port;
})();

describe("fromNetSocket", () => {
  for (const medium of media) {
    it(`keeps the connection, what Node had read and what it had to write: ${medium}`, async () => {
      const [near, far] = await nodePair(medium);
      near.pause();
      near.write("written before");
      far.write("first ");
      near.read(0);
      await until(() => near.readableLength > 0);
      const { socket, buffered } = await fromNetSocket(near);
      assert.equal(text(buffered), "first ");
      assert.equal(buffered.buffer.byteLength, buffered.length);
      assert.equal(near.destroyed, true);
      assert.equal(socket.nonblocking, true);
      assert.equal(descriptorFlags(socket.fd).closeOnExec, true);
      far.write("second");
      assert.equal(text(await receive(socket, 100)), "second");
      await sendAll(socket, bytes(", written after"));
      socket.close();
      assert.equal(await textOf(far), "written before, written after");
      await ended(near, far);
    });
  }

  it("loses no byte of a stream that flows, however it is cut", async () => {
    const server = await listening(createServer());
    const total = 1 << 20;
    const whole = Buffer.alloc(total, "0123456789abcdef-");
    server.on("connection", (connection: NetSocket) => connection.end(whole));
    for (const after of [1, 50_000, 300_000]) {
      const near = await connectedTo(server);
      const parts: Uint8Array[] = [];
      let read = 0;
      await new Promise<void>((resolve) => {
        near.on("data", (part) => {
          parts.push(part);
          read += part.length;
          if (read >= after) resolve();
        });
      });
      const { socket, buffered } = await fromNetSocket(near);
      parts.push(buffered);
      for (;;) {
        const part = await receive(socket, 65536);
        if (part.length === 0) break;
        parts.push(part);
      }
      socket.close();
      assert.ok(Buffer.concat(parts).equals(whole), `${Buffer.concat(parts).length} bytes`);
    }
    server.close();
    await once(server, "close");
  });

  it("waits until all that was written has gone, corked or not", async () => {
    const [near, far] = await nodePair();
    const big = Buffer.alloc(8 << 20, 7);
    near.write(big);
    near.cork();
    near.write("the end");
    const taking = fromNetSocket(near);
    let length = 0;
    let last = "";
    far.resume().on("data", (part: Buffer) => {
      length += part.length;
      last = part.toString("latin1").slice(-7);
    });
    const { socket } = await taking;
    socket.close();
    await once(far, "end");
    assert.deepEqual([length, last], [big.length + 7, "the end"]);
    await ended(near, far);
  });

  it("gives up when told, and the socket goes on in Node", async () => {
    const [near, far] = await nodePair();
    const received: string[] = [];
    near.on("data", (part) => received.push(String(part)));
    near.write(Buffer.alloc(32 << 20));
    const cancel = new AbortController();
    const taking = fromNetSocket(near, { signal: cancel.signal });
    cancel.abort(new Error("enough"));
    await assert.rejects(taking, /enough/);
    await assert.rejects(fromNetSocket(near, { signal: cancel.signal }), /enough/);
    far.write("to Node");
    await until(() => received.length > 0);
    assert.deepEqual([received.join(""), near.destroyed], ["to Node", false]);
    await ended(near, far);
  });

  it("waits for a connection that is being made", async () => {
    const server = await listening(createServer((connection) => connection.end("hello\r\nthere")));
    const near = new NetSocket().connect(portOf(server), "127.0.0.1");
    const { socket, buffered } = await fromNetSocket(near);
    const lines = new BufferedSocket(socket, { buffered });
    assert.deepEqual([await getLine(lines), await getLine(lines), await getLine(lines)], ["hello", "there", undefined]);
    lines.close();
    server.close();
    await once(server, "close");
    const refused = new NetSocket().connect(portOfClosed, "127.0.0.1");
    await assert.rejects(fromNetSocket(refused), { code: "ECONNREFUSED" });
  });

  it("tells of an end that Node had met, and can still send", async () => {
    const [near, far] = await nodePair();
    near.pause();
    far.end("last words");
    near.read(0);
    await until(() => near.readableLength > 0);
    await new Promise((resolve) => setImmediate(resolve));
    const { socket, buffered } = await fromNetSocket(near);
    assert.equal(text(buffered), "last words");
    assert.equal((await receive(socket, 9)).length, 0);
    far.resume();
    const heard = once(far, "data");
    await sendAll(socket, bytes("heard"));
    assert.equal(String((await heard)[0]), "heard");
    socket.close();
    await ended(near, far);
  });

  it("takes one that has said its last word", async () => {
    const [near, far] = await nodePair("tcp", { allowHalfOpen: true });
    near.end("the question");
    const { socket } = await fromNetSocket(near);
    assert.equal(await textOf(far), "the question");
    far.end("the answer");
    assert.equal(text(await receive(socket, 100)), "the answer");
    socket.close();
    await ended(near, far);
  });

  it("ends its borrowers", async () => {
    const [near, far] = await nodePair();
    const borrowed = borrowNetSocket(near);
    const waiting = rejectsWith("ECANCELED", readable(borrowed, { ref: false }));
    const { socket } = await fromNetSocket(near);
    assert.equal(borrowed.closed, true);
    await waiting;
    socket.close();
    await ended(far);
  });

  it("refuses TLS, which has no place in the kernel; nothing happens to it", { skip: withoutOpenssl }, async () => {
    const certificate = makeCertificate();
    const server = await listening(createTlsServer(certificate) as Server);
    server.on("secureConnection", (connection: TLSSocket) => connection.pipe(connection));
    const near = connectTls({ port: portOf(server), ca: certificate.cert, servername: "localhost" });
    await once(near, "secureConnect");
    await assert.rejects(fromNetSocket(near), {
      name: "TypeError",
      message:
        "netSocket must be a net.Socket without TLS, which cannot leave Node, not TLSSocket; borrowNetSocket takes it",
    });
    near.write("still secure");
    assert.equal(String((await once(near, "data"))[0]), "still secure");
    await ended(near);
    server.close();
    await once(server, "close");
  });

  it("refuses text, HTTP's sockets, destroyed ones and others; nothing happens to them", async () => {
    const [near, far] = await nodePair();
    near.setEncoding("utf8").pause();
    far.write(Buffer.from("é").subarray(0, 1)); // the first half of a character
    near.read(0);
    await until(() => near.bytesRead > 0);
    const busy = await rejectsWith("EBUSY", fromNetSocket(near));
    assert.match(busy.message, /net\.Socket, which has been given an encoding/);
    far.write(Buffer.from("é").subarray(1));
    assert.equal((await once(near.resume(), "data"))[0], "é");
    const { socket } = await fromNetSocket(near); // nothing is held any more
    socket.close();
    await ended(near, far);
    await rejectsWith("EBADF", fromNetSocket(near));
    await rejectsWith("EBADF", fromNetSocket(new NetSocket()));
    await assert.rejects(fromNetSocket(7 as never), TypeError);
    await assert.rejects(fromNetSocket(undefined as never), TypeError);
    await assert.rejects(fromNetSocket(near, { singal: 1 } as never), /options has no member singal/);
    await assert.rejects(fromNetSocket(near, { signal: 1 as never }), /options\.signal must be an AbortSignal/);

    const http = await listening(
      createHttpServer((incoming, response) => {
        fromNetSocket(incoming.socket).then(
          () => response.end("taken"),
          (error: Error) => response.end(error.message),
        );
      }),
    );
    const outgoing = request({ port: portOf(http), agent: false }).end();
    const [incoming] = await once(outgoing, "response");
    assert.equal(await textOf(incoming), "fcntl EBUSY net.Socket, which is in use by HTTP");
    http.close();
    await once(http, "close");
  });

  it("takes what HTTP has let go: an upgrade", async () => {
    const http = await listening(createHttpServer());
    http.on("upgrade", (_, connection: NetSocket, head: Buffer) => {
      connection.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: lines\r\n\r\n");
      void fromNetSocket(connection).then(async ({ socket, buffered }) => {
        const lines = new BufferedSocket(socket, { buffered: Buffer.concat([head, buffered]) });
        await sendAll(socket, bytes(`you said ${await getLine(lines)}`));
        lines.close();
      });
    });
    const client = await connectedTo(http);
    client.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: lines\r\n\r\nhel");
    setImmediate(() => client.write("lo\n"));
    assert.match(await textOf(client), /\r\n\r\nyou said hello$/);
    await ended(client);
    http.close();
    await once(http, "close");
  });
});

describe("fromNetServer", () => {
  for (const medium of media) {
    it(`keeps the listener where it is, and its file: ${medium}`, async () => {
      const server = await listening(createServer(), medium);
      const address = server.address();
      const listener = fromNetServer(server);
      assert.equal(server.listening, false);
      assert.equal(listener.getOption(SO_ACCEPTCONN), true);
      const client = Socket.create(listener.domain, SocketType.stream);
      client.connect(listener.localAddress as InternetAddress | UnixAddress);
      const [connection] = await accept(listener);
      connection.close();
      client.close();
      if (typeof address === "string") assert.equal(existsSync(address), true);
      listener.close();
      if (typeof address === "string") assert.equal(existsSync(address), false);
    });
  }

  it("leaves its connections to the server, and takes abstract names", async () => {
    const server = createServer((connection) => connection.end("from Node"));
    server.listen(`\0interop-${process.pid}`);
    await once(server, "listening");
    const client = new NetSocket().connect(`\0interop-${process.pid}`);
    const [connection] = await once(server, "connection");
    const listener = fromNetServer(server);
    assert.equal((listener.localAddress as UnixAddress).kind, "abstract");
    assert.equal(await textOf(client), "from Node");
    await ended(client, connection as NetSocket);
    listener.close();
  });

  it("refuses a server that does not listen, and what is none", () => {
    expectCode("EBADF", () => fromNetServer(createServer()));
    assert.throws(() => fromNetServer(new NetSocket() as never), TypeError);
  });
});

describe("fromDgramSocket", () => {
  it("keeps its port and what waits in the kernel", async () => {
    const theirs = createSocket("udp4").bind(0, "127.0.0.1");
    await once(theirs, "listening");
    const { port } = theirs.address();
    for (let count = 0; count < 10; count++) theirs.send(`datagram ${count}`, port, "127.0.0.1");
    const ours = await fromDgramSocket(theirs);
    assert.equal((ours.localAddress as InternetAddress).port, port);
    const peer = Socket.create(SocketDomain.internet, SocketType.datagram);
    peer.sendTo(bytes("last"), InternetAddress.loopback(port));
    const heard = new Set<string>();
    while (!heard.has("last")) heard.add(text((await receiveFrom(ours, 100))[0]));
    assert.ok(heard.size >= 1);
    peer.close();
    ours.close();
  });

  it("refuses one that is closed or has not been bound, and what is none", async () => {
    const theirs = createSocket("udp4");
    await rejectsWith("EBADF", fromDgramSocket(theirs));
    theirs.close();
    await rejectsWith("EBADF", fromDgramSocket(theirs));
    await assert.rejects(fromDgramSocket({} as never), TypeError);
  });
});

describe("a BufferedSocket", () => {
  it("reads first what was received before", async () => {
    const [near, far] = Socket.pair(SocketDomain.unix, SocketType.stream);
    far.send(bytes("c\nd"));
    far.close();
    const long = `${"a".repeat(20_000)}\nb`;
    const lines = new BufferedSocket(near, { buffered: bytes(long), bufferSize: 16 });
    assert.equal((await getLine(lines))?.length, 20_000);
    assert.deepEqual([await getLine(lines), await getLine(lines), await getLine(lines)], ["bc", "d", undefined]);
    lines.close();
    assert.throws(() => new BufferedSocket(near, { buffered: "text" as never }), /options\.buffered must be/);
  });
});
