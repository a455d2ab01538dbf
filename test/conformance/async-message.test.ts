import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type ControlMessage,
  InternetAddress,
  ReceivedDescriptor,
  ReceiveFromOption,
  SendToOption,
  ShutdownMethod,
  Socket,
  type SocketAddress,
  SocketDomain,
  SocketType,
} from "berkeley-sockets";
import { EventLoop, receive, receiveFrom, receiveMessage, send, sendMessage, sendTo } from "berkeley-sockets/async";
import { IP_PKTINFO, IP_RECVERR, IPV6_RECVERR, SO_TIMESTAMPNS } from "berkeley-sockets/options";
import { systemCallCount } from "berkeley-sockets/testing";
import { rejectsWith, staysPending, text, turns, until } from "../support/awaiting.ts";
import { fill } from "../support/blocking.ts";
import { kindOf, tcp, udp, unixDatagram, unixKinds, unixStream } from "../support/each-kind.ts";
import { expectWouldBlock } from "../support/expect.ts";
import { bound, bytes, connectedPair, create, kinds, using } from "../support/kinds.ts";
import { openLoose } from "../support/loose-descriptor.ts";
import { controlOf, descriptorsOf, leavesNoneOpen } from "../support/messages.ts";
import { deserted } from "../support/ports.ts";
import { withoutIpv6 } from "../support/probe.ts";

const { errorQueue, peek } = ReceiveFromOption;
const noIpv6 = withoutIpv6();
// Its own descriptors are there before any are counted.
assert.ok(!EventLoop.default.closed);

