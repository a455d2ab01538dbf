import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ReceiveFromOption, SendToOption, ShutdownMethod, type Socket, SocketType } from "berkeley-sockets";
import {
  getLine,
  readable,
  receive,
  receiveExactly,
  receiveFrom,
  receiveFromInto,
  receiveInto,
} from "berkeley-sockets/async";
import { SO_LINGER, SO_OOBINLINE } from "berkeley-sockets/options";
import { BufferedSocket } from "berkeley-sockets/simple";
import { systemCallCount, withFaults } from "berkeley-sockets/testing";
import { rejectsWith, staysPending, text, turns } from "../support/awaiting.ts";
import { done } from "../support/expect.ts";
import { bytes, connectedKinds, connectedPair, datagramKinds, type Kind, using, waitFor } from "../support/kinds.ts";

/**
 * epoll(7), Q9: after a short read of a stream the next edge tells when there is more. Each way in which something
 * may lie behind a short read all the same, so that no edge would tell of it; more are in async-edges.
 */

const tcp = connectedKinds.find(({ name }) => name === "internet stream") as Kind;
const tcps = connectedKinds.filter(({ name }) => /^internet6? stream$/.test(name));
// So that a test that would wait for ever fails.
const timeout = 10_000;

/** The receives, each asking for far more than a message has. */
const receives: Record<string, (socket: Socket) => Promise<string>> = {
  receive: async (socket) => text(await receive(socket, 100, { timeout })),
  receiveInto: async (socket) => {
    const buffer = new Uint8Array(100);
    return text(buffer.subarray(0, await receiveInto(socket, buffer, { timeout })));
  },
  receiveFrom: async (socket) => text((await receiveFrom(socket, 100, { timeout }))[0]),
  receiveFromInto: async (socket) => {
    const buffer = new Uint8Array(100);
    return text(buffer.subarray(0, (await receiveFromInto(socket, buffer, { timeout }))[0]));
  },
};

describe("messages, all told of by one edge", () => {
  for (const kind of [...datagramKinds, ...connectedKinds.filter(({ type }) => type === SocketType.sequencePacket)]) {
    for (const [name, one] of Object.entries(receives)) {
      it(`are received one by one, ${name}: ${kind.name}`, () =>
        using(connectedPair(kind), async (a, b) => {
          const first = one(a);
          await turns();
          for (const part of ["one", "two", "three", "four"]) b.send(bytes(part));
          waitFor(a);
          const got = [await first];
          for (let count = 0; count < 3; count++) got.push(await one(a));
          assert.deepEqual(got, ["one", "two", "three", "four"]);
        }));
    }
  }
});

