import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Socket, type SocketAddress, SocketDomain, SocketType, WouldBlock } from "berkeley-sockets";
import {
  accept,
  acceptIpv4Connection,
  acceptIpv6Connection,
  putBytes,
  receive,
  receiveFromInto,
  receiveInto,
  send,
  sendAll,
  sendTo,
} from "berkeley-sockets/async";
import { BufferedSocket } from "berkeley-sockets/simple";
import { staysPending, text } from "../support/awaiting.ts";
import { fill } from "../support/blocking.ts";
import {
  bytes,
  connectedKinds,
  connectedPair,
  create,
  datagramKinds,
  type Kind,
  listener,
  using,
} from "../support/kinds.ts";
import { withoutIpv6 } from "../support/probe.ts";

const kindOf = (name: string): Kind => [...connectedKinds, ...datagramKinds].find((each) => each.name === name) as Kind;
const tcp = kindOf("internet stream");
const tcp6 = kindOf("internet6 stream");
const unixDatagram = kindOf("unix datagram");
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

interface Spoilt {
  /** A view, and what spoils it. */
  make(): readonly [ArrayBufferView, () => void];
  readonly error: typeof TypeError | typeof RangeError;
  readonly words: string;
}

const detachedInWait = "must not be detached";

function detaching(length: number): Spoilt {
  return {
    make() {
      const view = new Uint8Array(length);
      return [view, () => void structuredClone(view, { transfer: [view.buffer] })];
    },
    error: TypeError,
    words: detachedInWait,
  };
}

function shrinking(make: (memory: Resizable) => ArrayBufferView, to: number, words: string): Spoilt {
  return {
    make() {
      const memory = resizable(64, 64);
      return [make(memory), () => memory.resize(to)];
    },
    error: RangeError,
    words,
  };
}

/** What may become of a view while it is waited with. */
const spoilt: Record<string, Spoilt> = {
  "is detached": detaching(8),
  "of a resizable buffer is detached": {
    make() {
      const memory = resizable(64, 64);
      return [new Uint8Array(memory, 8, 8), () => void structuredClone(memory, { transfer: [memory] })];
    },
    error: TypeError,
    words: detachedInWait,
  },
  "that tracks its buffer shrinks": shrinking((memory) => new Uint8Array(memory), 4, "has shrunk to 4 bytes of 64"),
  "that tracks its buffer shrinks to nothing": shrinking(
    (memory) => new Uint8Array(memory),
    0,
    "has shrunk to 0 bytes",
  ),
  "that tracks its buffer's end loses it": shrinking(
    (memory) => new Uint8Array(memory, 32),
    16,
    "has shrunk to 0 bytes",
  ),
  "of fixed length loses a part": shrinking((memory) => new Uint8Array(memory, 0, 8), 4, "has shrunk to 0 bytes of 8"),
  "of fixed length loses everything": shrinking(
    (memory) => new Uint8Array(memory, 32, 8),
    4,
    "has shrunk to 0 bytes of 8",
  ),
  "of words shrinks": shrinking((memory) => new Uint32Array(memory), 8, "has shrunk to 8 bytes of 64"),
  "of words and fixed length shrinks": shrinking(
    (memory) => new Uint32Array(memory, 32, 2),
    36,
    "has shrunk to 0 bytes of 8",
  ),
  "that is a DataView shrinks": shrinking((memory) => new DataView(memory), 4, "has shrunk to 4 bytes of 64"),
  "that is a DataView of fixed length shrinks": shrinking(
    (memory) => new DataView(memory, 32, 8),
    4,
    "has shrunk to 0 bytes of 8",
  ),
};

function isMeant({ error, words }: Spoilt, name: string): (reason: unknown) => true {
  return (reason) => {
    assert.ok(reason instanceof error, String(reason));
    assert.ok(reason.message.startsWith(`${name} `) && reason.message.includes(words), reason.message);
    return true;
  };
}

