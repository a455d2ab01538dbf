import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AddressInfoOption, ReceiveFromOption, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import {
  accept,
  close,
  connect,
  connectToUnixHost,
  EventLoop,
  getAddressInfo,
  getBlock,
  getLine,
  putString,
  readable,
  receive,
  receiveExactly,
  receiveFrom,
  receiveFromInto,
  receiveInto,
  send,
  sendAll,
  sendTo,
  writable,
} from "berkeley-sockets/async";
import { BufferedSocket } from "berkeley-sockets/simple";
import { withFaults } from "berkeley-sockets/testing";
import { staysPending, text, turns } from "../support/awaiting.ts";
import { fill } from "../support/blocking.ts";
import {
  bound,
  bytes,
  connectedKinds,
  connectedPair,
  create,
  datagramKinds,
  type Kind,
  listener,
  using,
  waitFor,
} from "../support/kinds.ts";

const unixStream = connectedKinds.find(({ name }) => name === "unix stream") as Kind;
const unixDatagram = datagramKinds.find(({ name }) => name === "unix datagram") as Kind;
const figures = { domain: SocketDomain.internet, type: SocketType.stream, flags: [AddressInfoOption.numericHost] };
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

  for (const kind of connectedKinds) {
    const later: Record<string, (socket: Socket) => Promise<string>> = {
      receive: (socket) => receive(socket, 1).then(text),
      receiveExactly: (socket) => receiveExactly(socket, 1).then(text),
    };
    for (const [name, start] of Object.entries(later)) {
      it(`${name} overtakes nobody who waits, though what it needs is there: ${kind.name}`, () =>
        using(connectedPair(kind), async (a, b) => {
          const first = receive(a, 1);
          await turns(2);
          b.send(bytes("x"));
          b.send(bytes("y"));
          waitFor(a); // there, but not yet told of
          const second = start(a);
          assert.deepEqual([text(await first), await second], ["x", "y"]);
        }));
    }

    it(`send overtakes nobody who waits, though there is room: ${kind.name}`, () =>
      using(connectedPair(kind), async (a, b) => {
        const first = withFaults([{ syscall: "send", errno: "EAGAIN" }], () => send(a, bytes("1")));
        const later = [send(a, bytes("2")), sendAll(a, bytes("3"))];
        await Promise.all([first, ...later]);
        let all = "";
        while (all.length < 3) all += text(await receive(b, 10));
        assert.equal(all, "123");
      }));
  }

  for (const kind of streams) {
    it(`two receivers and two senders at once, at both ends of ${kind.name}`, () =>
      using(connectedPair(kind), async (a, b) => {
        const size = 1_000_000;
        const receiving = [a, b].map((socket) => [receiveExactly(socket, size), receiveExactly(socket, size)]);
        await turns(2);
        const sending = [a, b].map((socket, end) =>
          [1, 2].map((turn) => sendAll(socket, new Uint8Array(size).fill(10 * end + turn))),
        );
        const seen = await Promise.all(receiving.flat());
        assert.deepEqual(
          seen.map((data) => [...new Set(data)]),
          [[11], [12], [1], [2]],
        );
        assert.deepEqual(await Promise.all(sending.flat()), [size, size, size, size]);
      }));
  }

  for (const kind of connectedKinds.filter(({ type }) => type === SocketType.sequencePacket)) {
    it(`two receivers and two senders at once, of ${kind.name}`, () =>
      using(connectedPair(kind), async (a, b) => {
        const received = [receive(a, 10), receive(a, 10)];
        await turns(2);
        let full = 0;
        for (; typeof a.send(bytes("full")) === "number"; full++);
        const sent = [send(a, bytes("one")), send(a, bytes("three"))];
        await staysPending(Promise.race([...received, ...sent]));
        for (const part of ["x", "yy"]) b.send(bytes(part));
        assert.deepEqual((await Promise.all(received)).map(text), ["x", "yy"]);
        await staysPending(Promise.race(sent));
        for (; full > 0; full--) await receive(b, 10);
        assert.deepEqual([text(await receive(b, 10)), text(await receive(b, 10))], ["one", "three"]);
        assert.deepEqual(await Promise.all(sent), [3, 5]);
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

  // Fewer than the sixteen after which the clock is looked at for the first time.
  const atOnce: Record<string, (a: Socket, b: Socket) => Promise<unknown>> = {
    transfers: async (a, b) => {
      assert.equal(await send(b, bytes("abcd")), 4);
      assert.equal(text(await receive(a, 1)), "a");
      assert.equal(await receiveInto(a, new Uint8Array(1)), 1);
      assert.equal((await receiveFrom(a, 1))[0].length, 1);
      assert.equal((await receiveFromInto(a, new Uint8Array(1)))[0], 1);
    },
    "transfers of all": async (a, b) => {
      assert.equal(await sendAll(b, bytes("abc")), 3);
      assert.equal(text(await receiveExactly(a, 3)), "abc");
    },
    readiness: async (a, b) => {
      await writable(b);
      b.send(bytes("x"));
      await readable(a);
    },
    lines: async (a, b) => {
      await putString(new BufferedSocket(b), "one\ntwo\n");
      const buffered = new BufferedSocket(a);
      assert.deepEqual([await getLine(buffered), await getLine(buffered)], ["one", "two"]);
    },
    connections: async () => {
      const [listening, address] = listener(unixStream);
      const client = create(unixStream);
      await using([listening, client], async () => {
        assert.equal(await connect(client, address), true);
        const [server] = await accept(listening);
        await close(server);
        await close(client);
        await close(listening);
      });
    },
    datagrams: async () => {
      const [socket, address] = bound(unixDatagram);
      await using([socket], async () => {
        assert.equal(await sendTo(socket, bytes("x"), address), 1);
        assert.equal((await receiveFrom(socket, 10))[0].length, 1);
      });
    },
    "lookups of figures": () => getAddressInfo("127.0.0.1", 80, figures),
    failures: async (a, b) => {
      await assert.rejects(receive(a, 1, { timeout: 0 }));
      await assert.rejects(receive(a, 1, { signal: AbortSignal.abort() }));
      b.close();
      await assert.rejects(send(b, bytes("x")));
    },
  };
  for (const [name, action] of Object.entries(atOnce)) {
    it(`completes without a turn of the loop: ${name}`, () =>
      using(pair(), async (a, b) => {
        // Whoever has waited begins to count anew.
        const waited = receive(a, 1);
        await turns(1);
        b.send(bytes("x"));
        await waited;
        let turned = false;
        const immediate = setImmediate(() => {
          turned = true;
        });
        await action(a, b);
        assert.equal(turned, false);
        clearImmediate(immediate);
      }));
  }

  const [closed, closedPeer] = pair();
  closed.close();
  closedPeer.close();
  const endless: Record<string, (a: Socket, b: Socket) => Promise<unknown>> = {
    "messages to and fro": async (a, b) => {
      await send(a, bytes("x"));
      await receive(b, 1);
    },
    "what is sent when somebody waits for it": async (a, b) => {
      const waiting = receive(b, 1);
      await send(a, bytes("x"));
      await waiting;
    },
    "sends of all": async (a, b) => {
      await sendAll(a, bytes("x"));
      b.receive(1);
    },
    "waits for room": (a) => writable(a),
    "operations on closed sockets": () => receive(closed, 1).catch(() => {}),
    "accepts that fail": (a) => accept(a).catch(() => {}),
    "connects that are refused": () => connectToUnixHost("/nowhere/at/all").catch(() => {}),
    "lookups of figures": () => getAddressInfo("127.0.0.1", 80, figures),
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

  it("starves no timer, nor any other: watches of what is always ready", () =>
    using(pair(), async (a, b) => {
      const own = new EventLoop();
      let calls = 0;
      const watch = (): void => {
        calls += 1;
      };
      EventLoop.default.addWriteWatch(a, watch);
      own.addWriteWatch(b, watch);
      const received = receive(a, 1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      b.send(bytes("x"));
      assert.equal(text(await received), "x");
      assert.ok(calls > 0);
      EventLoop.default.removeWriteWatch(a);
      own.close();
    }));
});
