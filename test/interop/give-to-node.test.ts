/** Sockets that are given to Node, and what becomes of those that it cannot have. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer as createHttpServer, get, type IncomingMessage } from "node:http";
import { Socket as NetSocket } from "node:net";
import { describe, it } from "node:test";
import {
  Internet6Address,
  InternetAddress,
  type Socket as OurSocket,
  Socket,
  SocketDomain,
  SocketType,
  type UnixAddress,
} from "berkeley-sockets";
import {
  connect,
  getLine,
  listenOnIpv4Socket,
  listenOnUnixSocket,
  readable,
  receive,
  receiveFrom,
} from "berkeley-sockets/async";
import { borrowNetSocket, fromNetSocket, toDgramSocket, toNetServer, toNetSocket } from "berkeley-sockets/interop";
import { SO_RCVBUF, TCP_USER_TIMEOUT } from "berkeley-sockets/options";
import { BufferedSocket } from "berkeley-sockets/simple";
import { openDescriptors } from "berkeley-sockets/testing";
import { rejectsWith, text } from "../support/awaiting.ts";
import { expectCode } from "../support/expect.ts";
import { bytes, connectedPair, kinds, temporaryPath, using } from "../support/kinds.ts";
import { createServer, ended, listening, textOf } from "../support/node-pairs.ts";
import { withoutIpv6, withoutKind } from "../support/probe.ts";

const streams = kinds.filter(({ type }) => type === SocketType.stream);

describe("toNetSocket", () => {
  for (const kind of streams) {
    it(`gives a connection to Node: ${kind.name}`, {
      skip: kind.domain === SocketDomain.internet6 && withoutIpv6(),
    }, async () => {
      const [near, far] = connectedPair(kind);
      if (kind.domain !== SocketDomain.unix) near.setOption(TCP_USER_TIMEOUT, 5000);
      const waiting = rejectsWith("ECANCELED", readable(near));
      const netSocket = toNetSocket(near);
      await waiting;
      assert.deepEqual([near.closed, near.fd], [true, -1]);
      expectCode("EBADF", () => near.send(bytes("x")));
      if (kind.domain !== SocketDomain.unix) assert.equal(borrowNetSocket(netSocket).getOption(TCP_USER_TIMEOUT), 5000);
      far.send(bytes("to Node"));
      assert.equal(String((await once(netSocket, "data"))[0]), "to Node");
      netSocket.end("from Node");
      assert.equal(text(await receive(far, 100)), "from Node");
      assert.equal((await receive(far, 100)).length, 0);
      far.close();
      await once(netSocket, "close");
    });
  }

  it("reads first what was received before, and there and back again", async () => {
    const [near, far] = Socket.pair(SocketDomain.unix, SocketType.stream);
    far.send(bytes("a line\nand some more"));
    const lines = new BufferedSocket(near);
    assert.equal(await getLine(lines), "a line");
    const netSocket = toNetSocket(lines);
    const back = await fromNetSocket(netSocket);
    assert.equal(text(back.buffered), "and some more");
    far.send(bytes("!"));
    const again = toNetSocket(new BufferedSocket(back.socket, { buffered: back.buffered }));
    far.close();
    assert.equal(await textOf(again), "and some more!");
    await ended(again);
  });

  it("goes on when the peer has ended, if asked to", async () => {
    const [near, far] = Socket.pair(SocketDomain.unix, SocketType.stream);
    const netSocket = toNetSocket(near, { allowHalfOpen: true });
    const { ShutdownMethod } = await import("berkeley-sockets");
    far.shutdown(ShutdownMethod.write);
    await once(netSocket.resume(), "end");
    netSocket.end("after the end");
    assert.equal(text(await receive(far, 100)), "after the end");
    far.close();
    await once(netSocket, "close");
  });

  it("refuses what Node does not know, with the socket as it was", async () => {
    for (const kind of kinds.filter(({ type }) => type !== SocketType.stream)) {
      using([Socket.create(kind.domain, kind.type)], (socket) => {
        assert.throws(() => toNetSocket(socket), /source must be a stream socket that does not listen, not Socket/);
        assert.equal(socket.closed, false);
      });
    }
    using([listenOnIpv4Socket(true, 0, 5)], (socket) => assert.throws(() => toNetSocket(socket), RangeError));
    const [near, far] = Socket.pair(SocketDomain.unix, SocketType.stream);
    const borrowed = Socket.borrow(near.fd);
    assert.throws(() => toNetSocket(borrowed), /source must be a Socket that owns its descriptor, no borrower/);
    assert.equal(borrowed.closed, false);
    near.close();
    far.close();
    expectCode("EBADF", () => toNetSocket(near));
    for (const wrong of [undefined, null, 3, {}, new NetSocket()])
      assert.throws(() => toNetSocket(wrong as never), TypeError);
    assert.throws(() => toNetSocket(far, { half: true } as never), /options has no member half/);
    assert.throws(() => toNetSocket(far, { allowHalfOpen: 1 } as never), TypeError);
  });

  it("refuses other families", { skip: withoutKind(SocketDomain.vsock, SocketType.stream) }, () => {
    using([Socket.create(SocketDomain.vsock, SocketType.stream)], (socket) => {
      assert.throws(() => toNetSocket(socket), /a TCP or Unix stream, all that Node knows; toDuplex takes any/);
      assert.equal(socket.closed, false);
    });
  });
});

describe("toNetServer", () => {
  const listeners: Record<string, () => OurSocket> = {
    tcp: () => listenOnIpv4Socket(true, 0, 5),
    unix: () => listenOnUnixSocket(temporaryPath(), 5),
  };
  for (const [name, listen] of Object.entries(listeners)) {
    it(`gives a listener to Node: ${name}`, async () => {
      const listener = listen();
      const address = listener.localAddress as InternetAddress | UnixAddress;
      const early = Socket.create(listener.domain, SocketType.stream);
      await connect(early, address); // waits in the queue
      const server = toNetServer(listener);
      assert.equal(listener.closed, true);
      const [connection] = (await once(server, "connection")) as [NetSocket];
      connection.end("from Node");
      assert.equal(text(await receive(early, 100)), "from Node");
      early.close();
      await once(connection.resume(), "close");
      const path = "path" in address ? address.path : undefined;
      if (path !== undefined) assert.equal(existsSync(path), true);
      server.close();
      if (path !== undefined) assert.equal(existsSync(path), false, "the file goes with the server");
      await once(server, "close");
    });
  }

  it("serves HTTP", async () => {
    const listener = listenOnIpv4Socket(true, 0, 5);
    const { port } = listener.localAddress as InternetAddress;
    const server = toNetServer(
      listener,
      createHttpServer((_, response) => response.end("hello")),
    );
    const [response] = (await once(get({ port, agent: false }), "response")) as [IncomingMessage];
    assert.equal(String((await once(response, "data"))[0]), "hello");
    server.close();
    await once(server, "close");
  });

  it("refuses what does not listen, a server that does, and others, with the socket as it was", async () => {
    const listener = listenOnIpv4Socket(true, 0, 5);
    const server = await listening(createServer());
    assert.throws(() => toNetServer(listener, server), { code: "ERR_SERVER_ALREADY_LISTEN" });
    assert.throws(() => toNetServer(listener, {} as never), TypeError);
    assert.throws(() => toNetServer(Socket.borrow(listener.fd)), RangeError);
    assert.equal(listener.closed, false);
    server.close();
    listener.close();
    expectCode("EBADF", () => toNetServer(listener));
    using([Socket.create(SocketDomain.internet, SocketType.stream)], (socket) => {
      assert.throws(() => toNetServer(socket), /listener must be a TCP or Unix stream socket that listens/);
      assert.equal(socket.closed, false);
    });
    assert.deepEqual(openDescriptors(), []);
  });
});

describe("toDgramSocket", () => {
  for (const [domain, loopback] of [
    [SocketDomain.internet, () => InternetAddress.loopback(0)],
    [SocketDomain.internet6, () => Internet6Address.loopback(0)],
  ] as const) {
    it(`gives a UDP socket to Node: ${domain}`, {
      skip: domain === SocketDomain.internet6 && withoutIpv6(),
    }, async () => {
      const ours = Socket.create(domain, SocketType.datagram);
      ours.bind(loopback());
      ours.setOption(SO_RCVBUF, 123_456);
      const at = ours.localAddress as InternetAddress | Internet6Address;
      const theirs = toDgramSocket(ours);
      assert.equal(ours.closed, true);
      assert.deepEqual([theirs.address().port, theirs.getRecvBufferSize()], [at.port, 2 * 123_456]);
      const peer = Socket.create(domain, SocketType.datagram);
      peer.bind(loopback());
      peer.sendTo(bytes("to Node"), at);
      const [data, { port }] = (await once(theirs, "message")) as [Buffer, { port: number }];
      assert.equal(String(data), "to Node");
      theirs.send("from Node", port);
      assert.equal(text((await receiveFrom(peer, 100))[0]), "from Node");
      peer.close();
      theirs.close();
      await once(theirs, "close");
    });
  }

  it("keeps the peer of a connected one", async () => {
    const [near, far] = connectedPair(kinds.find(({ name }) => name === "internet datagram") as (typeof kinds)[0]);
    const { port } = near.peerAddress as InternetAddress;
    const theirs = toDgramSocket(near);
    assert.equal(theirs.remoteAddress().port, port);
    theirs.send("to the peer");
    assert.equal(text(await receive(far, 100)), "to the peer");
    far.close();
    theirs.close();
    await once(theirs, "close");
  });

  it("refuses other kinds, with the socket as it was", () => {
    for (const kind of kinds) {
      if (kind.type === SocketType.datagram && kind.domain !== SocketDomain.unix) continue;
      using([Socket.create(kind.domain, kind.type)], (socket) => {
        assert.throws(() => toDgramSocket(socket), /socket must be a UDP socket, all that node:dgram knows/);
        assert.equal(socket.closed, false);
      });
    }
    using([Socket.create(SocketDomain.internet, SocketType.datagram)], (socket) => {
      assert.throws(() => toDgramSocket(Socket.borrow(socket.fd)), RangeError);
      socket.close();
      expectCode("EBADF", () => toDgramSocket(socket));
    });
    assert.throws(() => toDgramSocket(3 as never), TypeError);
  });
});
