import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ReceiveFromOption,
  SendToOption,
  ShutdownMethod,
  Socket,
  SocketCondition,
  SocketDomain,
  SocketProtocol,
  SocketType,
  WouldBlock,
} from "berkeley-sockets";
import { done, expectRefused } from "../support/expect.ts";
import { bytes, using } from "../support/kinds.ts";

/** Types, protocols, flags and methods that users make themselves. */

test("user-made type and protocol", () => {
  const type = new SocketType("my stream", SocketType.stream.value);
  const protocol = new SocketProtocol("my tcp", SocketProtocol.tcp.value);
  using socket = Socket.create(SocketDomain.internet, type, protocol);
  assert.equal(socket.type, type);
  assert.equal(socket.protocol, protocol);
  assert.equal(String(socket.type), "my stream");
  using adopted = Socket.adopt(socket.detach());
  assert.equal(adopted.type, SocketType.stream);
  assert.equal(adopted.protocol, SocketProtocol.tcp);
});

test("user-made flags and shutdown method", () => {
  const peek = new ReceiveFromOption("my peek", ReceiveFromOption.peek.value);
  const dontWait = new SendToOption("my dontWait", SendToOption.dontWait.value);
  const write = new ShutdownMethod("my write", ShutdownMethod.write.value);
  using(Socket.pair(SocketDomain.unix, SocketType.stream), (first, second) => {
    assert.equal(first.send(bytes("abc"), dontWait), 3);
    assert.deepEqual(second.receive(10, peek), bytes("abc"));
    assert.deepEqual(done(second.receive(10)), bytes("abc"));
    assert.ok(second.receive(10, new ReceiveFromOption("no flag", 0)) instanceof WouldBlock);
    first.shutdown(write);
    assert.deepEqual(second.receive(10), new Uint8Array(0));
  });
});

test("user-made constants that the platform lacks: ENOTSUP by name, before any system call", () => {
  using(Socket.pair(SocketDomain.unix, SocketType.stream), (first, _second) => {
    expectRefused(SocketCondition, /^send ENOTSUP SendToOption\.absent$/, () =>
      first.send(bytes("x"), new SendToOption("absent", undefined)),
    );
    expectRefused(SocketCondition, /^recv ENOTSUP ReceiveFromOption\.absent$/, () =>
      first.receive(1, new ReceiveFromOption("absent", undefined)),
    );
    expectRefused(SocketCondition, /^shutdown ENOTSUP ShutdownMethod\.absent$/, () =>
      first.shutdown(new ShutdownMethod("absent", undefined)),
    );
  });
});