describe("receiveMessage, awaited", () => {
  for (const kind of kinds) {
    const skip = kind.domain === SocketDomain.internet6 && noIpv6;
    it(`gives what comes, at once or later: ${kind.name}`, { skip }, () =>
      using(connectedPair(kind), async (a, b) => {
        const later = receiveMessage(a, { size: 100 });
        await staysPending(later);
        b.send(bytes("later"));
        const message = await later;
        assert.deepEqual([text(message.data), message.length, message.control], ["later", 5, []]);
        b.send(bytes("now"));
        await until(() => typeof a.receiveInto(new Uint8Array(3), peek) === "number");
        const calls = systemCallCount();
        assert.equal(text((await receiveMessage(a, { size: 100 })).data), "now");
        assert.equal(systemCallCount() - calls, 1);
      }),
    );

    it(`scatters: ${kind.name}`, { skip }, () =>
      using(connectedPair(kind), async (a, b) => {
        const into = [new Uint8Array(2), new Uint8Array(4)] as const;
        const waiting = receiveMessage(a, { into });
        b.send(bytes("abcd"));
        assert.deepEqual((await waiting).data.map(text), ["ab", "cd"]);
        assert.equal(text(into[1]), "cd\0\0");
      }),
    );
  }

  it("gives the sender and the control messages", async () => {
    const [receiver, address] = bound(udp);
    await using([receiver, bound(udp)[0]], async (_, sender) => {
      receiver.setOption(IP_PKTINFO, true);
      receiver.setOption(SO_TIMESTAMPNS, true);
      const waiting = receiveMessage(receiver, { size: 10 });
      await sendMessage(sender, { data: [bytes("a"), bytes("b")], address });
      const message = await waiting;
      assert.equal(text(message.data), "ab");
      assert.deepEqual(message.address, sender.localAddress);
      assert.equal(controlOf(message, "pktinfo").address.toString(), "127.0.0.1:0");
      assert.ok(controlOf(message, "timestamp").time > 0n);
    });
  });

  it("serves in order, among other receives", () =>
    using(connectedPair(unixDatagram), async (a, b) => {
      const first = receive(a, 10);
      const second = receiveMessage(a, { size: 10 });
      const third = receiveFrom(a, 10);
      for (const word of ["one", "two", "three"]) b.send(bytes(word));
      assert.equal(text(await first), "one");
      assert.equal(text((await second).data), "two");
      assert.equal(text((await third)[0]), "three");
    }));

  it("waits again on a stream that another receive has read empty", () =>
    using(connectedPair(tcp), async (a, b) => {
      const first = receive(a, 100);
      await turns();
      b.send(bytes("drained"));
      assert.equal(text(await first), "drained");
      const second = receiveMessage(a, { size: 100 });
      await staysPending(second);
      b.send(bytes("more"));
      assert.equal(text((await second).data), "more");
    }));

  for (const kind of [tcp, unixStream, kindOf(SocketDomain.unix, SocketType.sequencePacket)]) {
    it(`the end of a connection has no bytes: ${kind.name}`, () =>
      using(connectedPair(kind), async (a, b) => {
        const waiting = receiveMessage(a, { size: 10 });
        const buffers = receiveMessage(a, { into: [new Uint8Array(1), new Uint8Array(1)] });
        await turns();
        b.shutdown(ShutdownMethod.write);
        assert.deepEqual((await waiting).data, new Uint8Array(0));
        const { data, length, control } = await buffers;
        assert.deepEqual([data.map(text), length, control], [["", ""], 0, []]);
      }));
  }

  it("ends where this side has ended it, though the call would block for ever", () =>
    using(connectedPair(unixDatagram), async (a, _b) => {
      const waiting = receiveMessage(a, { into: [new Uint8Array(4)] });
      await turns();
      a.shutdown(ShutdownMethod.read);
      const { data, length, control, address, flags } = await waiting;
      assert.deepEqual([data.map(text), length, control, address], [[""], 0, [], undefined]);
      assert.equal(flags.truncated, false);
    }));

  it("on a socket in blocking mode, which it stays", () =>
    using(connectedPair(unixStream), async (a, b) => {
      a.setNonblocking(false);
      const waiting = receiveMessage(a, { size: 9 });
      await staysPending(waiting);
      await sendMessage(b, { data: bytes("x") });
      assert.equal((await waiting).length, 1);
      assert.equal(a.nonblocking, false);
    }));

  for (const kind of unixKinds) {
    it(`descriptors: ${kind.name}`, () =>
      leavesNoneOpen(() =>
        using(connectedPair(kind), async (a, b) => {
          const waiting = receiveMessage(a, { size: 10 });
          const file = new ReceivedDescriptor(openLoose("/dev/null"));
          await sendMessage(b, { data: bytes("x"), control: [{ kind: "rights", descriptors: [file, a] }] });
          file.close();
          const received = descriptorsOf(await waiting);
          assert.equal(received.length, 2);
          for (const each of received) each.close();
        }),
      ));
  }

  it("cancelled, late or closed, it has consumed nothing, descriptors neither", () =>
    using(connectedPair(unixStream), async (a, b) => {
      const abort = new AbortController();
      const aborted = receiveMessage(a, { size: 10 }, { signal: abort.signal });
      await turns();
      const reason = new Error("never mind");
      abort.abort(reason);
      await assert.rejects(aborted, reason);
      await assert.rejects(receiveMessage(a, { size: 10 }, { signal: abort.signal }), reason);
      await rejectsWith("ETIMEDOUT", receiveMessage(a, { size: 10 }, { timeout: 5 }));
      await rejectsWith("ETIMEDOUT", receiveMessage(a, { size: 10 }, { timeout: 0 }));
      b.sendMessage({ data: bytes("x"), control: [{ kind: "rights", descriptors: [b] }] });
      const [received] = descriptorsOf(await receiveMessage(a, { size: 10 }));
      received?.close();
      const closed = receiveMessage(a, { size: 10 });
      await turns();
      a.close();
      assert.equal((await rejectsWith("ECANCELED", closed)).who, "receiveMessage");
      await rejectsWith("EBADF", receiveMessage(a, { size: 10 }));
    }));

  it("buffers that shrank while it waited are refused, those that grew are as they were", () =>
    using(connectedPair(unixDatagram), async (a, b) => {
      const Resizable = ArrayBuffer as unknown as new (
        length: number,
        options: { maxByteLength: number },
      ) => ArrayBuffer & { resize(length: number): void };
      const buffer = new Resizable(8, { maxByteLength: 16 });
      const tracking = new Uint8Array(buffer);
      const shrunk = receiveMessage(a, { into: [new Uint8Array(1), tracking] });
      await turns();
      buffer.resize(4);
      b.send(bytes("0123456789"));
      await assert.rejects(shrunk, /RangeError: request\.into\[1\] has shrunk to 4 bytes of 8/);
      const grown = receiveMessage(a, { into: tracking, flags: [peek] });
      assert.equal((await grown).length, 4);
      assert.equal(text((await receiveMessage(a, { size: 100 })).data), "0123456789", "nothing was received");
      const waiting = receiveMessage(a, { into: tracking });
      await turns();
      buffer.resize(16);
      b.send(bytes("0123456789"));
      assert.equal((await waiting).length, 4);
    }));

  it("arguments are checked at once, whoever waits before", () =>
    using(connectedPair(unixDatagram), async (a, b) => {
      const waiting = receive(a, 1);
      const calls = systemCallCount();
      for (const [promise, words] of [
        [receiveMessage({} as never, { size: 1 }), /socket must be a Socket/],
        [receiveMessage(a, {} as never), /request\.size must be an integer/],
        [receiveMessage(a, { size: -1 }), /request\.size must be/],
        [receiveMessage(a, { size: 1, into: a } as never), /request\.size must be undefined/],
        [receiveMessage(a, { count: 1 } as never), /request has no member count/],
        [receiveMessage(a, { size: 1 }, { flags: [] } as never), /options has no member flags/],
        [sendMessage(a, undefined as never), /message must be an object/],
        [sendMessage(a, { data: [1] } as never), /message\.data\[0\] must be/],
        [sendMessage(a, { data: bytes(""), control: [{ kind: "hopLimit", value: 1 }] }), /message\.control\[0\]\.kind/],
        [sendMessage(a, { data: bytes("") }, { timeout: -1 }), /options\.timeout must be/],
      ] as const) {
        await assert.rejects(promise, (error: unknown) => {
          assert.ok(error instanceof TypeError || error instanceof RangeError);
          return words.test(error.message);
        });
      }
      assert.equal(systemCallCount() - calls, 0);
      b.send(bytes("x"));
      await waiting;
    }));
});

