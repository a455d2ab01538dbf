import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { pollSockets, ReceiveFromOption, SendToOption, type Socket, WouldBlock } from "berkeley-sockets";
import { SO_LINGER, SO_OOBINLINE } from "berkeley-sockets/options";
import { eachKind, messageKinds, portKinds, streamKinds, tcp } from "../support/each-kind.ts";
import { done, expectCode, expectWouldBlock } from "../support/expect.ts";
import { bytes, connectedKinds, connectedPair, create, kinds, receiveText, using, waitFor } from "../support/kinds.ts";

/** recv(2): `socket.receive` and `socket.receiveInto`. */

const { dontWait, outOfBand, peek, truncate, waitAll } = ReceiveFromOption;
const portStreams = streamKinds.filter((kind) => portKinds.includes(kind));

function text(data: Uint8Array | WouldBlock): string {
  return new TextDecoder().decode(done(data));
}

/** Waits until a stream has this many bytes to read. */
function waitForBytes(socket: Socket, count: number): void {
  const room = new Uint8Array(count);
  while (done(socket.receiveInto(room, peek)) < count) waitFor(socket);
}

eachKind(kinds, "an array of exactly what came, with a buffer of its own", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("abc"));
    waitFor(second);
    const data = done(second.receive(1000));
    assert.deepEqual(data, bytes("abc"));
    assert.equal(data.byteOffset, 0);
    assert.equal(data.buffer.byteLength, 3);
    first.send(bytes("xyz"));
    assert.equal(receiveText(second), "xyz");
    assert.deepEqual(data, bytes("abc")); // not overwritten
  });
});

eachKind(kinds, "would block when nothing is there: one frozen value for each method", (kind) => {
  using(connectedPair(kind), (first, _second) => {
    const condition = first.receive(10);
    expectWouldBlock(condition);
    assert.ok(condition instanceof WouldBlock);
    assert.equal(condition.who, "receive");
    assert.equal(condition.syscall, "recv");
    assert.equal(first.receive(10), condition);
    const into = first.receiveInto(new Uint8Array(10));
    expectWouldBlock(into);
    assert.ok(into instanceof WouldBlock && into.who === "receiveInto");
  });
});

eachKind(streamKinds, "a stream gives at most the count, and keeps the rest", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("abcdef"));
    waitForBytes(second, 6);
    assert.equal(text(second.receive(4)), "abcd");
    assert.equal(text(second.receive(0)), "");
    assert.equal(text(second.receive(4)), "ef");
  });
});

eachKind(messageKinds, "a message longer than the count is cut, and its rest is gone", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("abcdef"));
    first.send(bytes("next"));
    waitFor(second);
    assert.equal(text(second.receive(4)), "abcd");
    assert.equal(receiveText(second), "next");
  });
});

eachKind(kinds, "a large count: more than the slab holds", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("small"));
    waitFor(second);
    const data = done(second.receive(1 << 20));
    assert.deepEqual(data, bytes("small"));
    assert.equal(data.buffer.byteLength, 5);
  });
});

eachKind(kinds, "into the caller's buffer, from its start or within a range", (kind) => {
  using(connectedPair(kind), (first, second) => {
    const room = new Uint8Array(10).fill(46);
    first.send(bytes("abc"));
    waitFor(second);
    assert.equal(second.receiveInto(room), 3);
    assert.equal(text(room), "abc.......");
    first.send(bytes("def"));
    waitFor(second);
    assert.equal(second.receiveInto(room, 5, 4), 3);
    assert.equal(text(room), "abc..def..");
    first.send(bytes("ghi"));
    waitFor(second);
    assert.equal(second.receiveInto(room, 8, 2, dontWait), 2);
    assert.equal(text(room), "abc..defgh");
  });
});

eachKind(kinds, "into every kind of view, of just the bytes it shows", (kind) => {
  const shared = new SharedArrayBuffer(8);
  const buffer = new ArrayBuffer(16);
  const views: ArrayBufferView[] = [
    new Uint16Array(buffer, 2, 2),
    new DataView(buffer, 3, 4),
    new Float64Array(buffer, 8, 1),
    Buffer.alloc(8),
    new Uint8Array(shared, 1, 5),
  ];
  using(connectedPair(kind), (first, second) => {
    for (const view of views) {
      first.send(bytes("wxyz"));
      waitFor(second);
      assert.equal(second.receiveInto(view), 4);
      assert.equal(Buffer.from(view.buffer as ArrayBuffer, view.byteOffset, 4).toString(), "wxyz");
    }
  });
});

