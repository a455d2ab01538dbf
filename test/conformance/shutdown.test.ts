import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { pollSockets, ShutdownMethod, WouldBlock } from "berkeley-sockets";
import { eachKind, unixKinds } from "../support/each-kind.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import {
  bytes,
  connectedKinds,
  connectedPair,
  create,
  datagramKinds,
  kinds,
  listener,
  receiveText,
  using,
  waitFor,
} from "../support/kinds.ts";

/** shutdown(2): `socket.shutdown`. */

const ended = new Uint8Array(0);

eachKind(connectedKinds, "write: the peer reads to the end, the other way stays open", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("last"));
    first.shutdown(ShutdownMethod.write);
    assert.equal(receiveText(second), "last");
    waitFor(second);
    assert.deepEqual(second.receive(10), ended);
    assert.equal(second.send(bytes("answer")), 6);
    assert.equal(receiveText(first), "answer");
    expectCode("EPIPE", () => first.send(bytes("more")));
  });
});

eachKind(connectedKinds, "read: what is received from then on is the end", (kind) => {
  using(connectedPair(kind), (first, second) => {
    assert.ok(first.receive(10) instanceof WouldBlock);
    first.shutdown(ShutdownMethod.read);
    assert.deepEqual(first.receive(10), ended);
    assert.equal(first.send(bytes("still")), 5);
    assert.equal(receiveText(second), "still");
  });
});

eachKind(connectedKinds, "readWrite: both, and the descriptor stays", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.shutdown(ShutdownMethod.readWrite);
    assert.equal(first.closed, false);
    assert.deepEqual(first.receive(10), ended);
    expectCode("EPIPE", () => first.send(bytes("x")));
    waitFor(second);
    assert.deepEqual(second.receive(10), ended);
    const [ready] = pollSockets([{ socket: first }], 1000);
    assert.equal(ready?.hangUp, true);
  });
});

// shutdown(2): "ENOTCONN The specified socket is not connected." Unix stream sockets do not mind.
eachKind(connectedKinds, "of a socket that is not connected", (kind) => {
  using socket = create(kind);
  if (unixKinds.includes(kind)) {
    socket.shutdown(ShutdownMethod.write);
  } else {
    const condition = expectCode("ENOTCONN", () => socket.shutdown(ShutdownMethod.write));
    assert.equal(condition.who, "shutdown");
    assert.equal(condition.syscall, "shutdown");
  }
});

eachKind(datagramKinds, "of a connected datagram socket", (kind) => {
  using(connectedPair(kind), (first, second) => {
    second.send(bytes("before"));
    waitFor(first);
    first.shutdown(ShutdownMethod.write);
    expectCode("EPIPE", () => first.send(bytes("x")));
    assert.equal(receiveText(first), "before");
  });
});

eachKind(connectedKinds, "of a listener: nobody is let in any more", (kind) => {
  const [listening, address] = listener(kind);
  using([listening, create(kind)], (_, client) => {
    listening.shutdown(ShutdownMethod.readWrite);
    if (unixKinds.includes(kind)) {
      expectCode("ECONNREFUSED", () => client.connect(address));
      assert.ok(listening.accept()[1] instanceof WouldBlock); // EINVAL only for those who wait: unix_accept()
    } else {
      expectCode("EINVAL", () => listening.accept());
    }
  });
});

eachKind(kinds, "what is no method", (kind) => {
  using socket = create(kind);
  for (const wrong of [undefined, 1, "write", {}]) {
    expectRefused(TypeError, "method must be a ShutdownMethod", () => socket.shutdown(wrong as never));
  }
  expectCode("EINVAL", () => socket.shutdown(new ShutdownMethod("all", 77)));
});