describe("sendMessage, awaited", () => {
  it("waits for room, and takes pieces as they were", () =>
    using(connectedPair(unixDatagram), async (a, b) => {
      fill(a, 1024);
      const pieces = [bytes("ab"), bytes("cd")];
      const message = { data: pieces };
      const waiting = sendMessage(a, message);
      pieces.pop();
      message.data = [];
      await staysPending(waiting);
      let last = "";
      const drain = (): void => {
        for (;;) {
          const data = b.receive(2048);
          if (!(data instanceof Uint8Array)) return;
          last = text(data);
        }
      };
      drain();
      assert.equal(await waiting, 4);
      drain();
      assert.equal(last, "abcd");
    }));

  it("on a stream it may send a part; the control messages went with it", () =>
    using(connectedPair(unixStream), async (a, b) => {
      const control: ControlMessage[] = [{ kind: "rights", descriptors: [a] }];
      const data = new Uint8Array(8 << 20);
      const sent = await sendMessage(a, { data, control, flags: [SendToOption.noSignal] });
      assert.ok(sent > 0 && sent < data.length);
      const message = await receiveMessage(b, { size: 1 });
      for (const each of descriptorsOf(message)) each.close();
      assert.equal(descriptorsOf(message).length, 1);
    }));

  it("reads its control messages once when nobody waits before, and again once it has waited", () =>
    using(Socket.pair(SocketDomain.unix, SocketType.datagram), async (a, b) => {
      let reads = 0;
      const control: ControlMessage[] = [
        {
          kind: "rights",
          get descriptors() {
            reads += 1;
            return [a];
          },
        },
      ];
      a.sendMessage({ data: bytes("x"), control });
      const once = reads;
      await sendMessage(a, { data: bytes("y"), control });
      assert.equal(reads, 2 * once);
      // Options that are read meanwhile may have code of their own: what that sends takes nobody's place.
      const options = {
        get ref() {
          a.sendMessage({ data: bytes("z"), control: [] });
          return true;
        },
        get loop() {
          a.sendMessage({ data: bytes("z"), control: [{ kind: "rights", descriptors: [a, a] }] });
          return undefined;
        },
      };
      await sendMessage(a, { data: bytes("w"), control }, options);
      for (;;) {
        const message = await receiveMessage(b, { size: 9 });
        const descriptors = descriptorsOf(message);
        for (const each of descriptors) each.close();
        if (text(message.data) === "z") continue;
        assert.equal(descriptors.length, 1);
        if (text(message.data) === "w") break;
      }
    }));

  it("a socket to be passed that was closed while it waited is not confused with another", () =>
    using(connectedPair(unixDatagram), async (a, b) => {
      fill(a, 1024);
      const passed = create(udp);
      const waiting = sendMessage(a, { data: bytes("x"), control: [{ kind: "rights", descriptors: [passed] }] });
      await turns();
      passed.close();
      const other = create(udp); // with the same number
      while (b.receive(2048) instanceof Uint8Array);
      await rejectsWith("EBADF", waiting);
      other.close();
    }));
});

