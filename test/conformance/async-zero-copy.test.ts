/** Sends without a copy, awaited. On loopback the kernel copies when a segment leaves, so `copied` is true here. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { InternetAddress, Socket, UnspecifiedAddress } from "berkeley-sockets";
import { EventLoop, send, sendZeroCopy } from "berkeley-sockets/async";
import { SO_ZEROCOPY } from "berkeley-sockets/options";
import { rejectsWith, staysPending, text, until } from "../support/awaiting.ts";
import { fill } from "../support/blocking.ts";
import { eachKind, tcp, udp, unixKinds } from "../support/each-kind.ts";
import { done } from "../support/expect.ts";
import { bound, bytes, connectedPair, create, using, waitFor } from "../support/kinds.ts";
import { drain, stalledPair, tcpKinds, udpKinds, zeroCopyKinds } from "../support/zero-copy.ts";

assert.ok(!EventLoop.default.closed);
const COPIED = { copied: true };

function receiveOne(socket: Socket): Uint8Array {
  waitFor(socket);
  return done(socket.receive(1000));
}

eachKind(zeroCopyKinds, "sends, sets the option, and tells when the memory is free", (kind) =>
  using(connectedPair(kind), async (near, far) => {
    const { sent, completed } = await sendZeroCopy(near, bytes("hello"));
    assert.equal(sent, 5);
    assert.equal(near.getOption(SO_ZEROCOPY), true);
    assert.deepEqual(await completed, COPIED);
    waitFor(far);
    assert.equal(text(done(far.receive(10))), "hello");
  }),
);

eachKind(zeroCopyKinds, "gathers pieces, of any kind of view", (kind) =>
  using(connectedPair(kind), async (near, far) => {
    const shared = new Uint8Array(new SharedArrayBuffer(3)).fill(33);
    const pieces = [bytes("head "), new Uint8Array(0), new DataView(bytes("a body").buffer, 2), shared];
    assert.equal((await sendZeroCopy(near, pieces)).sent, 12);
    waitFor(far);
    assert.equal(text(done(far.receive(20))), "head body!!!");
  }),
);

eachKind(zeroCopyKinds, "nothing to send is free at once", (kind) =>
  using(connectedPair(kind), async (near, far) => {
    const { sent, completed } = await sendZeroCopy(near, new Uint8Array(0));
    assert.deepEqual([sent, await completed], [0, { copied: false }]);
    await (await sendZeroCopy(near, bytes("next"))).completed;
    waitFor(far);
    if (kind.connected) assert.equal(text(done(far.receive(10))), "next");
    else assert.deepEqual([text(done(far.receive(10))), text(done(far.receive(10)))], ["", "next"]);
  }),
);

eachKind(tcpKinds, "sends all of what has no room at once", (kind) =>
  using(connectedPair(kind), async (near, far) => {
    const data = Uint8Array.from({ length: 6_000_000 }, (_, index) => index % 251);
    const pieces = [data.subarray(0, 1000), data.subarray(1000, 3_000_000), data.subarray(3_000_000)];
    const sending = sendZeroCopy(near, pieces);
    await staysPending(sending);
    const received = new Uint8Array(data.length);
    for (let at = 0; at < received.length; ) {
      await until(() => {
        const count = far.receiveInto(received, at, Math.min(500_000, received.length - at));
        if (typeof count === "number") at += count;
        return typeof count === "number";
      });
    }
    const { sent, completed } = await sending;
    assert.equal(sent, data.length);
    assert.deepEqual(await completed, COPIED);
    assert.ok(Buffer.from(received).equals(data));
  }),
);

eachKind(zeroCopyKinds, "many at a time, each told of", (kind) =>
  using(connectedPair(kind), async (near, far) => {
    const count = kind.connected ? 300 : 30; // each takes a page of the receiver's buffer
    const sends = Array.from({ length: count }, (_, index) => sendZeroCopy(near, new Uint8Array(700).fill(index)));
    const received = kind.connected
      ? drain(far, 700 * count)
      : Buffer.concat(Array.from({ length: count }, () => receiveOne(far)));
    assert.ok(received.every((byte, index) => byte === Math.floor(index / 700) % 256));
    for (const { completed } of await Promise.all(sends)) assert.deepEqual(await completed, COPIED);
  }),
);

eachKind(tcpKinds, "until then the kernel reads the memory itself, which stays where it is", async (kind) => {
  const [near, far, before] = stalledPair(kind);
  await using([near, far], async () => {
    // Small arrays an engine may keep in its own heap, where they move; 5000 bytes are from an allocator.
    const pieces = [8, 64, 65, 5000].map((size) => new Uint8Array(size).fill(1));
    const sends = await Promise.all(pieces.map((piece) => sendZeroCopy(near, piece)));
    for (const { completed } of sends) await staysPending(completed);
    globalThis.gc?.();
    for (const piece of pieces) piece.fill(2);
    globalThis.gc?.();
    drain(far, before);
    const received = drain(far, 8 + 64 + 65 + 5000);
    assert.ok(
      received.every((byte) => byte === 2),
      "there was a copy",
    );
    for (const { completed } of sends) await completed;
  });
});

describe("memory under way", () => {
  it("is not detached by a transfer, then or later", async () => {
    const [near, far, before] = stalledPair(tcp);
    await using([near, far], async () => {
      const data = new Uint8Array(1000).fill(3);
      const { completed } = await sendZeroCopy(near, data);
      try {
        structuredClone(data.buffer, { transfer: [data.buffer] });
      } catch {
        // Refused, or cloned: both will do.
      }
      assert.equal(data.length, 1000);
      drain(far, before + 1000);
      await completed;
    });
  });

  it("may not be resizable, nor detached", () =>
    using(connectedPair(tcp), async (near, _far) => {
      const Resizable = ArrayBuffer as unknown as new (
        length: number,
        options: { maxByteLength: number },
      ) => ArrayBuffer;
      const resizable = new Uint8Array(new Resizable(8, { maxByteLength: 16 }));
      await assert.rejects(sendZeroCopy(near, resizable), {
        name: "RangeError",
        message: /^data must be a view of a buffer that cannot be resized/,
      });
      await assert.rejects(sendZeroCopy(near, [bytes("a"), resizable]), { message: /^data\[1\] / });
      const detached = new Uint8Array(8);
      structuredClone(detached.buffer, { transfer: [detached.buffer] });
      await assert.rejects(sendZeroCopy(near, detached), { name: "TypeError", message: /^data must not be detached/ });
    }));
});

describe("arguments", () => {
  const wrong: readonly [string, unknown[], RegExp][] = [
    ["data", ["text"], /^data must be an ArrayBufferView/],
    ["a piece", [[bytes("a"), 5]], /^data\[1\] must be an ArrayBufferView/],
    ["an option", [bytes("a"), { adress: 1 }], /^options has no member adress/],
    ["the address", [bytes("a"), { address: "127.0.0.1:1" }], /^options\.address must be a SocketAddress/],
    ["a flag", [bytes("a"), { flags: [1] }], /^options\.flags\[0\] must be a SendToOption/],
    ["a control message", [bytes("a"), { control: [{ kind: "what" }] }], /control\[0\]\.kind must be one of/],
  ];
  for (const [name, given, message] of wrong) {
    it(`${name} is checked first`, () =>
      using(connectedPair(tcp), async (near, _far) => {
        const call = sendZeroCopy as (...given: unknown[]) => Promise<unknown>;
        await assert.rejects(call(near, ...given), { message });
        assert.equal(near.getOption(SO_ZEROCOPY), false);
      }));
  }

  it("the socket", async () => {
    await assert.rejects(sendZeroCopy({} as Socket, bytes("a")), /^TypeError: socket must be a Socket/);
    const socket = create(tcp);
    socket.close();
    await rejectsWith("EBADF", sendZeroCopy(socket, bytes("a")));
  });
});

eachKind(unixKinds, "another kind of socket is told so", (kind) =>
  using(connectedPair(kind), async (near, _far) => {
    const error = await rejectsWith("ENOTSUP", sendZeroCopy(near, bytes("a")));
    assert.deepEqual([error.who, error.syscall, error.sent], ["sendZeroCopy", "setsockopt", 0]);
  }),
);

eachKind(udpKinds, "to an address; datagrams that fail do not confuse those that go", async (kind) => {
  const [receiver, address] = bound(kind);
  await using([create(kind), receiver], async (near, far) => {
    for (let round = 0; round < 3; round++) {
      const error = await rejectsWith("EMSGSIZE", sendZeroCopy(near, new Uint8Array(70_000), { address }));
      assert.deepEqual([error.sent, error.completed], [0, undefined]);
      const { completed } = await sendZeroCopy(near, bytes("a"), { address });
      assert.deepEqual(await completed, COPIED);
      waitFor(far);
      assert.equal(text(done(far.receive(10))), "a");
    }
  });
});

eachKind(udpKinds, "with control messages: cut into segments", (kind) =>
  using(connectedPair(kind), async (near, far) => {
    const control = [{ kind: "segmentSize", value: 4 }] as const;
    const { sent, completed } = await sendZeroCopy(near, bytes("12345678"), { control });
    assert.equal(sent, 8);
    await completed;
    waitFor(far);
    assert.deepEqual([text(done(far.receive(10))), text(done(far.receive(10)))], ["1234", "5678"]);
  }),
);

describe("a socket", () => {
  it("keeps its mode, and several objects of one descriptor share what they know", () =>
    using(connectedPair(tcp), async (near, far) => {
      near.setNonblocking(false);
      const sends = [];
      for (let round = 0; round < 5; round++) {
        const borrowed = Socket.borrow(near.fd);
        sends.push(await sendZeroCopy(borrowed, bytes("a")), await sendZeroCopy(near, bytes("b")));
        for (const { completed } of sends) assert.deepEqual(await completed, COPIED);
        borrowed.close();
      }
      assert.equal(near.nonblocking, false);
      assert.equal(text(drain(far, 10)), "ababababab");
    }));

  it("that was closed by whoever lent its number is not taken for the next one", async () => {
    const lent = create(udp);
    const [receiver, address] = bound(udp);
    await using([receiver], async () => {
      const number = lent.fd;
      await (await sendZeroCopy(Socket.borrow(number), bytes("a"), { address })).completed;
      lent.close();
      const next = create(udp);
      assert.equal(next.fd, number);
      await using([next], async () => {
        const { completed } = await sendZeroCopy(Socket.borrow(number), bytes("a"), { address });
        assert.deepEqual(await completed, COPIED);
      });
    });
  });

  it("serves in order: who sends behind waits", async () => {
    const [near, far] = connectedPair(tcp);
    await using([near, far], async () => {
      const before = fill(near);
      const first = sendZeroCopy(near, bytes("first "));
      const second = send(near, bytes("second "));
      const third = sendZeroCopy(near, bytes("third"));
      await staysPending(first);
      drain(far, before);
      await Promise.all([first, second, third]);
      assert.equal(text(drain(far, 18)), "first second third");
    });
  });
});

describe("ending early", () => {
  it("a signal and a timeout tell what went, and when its memory is free", async () => {
    for (const how of ["signal", "timeout"] as const) {
      const [near, far] = connectedPair(tcp);
      await using([near, far], async () => {
        const data = new Uint8Array(20_000_000);
        const controller = new AbortController();
        const reason = Object.assign(new Error("enough"), { sent: 0, completed: Promise.resolve({ copied: false }) });
        const options = how === "signal" ? { signal: controller.signal } : { timeout: 20 };
        const sending = sendZeroCopy(near, data, options);
        if (how === "signal") {
          await staysPending(sending);
          controller.abort(reason);
        }
        const error = how === "signal" ? await sending.catch((it) => it) : await rejectsWith("ETIMEDOUT", sending);
        if (how === "signal") assert.equal(error, reason);
        const { sent, completed } = error as typeof reason;
        assert.ok(sent > 0 && sent < data.length, String(sent));
        await staysPending(completed);
        drain(far, sent);
        assert.deepEqual(await completed, COPIED);
        // What comes then is counted on.
        assert.deepEqual(await (await sendZeroCopy(near, bytes("on"))).completed, COPIED);
      });
    }
  });

  it("a signal that was aborted before, and a timeout of 0", async () => {
    const [near, far] = connectedPair(tcp);
    await using([near, far], async () => {
      const signal = AbortSignal.abort(new Error("before"));
      await assert.rejects(sendZeroCopy(near, bytes("a"), { signal }), /before/);
      fill(near);
      const error = await rejectsWith("ETIMEDOUT", sendZeroCopy(near, bytes("a"), { timeout: 0 }));
      assert.equal(error.sent, 0);
    });
  });

  it("a peer that has gone", async () => {
    const [near, far] = connectedPair(tcp);
    await using([near, far], async () => {
      const sending = sendZeroCopy(near, new Uint8Array(20_000_000));
      await staysPending(sending);
      far.close(); // with bytes unread: it resets
      const error = await rejectsWith("ECONNRESET", sending);
      assert.ok(error.sent !== undefined && error.sent > 0);
      assert.deepEqual(await error.completed, COPIED);
      assert.equal((await rejectsWith("EPIPE", sendZeroCopy(near, bytes("a")))).sent, 0);
    });
  });

  it("a disconnected datagram socket", () =>
    using(connectedPair(udp), async (near, _far) => {
      await (await sendZeroCopy(near, bytes("a"))).completed;
      near.connect(UnspecifiedAddress.instance);
      await rejectsWith("EDESTADDRREQ", sendZeroCopy(near, bytes("a")));
      const { completed } = await sendZeroCopy(near, bytes("a"), { address: InternetAddress.loopback(9) });
      assert.deepEqual(await completed, COPIED);
    }));
});
