import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  pollSockets,
  ReceiveFromOption,
  SendToOption,
  ShutdownMethod,
  Socket,
  type SocketAddress,
  SocketDomain,
  SocketType,
  UnixAddress,
} from "berkeley-sockets";
import { systemCallCount } from "berkeley-sockets/testing";
import { eachKind, messageKinds, streamKinds, tcp, udp, unixDatagram } from "../support/each-kind.ts";
import { done, expectCode, expectRefused, expectWouldBlock } from "../support/expect.ts";
import { bound, bytes, connectedPair, create, datagramKinds, kinds, using, waitFor } from "../support/kinds.ts";
import { receive } from "../support/messages.ts";

/** recvmsg(2): `socket.receiveMessage`. Control messages have their own files. */

const { dontWait, errorQueue, outOfBand, peek, truncate } = ReceiveFromOption;
const text = (data: Uint8Array): string => new TextDecoder().decode(data);
const none = {
  truncated: false,
  controlTruncated: false,
  endOfRecord: false,
  outOfBand: false,
  errorQueue: false,
};

eachKind(kinds, "a message, with one system call: data of its own, no control, no flags", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("hello"));
    waitFor(second);
    const before = systemCallCount();
    const message = done(second.receiveMessage({ size: 100 }));
    assert.equal(systemCallCount() - before, 1);
    assert.equal(text(message.data), "hello");
    assert.equal(message.data.buffer.byteLength, 5);
    assert.deepEqual([message.length, message.control], [5, []]);
    assert.deepEqual(message.flags, none);
    assert.ok(Object.isFrozen(message.flags));
    expectWouldBlock(second.receiveMessage({ size: 100 }));
  });
});

eachKind(datagramKinds, "the sender, who is the same object twice in a row", (kind) => {
  const [receiver, address] = bound(kind);
  const [sender, from] = bound(kind);
  using([receiver, sender], () => {
    for (let round = 0; round < 2; round++) sender.sendTo(bytes("x"), address);
    const first = receive(receiver);
    const second = receive(receiver);
    assert.ok(first.address?.equals(from));
    assert.equal(first.address, second.address);
    assert.equal(sender.sendMessage({ data: bytes("x"), address }), 1);
    waitFor(receiver);
    assert.equal(receiver.receiveFrom(1)[1], first.address, "of receiveFrom too");
  });
});

test("no sender on TCP, an unnamed one on Unix sockets", () => {
  using(connectedPair(tcp), (first, second) => {
    first.send(bytes("x"));
    assert.equal(receive(second).address, undefined);
  });
  using(Socket.pair(SocketDomain.unix, SocketType.datagram), (first, second) => {
    first.send(bytes("x"));
    assert.equal(receive(second).address, UnixAddress.unnamed);
  });
});

eachKind(kinds, "into one buffer: what came is a view of it", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("hello"));
    waitFor(second);
    const into = new Uint8Array(8).fill(46);
    const { data, length } = done(second.receiveMessage({ into: into.subarray(1) }));
    assert.equal(text(into), ".hello..");
    assert.equal(text(data), "hello");
    assert.ok(data.buffer === into.buffer && data.byteOffset === 1 && length === 5);
  });
});

eachKind(kinds, "scattered over several buffers, of every kind of view, empty ones among them", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("abcdefg"));
    waitFor(second);
    const one = new Uint8Array(2);
    const two = new DataView(new ArrayBuffer(6), 1, 3);
    const three = Buffer.alloc(4, 46);
    const message = done(second.receiveMessage({ into: [one, new Uint8Array(0), two, three, new Uint8Array(3)] }));
    assert.equal(message.length, 7);
    assert.deepEqual(message.data.map(text), ["ab", "", "cde", "fg", ""]);
    assert.equal(text(one), "ab");
    assert.equal(text(new Uint8Array(two.buffer)), "\0cde\0\0");
    assert.equal(String(three), "fg..");
  });
});

eachKind(messageKinds, "a message that is longer than its room is cut, and says so", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("0123456789"));
    const cut = receive(second, 4);
    assert.deepEqual([text(cut.data), cut.length, cut.flags.truncated], ["0123", 4, true]);
    first.send(bytes("0123456789"));
    const whole = receive(second, 10);
    assert.deepEqual([whole.length, whole.flags.truncated], [10, false]);
  });
});

eachKind(
  messageKinds,
  "with truncate the true length comes back, and no more bytes than there was room for",
  (kind) => {
    using(connectedPair(kind), (first, second) => {
      for (const size of [0, 1, 4, 10, 20]) {
        first.send(bytes("0123456789"));
        waitFor(second);
        const { data, length, flags } = done(second.receiveMessage({ size, flags: [truncate] }));
        assert.equal(text(data), "0123456789".slice(0, size));
        assert.deepEqual([length, flags.truncated], [10, size < 10]);
      }
      first.send(bytes("0123456789"));
      waitFor(second);
      const into = [new Uint8Array(2), new Uint8Array(3)];
      const { data, length } = done(second.receiveMessage({ into, flags: [truncate] }));
      assert.deepEqual([data.map(text), length], [["01", "234"], 10]);
    });
  },
);

