import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import {
  InternetAddress,
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
import {
  accept,
  acceptIpv4Connection,
  connectToUnixHost,
  receive,
  receiveFrom,
  receiveInto,
  send,
  sendAll,
} from "berkeley-sockets/async";
import { systemCallCount, withFaults } from "berkeley-sockets/testing";
import { rejectsWith, staysPending, text, turns } from "../support/awaiting.ts";
import { spawnPython } from "../support/child.ts";
import {
  bytes,
  connectedKinds,
  connectedPair,
  create,
  datagramKinds,
  type Kind,
  listener,
  temporaryPath,
  using,
  waitFor,
} from "../support/kinds.ts";
import { deserted } from "../support/ports.ts";
import { withoutProgram } from "../support/probe.ts";

const tcp = connectedKinds.find(({ name }) => name === "internet stream") as Kind;
const udp = datagramKinds.find(({ name }) => name === "internet datagram") as Kind;
const streams = connectedKinds.filter(({ type }) => type === SocketType.stream);

describe("the end of a stream", () => {
  for (const kind of streams) {
    it(`is told with the data before it, in one edge: ${kind.name}`, () =>
      using(connectedPair(kind), async (a, b) => {
        const first = receive(a, 100);
        await turns(1);
        b.send(bytes("abc"));
        b.shutdown(ShutdownMethod.write);
        assert.equal(text(await first), "abc");
        assert.equal((await receive(a, 100)).length, 0);
        assert.equal((await receive(a, 100)).length, 0);
      }));

    it(`is told after the data was read: ${kind.name}`, () =>
      using(connectedPair(kind), async (a, b) => {
        const first = receive(a, 100);
        b.send(bytes("abc"));
        await first;
        const second = receive(a, 100);
        await staysPending(second);
        b.close();
        assert.equal((await second).length, 0);
      }));
  }

  it("by a reset is an error once, then the end", () =>
    using(connectedPair(tcp), async (a, b) => {
      const first = receive(a, 100);
      a.send(bytes("unread")); // a close with unread data resets
      waitFor(b);
      b.close();
      await rejectsWith("ECONNRESET", first);
      assert.equal((await receive(a, 100)).length, 0);
    }));

  for (const kind of connectedKinds) {
    it(`of a listener that is shut down is told: ${kind.name}`, () => {
      const [listening] = listener(kind);
      return using([listening], async () => {
        const promises = [accept(listening), accept(listening)];
        const results = Promise.allSettled(promises);
        await turns();
        listening.shutdown(ShutdownMethod.readWrite);
        for (const result of await results) {
          assert.equal(result.status, "rejected");
          assert.equal((result as PromiseRejectedResult).reason.code, "EINVAL");
        }
        await rejectsWith("EINVAL", accept(listening));
      });
    });
  }
});

describe("a short read", () => {
  it("loses nothing, however data and reads fall", () =>
    using(connectedPair(tcp), async (a, b) => {
      let sent = 0;
      let got = 0;
      const reading = (async () => {
        for (;;) {
          const part = await receive(a, 7);
          if (part.length === 0) return;
          for (const byte of part) assert.equal(byte, got++ & 255);
          if (got % 11 === 0) await turns(1);
        }
      })();
      for (let round = 0; round < 300; round++) {
        const size = (round * 7) % 23;
        const part = Uint8Array.from({ length: size }, () => sent++ & 255);
        if (size > 0) await sendAll(b, part);
        if (round % 3 === 0) await turns(1);
      }
      b.shutdown(ShutdownMethod.write);
      await reading;
      assert.equal(got, sent);
    }));

  it("saves the receive that would only find nothing", () =>
    using(connectedPair(tcp), async (a, b) => {
      const first = receive(a, 100);
      b.send(bytes("x"));
      await first;
      const before = systemCallCount();
      const second = receive(a, 100);
      assert.equal(systemCallCount() - before, process.env["BERKELEY_POLLER"] === "poll" ? 2 : 0);
      b.send(bytes("y"));
      assert.equal(text(await second), "y");
    }));

  it("before an urgent byte does not hide the rest", () =>
    using(connectedPair(tcp), async (a, b) => {
      const first = receive(a, 100);
      await turns(1);
      b.send(bytes("abc"));
      b.send(bytes("!"), SendToOption.outOfBand);
      b.send(bytes("def"));
      let all = text(await first);
      assert.equal(text(await receive(a, 1, { flags: [ReceiveFromOption.outOfBand] })), "!");
      while (all.length < 6) all += text(await receive(a, 100));
      assert.equal(all, "abcdef");
      const next = receive(a, 100);
      await staysPending(next);
      b.send(bytes("g"));
      assert.equal(text(await next), "g");
    }));

  it("at a message that carries a descriptor does not hide the rest", {
    skip: withoutProgram("python3"),
  }, async () => {
    const path = temporaryPath();
    const listening = Socket.create(SocketDomain.unix, SocketType.stream);
    await using([listening], async () => {
      listening.bind(new UnixAddress(path));
      listening.listen();
      // The three sends are there before we look, so one edge tells of all.
      const child = spawnPython(
        `
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
socket.send_fds(s, [b"abc"], [0])
s.send(b"def")
socket.send_fds(s, [b"ghi"], [1])
s.send(b"jkl")
print("sent")
sys.stdin.read()
`,
        path,
      );
      const [server] = await accept(listening);
      await using([server], async () => {
        const waiting = receive(server, 100);
        await once(child.stdout as NodeJS.ReadableStream, "data");
        let all = text(await waiting);
        let reads = 1;
        for (; all.length < 12; reads++) all += text(await receive(server, 100));
        assert.equal(all, "abcdefghijkl");
        assert.ok(reads > 1, "no receive ended early");
        child.stdin?.end();
        assert.equal((await receive(server, 100)).length, 0);
        await once(child, "close");
      });
    });
  });
});

describe("datagrams", () => {
  for (const kind of datagramKinds) {
    it(`after this side has shut down reading end: ${kind.name}`, () =>
      using(connectedPair(kind), async (a, b) => {
        b.send(bytes("last"));
        waitFor(a);
        const promises = [
          receive(a, 10),
          receive(a, 10),
          receiveInto(a, new Uint8Array(4)),
          receiveFrom(a, 1),
        ] as const;
        await turns();
        a.shutdown(ShutdownMethod.read);
        const [first, second, third, [fourth]] = await Promise.all(promises);
        assert.deepEqual([text(first), text(second), third, fourth.length], ["last", "", 0, 0]);
        assert.equal((await receive(a, 10)).length, 0);
      }));
  }

  for (const kind of datagramKinds) {
    it(`of no bytes are messages: ${kind.name}`, () =>
      using(connectedPair(kind), async (a, b) => {
        const promises = [receiveFrom(a, 10), receive(a, 10), receiveInto(a, new Uint8Array(4))] as const;
        await turns(1);
        for (const part of ["", "x", ""]) b.send(bytes(part));
        const [[data], second, third] = await Promise.all(promises);
        assert.equal(data.length, 0);
        assert.equal(text(second), "x");
        assert.equal(third, 0);
        await staysPending(receive(a, 10).catch(() => {}));
      }));
  }

  for (const kind of datagramKinds.filter(({ domain }) => domain !== SocketDomain.unix)) {
    it(`to nobody are refused, each time: ${kind.name}`, () => {
      const [keeper, address] = deserted(kind);
      const socket = create(kind);
      return using([socket, keeper], async () => {
        socket.connect(address);
        for (let round = 0; round < 5; round++) {
          const promises = [receive(socket, 10), receive(socket, 10)] as const;
          await turns(1);
          socket.send(bytes("x"));
          await rejectsWith("ECONNREFUSED", promises[0]);
          await staysPending(promises[1]);
          socket.send(bytes("x"));
          await rejectsWith("ECONNREFUSED", promises[1]);
        }
        // A sender meets the refusal too, and data still comes afterwards.
        socket.send(bytes("x"));
        assert.equal(pollSockets([{ socket }], 10_000)[0]?.error, true);
        await rejectsWith("ECONNREFUSED", send(socket, bytes("x")));
      });
    });
  }

  it("wait for room, and are sent in order", () => {
    const unix = datagramKinds.find(({ domain }) => domain === SocketDomain.unix) as Kind;
    return using(connectedPair(unix), async (a, b) => {
      let count = 0;
      while (typeof a.send(bytes("f")) === "number") count += 1;
      const sends = [send(a, bytes("1")), send(a, bytes("2"))];
      await staysPending(Promise.race(sends));
      for (; count > 0; count--) await receive(b, 10);
      assert.equal(text(await receive(b, 10)) + text(await receive(b, 10)), "12");
      assert.deepEqual(await Promise.all(sends), [1, 1]);
    });
  });
});

describe("an interest in writing", () => {
  for (const kind of [...streams, udp]) {
    it(`is dropped when nobody waits to write: ${kind.name}`, () =>
      using(connectedPair(kind), async (a, b) => {
        // One send that waited for room.
        if (kind !== udp) {
          await withFaults([{ syscall: "send", errno: "EAGAIN" }], () => send(a, bytes("x")));
          await receive(b, 1);
        }
        const idle = receive(a, 10);
        await turns(10);
        let wakeUps = 0;
        for (let round = 0; round < 20; round++) {
          a.send(bytes("y"));
          waitFor(b);
          b.receive(10);
          const before = systemCallCount();
          await turns(3);
          wakeUps += systemCallCount() - before;
        }
        assert.equal(wakeUps, 0, "sends that the peer read woke the loop");
        b.send(bytes("z"));
        assert.equal(text(await idle), "z");
      }));
  }
});

describe("an interest in writing that has ended while another waits to read", () => {
  for (const kind of streams) {
    for (const how of ["served", "aborted"]) {
      it(`is dropped, the write ${how}: ${kind.name}`, () =>
        using(connectedPair(kind), async (a, b) => {
          const idle = receive(a, 10);
          const controller = new AbortController();
          const sending = withFaults([{ syscall: "send", errno: "EAGAIN" }], () =>
            send(a, bytes("x"), { signal: controller.signal }),
          );
          if (how === "aborted") {
            controller.abort();
            await assert.rejects(sending, { name: "AbortError" });
          } else {
            await sending;
            await receive(b, 1);
          }
          await turns(10);
          let wakeUps = 0;
          for (let round = 0; round < 20; round++) {
            a.send(bytes("y"));
            waitFor(b);
            b.receive(10);
            const before = systemCallCount();
            await turns(3);
            wakeUps += systemCallCount() - before;
          }
          assert.equal(wakeUps, 0, "sends that the peer read woke the loop");
          b.send(bytes("z"));
          assert.equal(text(await idle), "z");
        }));
    }
  }
});

describe("connections made and taken", () => {
  it("in the mode of the entry, whatever the listener's", async () => {
    const path = temporaryPath();
    const listening = Socket.create(SocketDomain.unix, SocketType.stream);
    await using([listening], async () => {
      listening.bind(new UnixAddress(path));
      listening.listen();
      listening.setNonblocking(false);
      const [client, [server]] = await Promise.all([connectToUnixHost(path), accept(listening)]);
      await using([client, server], async () => {
        assert.deepEqual([client.nonblocking, server.nonblocking, listening.nonblocking], [true, true, false]);
        client.setNonblocking(false);
        const waiting = receive(client, 10);
        await staysPending(waiting);
        server.send(bytes("x"));
        assert.equal(text(await waiting), "x");
        assert.equal(client.nonblocking, false);
      });
    });
  });

  it("put the peer's address where it is wanted", async () => {
    const [listening, address] = listener(tcp);
    const client = create(tcp);
    await using([listening, client], async () => {
      client.connect(address as SocketAddress);
      const peer = new Uint8Array(4);
      const server = await acceptIpv4Connection(listening, peer);
      server.close();
      assert.deepEqual([...peer], [127, 0, 0, 1]);
      assert.ok(client.localAddress instanceof InternetAddress);
    });
  });
});
