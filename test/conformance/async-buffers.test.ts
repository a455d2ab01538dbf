import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { receive, receiveFromInto, receiveInto, send, sendAll } from "berkeley-sockets/async";
import { staysPending, text } from "../support/awaiting.ts";
import { fill } from "../support/blocking.ts";
import { bytes, connectedKinds, connectedPair, type Kind, using } from "../support/kinds.ts";

const tcp = connectedKinds.find(({ name }) => name === "internet stream") as Kind;
const pairs: Record<string, () => readonly [Socket, Socket]> = {
  tcp: () => connectedPair(tcp),
  unix: () => Socket.pair(SocketDomain.unix, SocketType.stream),
};
const transfers = {
  receiveInto: (socket: Socket, buffer: ArrayBufferView): Promise<unknown> => receiveInto(socket, buffer),
  receiveFromInto: (socket: Socket, buffer: ArrayBufferView): Promise<unknown> => receiveFromInto(socket, buffer),
};

type Resizable = ArrayBuffer & { resize(length: number): void };

function resizable(length: number, most: number): Resizable {
  const Constructor = ArrayBuffer as unknown as new (length: number, options: { maxByteLength: number }) => Resizable;
  return new Constructor(length, { maxByteLength: most });
}

for (const [kind, pair] of Object.entries(pairs)) {
  for (const [name, transfer] of Object.entries(transfers)) {
    describe(`a buffer while ${name} on ${kind} waits`, () => {
      const spoilt: Record<string, [() => [Uint8Array, () => void], typeof TypeError | typeof RangeError]> = {
        "is detached": [
          () => {
            const buffer = new Uint8Array(8);
            return [buffer, () => void structuredClone(buffer, { transfer: [buffer.buffer] })];
          },
          TypeError,
        ],
        "shrinks below its range": [
          () => {
            const memory = resizable(64, 64);
            return [new Uint8Array(memory), () => memory.resize(4)];
          },
          RangeError,
        ],
        "shrinks away from it": [
          () => {
            const memory = resizable(64, 64);
            return [new Uint8Array(memory, 32, 8), () => memory.resize(4)];
          },
          TypeError,
        ],
      };
      for (const [how, [make, error]] of Object.entries(spoilt)) {
        it(`${how}: ${error.name}, and nothing is received`, () =>
          using(pair() as [Socket, Socket], async (a, b) => {
            const [buffer, spoil] = make();
            const waiting = transfer(a, buffer);
            await staysPending(waiting);
            spoil();
            b.send(bytes("kept"));
            await assert.rejects(waiting, error);
            assert.equal(text(await receive(a, 10)), "kept");
          }));
      }

      it("that grows is used in the range that was given", () =>
        using(pair() as [Socket, Socket], async (a, b) => {
          const memory = resizable(4, 64);
          const waiting = transfer(a, new Uint8Array(memory));
          await staysPending(waiting);
          memory.resize(64);
          b.send(bytes("abcdef"));
          await waiting;
          assert.equal(text(new Uint8Array(memory).slice(0, 6)), "abcd\0\0");
          assert.equal(text(await receive(a, 10)), "ef");
        }));
    });
  }
}

describe("data while a send waits", () => {
  it("that is detached is a TypeError, and what had gone is told", () =>
    using(Socket.pair(SocketDomain.unix, SocketType.stream), async (a, b) => {
      const data = new Uint8Array(3_000_000);
      const sending = sendAll(a, data);
      await staysPending(sending);
      structuredClone(data, { transfer: [data.buffer] });
      let got = 0;
      const failing = assert.rejects(sending, (error: TypeError & { sent: number }) => {
        assert.ok(error instanceof TypeError);
        assert.ok(error.sent > 0 && error.sent < 3_000_000);
        got += error.sent;
        return true;
      });
      let drained = 0;
      for (let part = b.receive(65536); part instanceof Uint8Array; part = b.receive(65536)) drained += part.length;
      await failing;
      for (let part = b.receive(65536); part instanceof Uint8Array; part = b.receive(65536)) drained += part.length;
      assert.equal(drained, got);
    }));

  it("that has shrunk is a RangeError", () =>
    using(Socket.pair(SocketDomain.unix, SocketType.stream), async (a, b) => {
      fill(a);
      const memory = resizable(64, 64);
      const sends = [send(a, new Uint8Array(memory)), sendAll(a, new Uint8Array(memory))];
      const results = Promise.allSettled(sends);
      await staysPending(Promise.race(sends));
      memory.resize(8);
      while (b.receive(65536) instanceof Uint8Array);
      for (const result of await results) {
        assert.ok((result as PromiseRejectedResult).reason instanceof RangeError, JSON.stringify(result));
      }
    }));
});