test("with truncate TCP throws bytes away: none of them, and no old ones, come back", () => {
  using(connectedPair(tcp), (first, second) => {
    first.send(bytes("secret of an earlier message"));
    receive(second);
    first.send(bytes("abcdef"));
    waitFor(second);
    const { data, length } = done(second.receiveMessage({ size: 6, flags: [truncate] }));
    assert.deepEqual([data, length], [new Uint8Array(6), 6]);
  });
});

eachKind(kinds, "peek leaves it there", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("hello"));
    waitFor(second);
    for (const flags of [[peek], [peek, dontWait], []]) {
      assert.equal(text(done(second.receiveMessage({ size: 9, flags })).data), "hello");
    }
    expectWouldBlock(second.receiveMessage({ size: 9 }));
  });
});

test("out-of-band data says that it is", () => {
  using(connectedPair(tcp), (first, second) => {
    first.send(bytes("!"), SendToOption.outOfBand);
    assert.equal(pollSockets([{ socket: second, priority: true }], 10_000).length, 1);
    const { data, flags } = done(second.receiveMessage({ size: 9, flags: [outOfBand] }));
    assert.deepEqual([text(data), flags], ["!", { ...none, outOfBand: true }]);
  });
});

eachKind(streamKinds, "the end of a stream has no bytes", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.shutdown(ShutdownMethod.write);
    const { data, length, control, flags } = receive(second);
    assert.deepEqual([data.length, length, control, flags], [0, 0, [], none]);
  });
});

eachKind(messageKinds, "an empty message has no bytes and is one", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes(""));
    first.send(bytes("x"));
    assert.equal(receive(second).length, 0);
    assert.equal(receive(second).length, 1);
  });
});

test("more than the slab holds", () => {
  using(connectedPair(unixDatagram), (first, second) => {
    const data = new Uint8Array(100_000).fill(7);
    assert.equal(first.sendMessage({ data: [data.subarray(0, 1), data.subarray(1)] }), 100_000);
    const message = receive(second, 200_000);
    assert.deepEqual(message.data, data);
    assert.equal(message.data.buffer.byteLength, 100_000);
  });
});

test("errors: not connected, refused, closed; the error queue has nothing", () => {
  using([create(tcp)], (socket) => {
    const condition = expectCode("ENOTCONN", () => socket.receiveMessage({ size: 1 }));
    assert.deepEqual([condition.who, condition.syscall], ["receiveMessage", "recvmsg"]);
  });
  using(connectedPair(udp), (first, second) => {
    expectWouldBlock(first.receiveMessage({ size: 1, flags: [errorQueue] }));
    second.connect(second.localAddress as SocketAddress); // which hears itself alone from then on
    first.send(bytes("x"));
    waitFor(first);
    expectCode("ECONNREFUSED", () => first.receiveMessage({ size: 1 }));
    first.close();
    expectCode("EBADF", () => first.receiveMessage({ size: 1 }));
  });
});

test("arguments are checked before any system call, and errors name them", () => {
  using(Socket.pair(SocketDomain.unix, SocketType.datagram), (socket, _peer) => {
    const receiveMessage = socket.receiveMessage.bind(socket) as (request: unknown) => unknown;
    expectRefused(TypeError, "request must be an object", () => receiveMessage(10));
    expectRefused(TypeError, "request has no member count", () => receiveMessage({ count: 10 }));
    expectRefused(TypeError, "request.size must be an integer", () => receiveMessage({}));
    expectRefused(TypeError, "request.size must be an integer", () => receiveMessage({ size: "10" }));
    for (const size of [-1, 1.5, 2 ** 31, Number.NaN]) {
      expectRefused(RangeError, "request.size must be an integer", () => receiveMessage({ size }));
    }
    const into = new Uint8Array(1);
    expectRefused(TypeError, "request.size must be undefined beside request.into", () =>
      receiveMessage({ size: 1, into }),
    );
    expectRefused(TypeError, "request.into must be an ArrayBufferView", () => receiveMessage({ into: "text" }));
    expectRefused(TypeError, "request.into[1] must be an ArrayBufferView", () => receiveMessage({ into: [into, 1] }));
    expectRefused(RangeError, "request.into must be at most 1024 pieces", () =>
      receiveMessage({ into: new Array(1025).fill(into) }),
    );
    for (const controlSize of [-1, 0.5, 2 ** 31]) {
      expectRefused(RangeError, "request.controlSize must be", () => receiveMessage({ size: 1, controlSize }));
    }
    expectRefused(TypeError, "request.flags must be an array", () => receiveMessage({ size: 1, flags: peek }));
    expectRefused(TypeError, "request.flags[0] must be a ReceiveFromOption", () =>
      receiveMessage({ size: 1, flags: [SendToOption.more] }),
    );
    structuredClone(into.buffer, { transfer: [into.buffer] });
    expectRefused(TypeError, "request.into must not be detached", () => receiveMessage({ into }));
  });
});
