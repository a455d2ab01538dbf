import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { Socket, SocketProtocol, UnixAddress } from "berkeley-sockets";
import { descriptorFlags } from "../support/descriptor-flags.ts";
import { eachKind, portKinds, unixKinds } from "../support/each-kind.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { bytes, receiveText, using } from "../support/kinds.ts";

/** socketpair(2): `Socket.pair`. */

eachKind(unixKinds, "two sockets that are connected to each other", (kind) => {
  using(Socket.pair(kind.domain, kind.type), (first, second) => {
    for (const socket of [first, second]) {
      assert.equal(socket.domain, kind.domain);
      assert.equal(socket.type, kind.type);
      assert.equal(socket.protocol, SocketProtocol.auto);
      assert.equal(socket.nonblocking, true);
      assert.deepEqual(descriptorFlags(socket.fd), { closeOnExec: true, nonblocking: true });
      assert.equal(socket.localAddress, UnixAddress.unnamed);
      assert.equal(socket.peerAddress, UnixAddress.unnamed);
    }
    assert.notEqual(first.fd, second.fd);
    assert.equal(first.send(bytes("there")), 5);
    assert.equal(receiveText(second), "there");
    assert.equal(second.send(bytes("and back")), 8);
    assert.equal(receiveText(first), "and back");
  });
});

eachKind(unixKinds, "what becomes of the other when one is closed", (kind) => {
  using(Socket.pair(kind.domain, kind.type), (first, second) => {
    first.close();
    if (kind.connected) {
      const end = second.receive(10);
      assert.ok(end instanceof Uint8Array && end.length === 0);
      expectCode("EPIPE", () => second.send(bytes("late")));
    } else {
      expectCode("ECONNREFUSED", () => second.send(bytes("late")));
    }
  });
});

// socketpair(2): "EOPNOTSUPP The specified protocol does not support creation of socket pairs."
eachKind(portKinds, "EOPNOTSUPP, which here goes by its other name", (kind) => {
  const condition = expectCode("ENOTSUP", () => Socket.pair(kind.domain, kind.type));
  assert.equal(condition.who, "pair");
  assert.equal(condition.syscall, "socketpair");
});

eachKind(unixKinds, "EPROTONOSUPPORT for a foreign protocol", (kind) => {
  expectCode("EPROTONOSUPPORT", () => Socket.pair(kind.domain, kind.type, SocketProtocol.tcp));
});

eachKind(unixKinds, "arguments are checked before any system call", (kind) => {
  expectRefused(TypeError, "protocol", () => Socket.pair(kind.domain, kind.type, 0 as unknown as SocketProtocol));
  expectRefused(TypeError, "type", () => Socket.pair(kind.domain, kind.domain as never));
});
