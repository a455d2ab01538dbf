import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ReceiveFromOption, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import {
  getBlock,
  getLine,
  readable,
  receive,
  receiveExactly,
  receiveInto,
  send,
  sendAll,
  writable,
} from "berkeley-sockets/async";
import { BufferedSocket } from "berkeley-sockets/simple";
import { staysPending, text } from "../support/awaiting.ts";
import { fill } from "../support/blocking.ts";
import { bytes, connectedKinds, connectedPair, datagramKinds, using } from "../support/kinds.ts";

const streams = connectedKinds.filter(({ type }) => type === SocketType.stream);

describe("several who wait on one socket are served in order", () => {
  for (const kind of [...connectedKinds, ...datagramKinds]) {
    it(`receivers of ${kind.name}`, () =>
      using(connectedPair(kind), async (a, b) => {
        const first = receive(a, 1);
        const second = receive(a, 1);
        const third = receive(a, 1);
        for (const letter of ["x", "y", "z"]) b.send(bytes(letter));
        assert.deepEqual((await Promise.all([first, second, third])).map(text), ["x", "y", "z"]);
      }));
  }

  for (const kind of streams) {
    it(`senders of ${kind.name}: none overtakes another in the midst of its bytes`, () =>
      using(connectedPair(kind), async (a, b) => {
        const size = 2_000_000;
        const sent = [
          sendAll(a, new Uint8Array(size).fill(1)),
          sendAll(a, new Uint8Array(size).fill(2)),
          send(a, new Uint8Array(1).fill(3)),
          sendAll(a, new Uint8Array(10).fill(4)),
        ];
        const got = await receiveExactly(b, 2 * size + 11);
        assert.deepEqual(await Promise.all(sent), [size, size, 1, 10]);
        const ends = [0, size - 1, size, 2 * size - 1, 2 * size, 2 * size + 1, 2 * size + 10];
        assert.deepEqual(
          ends.map((place) => got[place]),
          [1, 1, 2, 2, 3, 4, 4],
        );
        assert.equal(got.indexOf(2), size);
      }));

    it(`receivers of many bytes of ${kind.name} too`, () =>
      using(connectedPair(kind), async (a, b) => {
        const first = receiveExactly(a, 6);
        const second = receiveExactly(a, 2);
        const third = receive(a, 10);
        for (const part of ["ab", "cd", "efg", "h", "i"]) {
          await sendAll(b, bytes(part));
          await new Promise((resolve) => setImmediate(resolve));
        }
        assert.deepEqual((await Promise.all([first, second, third])).map(text), ["abcdef", "gh", "i"]);
      }));
  }

  it("lines and blocks of one buffered socket", () =>
    using(Socket.pair(SocketDomain.unix, SocketType.stream), async (a, b) => {
      const buffered = new BufferedSocket(a);
      const wanted = [getLine(buffered), getBlock(buffered, 3), getLine(buffered), getBlock(buffered, 5)];
      b.send(bytes("on"));
      await staysPending(wanted[0] as Promise<unknown>);
      b.send(bytes("e\nabcdef\n123"));
      assert.equal(await wanted[0], "one");
      assert.equal(text((await wanted[1]) as Uint8Array), "abc");
      assert.equal(await wanted[2], "def");
      b.close();
      assert.equal(text((await wanted[3]) as Uint8Array), "123");
    }));

  it("who gives up lets the next have what lies in the buffer", () =>
    using(Socket.pair(SocketDomain.unix, SocketType.stream), async (a, b) => {
      const buffered = new BufferedSocket(a);
      const controller = new AbortController();
      const line = getLine(buffered, { signal: controller.signal });
      const block = getBlock(buffered, 2);
      b.send(bytes("abc"));
      await staysPending(block);
      controller.abort();
      await assert.rejects(line, { name: "AbortError" });
      assert.equal(text((await block) as Uint8Array), "ab");
    }));

  it("one that waits for readiness is told when its turn has come", () =>
    using(Socket.pair(SocketDomain.unix, SocketType.stream), async (a, b) => {
      const first = receive(a, 1);
      const second = readable(a);
      b.send(bytes("x"));
      await first;
      await staysPending(second);
      b.send(bytes("y"));
      await second;
      assert.equal(text(await receive(a, 5)), "y");
      const full = fill(a);
      const room = writable(a);
      await staysPending(room);
      await receiveExactly(b, full);
      await room;
    }));

  it("reading and writing do not wait for each other", () =>
    using(Socket.pair(SocketDomain.unix, SocketType.stream), async (a, b) => {
      fill(a);
      const sending = send(a, bytes("x"));
      await staysPending(sending);
      b.send(bytes("y"));
      assert.equal(text(await receive(a, 5)), "y");
      while (b.receive(65536) instanceof Uint8Array);
      assert.equal(await sending, 1);
    }));
});

describe("what is ready", () => {
  const pair = (): readonly [Socket, Socket] => Socket.pair(SocketDomain.unix, SocketType.stream);

  it("completes without a turn of the loop", () =>
    using(pair(), async (a, b) => {
      // Whoever has waited begins to count anew.
      const waited = receive(a, 1);
      await new Promise((resolve) => setImmediate(resolve));
      b.send(bytes("x"));
      await waited;
      let turned = false;
      const immediate = setImmediate(() => {
        turned = true;
      });
      for (let round = 0; round < 2; round++) {
        assert.equal(await send(b, bytes("abc")), 3);
        assert.equal(text(await receive(a, 1)), "a");
        assert.equal(await receiveInto(a, new Uint8Array(1)), 1);
        await readable(a);
        assert.equal(text(await receiveExactly(a, 1)), "c");
      }
      assert.equal(turned, false);
      clearImmediate(immediate);
    }));

  const endless: Record<string, (a: Socket, b: Socket) => Promise<unknown>> = {
    receives: async (a) => receive(a, 1, { flags: [ReceiveFromOption.peek] }),
    "waits for readiness": (a) => readable(a),
    "exact receives": async (a, b) => {
      b.send(bytes("x"));
      return receiveExactly(a, 1);
    },
    "receives that fail": (a) => receive(a, 1, { flags: [ReceiveFromOption.outOfBand] }).catch(() => {}),
    "expired receives": (_, b) => receive(b, 1, { timeout: 0 }).catch(() => {}),
    "aborted receives": (_, b) => receive(b, 1, { signal: AbortSignal.abort() }).catch(() => {}),
  };
  for (const [name, action] of Object.entries(endless)) {
    it(`starves no timer: ${name}`, () =>
      using(pair(), async (a, b) => {
        b.send(bytes("x"));
        let over = false;
        setTimeout(() => {
          over = true;
        }, 1);
        let count = 0;
        while (!over && count < 1_000_000) {
          await action(a, b);
          count += 1;
        }
        assert.ok(over, "the timer never fired");
      }));
  }
});
