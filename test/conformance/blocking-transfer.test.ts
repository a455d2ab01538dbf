import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReceiveFromOption, WouldBlock } from "berkeley-sockets";
import { SO_RCVTIMEO } from "berkeley-sockets/options";
import { fill, text } from "../support/blocking.ts";
import { eachKind, messageKinds, streamKinds, unixConnectedKinds } from "../support/each-kind.ts";
import { done } from "../support/expect.ts";
import { bound, bytes, connectedPair, create, datagramKinds, type Kind, using } from "../support/kinds.ts";
import { startPeer } from "../support/peer-thread.ts";

/** Blocking mode: all that was asked for is sent, and with waitAll received. */

const { peek, truncate, waitAll } = ReceiveFromOption;

eachKind(streamKinds, "send of more than the buffers hold sends all of it", async (kind) => {
  const size = 24 << 20;
  const [first, second] = connectedPair(kind);
  first.setNonblocking(false);
  const peer = startPeer(second.fd, [
    ["wait", 40],
    ["drain", size],
  ]);
  using([first], () => {
    const data = new Uint8Array(size + 10);
    assert.equal(first.send(data, 10, size), size);
  });
  assert.equal((await peer.finished).drained, size);
  second.close();
});

eachKind([...unixConnectedKinds, ...datagramKinds.slice(2)], "send waits for room", async (kind) => {
  const [first, second] = connectedPair(kind);
  const before = fill(first, 1024);
  assert.ok(before > 0);
  first.setNonblocking(false);
  const peer = startPeer(second.fd, [
    ["wait", 40],
    ["drain", before + 4],
  ]);
  using([first], () => assert.equal(first.send(bytes("room")), 4));
  assert.equal((await peer.finished).drained, before + 4);
  second.close();
});

test("sendTo waits for room in the receiver's queue", async () => {
  const kind = datagramKinds[2] as Kind; // unix
  const [receiver, address] = bound(kind);
  const sender = create(kind);
  let count = 0;
  while (!(sender.sendTo(bytes("x"), address) instanceof WouldBlock)) count += 1;
  sender.setNonblocking(false);
  const peer = startPeer(receiver.fd, [
    ["wait", 40],
    ["drain", count + 1],
  ]);
  using([sender], () => assert.equal(sender.sendTo(bytes("y"), address), 1));
  assert.equal((await peer.finished).drained, count + 1);
  receiver.close();
});

eachKind(streamKinds, "waitAll across several sends", async (kind) => {
  const [first, second] = connectedPair(kind);
  first.setNonblocking(false);
  const word = (...parts: string[]) =>
    parts.flatMap(
      (part) =>
        [
          ["send", part],
          ["wait", 30],
        ] as const,
    );
  const peer = startPeer(second.fd, [...word("ab", "cd", "ef"), ...word("gh", "ij"), ...word("kl", "mno"), ["end"]]);
  using([first], () => {
    assert.equal(text(first.receive(6, waitAll)), "abcdef");
    const room = new Uint8Array(6).fill(46);
    assert.equal(first.receiveInto(room, 1, 4, waitAll), 4);
    assert.equal(text(room), ".ghij.");
    const [data] = first.receiveFrom(100, waitAll); // the end comes first
    assert.deepEqual(data, bytes("klmno"));
    assert.deepEqual(first.receive(10, waitAll), new Uint8Array(0));
  });
  await peer.finished;
  second.close();
});

eachKind(streamKinds, "waitAll for more than the slab holds", async (kind) => {
  const size = 1 << 20;
  const [first, second] = connectedPair(kind);
  first.setNonblocking(false);
  const peer = startPeer(second.fd, [
    ["wait", 20],
    ["send", "x".repeat(size / 2)],
    ["send", "y".repeat(size / 2)],
  ]);
  using([first], () => {
    const data = done(first.receive(size, waitAll));
    assert.equal(data.length, size);
    assert.equal(data.indexOf(121), size / 2);
  });
  await peer.finished;
  second.close();
});

eachKind(streamKinds, "peek with waitAll waits too, and leaves all of it there", async (kind) => {
  const [first, second] = connectedPair(kind);
  first.setNonblocking(false);
  first.setOption(SO_RCVTIMEO, 5000); // so that a wait for nothing ends
  const peer = startPeer(second.fd, [
    ["send", "ab"],
    ["wait", 60],
    ["send", "cd"],
  ]);
  using([first], () => {
    assert.equal(text(first.receive(4, peek, waitAll)), "abcd");
    assert.equal(text(first.receive(9)), "abcd");
  });
  await peer.finished;
  second.close();
});

eachKind(streamKinds, "peek with waitAll gives what is there when the end comes first", async (kind) => {
  const [first, second] = connectedPair(kind);
  first.setNonblocking(false);
  const peer = startPeer(second.fd, [["send", "ab"], ["wait", 30], ["send", "cd"], ["wait", 30], ["end"]]);
  using([first], () => {
    assert.equal(text(first.receive(9, peek, waitAll)), "abcd");
    assert.equal(text(first.receive(4, peek, waitAll)), "abcd");
    assert.equal(text(first.receive(9)), "abcd");
  });
  await peer.finished;
  second.close();
});

eachKind(messageKinds, "waitAll of messages is one message", async (kind) => {
  const [first, second] = connectedPair(kind);
  first.setNonblocking(false);
  const peer = startPeer(second.fd, [
    ["wait", 30],
    ["send", "one"],
    ["send", "two"],
  ]);
  using([first], () => {
    assert.equal(text(first.receive(100, waitAll)), "one");
    assert.equal(first.receiveInto(new Uint8Array(2), truncate, waitAll), 3);
  });
  await peer.finished;
  second.close();
});