for (const kind of tcps) {
  describe(`a short read of ${kind.name}`, () => {
    for (const [name, one] of Object.entries(receives)) {
      it(`is followed by what comes later, ${name}`, () =>
        using(connectedPair(kind), async (a, b) => {
          for (let round = 0; round < 10; round++) {
            const waiting = one(a);
            await turns(round % 3);
            b.send(bytes(`${round}`));
            assert.equal(await waiting, `${round}`);
            // What comes between two receives, told of or not.
            b.send(bytes("x"));
            await turns(round % 2);
            assert.equal(await one(a), "x");
          }
        }));
    }

    it("that only peeked does not hide what it saw", () =>
      using(connectedPair(kind), async (a, b) => {
        const peeking = receive(a, 100, { flags: [ReceiveFromOption.peek], timeout });
        await turns();
        b.send(bytes("seen"));
        assert.equal(text(await peeking), "seen");
        assert.equal(text(await receive(a, 100, { timeout })), "seen");
        // Behind one that has read the stream empty too.
        const waiting = [receive(a, 100, { flags: [ReceiveFromOption.peek], timeout }), receive(a, 100, { timeout })];
        await turns();
        b.send(bytes("again"));
        assert.deepEqual((await Promise.all(waiting)).map(text), ["again", "again"]);
      }));

    it("does not hide what others left there", () =>
      using(connectedPair(kind), async (a, b) => {
        const first = receive(a, 100, { timeout });
        await turns();
        b.send(bytes("x"));
        await first; // read empty
        b.send(bytes("abcdef\nghi"));
        waitFor(a);
        assert.equal(text(await receiveExactly(a, 2, { timeout })), "ab");
        assert.equal(text(await receive(a, 1, { timeout })), "c");
        await readable(a, { timeout });
        assert.equal(await getLine(new BufferedSocket(a, { bufferSize: 4 }), { timeout }), "def");
      }));

    it("before the end does not hide it, who waits or comes later", () =>
      using(connectedPair(kind), async (a, b) => {
        const promises = [receive(a, 100, { timeout }), receive(a, 100, { timeout })];
        await turns();
        b.send(bytes("last"));
        b.shutdown(ShutdownMethod.write);
        assert.deepEqual((await Promise.all(promises)).map(text), ["last", ""]);
        assert.equal((await receive(a, 100, { timeout })).length, 0);
      }));

    it("before a reset in the same edge does not hide it", () =>
      using(connectedPair(kind), async (a, b) => {
        const first = receive(a, 100, { timeout });
        await turns();
        b.send(bytes("last"));
        b.setOption(SO_LINGER, { on: true, seconds: 0 });
        b.close();
        // The kernel gives either the data first or the error at once.
        const outcome = await first.then(text, (error: { code: string }) => error.code);
        if (outcome === "last") await rejectsWith("ECONNRESET", receive(a, 100, { timeout }));
        else assert.equal(outcome, "ECONNRESET");
        assert.equal((await receive(a, 100, { timeout })).length, 0);
      }));

    it("is followed by a reset that comes later", () =>
      using(connectedPair(kind), async (a, b) => {
        const first = receive(a, 100, { timeout });
        await turns();
        b.send(bytes("x"));
        await first;
        const second = receive(a, 100, { timeout });
        await staysPending(second);
        b.setOption(SO_LINGER, { on: true, seconds: 0 });
        b.close();
        await rejectsWith("ECONNRESET", second);
      }));

    it("at an urgent byte that stands in line does not hide the rest", () =>
      using(connectedPair(kind), async (a, b) => {
        a.setOption(SO_OOBINLINE, true);
        const first = receive(a, 100, { timeout });
        await turns();
        b.send(bytes("abc"));
        b.send(bytes("!"), SendToOption.outOfBand);
        b.send(bytes("def"));
        waitFor(a);
        let all = text(await first);
        let reads = 1;
        for (; all.length < 7; reads++) all += text(await receive(a, 100, { timeout }));
        assert.equal(all, "abc!def");
        assert.ok(reads > 1, "no receive ended early");
      }));
  });
}

it("an urgent byte after a short read hides nothing that follows", () =>
  using(connectedPair(tcp), async (a, b) => {
    const first = receive(a, 100, { timeout });
    await turns();
    b.send(bytes("abc"));
    assert.equal(text(await first), "abc");
    const second = receive(a, 100, { timeout });
    b.send(bytes("!"), SendToOption.outOfBand);
    await turns(3);
    b.send(bytes("def"));
    assert.equal(text(await second), "def");
    for (const part of ["g", "h"]) {
      const next = receive(a, 100, { timeout });
      await turns(1);
      b.send(bytes(part));
      assert.equal(text(await next), part);
    }
    // Nor does one that nobody reads keep the loop busy.
    const last = receive(a, 100, { timeout });
    b.send(bytes("?"), SendToOption.outOfBand);
    await turns(10);
    const before = systemCallCount();
    await turns(50);
    assert.ok(systemCallCount() - before <= 2, `${systemCallCount() - before} system calls of an idle loop`);
    assert.equal(text(done(a.receive(1, ReceiveFromOption.outOfBand))), "?");
    b.send(bytes("i"));
    assert.equal(text(await last), "i");
  }));

// recv(2) of urgent data gives EAGAIN when it has been announced and is not there yet.
it("who waits for an urgent byte is told of it", () =>
  using(connectedPair(tcp), async (a, b) => {
    const flags = [ReceiveFromOption.outOfBand];
    for (const [name, start] of Object.entries<() => Promise<unknown>>({
      receive: () => receive(a, 1, { flags, timeout }).then(text),
      receiveInto: () => receiveInto(a, new Uint8Array(1), { flags, timeout }),
      receiveFrom: () => receiveFrom(a, 1, { flags, timeout }),
      receiveFromInto: () => receiveFromInto(a, new Uint8Array(1), { flags, timeout }),
    })) {
      const waiting = withFaults([{ syscall: /From/.test(name) ? "recvfrom" : "recv", errno: "EAGAIN" }], start);
      await turns();
      b.send(bytes("!"), SendToOption.outOfBand);
      await waiting;
    }
  }));
