import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { Socket, UnixAddress, UnknownAddress } from "berkeley-sockets";
import { SO_LINGER } from "berkeley-sockets/options";
import { eachKind, portKinds, streamKinds, unixConnectedKinds, unixKinds } from "../support/each-kind.ts";
import { expectCode } from "../support/expect.ts";
import {
  bound,
  connectedKinds,
  connectedPair,
  create,
  datagramKinds,
  kinds,
  listener,
  using,
  waitFor,
} from "../support/kinds.ts";

/** getpeername(2): `socket.peerAddress`. */

// getpeername(2): "ENOTCONN The socket is not connected."
eachKind(kinds, "ENOTCONN is undefined", (kind) => {
  using socket = create(kind);
  assert.equal(socket.peerAddress, undefined);
});

eachKind(connectedKinds, "a listener has no peer", (kind) => {
  const [listening] = listener(kind);
  using([listening], () => assert.equal(listening.peerAddress, undefined));
});

eachKind(connectedKinds, "of a connection, seen from both ends", (kind) => {
  const [listening, address] = listener(kind);
  using([listening, create(kind)], (_, client) => {
    client.connect(address);
    waitFor(listening);
    const [server, peer] = listening.accept();
    assert.ok(server !== undefined);
    using([server], () => {
      waitFor(client, "write");
      assert.ok(client.peerAddress?.equals(address));
      assert.ok(server.peerAddress?.equals(peer));
      assert.equal(client.peerAddress?.domain, kind.domain);
    });
  });
});

eachKind(datagramKinds, "asked anew each time", (kind) => {
  const [first, firstAddress] = bound(kind);
  const [second, secondAddress] = bound(kind);
  using([first, second, create(kind)], (_, __, socket) => {
    socket.connect(firstAddress);
    assert.ok(socket.peerAddress?.equals(firstAddress));
    socket.connect(secondAddress);
    assert.ok(socket.peerAddress?.equals(secondAddress));
    socket.connect(new UnknownAddress(0, new Uint8Array(16)));
    assert.equal(socket.peerAddress, undefined);
  });
});

eachKind(unixKinds, "the peer of a pair is unnamed", (kind) => {
  using(Socket.pair(kind.domain, kind.type), (first, second) => {
    assert.equal(first.peerAddress, UnixAddress.unnamed);
    assert.equal(second.peerAddress, UnixAddress.unnamed);
  });
});

eachKind(
  streamKinds.filter((kind) => portKinds.includes(kind)),
  "undefined again once the connection was reset",
  (kind) => {
    using(connectedPair(kind), (first, second) => {
      second.setOption(SO_LINGER, { on: true, seconds: 0 });
      second.close();
      waitFor(first);
      expectCode("ECONNRESET", () => first.receive(1));
      assert.equal(first.peerAddress, undefined);
    });
  },
);

eachKind(unixConnectedKinds, "still known when the peer has closed", (kind) => {
  using(connectedPair(kind), (client, server) => {
    const address = client.peerAddress;
    assert.ok(address instanceof UnixAddress);
    server.close();
    assert.ok(client.peerAddress?.equals(address));
  });
});

eachKind(kinds, "EBADF once closed", (kind) => {
  const socket = create(kind);
  socket.close();
  const condition = expectCode("EBADF", () => socket.peerAddress);
  assert.equal(condition.who, "peerAddress");
  assert.equal(condition.syscall, "getpeername");
});
