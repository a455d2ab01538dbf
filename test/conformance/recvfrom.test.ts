import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReceiveFromOption, type SocketAddress, UnixAddress, WouldBlock } from "berkeley-sockets";
import {
  eachKind,
  messageKinds,
  portKinds,
  streamKinds,
  unixConnectedKinds,
  unixDatagram,
  unixPacket,
} from "../support/each-kind.ts";
import { expectCode, expectWouldBlock } from "../support/expect.ts";
import {
  bound,
  bytes,
  connectedKinds,
  connectedPair,
  create,
  datagramKinds,
  kinds,
  using,
  waitFor,
} from "../support/kinds.ts";

/** recvfrom(2): `socket.receiveFrom` and `socket.receiveFromInto`. */

const { dontWait, peek, truncate, waitAll } = ReceiveFromOption;

eachKind(datagramKinds, "the message and its sender", (kind) => {
  const [receiver, address] = bound(kind);
  const [sender, senderAddress] = bound(kind);
  using([receiver, sender], () => {
    sender.sendTo(bytes("hello"), address);
    waitFor(receiver);
    const [data, from] = receiver.receiveFrom(100);
    assert.deepEqual(data, bytes("hello"));
    assert.equal(data?.buffer.byteLength, 5);
    assert.ok(from?.equals(senderAddress));
    assert.equal(from?.constructor, senderAddress.constructor);
  });
});

eachKind(kinds, "would block: a tuple of undefined and the condition", (kind) => {
  using(connectedPair(kind), (socket, _peer) => {
    const [data, condition] = socket.receiveFrom(10);
    assert.equal(data, undefined);
    expectWouldBlock(condition);
    assert.ok(condition instanceof WouldBlock && condition.who === "receiveFrom" && condition.syscall === "recvfrom");
    const [count, intoCondition] = socket.receiveFromInto(new Uint8Array(10));
    assert.equal(count, undefined);
    assert.ok(intoCondition instanceof WouldBlock && intoCondition.who === "receiveFromInto");
  });
});

eachKind(datagramKinds, "the same sender twice in a row is the same address object", (kind) => {
  const [receiver, address] = bound(kind);
  const [first] = bound(kind);
  const [second] = bound(kind);
  const from = (): SocketAddress | undefined => {
    waitFor(receiver);
    return receiver.receiveFrom(10)[1] as SocketAddress | undefined;
  };
  using([receiver, first, second], () => {
    for (const socket of [first, first, second, second, first]) socket.sendTo(bytes("x"), address);
    const senders = [from(), from(), from(), from(), from()];
    assert.ok(senders[0] !== undefined);
    assert.equal(senders[0], senders[1]);
    assert.equal(senders[2], senders[3]);
    assert.notEqual(senders[1], senders[2]);
    assert.ok(first.localAddress?.equals(senders[4] as SocketAddress));
    assert.ok(second.localAddress?.equals(senders[2] as SocketAddress));
    // The Into form knows it too.
    first.sendTo(bytes("y"), address);
    waitFor(receiver);
    assert.equal(receiver.receiveFromInto(new Uint8Array(4))[1], senders[4]);
  });
});

// unix(7): "unnamed: A stream socket that has not been bound to a pathname … has no name."
test("Unix senders without a name are unnamed", () => {
  const [receiver, address] = bound(unixDatagram);
  using([receiver, create(unixDatagram)], (_, sender) => {
    for (let again = 0; again < 2; again++) {
      sender.sendTo(bytes("who?"), address);
      const [data, from] = receiver.receiveFrom(10);
      assert.deepEqual(data, bytes("who?"));
      assert.equal(from, UnixAddress.unnamed);
    }
    sender.sendTo(bytes("who?"), address);
    assert.deepEqual(receiver.receiveFromInto(new Uint8Array(10)), [4, UnixAddress.unnamed]);
  });
});