eachKind(kinds, "peek looks and leaves it there", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("look"));
    waitFor(second);
    assert.equal(text(second.receive(10, peek)), "look");
    assert.equal(text(second.receive(2, peek)), "lo");
    assert.equal(second.receiveInto(new Uint8Array(10), peek), 4);
    assert.equal(text(second.receive(10)), "look");
    assert.ok(second.receive(10, peek) instanceof WouldBlock);
  });
});

eachKind(messageKinds, "truncate tells a message's true length to the Into forms", (kind) => {
  using(connectedPair(kind), (first, second) => {
    const room = new Uint8Array(4);
    first.send(bytes("abcdefgh"));
    waitFor(second);
    assert.equal(second.receiveInto(room, peek, truncate), 8);
    assert.equal(text(room), "abcd");
    assert.equal(second.receiveInto(room, 1, 2, truncate), 8);
    assert.equal(text(room), "aabd");
  });
});

eachKind(messageKinds, "with truncate receive gives no more than the count, and nothing old", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("an older secret"));
    assert.equal(receiveText(second), "an older secret");
    first.send(bytes("abcdefgh"));
    waitFor(second);
    assert.equal(text(second.receive(3, truncate)), "abc");
  });
});

// tcp(7): MSG_TRUNC "causes the received bytes of data to be discarded".
eachKind(portStreams, "truncate on TCP throws the bytes away", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("old"));
    assert.equal(receiveText(second), "old");
    first.send(bytes("abcdef"));
    waitForBytes(second, 6);
    assert.deepEqual(second.receive(3, truncate), new Uint8Array(3));
    assert.equal(receiveText(second), "def");
  });
});

eachKind(kinds, "waitAll and dontWait do not wait in nonblocking mode", (kind) => {
  using(connectedPair(kind), (first, second) => {
    expectWouldBlock(second.receive(10, waitAll));
    first.send(bytes("part"));
    waitFor(second);
    assert.equal(text(second.receive(10, waitAll, dontWait)), "part");
  });
});

eachKind(messageKinds, "an empty message", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(new Uint8Array(0));
    waitFor(second);
    assert.deepEqual(second.receive(10), new Uint8Array(0));
    first.send(new Uint8Array(0));
    waitFor(second);
    assert.equal(second.receiveInto(new Uint8Array(10)), 0);
    assert.ok(second.receive(10) instanceof WouldBlock);
  });
});

eachKind(connectedKinds, "the end is a result of length 0, as often as one asks", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("last"));
    first.close();
    assert.equal(receiveText(second), "last");
    for (let again = 0; again < 3; again++) {
      waitFor(second);
      assert.deepEqual(second.receive(10), new Uint8Array(0));
      assert.equal(second.receiveInto(new Uint8Array(10)), 0);
    }
  });
});

eachKind(portStreams, "ECONNRESET when the peer has reset", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.setOption(SO_LINGER, { on: true, seconds: 0 });
    first.close();
    waitFor(second);
    const condition = expectCode("ECONNRESET", () => second.receive(10));
    assert.equal(condition.who, "receive");
    assert.equal(condition.syscall, "recv");
  });
});

// recv(2): "ENOTCONN The socket is associated with a connection-oriented protocol and has not been connected".
eachKind(connectedKinds, "ENOTCONN, which a Unix stream calls EINVAL", (kind) => {
  using socket = create(kind);
  expectCode(kind.name === "unix stream" ? "EINVAL" : "ENOTCONN", () => socket.receive(10));
});

eachKind(portStreams, "outOfBand: the urgent byte, announced as priority", (kind) => {
  using(connectedPair(kind), (first, second) => {
    expectCode("EINVAL", () => second.receive(1, outOfBand)); // there is none
    first.send(bytes("ab!"), SendToOption.outOfBand);
    const [ready] = pollSockets([{ socket: second, priority: true }], 10_000);
    assert.equal(ready?.priority, true);
    assert.deepEqual(second.receive(1, outOfBand), bytes("!"));
    assert.equal(text(second.receive(10)), "ab");
    first.send(bytes("?"), SendToOption.outOfBand);
    assert.equal(pollSockets([{ socket: second, priority: true }], 10_000).length, 1);
    const room = new Uint8Array(3);
    assert.equal(second.receiveInto(room, 2, 1, outOfBand), 1);
    assert.deepEqual(room, Uint8Array.of(0, 0, 63));
  });
});

test("outOfBand data among the rest with SO_OOBINLINE", () => {
  using(connectedPair(tcp), (first, second) => {
    second.setOption(SO_OOBINLINE, true);
    first.send(bytes("ab!"), SendToOption.outOfBand);
    first.send(bytes("cd"));
    let all = "";
    while (all.length < 5) all += receiveText(second); // a receive stops before the urgent byte
    assert.equal(all, "ab!cd");
    expectCode("EINVAL", () => second.receive(1, outOfBand));
  });
});
