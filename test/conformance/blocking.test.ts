import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReceiveFromOption, Socket, SocketCondition, WouldBlock } from "berkeley-sockets";
import { SO_RCVTIMEO } from "berkeley-sockets/options";
import { systemCallCount } from "berkeley-sockets/testing";
import { system } from "../../src/sys/system.ts";
import { fill, text, typeOf } from "../support/blocking.ts";
import { descriptorFlags } from "../support/descriptor-flags.ts";
import { eachKind, portKinds, streamKinds, tcp } from "../support/each-kind.ts";
import { expectCode, expectWouldBlock } from "../support/expect.ts";
import { bytes, connectedKinds, connectedPair, create, kinds, listener, using } from "../support/kinds.ts";
import { startPeer } from "../support/peer-thread.ts";
import { doesNotWait } from "../support/waits.ts";

/** Blocking mode: what C's blocking sockets do, emulated by poll(2) in slices. The peers are threads. */

const { dontWait, waitAll } = ReceiveFromOption;

const portStreams = streamKinds.filter((kind) => portKinds.includes(kind));

eachKind(connectedKinds, "accept waits for a connection", async (kind) => {
  const [listening, address] = listener(kind);
  listening.setNonblocking(false);
  const peer = startPeer(-1, [
    ["wait", 50],
    ["connect", address.encode(), typeOf(kind)],
    ["send", "here I am"],
  ]);
  using([listening], () => {
    const [server, from] = listening.accept();
    assert.ok(server !== undefined);
    using([server], () => {
      assert.equal(from.domain, kind.domain);
      assert.equal(server.nonblocking, false);
      assert.equal(text(server.receive(100)), "here I am"); // waits too: its mode is the listener's
    });
  });
  await peer.finished;
});

eachKind(kinds, "every receive waits for data", async (kind) => {
  const [first, second] = connectedPair(kind);
  first.setNonblocking(false);
  const steps = ["one", "two", "three", "four"].flatMap(
    (word) =>
      [
        ["wait", 40],
        ["send", word],
      ] as const,
  );
  const peer = startPeer(second.fd, steps);
  using([first], () => {
    const room = new Uint8Array(10);
    assert.equal(text(first.receive(100)), "one");
    assert.equal(first.receiveInto(room, 2, 8), 3);
    assert.equal(text(room.subarray(2, 5)), "two");
    const [data, from] = first.receiveFrom(100);
    assert.deepEqual(data, bytes("three"));
    if (!kind.connected) assert.ok(from instanceof Object && !(from instanceof WouldBlock));
    assert.equal(first.receiveFromInto(room)[0], 4);
    assert.equal(text(room.subarray(0, 4)), "four");
  });
  await peer.finished;
  second.close();
});

eachKind(connectedKinds, "receive waits for the end, too", async (kind) => {
  const [first, second] = connectedPair(kind);
  first.setNonblocking(false);
  const peer = startPeer(second.fd, [["wait", 40], ["end"]]);
  using([first], () => assert.deepEqual(first.receive(100), new Uint8Array(0)));
  await peer.finished;
  second.close();
});

eachKind(kinds, "dontWait does not wait", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.setNonblocking(false);
    doesNotWait(() => {
      expectWouldBlock(first.receive(10, dontWait));
      expectWouldBlock(first.receiveInto(new Uint8Array(10), 0, 5, dontWait));
      assert.equal(first.receiveFrom(10, dontWait)[0], undefined);
      assert.equal(first.receiveFromInto(new Uint8Array(10), dontWait, waitAll)[0], undefined);
      if (kind.connected) fill(first, 4096);
    });
    second.close();
  });
});

eachKind(kinds, "what need not wait does not", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.setNonblocking(false);
    second.setNonblocking(false);
    assert.equal(first.send(bytes("abc")), 3);
    assert.equal(text(second.receive(10)), "abc");
    assert.equal(second.send(bytes("defg"), 1, 2), 2);
    assert.equal(text(first.receive(10)), "ef");
    assert.equal(first.send(new Uint8Array(0)), 0);
    if (!kind.connected) assert.deepEqual(second.receive(10), new Uint8Array(0));
  });
});

eachKind(kinds, "a descriptor that is blocking in the kernel, in blocking mode", async (kind) => {
  const [first, second] = connectedPair(kind);
  assert.equal(system.setNonblocking(first.fd, false), 0);
  const adopted = Socket.adopt(first.detach());
  assert.equal(adopted.nonblocking, false);
  const peer = startPeer(second.fd, [
    ["wait", 40],
    ["send", "late"],
  ]);
  using([adopted], () => {
    assert.equal(text(adopted.receive(10)), "late");
    assert.equal(descriptorFlags(adopted.fd).nonblocking, false);
    adopted.setOption(SO_RCVTIMEO, 30);
    expectWouldBlock(adopted.receive(10));
  });
  await peer.finished;
  second.close();
});

eachKind(connectedKinds, "a listener that is blocking in the kernel, in blocking mode", async (kind) => {
  const [made, address] = listener(kind);
  assert.equal(system.setNonblocking(made.fd, false), 0);
  const listening = Socket.adopt(made.detach());
  const peer = startPeer(-1, [
    ["wait", 40],
    ["connect", address.encode(), typeOf(kind)],
  ]);
  using([listening], () => {
    const [server] = listening.accept();
    assert.ok(server !== undefined);
    assert.equal(server.nonblocking, false);
    server.close();
    assert.equal(descriptorFlags(listening.fd).nonblocking, false);
  });
  await peer.finished;
});

eachKind(portStreams, "an error is thrown: ECONNRESET while waiting", async (kind) => {
  const [first, second] = connectedPair(kind);
  first.setNonblocking(false);
  // Closing with unread data resets the connection.
  first.send(bytes("never read"));
  const peer = startPeer(second.fd, [["wait", 40]]);
  await peer.finished;
  second.close();
  using([first], () => {
    const condition = expectCode("ECONNRESET", () => first.receive(10));
    assert.equal(condition.who, "receive");
  });
});

test("a wait takes few calls: its slices are long", () => {
  using(connectedPair(tcp), (first, _second) => {
    first.setNonblocking(false);
    first.setOption(SO_RCVTIMEO, 200);
    const before = systemCallCount();
    expectWouldBlock(first.receive(10));
    assert.ok(systemCallCount() - before < 12);
  });
});

test("a condition of blocking mode is a SocketCondition like any other", () => {
  using socket = create(tcp);
  socket.setNonblocking(false);
  assert.throws(() => socket.receive(10), SocketCondition);
  expectCode("EINVAL", () => socket.accept());
});