for (const [kind, pair] of Object.entries(pairs)) {
  for (const [name, transfer] of Object.entries(transfers)) {
    describe(`a buffer while ${name} on ${kind} waits`, () => {
      for (const [how, each] of Object.entries(spoilt)) {
        it(`${how}: ${each.error.name}, and nothing is received`, () =>
          using(pair() as [Socket, Socket], async (a, b) => {
            const [buffer, spoil] = each.make();
            const waiting = transfer(a, buffer);
            const next = receive(a, 10);
            await staysPending(waiting);
            spoil();
            b.send(bytes("kept"));
            await assert.rejects(waiting, isMeant(each, "buffer"));
            assert.equal(text(await next), "kept");
          }));
      }

      it("that shrinks, and has grown again when something comes, is used", () =>
        using(pair() as [Socket, Socket], async (a, b) => {
          const memory = resizable(64, 64);
          const view = new Uint8Array(memory, 32, 8);
          const waiting = transfer(a, view);
          await staysPending(waiting);
          memory.resize(4);
          memory.resize(64);
          b.send(bytes("abc"));
          await waiting;
          assert.equal(text(view.slice(0, 3)), "abc");
        }));

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

  const sends: Record<string, (socket: Socket, data: ArrayBufferView, address: SocketAddress) => Promise<unknown>> = {
    send: (socket, data) => send(socket, data),
    sendAll: (socket, data) => sendAll(socket, data),
    putBytes: (socket, data) => putBytes(new BufferedSocket(socket), data),
    sendTo,
  };
  for (const [name, start] of Object.entries(sends)) {
    for (const [how, each] of Object.entries(spoilt)) {
      it(`${name}, that ${how}: ${each.error.name}, and nothing is sent`, () => {
        const datagram = name === "sendTo";
        const [a, b] = datagram ? connectedPair(unixDatagram) : Socket.pair(SocketDomain.unix, SocketType.stream);
        return using([a, b], async () => {
          if (datagram) while (typeof a.send(bytes("x")) === "number");
          else fill(a);
          const [data, spoil] = each.make();
          const waiting = start(a, data, b.localAddress as SocketAddress);
          await staysPending(waiting);
          spoil();
          const failing = assert.rejects(waiting, isMeant(each, "data"));
          while (b.receive(65536) instanceof Uint8Array);
          await failing;
          assert.ok(b.receive(1) instanceof WouldBlock, "something was sent");
        });
      });
    }
  }
});

describe("the array for a peer's address, while an accept waits", () => {
  type Start = (socket: Socket, array: Uint8Array) => Promise<Socket>;
  const arrays: Record<string, [kind: Kind, start: Start, spoilt: Spoilt]> = {
    "that is detached": [tcp, acceptIpv4Connection, detaching(4)],
    "of fixed length that shrinks": [
      tcp,
      acceptIpv4Connection,
      shrinking((memory) => new Uint8Array(memory, 32, 4), 34, "has shrunk to 0 bytes of 4"),
    ],
    "that tracks its buffer and shrinks": [
      tcp,
      acceptIpv4Connection,
      shrinking((memory) => new Uint8Array(memory, 60), 62, "has shrunk to 2 bytes of 4"),
    ],
    "of 16 bytes that shrinks": [
      tcp6,
      acceptIpv6Connection,
      shrinking((memory) => new Uint8Array(memory, 48), 62, "has shrunk to 14 bytes of 16"),
    ],
  };
  for (const [how, [kind, start, each]] of Object.entries(arrays)) {
    it(`${how}: ${each.error.name}, and the connection stays for the next`, {
      skip: kind === tcp6 && withoutIpv6(),
    }, () => {
      const [listening, address] = listener(kind);
      const client = create(kind);
      return using([listening, client], async () => {
        const [view, spoil] = each.make();
        const waiting = start(listening, view as Uint8Array);
        const next = accept(listening);
        await staysPending(waiting);
        spoil();
        client.connect(address);
        await assert.rejects(waiting, isMeant(each, "connection"));
        const [server] = await next;
        assert.ok(server.peerAddress?.equals(client.localAddress as SocketAddress));
        server.close();
      });
    });
  }
});