test("named and unnamed Unix senders in turns", () => {
  const [receiver, address] = bound(unixDatagram);
  const [named, path] = bound(unixDatagram);
  using([receiver, named, create(unixDatagram)], (_, __, nameless) => {
    for (const [sender, expected] of [
      [named, path],
      [nameless, UnixAddress.unnamed],
      [named, path],
      [nameless, UnixAddress.unnamed],
    ] as const) {
      sender.sendTo(bytes("x"), address);
      assert.ok((receiver.receiveFrom(10)[1] as SocketAddress).equals(expected));
    }
  });
});

eachKind(unixConnectedKinds, "connections of unnamed peers", (kind) => {
  using(connectedPair(kind), (client, server) => {
    client.send(bytes("x"));
    assert.deepEqual(server.receiveFrom(10), [bytes("x"), UnixAddress.unnamed]);
  });
});

eachKind(
  streamKinds.filter((kind) => portKinds.includes(kind)),
  "a TCP connection gives no sender",
  (kind) => {
    using(connectedPair(kind), (first, second) => {
      first.send(bytes("abc"));
      waitFor(second);
      assert.deepEqual(second.receiveFrom(10), [bytes("abc"), undefined]);
      first.send(bytes("def"));
      waitFor(second);
      assert.deepEqual(second.receiveFromInto(new Uint8Array(10)), [3, undefined]);
    });
  },
);

eachKind(kinds, "into a buffer, from its start or within a range", (kind) => {
  using(connectedPair(kind), (first, second) => {
    const room = new Uint8Array(8).fill(46);
    first.send(bytes("abc"));
    waitFor(second);
    assert.equal(second.receiveFromInto(room)[0], 3);
    first.send(bytes("xyz"));
    waitFor(second);
    assert.equal(second.receiveFromInto(room, 4, 4, dontWait)[0], 3);
    assert.equal(new TextDecoder().decode(room), "abc.xyz.");
    first.send(bytes("123"));
    waitFor(second);
    assert.equal(second.receiveFromInto(new DataView(room.buffer, 5, 2))[0], 2);
    assert.equal(new TextDecoder().decode(room), "abc.x12.");
  });
});

eachKind(datagramKinds, "peek, truncate and waitAll tell the sender too", (kind) => {
  const [receiver, address] = bound(kind);
  const [sender, senderAddress] = bound(kind);
  using([receiver, sender], () => {
    sender.sendTo(bytes("abcdef"), address);
    waitFor(receiver);
    const [peeked, peekedFrom] = receiver.receiveFrom(4, peek);
    assert.deepEqual(peeked, bytes("abcd"));
    assert.ok(peekedFrom?.equals(senderAddress));
    assert.deepEqual(receiver.receiveFrom(2, peek, truncate)[0], bytes("ab"));
    assert.equal(receiver.receiveFromInto(new Uint8Array(2), peek, truncate)[0], 6);
    // A message is whole, whatever waitAll asks.
    const [all, allFrom] = receiver.receiveFrom(100, waitAll);
    assert.deepEqual(all, bytes("abcdef"));
    assert.equal(allFrom, peekedFrom);
    assert.equal(receiver.receiveFrom(1)[0], undefined);
  });
});

eachKind(messageKinds, "an empty message, and room for none", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(new Uint8Array(0));
    waitFor(second);
    assert.deepEqual(second.receiveFrom(10)[0], new Uint8Array(0));
    first.send(bytes("lost"));
    waitFor(second);
    assert.deepEqual(second.receiveFrom(0)[0], new Uint8Array(0));
    first.send(bytes("lost"));
    waitFor(second);
    assert.equal(second.receiveFromInto(new Uint8Array(0))[0], 0);
    assert.equal(second.receiveFrom(10)[0], undefined);
  });
});

eachKind(connectedKinds, "the end of a connection", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.close();
    waitFor(second);
    assert.deepEqual(second.receiveFrom(10)[0], new Uint8Array(0));
    assert.equal(second.receiveFromInto(new Uint8Array(3))[0], 0);
  });
});

test("ENOTCONN", () => {
  using socket = create(unixPacket);
  const condition = expectCode("ENOTCONN", () => socket.receiveFrom(10));
  assert.equal(condition.who, "receiveFrom");
  assert.equal(condition.syscall, "recvfrom");
});
