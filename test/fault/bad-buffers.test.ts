import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { SendToOption, type Socket, WouldBlock } from "berkeley-sockets";
import { systemCallCount } from "berkeley-sockets/testing";
import { eachKind, unixStream } from "../support/each-kind.ts";
import { expectRefused } from "../support/expect.ts";
import { bytes, connectedPair, kinds, receiveText, using, waitFor } from "../support/kinds.ts";

/** Buffers that are detached, resizable, shared or no buffers at all, on every method that takes one. */

// Of ES2024, which Node 20 has and the library's own target has not.
const Resizable = ArrayBuffer as unknown as new (
  length: number,
  options: { maxByteLength: number },
) => ArrayBuffer & { resize(length: number): void };
const Growable = SharedArrayBuffer as unknown as new (
  length: number,
  options: { maxByteLength: number },
) => SharedArrayBuffer & { grow(length: number): void };

// Its buffer is detached when it grows.
const { Memory } = (
  globalThis as unknown as {
    WebAssembly: { Memory: new (size: { initial: number }) => { buffer: ArrayBuffer; grow(pages: number): void } };
  }
).WebAssembly;

type Method = (socket: Socket, view: ArrayBufferView) => unknown;
const address = unixStream.freshAddress();
const methods: readonly (readonly [string, Method])[] = [
  ["send", (socket, view) => socket.send(view)],
  ["send with a range", (socket, view) => socket.send(view, 0, 0)],
  ["send with a flag", (socket, view) => socket.send(view, SendToOption.noSignal)],
  ["sendTo", (socket, view) => socket.sendTo(view, address)],
  ["sendTo with a range", (socket, view) => socket.sendTo(view, address, 0, 0)],
  ["receiveInto", (socket, view) => socket.receiveInto(view)],
  ["receiveInto with a range", (socket, view) => socket.receiveInto(view, 0, 0)],
  ["receiveFromInto", (socket, view) => socket.receiveFromInto(view)],
  ["receiveFromInto with a range", (socket, view) => socket.receiveFromInto(view, 0, 0)],
  ["sendMessage", (socket, data) => socket.sendMessage({ data })],
  ["sendMessage in pieces", (socket, view) => socket.sendMessage({ data: [new Uint8Array(0), view] })],
  ["receiveMessage", (socket, into) => socket.receiveMessage({ into })],
  ["receiveMessage in pieces", (socket, view) => socket.receiveMessage({ into: [new Uint8Array(0), view] })],
];

function detached<T extends ArrayBufferView>(view: T): T {
  structuredClone(view.buffer, { transfer: [view.buffer as ArrayBuffer] });
  return view;
}

for (const [name, method] of methods) {
  test(`${name}: a detached buffer, in every kind of view`, () => {
    using(connectedPair(unixStream), (socket, _peer) => {
      for (const view of [
        new Uint8Array(8),
        new Uint8Array(0),
        new Uint8Array(new ArrayBuffer(8), 4, 2),
        Buffer.from(new ArrayBuffer(8)),
        new Int8Array(8),
        new Float64Array(2),
        new DataView(new ArrayBuffer(8)),
      ]) {
        expectRefused(TypeError, "must not be detached", () => method(socket, detached(view)));
      }
      const memory = new Memory({ initial: 1 });
      const view = new Uint8Array(memory.buffer);
      memory.grow(1);
      expectRefused(TypeError, "must not be detached", () => method(socket, view));
    });
  });

  test(`${name}: a view that its resizable buffer has shrunk away from`, () => {
    using(connectedPair(unixStream), (socket, _peer) => {
      for (const make of [
        (buffer: ArrayBuffer) => new Uint8Array(buffer, 4, 8),
        (buffer: ArrayBuffer) => new Uint8Array(buffer, 8),
        (buffer: ArrayBuffer) => new Uint16Array(buffer, 4, 4),
        (buffer: ArrayBuffer) => new DataView(buffer, 4, 8),
      ]) {
        const buffer = new Resizable(16, { maxByteLength: 32 });
        const view = make(buffer);
        buffer.resize(2);
        expectRefused(TypeError, "outside of it", () => method(socket, view));
      }
    });
  });

  test(`${name}: what is no view`, () => {
    using(connectedPair(unixStream), (socket, _peer) => {
      for (const value of [undefined, null, "text", 5, {}, [1, 2], new ArrayBuffer(4), new SharedArrayBuffer(4)]) {
        // A message may have several, and a request without a buffer has a size.
        if (name === "receiveMessage" && value === undefined) continue;
        expectRefused(
          TypeError,
          /^(message\.|request\.)?(data|buffer|into)(\[\d\])? must be an ArrayBufferView, not /,
          () => method(socket, value as never),
        );
      }
    });
  });
}

eachKind(kinds, "resizable and growable buffers are measured at each call", (kind) => {
  using(connectedPair(kind), (first, second) => {
    const resizable = new Resizable(4, { maxByteLength: 64 });
    const growable = new Growable(4, { maxByteLength: 64 });
    for (const [view, resize] of [
      [new Uint8Array(resizable), (length: number) => resizable.resize(length)],
      [new Uint8Array(growable), (length: number) => growable.grow(length)],
    ] as const) {
      view.set(bytes("abcd"));
      assert.equal(first.send(view), 4);
      assert.equal(receiveText(second), "abcd");
      resize(6);
      view.set(bytes("uvwxyz"));
      assert.equal(first.send(view), 6);
      waitFor(second);
      assert.equal(second.receiveInto(view.subarray(3)), 3);
      assert.equal(Buffer.from(view).toString(), "uvwuvw");
      if (kind.type === unixStream.type) assert.equal(receiveText(second), "xyz");
      resize(20);
      assert.equal(first.send(view, 18, 2), 2);
      assert.equal(receiveText(second).length, 2);
      expectRefused(RangeError, "length", () => first.send(view, 18, 3));
    }
  });
});

test("shared buffers are taken for sending and receiving", () => {
  using(connectedPair(unixStream), (first, second) => {
    const shared = new Uint8Array(new SharedArrayBuffer(8), 2, 4);
    shared.set(bytes("abcd"));
    assert.equal(first.send(shared), 4);
    shared.fill(0);
    assert.equal(second.receiveInto(shared), 4);
    assert.equal(Buffer.from(shared).toString(), "abcd");
  });
});

test("an address's bytes: detached, too long, none", () => {
  using(connectedPair(unixStream), (socket, _peer) => {
    const like = (encode: () => unknown): never =>
      Object.assign(Object.create(Object.getPrototypeOf(Object.getPrototypeOf(address))), {
        encode,
        toString: () => "like an address",
      }) as never;
    for (const value of [undefined, "127.0.0.1", [1, 2], new ArrayBuffer(16)]) {
      expectRefused(TypeError, "address.encode() must be a Uint8Array", () => socket.connect(like(() => value)));
    }
    expectRefused(RangeError, "address.encode() must be at most 128 bytes", () =>
      socket.connect(like(() => new Uint8Array(129))),
    );
  });
});

test("nothing was sent by all that", () => {
  using(connectedPair(unixStream), (socket, peer) => {
    const before = systemCallCount();
    for (const [, method] of methods) assert.throws(() => method(socket, detached(new Uint8Array(4))), TypeError);
    assert.equal(systemCallCount(), before);
    assert.ok(peer.receive(10) instanceof WouldBlock);
  });
});