describe("the error queue, awaited", () => {
  const domains = [
    [udp, IP_RECVERR, "icmp"],
    [kindOf(SocketDomain.internet6, SocketType.datagram), IPV6_RECVERR, "icmp6"],
  ] as const;
  for (const [kind, option, origin] of domains) {
    const skip = kind.domain === SocketDomain.internet6 && noIpv6;

    it(`tells of a refusal when it comes: ${kind.name}`, { skip }, () =>
      using([create(kind)], async (socket) => {
        socket.setOption(option, true);
        const [keeper, address] = deserted(kind);
        using _ = keeper;
        for (let round = 0; round < 3; round++) {
          const waiting = receiveMessage(socket, { size: 100, flags: [errorQueue] });
          await staysPending(waiting);
          await sendTo(socket, bytes(`round ${round}`), address);
          const message = await waiting;
          assert.equal(text(message.data), `round ${round}`);
          assert.ok(message.flags.errorQueue);
          const report = controlOf(message, "receiveError");
          assert.deepEqual([report.error?.code, report.origin], ["ECONNREFUSED", origin]);
          expectWouldBlock(socket.receiveInto(new Uint8Array(1)));
        }
      }),
    );

    it(`does not stand in the way of a receive, nor a receive in its own: ${kind.name}`, { skip }, () =>
      using([bound(kind)[0], create(kind)], async (socket, friend) => {
        socket.setOption(option, true);
        const here = socket.localAddress;
        assert.ok(here !== undefined);
        const [keeper, nobody] = deserted(kind);
        using _ = keeper;
        const error = receiveMessage(socket, { size: 9, flags: [errorQueue] });
        const data = receive(socket, 9);
        friend.sendTo(bytes("hello"), here);
        assert.equal(text(await data), "hello");
        await staysPending(error);
        const more = receive(socket, 9);
        socket.sendTo(bytes("x"), nobody);
        assert.equal(controlOf(await error, "receiveError").error?.code, "ECONNREFUSED");
        await staysPending(more);
        friend.sendTo(bytes("again"), here);
        assert.equal(text(await more), "again");
      }),
    );

    it(`never ends a loop of receives, nor of sends, however many refusals come: ${kind.name}`, { skip }, () =>
      using([bound(kind)[0], create(kind)], async (socket, friend) => {
        socket.setOption(option, true);
        const here = socket.localAddress;
        assert.ok(here !== undefined);
        const ROUNDS = 200;
        const nobodies = Array.from({ length: 4 }, () => deserted(kind));
        const stop = new AbortController();
        const { signal } = stop;
        let refused = 0;
        const errors = (async () => {
          for (;;) {
            const message = await receiveMessage(socket, { size: 9, flags: [errorQueue] }, { signal });
            assert.equal(controlOf(message, "receiveError").error?.code, "ECONNREFUSED");
            refused += 1;
          }
        })().catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
        const receives = (async () => {
          for (let count = 0; count < ROUNDS; count++) {
            assert.equal(text((await receiveFrom(socket, 9))[0]), "data");
          }
        })();
        await turns();
        for (let round = 0; round < ROUNDS; round++) {
          for (const [, nobody] of nobodies) await sendTo(socket, bytes("x"), nobody);
          await sendTo(friend, bytes("data"), here);
          if (round % 3 === 0) await turns(1);
        }
        await receives;
        await until(() => refused >= ROUNDS);
        stop.abort();
        await errors;
        for (const [keeper] of nobodies) keeper.close();
      }),
    );
  }

  it("is asked for: without, a refusal is the error of the next receive, as ever", () =>
    using(connectedPair(udp), async (a, b) => {
      b.connect(b.localAddress as SocketAddress); // which hears itself alone from then on
      const waiting = receive(a, 9);
      await turns();
      await send(a, bytes("x"));
      await rejectsWith("ECONNREFUSED", waiting);
      await rejectsWith("ETIMEDOUT", receiveMessage(a, { size: 9, flags: [errorQueue] }, { timeout: 10 }));
    }));

  it("where nobody awaits it, an error that is in it ends the next receive too", () =>
    using([create(udp)], async (socket) => {
      socket.setOption(IP_RECVERR, true);
      const [keeper, address] = deserted(udp);
      using _ = keeper;
      const waiting = receive(socket, 9);
      await turns();
      socket.sendTo(bytes("x"), address);
      await rejectsWith("ECONNREFUSED", waiting);
      const message = await receiveMessage(socket, { size: 9, flags: [errorQueue] });
      assert.equal(controlOf(message, "receiveError").error?.code, "ECONNREFUSED");
    }));

  it("cancelled, or closed with the socket, several served in order", () =>
    using([create(udp)], async (socket) => {
      socket.setOption(IP_RECVERR, true);
      const abort = new AbortController();
      const request = { size: 100, flags: [errorQueue] };
      const first = receiveMessage(socket, request, { signal: abort.signal });
      const second = receiveMessage(socket, request);
      const third = receiveMessage(socket, request);
      const fourth = receiveMessage(socket, request);
      await turns();
      abort.abort(new Error("mine"));
      await assert.rejects(first, /mine/);
      const [keeper, address] = deserted(udp);
      using _ = keeper;
      for (const [promise, word] of [
        [second, "second"],
        [third, "third"],
      ] as const) {
        // One pending error makes the next send fail: here nothing of ours awaits it but in order.
        await sendTo(socket, bytes(word), address);
        assert.equal(text((await promise).data), word);
      }
      socket.close();
      assert.equal((await rejectsWith("ECANCELED", fourth)).who, "receiveMessage");
    }));

  it("keeps the process alive while it waits, but not with ref: false", () =>
    using([create(udp)], async (socket) => {
      const abort = new AbortController();
      const options = { ref: false, signal: abort.signal };
      const waiting = receiveMessage(socket, { size: 1, flags: [errorQueue] }, options);
      await staysPending(waiting);
      abort.abort();
      await assert.rejects(waiting);
    }));

  it("of a TCP connection: a refusal to connect is none of its business", () =>
    using([create(tcp)], async (socket) => {
      socket.setOption(IP_RECVERR, true);
      const abort = new AbortController();
      const waiting = receiveMessage(socket, { size: 1, flags: [errorQueue] }, { signal: abort.signal });
      const result = socket.connect(InternetAddress.loopback(9));
      await turns();
      if (result !== true) assert.equal(socket.takeError()?.code, "ECONNREFUSED");
      abort.abort();
      // It may have been told of the reset, or not; it has ended.
      await waiting.catch(() => undefined);
    }));
});
