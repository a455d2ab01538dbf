/** Borrowing the runtime's sockets: their options, their addresses, the end of the loan. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import {
  Agent,
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  request,
} from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { createServer, Socket as NetSocket, type Server } from "node:net";
import { describe, it } from "node:test";
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from "node:tls";
import { type InternetAddress, peerCredentials, Socket, SocketDomain, SocketType, UnixAddress } from "berkeley-sockets";
import { readable, receive } from "berkeley-sockets/async";
import { borrowNetSocket, descriptorOf, fromNetSocket, toDuplex } from "berkeley-sockets/interop";
import { SO_ACCEPTCONN, SO_RCVBUF, TCP_INFO, TCP_NODELAY, TCP_USER_TIMEOUT } from "berkeley-sockets/options";
import { rejectsWith } from "../support/awaiting.ts";
import { makeCertificate, withoutOpenssl } from "../support/certificate.ts";
import { expectCode } from "../support/expect.ts";
import { connectedTo, ended, listening, media, nodePair, portOf } from "../support/node-pairs.ts";
import { foreignEnv, withoutProgram } from "../support/probe.ts";

/** The timer of the kernel's, as another program sees it. */
function ssLine(port: number): string {
  const { stdout } = spawnSync("ss", ["-tinoH", `sport = :${port}`], { encoding: "utf8", env: foreignEnv });
  return stdout.replace(/\s+/g, " ");
}

