import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { InternetAddress, Socket, SocketCondition, SocketDomain, SocketType, WouldBlock } from "berkeley-sockets";
import { withFaults } from "berkeley-sockets/testing";
import { using } from "../support/kinds.ts";

test("a value, frozen, without a stack, one per method and error number", () => {
  using([Socket.create(SocketDomain.internet, SocketType.datagram)], (socket) => {
    const first = socket.receive(1);
    const second = socket.receive(1);
    assert.ok(first instanceof WouldBlock && first instanceof SocketCondition && first instanceof Error);
    assert.equal(first, second);
    assert.ok(Object.isFrozen(first));
    assert.equal(first.stack, undefined);
    assert.equal(first.name, "WouldBlock");
    assert.deepEqual([first.who, first.syscall, first.code], ["receive", "recv", "EAGAIN"]);
    assert.equal(first.message, "recv EAGAIN");
    for (const field of ["address", "port", "local", "cause"]) assert.equal(field in first, false, field);
    assert.ok(inspect(first).includes("recv EAGAIN"));
    const [, other] = socket.receiveFrom(1);
    assert.ok(other instanceof WouldBlock);
    assert.notEqual(other, first);
    assert.deepEqual([other.who, other.syscall], ["receiveFrom", "recvfrom"]);
    assert.throws(() => Object.assign(first, { who: "me" }), TypeError);
  });
});

test("every method's, and both of connect's, are objects of their own", () => {
  const address = InternetAddress.loopback(9);
  const data = new Uint8Array(1);
  using([Socket.create(SocketDomain.internet, SocketType.stream)], (socket) => {
    const again = (syscall: "accept" | "connect" | "send" | "sendto" | "recv" | "recvfrom", errno: string) =>
      [{ syscall, errno }] as const;
    const calls: Record<string, () => unknown> = {
      "accept EAGAIN": () => withFaults(again("accept", "EAGAIN"), () => socket.accept()[1]),
      "connect EINPROGRESS": () => withFaults(again("connect", "EINPROGRESS"), () => socket.connect(address)),
      "connect EAGAIN": () => withFaults(again("connect", "EAGAIN"), () => socket.connect(address)),
      "send EAGAIN": () => withFaults(again("send", "EAGAIN"), () => socket.send(data)),
      "sendTo EAGAIN": () => withFaults(again("sendto", "EAGAIN"), () => socket.sendTo(data, address)),
      "receive EAGAIN": () => withFaults(again("recv", "EAGAIN"), () => socket.receive(1)),
      "receiveInto EAGAIN": () => withFaults(again("recv", "EAGAIN"), () => socket.receiveInto(data)),
      "receiveFrom EAGAIN": () => withFaults(again("recvfrom", "EAGAIN"), () => socket.receiveFrom(1)[1]),
      "receiveFromInto EAGAIN": () => withFaults(again("recvfrom", "EAGAIN"), () => socket.receiveFromInto(data)[1]),
    };
    const met = new Set<unknown>();
    for (const [name, call] of Object.entries(calls)) {
      const value = call();
      assert.ok(value instanceof WouldBlock, name);
      assert.equal(`${value.who} ${value.code}`, name);
      assert.equal(call(), value, `${name}: one object`);
      assert.ok(Object.isFrozen(value) && value.stack === undefined);
      met.add(value);
    }
    assert.equal(met.size, Object.keys(calls).length);
  });
});
