import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { InternetAddress, socketMaximumConnections, WouldBlock } from "berkeley-sockets";
import { SO_ACCEPTCONN, SO_REUSEADDR } from "berkeley-sockets/options";
import { eachKind, portKinds, tcp, unixConnectedKinds } from "../support/each-kind.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import {
  bound,
  connectedKinds,
  connectedPair,
  create,
  datagramKinds,
  listener,
  using,
  waitFor,
} from "../support/kinds.ts";

/** listen(2): `socket.listen`. */

eachKind(connectedKinds, "the socket listens afterwards", (kind) => {
  const [socket] = bound(kind);
  using([socket], (listening) => {
    assert.equal(listening.getOption(SO_ACCEPTCONN), false);
    listening.listen();
    assert.equal(listening.getOption(SO_ACCEPTCONN), true);
    listening.listen(3); // again: only the length of the queue changes
  });
});

eachKind(connectedKinds, "every length of the queue that C has; the kernel clamps", (kind) => {
  for (const length of [0, 1, 2 ** 31 - 1]) {
    const [socket, address] = bound(kind);
    using([socket, create(kind)], (listening, client) => {
      listening.listen(length);
      client.connect(address);
      waitFor(listening);
      const [server] = listening.accept();
      assert.ok(server !== undefined);
      server.close();
    });
  }
});

eachKind(connectedKinds, "other lengths are refused", (kind) => {
  const [socket] = bound(kind);
  using([socket], (listening) => {
    for (const length of [-1, 2 ** 31, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expectRefused(RangeError, "queueLength", () => listening.listen(length));
    }
    expectRefused(TypeError, "queueLength", () => listening.listen("5" as unknown as number));
  });
});

// unix(7): the queue holds one more than its length.
eachKind(unixConnectedKinds, "a full queue makes connect EAGAIN, and one accept makes room", (kind) => {
  const [listening, address] = listener(kind, 0);
  const [first, second] = [create(kind), create(kind)];
  using([listening, first, second], () => {
    assert.equal(first.connect(address), true);
    const full = second.connect(address);
    assert.ok(full instanceof WouldBlock && full.code === "EAGAIN");
    const [server] = listening.accept();
    assert.ok(server !== undefined);
    server.close();
    assert.equal(second.connect(address), true);
  });
});

// listen(2): "EOPNOTSUPP The socket is not of a type that supports the listen() operation."
eachKind(datagramKinds, "EOPNOTSUPP, which here goes by its other name", (kind) => {
  const [socket] = bound(kind);
  using([socket], () => {
    const condition = expectCode("ENOTSUP", () => socket.listen());
    assert.equal(condition.who, "listen");
    assert.equal(condition.syscall, "listen");
  });
});

eachKind(unixConnectedKinds, "EINVAL without an address", (kind) => {
  using socket = create(kind);
  expectCode("EINVAL", () => socket.listen());
});

eachKind(
  portKinds.filter((kind) => kind.connected),
  "without an address the kernel chooses a port",
  (kind) => {
    using socket = create(kind);
    socket.listen();
    assert.doesNotMatch(String(socket.localAddress), /:0$/);
  },
);

eachKind(connectedKinds, "EINVAL for a socket that is connected", (kind) => {
  using(connectedPair(kind), (client, _server) => {
    expectCode("EINVAL", () => client.listen());
  });
});

// listen(2): "EADDRINUSE Another socket is already listening on the same port."
test("EADDRINUSE where two may be bound but only one listens", () => {
  using first = create(tcp);
  using second = create(tcp);
  first.setOption(SO_REUSEADDR, true);
  second.setOption(SO_REUSEADDR, true);
  first.bind(InternetAddress.loopback(0));
  const address = first.localAddress;
  assert.ok(address !== undefined);
  second.bind(address);
  first.listen();
  expectCode("EADDRINUSE", () => second.listen());
});

test("the longest queue is the headers' SOMAXCONN", () => {
  assert.ok([128, 4096].includes(socketMaximumConnections())); // before and since Linux 5.4
  assert.ok(Number(readFileSync("/proc/sys/net/core/somaxconn", "utf8")) > 0);
});