describe("borrowNetSocket", () => {
  it("tunes a live net.Socket, TCP_USER_TIMEOUT for one, and tells of it what the kernel knows", async () => {
    const [near, far] = await nodePair();
    const socket = borrowNetSocket(near);
    socket.setOption(TCP_USER_TIMEOUT, 5000);
    assert.equal(borrowNetSocket(near).getOption(TCP_USER_TIMEOUT), 5000);
    socket.setOption(TCP_NODELAY, true);
    assert.equal(socket.getOption(TCP_NODELAY), true);
    assert.equal(socket.getOption(TCP_INFO).state, "established");
    const local = socket.localAddress as InternetAddress;
    assert.deepEqual([local.port, (socket.peerAddress as InternetAddress).port], [near.localPort, near.remotePort]);
    socket.close();
    near.end("still Node's");
    far.resume();
    await once(far, "end");
    await ended(near, far);
  });

  it("changes what ss tells of the socket", { skip: withoutProgram("ss", "-V") }, async () => {
    const [near, far] = await nodePair();
    const port = near.localPort as number;
    assert.doesNotMatch(ssLine(port), /nodelay|keepalive/i);
    const socket = borrowNetSocket(near);
    const { TCP_CONGESTION, SO_KEEPALIVE, TCP_KEEPIDLE } = await import("berkeley-sockets/options");
    socket.setOption(TCP_CONGESTION, "reno");
    socket.setOption(TCP_KEEPIDLE, 77);
    socket.setOption(SO_KEEPALIVE, true);
    assert.match(ssLine(port), /timer:\(keepalive,1min(1[0-7]|[0-9])sec.* reno /);
    await ended(near, far);
  });

  it("tells who is at the other end of a Unix socket", async () => {
    const [near, far] = await nodePair("unix");
    assert.equal(peerCredentials(borrowNetSocket(near)).pid, process.pid);
    assert.ok(borrowNetSocket(near).peerAddress instanceof UnixAddress);
    await ended(near, far);
  });

  it("takes a server, a dgram.Socket, an HTTP request and its response, an HTTP/2 session", async () => {
    const server = await listening(createServer());
    assert.equal(borrowNetSocket(server).getOption(SO_ACCEPTCONN), true);
    server.close();

    for (const [family, host, domain] of [
      ["udp4", "127.0.0.1", SocketDomain.internet],
      ["udp6", "::1", SocketDomain.internet6],
    ] as const) {
      const datagram = createSocket(family).bind(0, host);
      await once(datagram, "listening");
      const socket = borrowNetSocket(datagram);
      assert.deepEqual([socket.domain, socket.type], [domain, SocketType.datagram]);
      assert.ok(socket.getOption(SO_RCVBUF) > 0);
      datagram.close();
      assert.equal(socket.closed, true);
    }

    const http: HttpServer = await listening(
      createHttpServer((incoming, response) => {
        borrowNetSocket(incoming).setOption(TCP_USER_TIMEOUT, 1234);
        response.end(String(borrowNetSocket(response).getOption(TCP_USER_TIMEOUT)));
      }),
    );
    const outgoing = request({ port: portOf(http), host: "127.0.0.1", agent: new Agent() });
    expectCode("EBADF", () => borrowNetSocket(outgoing)); // no socket yet
    const response = once(outgoing, "response") as Promise<[IncomingMessage]>;
    outgoing.end();
    await once(outgoing, "socket");
    const [incoming] = await response;
    assert.equal(borrowNetSocket(outgoing).fd, borrowNetSocket(incoming).fd);
    let text = "";
    for await (const chunk of incoming) text += String(chunk);
    assert.equal(text, "1234");
    http.close();
    await once(http, "close");

    const http2 = createHttp2Server().listen(0, "127.0.0.1");
    await once(http2, "listening");
    const session = connectHttp2(`http://127.0.0.1:${portOf(http2)}`);
    await once(session, "connect");
    const borrowed = borrowNetSocket(session);
    borrowed.setOption(TCP_USER_TIMEOUT, 4321);
    assert.equal(borrowNetSocket(session.socket as NetSocket).getOption(TCP_USER_TIMEOUT), 4321);
    session.destroy();
    await once(session, "close");
    assert.equal(borrowed.closed, true);
    http2.close();
    await once(http2, "close");
  });

  it("takes TLS, over TCP and over a duplex of ours", { skip: withoutOpenssl }, async () => {
    const certificate = makeCertificate();
    const server = await listening(createTlsServer(certificate) as Server);
    server.on("secureConnection", (connection: TLSSocket) => connection.on("error", () => {}).resume());
    const secure = (options: object): TLSSocket =>
      connectTls({ ...options, ca: certificate.cert, servername: "localhost" });

    const direct = secure({ port: portOf(server), host: "127.0.0.1" });
    await once(direct, "secureConnect");
    const socket = borrowNetSocket(direct);
    socket.setOption(TCP_USER_TIMEOUT, 5000);
    assert.equal(socket.getOption(TCP_USER_TIMEOUT), 5000);
    direct.destroy();
    assert.equal(socket.closed, true);

    const raw = await connectedTo(server);
    const wrapped = secure({ socket: raw });
    await once(wrapped, "secureConnect");
    const below = borrowNetSocket(wrapped);
    assert.equal(below.fd, descriptorOf(raw));
    wrapped.destroy(); // Node 20 crashes when the one below is destroyed in its place
    assert.equal(below.closed, true);

    const { socket: ours } = await fromNetSocket(await connectedTo(server));
    const over = secure({ socket: toDuplex(ours) });
    await once(over, "secureConnect");
    const through = borrowNetSocket(over);
    assert.equal(through.fd, ours.fd);
    ours.close();
    assert.equal(through.closed, true);
    over.on("error", () => {}).destroy();
    server.close();
    await once(server, "close");
  });

  for (const medium of media) {
    it(`ends with its lender, before the number is another's: ${medium}`, async () => {
      const [near, far] = await nodePair(medium);
      const socket = borrowNetSocket(near);
      const { fd } = socket;
      const waiting = rejectsWith("ECANCELED", readable(socket, { ref: false }));
      near.destroy();
      // At once, though its event `close` comes later: the next socket has the number.
      const [first, second] = Socket.pair(SocketDomain.unix, SocketType.stream);
      assert.ok([first.fd, second.fd].includes(fd), "the kernel gave out another number");
      assert.deepEqual([socket.closed, socket.fd], [true, -1]);
      expectCode("EBADF", () => socket.getOption(SO_RCVBUF));
      await waiting;
      second.send(new Uint8Array([7]));
      assert.deepEqual(await receive(first, 9), new Uint8Array([7]), "the next socket is untouched");
      first.close();
      second.close();
      await ended(far);
    });
  }

  it("ends when the lender is reset, too", async () => {
    const [near, far] = await nodePair();
    const socket = borrowNetSocket(near);
    const reset = once(far.resume(), "error");
    near.resetAndDestroy();
    assert.equal(socket.closed, true);
    await reset;
    await ended(far);
  });

  it("closes nothing, and may be had again and again", async () => {
    const [near, far] = await nodePair();
    for (let count = 0; count < 3; count++) borrowNetSocket(near).close();
    near.write("there");
    assert.equal(String((await once(far.resume(), "data"))[0]), "there");
    await ended(near, far);
  });

  it("lets go of borrowers that were forgotten", async () => {
    const [near, far] = await nodePair();
    const collect = globalThis.gc;
    assert.ok(collect !== undefined, "run with --expose-gc");
    const forgotten = new WeakRef(borrowNetSocket(near));
    for (let turn = 0; turn < 20 && forgotten.deref() !== undefined; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
    }
    assert.equal(forgotten.deref(), undefined);
    await ended(near, far);
  });
});

describe("what has no descriptor", () => {
  it("is refused in clear words", async () => {
    const [near, far] = await nodePair();
    await ended(near, far);
    const message = (source: Parameters<typeof descriptorOf>[0]): string =>
      expectCode("EBADF", () => borrowNetSocket(source)).message;
    assert.equal(message(near), "fcntl EBADF net.Socket, which is destroyed");
    assert.equal(message(new NetSocket()), "fcntl EBADF net.Socket, which has not been connected");
    assert.equal(message(createServer()), "fcntl EBADF net.Server, which does not listen");
    const looking = new NetSocket().on("error", () => {}).connect(9, "localhost"); // its name is being looked up
    assert.equal(message(looking), "fcntl EBADF net.Socket, which has no descriptor, or none yet");
    looking.destroy();
    const datagram = createSocket("udp4");
    assert.equal(message(datagram), "fcntl EBADF dgram.Socket, which has not been bound");
    datagram.close();
    assert.equal(message(datagram), "fcntl EBADF dgram.Socket, which is not open");
    const outgoing = request({ port: 9, agent: new Agent() }).on("error", () => {});
    assert.equal(message(outgoing), "fcntl EBADF ClientRequest, which has no socket, or none yet");
    outgoing.destroy();
  });

  it("is refused by its type when it is no socket at all", () => {
    for (const value of [undefined, null, 3, "socket", {}, [], { socket: 3 }, new Uint8Array(1)]) {
      assert.throws(() => borrowNetSocket(value as never), {
        name: "TypeError",
        message: /^source must be a net\.Socket, net\.Server, dgram\.Socket, or what has one/,
      });
    }
    const [first, second] = Socket.pair(SocketDomain.unix, SocketType.stream);
    assert.throws(() => borrowNetSocket(first as never), TypeError);
    first.close();
    second.close();
  });

  it("a pipe is no socket", async () => {
    const { spawn } = await import("node:child_process");
    const child = spawn("cat", { stdio: ["pipe", "pipe", "inherit"], env: foreignEnv });
    // Node gives its children sockets, or pipes; either way the answer is the kernel's.
    try {
      assert.equal(borrowNetSocket(child.stdin as NetSocket).domain, SocketDomain.unix);
    } catch (error) {
      assert.equal((error as { code: string }).code, "ENOTSOCK");
    }
    child.stdin.end();
    await once(child, "close");
  });
});

describe("descriptorOf", () => {
  it("tells the number", async () => {
    const [near, far] = await nodePair();
    assert.equal(descriptorOf(near), borrowNetSocket(near).fd);
    assert.notEqual(descriptorOf(near), descriptorOf(far));
    const socket = Socket.borrow(descriptorOf(far));
    assert.equal((socket.localAddress as InternetAddress).port, far.localPort);
    await ended(near, far);
    expectCode("EBADF", () => descriptorOf(near));
  });
});
