import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  EtherType,
  InternetAddress,
  PacketAddress,
  Socket,
  type SocketAddress,
  SocketDomain,
  SocketType,
  UnixAddress,
  WouldBlock,
} from "berkeley-sockets";
import { EventLoop, receive } from "berkeley-sockets/async";
import {
  IP_PKTINFO,
  IP_RECVTOS,
  IP_RECVTTL,
  IP_TOS,
  IPV6_RECVPKTINFO,
  IPV6_RECVTCLASS,
  SO_RCVBUF,
  SO_RXQ_OVFL,
  SO_SNDBUF,
  SO_TIMESTAMPNS,
  UDP_GRO,
} from "berkeley-sockets/options";
import { DatagramBatch, type Packet } from "berkeley-sockets/reactor";
import { systemCallCount, withFaults } from "berkeley-sockets/testing";
import { rejectsWith, text, turns } from "../support/awaiting.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { bound, bytes, create, datagramKinds, type Kind, using, waitFor } from "../support/kinds.ts";
import { notLinux, notRoot } from "../support/probe.ts";

const udp = datagramKinds.find((kind) => kind.domain === SocketDomain.internet) as Kind;
const udp6 = datagramKinds.find((kind) => kind.domain === SocketDomain.internet6) as Kind;

/** The texts of what a batch has received. */
function texts(batch: DatagramBatch): string[] {
  return [...batch].map((packet) => packet.toString());
}

function receiveAll(batch: DatagramBatch): Uint8Array[] {
  const all: Uint8Array[] = [];
  while (typeof batch.receiveEach((packet) => all.push(packet.bytes.slice())) === "number");
  return all;
}

describe("a batch of datagrams", () => {
  for (const kind of datagramKinds) {
    it(`is received by one call, with its senders: ${kind.name}`, () => {
      const [receiver, address] = bound(kind);
      const [a, addressOfA] = bound(kind);
      const [b, addressOfB] = bound(kind);
      return using([receiver, a, b], () => {
        const batch = new DatagramBatch(receiver, { count: 8, size: 16 });
        assert.ok(batch.receive() instanceof WouldBlock);
        a.sendTo(bytes("one"), address);
        b.sendTo(bytes("two"), address);
        a.sendTo(bytes(""), address);
        b.sendTo(bytes("four"), address);
        const before = systemCallCount();
        assert.equal(batch.receive(), 4);
        assert.equal(systemCallCount() - before, 1);
        assert.deepEqual(texts(batch), ["one", "two", "", "four"]);
        const senders = [...batch].map((packet) => packet.address);
        assert.deepEqual(senders.map(String), [addressOfA, addressOfB, addressOfA, addressOfB].map(String));
        assert.equal(senders[0], senders[2], "the same object");
        assert.deepEqual(
          [...batch].map((packet) => packet.isFrom(addressOfB)),
          [false, true, false, true],
        );
        assert.ok(batch.receive() instanceof WouldBlock);
        assert.equal(batch.length, 0);
        assert.deepEqual(texts(batch), []);
      });
    });

    it(`is sent by one call: ${kind.name}`, () => {
      const [receiver, address] = bound(kind);
      const [other, otherAddress] = bound(kind);
      const [sender] = bound(kind);
      return using([receiver, other, sender], () => {
        const batch = new DatagramBatch(sender, { gso: false });
        assert.equal(batch.send(), 0);
        for (const [each, to] of [
          ["1", address],
          ["22", otherAddress],
          ["333", address],
          ["", address],
        ] as const) {
          assert.equal(batch.add(bytes(each), to), true);
        }
        assert.equal(batch.pending, 4);
        const before = systemCallCount();
        assert.equal(batch.send(), 4);
        assert.equal(systemCallCount() - before, 1);
        assert.equal(batch.pending, 0);
        assert.deepEqual(
          ["1", "333", ""],
          [1, 2, 3].map(() => text(receiver.receive(9) as Uint8Array)),
        );
        assert.equal(text(other.receive(9) as Uint8Array), "22");
      });
    });

    it(`answers go to who has asked, also after the next receive: ${kind.name}`, () => {
      const [receiver, address] = bound(kind);
      const clients = [bound(kind)[0], bound(kind)[0]];
      return using([receiver, ...clients], () => {
        const batch = new DatagramBatch(receiver, { count: 4, size: 8 });
        for (const [index, client] of clients.entries()) client.sendTo(bytes(`q${index}`), address);
        batch.receiveEach((packet) => {
          assert.ok(packet.reply());
          assert.ok(packet.reply(bytes("a")));
        });
        clients[0]?.sendTo(bytes("later"), address);
        // What was queued lies in memory that this overwrites.
        assert.equal(batch.receive(), 1);
        assert.equal(batch.pending, 4);
        while (batch.pending > 0) batch.send();
        for (const [index, client] of clients.entries()) {
          assert.deepEqual(
            [`q${index}`, "a"],
            [0, 1].map(() => text(client.receive(9) as Uint8Array)),
          );
        }
      });
    });
  }

  it("of a connected socket needs no addresses", () => {
    const [a, b] = Socket.pair(SocketDomain.unix, SocketType.sequencePacket);
    return using([a, b], () => {
      const [mine, theirs] = [new DatagramBatch(a), new DatagramBatch(b)];
      mine.add(bytes("x"));
      mine.add(bytes("yy"));
      assert.equal(mine.send(), 2);
      assert.equal(
        theirs.receiveEach((packet) => packet.reply()),
        2,
      );
      theirs.send();
      assert.equal(mine.receive(), 2);
      assert.deepEqual(texts(mine), ["x", "yy"]);
      assert.equal([...mine][0]?.address, UnixAddress.unnamed);
    });
  });

  it("may be written where it is sent from", () => {
    const [receiver, address] = bound(udp);
    const [other, otherAddress] = bound(udp);
    const [sender] = bound(udp);
    return using([receiver, other, sender], () => {
      const batch = new DatagramBatch(sender, { count: 4 });
      for (const [each, to] of [
        ["one", address],
        ["two", address],
        ["six", otherAddress],
        ["ten", address],
      ] as const) {
        const offset = batch.reserve(3, to);
        batch.outgoing.set(bytes(each), offset);
      }
      while (batch.pending > 0) batch.send();
      assert.deepEqual(receiveAll(new DatagramBatch(receiver)).map(text), ["one", "two", "ten"]);
      assert.deepEqual(receiveAll(new DatagramBatch(other)).map(text), ["six"]);
      const alone = new DatagramBatch(sender, { count: 1, gso: false });
      assert.equal(alone.reserve(1, address), 0);
      assert.equal(alone.reserve(1, address), -1);
      expectRefused(RangeError, "length must be", () => alone.reserve(-1, address));
      expectRefused(RangeError, "count must be", () => alone.reserve(1, address, 0));
      expectRefused(RangeError, "count must be at most 1", () => alone.reserve(1, address, 2));
    });
  });

  for (const gso of [true, false]) {
    it(`many in one step where they are sent from, ${gso ? "as trains" : "each by itself"}`, () => {
      const [receiver, address] = bound(udp);
      const [other, otherAddress] = bound(udp);
      const [sender] = bound(udp);
      return using([receiver, other, sender], () => {
        const batch = new DatagramBatch(sender, { count: 24, gso });
        const expected: string[] = [];
        // The first joins nothing, the second the first, the third is too much for one train, the last is another's.
        for (const [count, to] of [
          [1, address],
          [2, address],
          [20, address],
          [1, otherAddress],
        ] as const) {
          const offset = batch.reserve(1400, to, count);
          for (let index = 0; index < count; index++) {
            const tag = `${count}/${index}`.padEnd(1400, ".");
            batch.outgoing.set(bytes(tag), offset + 1400 * index);
            if (to === address) expected.push(tag);
          }
        }
        assert.equal(batch.pending, 24);
        // All or none, and none changes nothing.
        if (!batch.gso) assert.equal(batch.reserve(1400, address, 2), -1);
        assert.equal(batch.pending, 24);
        while (batch.pending > 0) batch.send();
        assert.deepEqual(receiveAll(new DatagramBatch(receiver)).map(text), expected);
        assert.deepEqual(receiveAll(new DatagramBatch(other)).map(text), ["1/0".padEnd(1400, ".")]);
        assert.equal(batch.counters.sent, 24);
      });
    });
  }

  it("of a packet socket", { skip: notRoot }, () => {
    const [receiver, address] = bound(udp);
    const [sender] = bound(udp);
    const sniffer = Socket.create(SocketDomain.packet, SocketType.datagram);
    sniffer.bind(new PacketAddress(EtherType.ipv4, "lo"));
    return using([receiver, sender, sniffer], () => {
      const batch = new DatagramBatch(sniffer, { count: 128 });
      sender.sendTo(bytes("a packet of ours"), address);
      let met = 0;
      const look = (packet: Packet): void => {
        if (packet.toString().includes("a packet of ours")) met += Number(packet.address instanceof PacketAddress);
      };
      // Whatever else is sent over loopback comes too; ours may come a moment later.
      const deadline = performance.now() + 10_000;
      while (met === 0) {
        assert.ok(performance.now() < deadline, "it never came");
        waitFor(sniffer);
        batch.receiveEach(look);
      }
    });
  });

  it("tells what was cut off", () => {
    const [receiver, address] = bound(udp);
    const [sender] = bound(udp);
    return using([receiver, sender], () => {
      const batch = new DatagramBatch(receiver, { size: 4 });
      sender.sendTo(bytes("123456"), address);
      sender.sendTo(bytes("1234"), address);
      batch.receive();
      assert.deepEqual(
        [...batch].map(({ length, fullLength, truncated }) => [length, fullLength, truncated]),
        [
          [4, 6, true],
          [4, 4, false],
        ],
      );
      assert.equal(batch.counters.truncated, 1);
    });
  });

  it("counts datagrams, bytes, calls and the largest of these, without a call", () => {
    const [receiver, address] = bound(udp);
    const [sender] = bound(udp);
    return using([receiver, sender], () => {
      const out = new DatagramBatch(sender, { gso: false });
      const incoming = new DatagramBatch(receiver, { count: 3, size: 4 });
      for (const each of ["1", "22", "333", "4444", "55555"]) out.add(bytes(each), address);
      out.send();
      out.add(bytes("6"), address);
      out.send();
      receiveAll(incoming);
      const before = systemCallCount();
      const { sends, sent, bytesSent, largestSend } = out.counters;
      assert.deepEqual([sends, sent, bytesSent, largestSend], [2, 6, 16, 5]);
      const { receives, received, bytesReceived, largestReceive, truncated, wouldBlocks } = incoming.counters;
      assert.deepEqual(
        [receives, received, bytesReceived, largestReceive, truncated, wouldBlocks],
        [2, 6, 15, 3, 1, 1],
      );
      assert.equal(systemCallCount(), before);
    });
  });

  it("counts trains as what they are made of", { skip: !UDP_GRO.available && "no UDP_GRO here" }, () => {
    const [receiver, address] = bound(udp);
    const [sender] = bound(udp);
    return using([receiver, sender], () => {
      const out = new DatagramBatch(sender);
      const incoming = new DatagramBatch(receiver, { count: 2, gro: true });
      for (let index = 0; index < 10; index++) out.add(new Uint8Array(100), address);
      out.send();
      receiveAll(incoming);
      assert.deepEqual([out.counters.sent, out.counters.bytesSent, out.counters.largestSend], [10, 1000, 10]);
      assert.deepEqual([incoming.counters.received, incoming.counters.bytesReceived], [10, 1000]);
    });
  });

  it("knows what the kernel had no room for, with SO_RXQ_OVFL", { skip: notLinux }, () => {
    const [receiver, address] = bound(udp);
    const [sender] = bound(udp);
    return using([receiver, sender], () => {
      receiver.setOption(SO_RXQ_OVFL, true);
      receiver.setOption(SO_RCVBUF, 4096);
      const out = new DatagramBatch(sender, { gso: false });
      const incoming = new DatagramBatch(receiver);
      let sent = 0;
      for (; sent < 100; sent++) {
        out.add(new Uint8Array(500), address);
        out.send();
      }
      const came = receiveAll(incoming).length;
      assert.ok(came < sent);
      out.add(bytes("the next tells"), address);
      out.send();
      receiveAll(incoming);
      assert.equal(incoming.counters.dropped, sent - came);
    });
  });

  it("takes at most its count, and keeps order", () => {
    const [receiver, address] = bound(udp);
    const [sender] = bound(udp);
    return using([receiver, sender], () => {
      const batch = new DatagramBatch(receiver, { count: 2 });
      for (const each of "abcde") sender.sendTo(bytes(each), address);
      assert.deepEqual(receiveAll(batch).map(text).join(""), "abcde");
      assert.equal(batch.counters.receives, 3);
    });
  });

  it("keeps what the kernel does not take, and says when there is no room", () => {
    const [receiver] = bound(datagramKinds.find((kind) => kind.domain === SocketDomain.unix) as Kind);
    const sender = create(datagramKinds.find((kind) => kind.domain === SocketDomain.unix) as Kind);
    return using([receiver, sender], () => {
      sender.setOption(SO_SNDBUF, 4096);
      sender.connect(receiver.localAddress as SocketAddress);
      const batch = new DatagramBatch(sender, { count: 128, size: 512 });
      let queued = 0;
      while (batch.add(bytes(String(queued).padStart(400)))) queued += 1;
      assert.equal(queued, 128);
      assert.equal(batch.pending, 128);
      let sent = 0;
      for (let result = batch.send(); typeof result === "number" && result > 0; result = batch.send()) sent += result;
      assert.ok(sent > 0 && sent < 128, `${sent} sent`);
      assert.equal(batch.pending, 128 - sent);
      const other = new DatagramBatch(receiver, { count: 128 });
      const seen: number[] = [];
      while (seen.length < 128) {
        other.receiveEach((packet) => seen.push(Number(packet.toString())));
        batch.send();
      }
      assert.deepEqual(
        seen,
        Array.from({ length: 128 }, (_, index) => index),
      );
    });
  });
});

describe("a batch of which the kernel takes a part", () => {
  for (const gso of [false, true]) {
    it(`what is before an error has gone, what is behind it goes after a drop: ${gso ? "trains" : "one by one"}`, () => {
      const [receiver, address] = bound(udp);
      const [sender] = bound(udp);
      return using([receiver, sender], () => {
        const batch = new DatagramBatch(sender, { gso });
        // Nobody has allowed this socket to broadcast.
        const nowhere = InternetAddress.from("255.255.255.255", 9);
        for (const [text, to] of [
          ["a", address],
          ["b", address],
          ["?", nowhere],
          ["?", nowhere],
          ["c", address],
          ["d", address],
        ] as const) {
          assert.equal(batch.add(bytes(text), to), true);
        }
        assert.equal(batch.send(), 2);
        assert.equal(batch.pending, 4);
        const drops = gso && batch.gso ? [2] : [1, 1];
        for (const each of drops) {
          expectCode("EACCES", () => batch.send());
          assert.equal(batch.drop(), each);
        }
        assert.equal(batch.send(), 2);
        assert.deepEqual([batch.pending, batch.drop(), batch.counters.sent, batch.counters.bytesSent], [0, 0, 4, 4]);
        assert.equal(receiveAll(new DatagramBatch(receiver)).map(text).join(""), "abcd");
      });
    });
  }
});

describe("trains of datagrams", () => {
  for (const kind of [udp, udp6]) {
    it(`are one datagram to the kernel, and many to the receiver: ${kind.name}`, {
      skip: !UDP_GRO.available && "no UDP_GRO here",
    }, () => {
      const [receiver, address] = bound(kind);
      const [sender] = bound(kind);
      return using([receiver, sender], () => {
        const out = new DatagramBatch(sender);
        assert.equal(out.gso, true);
        const incoming = new DatagramBatch(receiver, { gro: true, count: 4 });
        const sent: string[] = [];
        for (let index = 0; index < 50; index++) sent.push(String(index).padStart(100));
        sent.push("short", "another train", "another trai2", "x");
        for (const each of sent) assert.ok(out.add(bytes(each), address));
        assert.equal(out.pending, sent.length);
        let total = 0;
        for (let result = out.send(); typeof result === "number" && result > 0; result = out.send()) total += result;
        assert.equal(total, sent.length);
        assert.equal(out.counters.sends, 1);
        assert.deepEqual(receiveAll(incoming).map(text), sent);
        assert.ok(incoming.counters.receives <= 2, "put together by the kernel");
        incoming.close();
        assert.equal(receiver.getOption(UDP_GRO), false);
      });
    });
  }

  it("go back as trains", { skip: !UDP_GRO.available && "no UDP_GRO here" }, () => {
    const [receiver, address] = bound(udp);
    const [sender] = bound(udp);
    return using([receiver, sender], () => {
      const out = new DatagramBatch(sender, { gro: true, count: 4 });
      const echo = new DatagramBatch(receiver, { gro: true, count: 4 });
      for (let index = 0; index < 20; index++) out.add(bytes(String(index).padStart(64)), address);
      out.send();
      echo.receiveEach((packet) => assert.ok(packet.reply()));
      assert.equal(echo.send(), 20);
      assert.equal(echo.counters.sends, 1);
      assert.deepEqual(
        receiveAll(out).map((each) => Number(text(each))),
        Array.from({ length: 20 }, (_, index) => index),
      );
    });
  });

  it("that are refused are parted, and none are made any more", () => {
    const [receiver, address] = bound(udp);
    const [sender] = bound(udp);
    return using([receiver, sender], () => {
      const batch = new DatagramBatch(sender, { count: 8 });
      for (let index = 0; index < 40; index++) batch.add(bytes(String(index).padStart(10)), address);
      batch.add(bytes("tail"), address);
      withFaults([{ syscall: "sendmmsg", errno: "EIO" }], () => assert.equal(batch.send(), 41));
      assert.equal(batch.gso, false);
      const seen = receiveAll(new DatagramBatch(receiver)).map((each) => text(each).trim());
      assert.deepEqual(seen, [...Array.from({ length: 40 }, (_, index) => String(index)), "tail"]);
      batch.add(bytes("1"), address);
      batch.add(bytes("2"), address);
      assert.equal(batch.send(), 2);
      assert.equal(receiveAll(new DatagramBatch(receiver)).length, 2);
    });
  });

  it("of more segments than an older kernel takes are halved", () => {
    const [receiver, address] = bound(udp);
    const [sender] = bound(udp);
    return using([receiver, sender], () => {
      const batch = new DatagramBatch(sender, { count: 8, size: 2048 });
      for (let index = 0; index < 100; index++) batch.add(bytes(String(index).padStart(10)), address);
      withFaults([{ syscall: "sendmmsg", errno: "EINVAL" }], () => assert.equal(batch.send(), 100));
      assert.equal(batch.gso, true);
      assert.equal(receiveAll(new DatagramBatch(receiver)).length, 100);
    });
  });
});

describe("what came beside the datagrams", () => {
  it("is read where it lies: IPv4", () => {
    const [receiver, address] = bound(udp);
    const [sender] = bound(udp);
    return using([receiver, sender], () => {
      for (const option of [IP_PKTINFO, IP_RECVTOS, IP_RECVTTL, SO_TIMESTAMPNS]) receiver.setOption(option, true);
      sender.setOption(IP_TOS, (0x2e << 2) | 1);
      const batch = new DatagramBatch(receiver);
      const before = Date.now();
      sender.sendTo(bytes("x"), address);
      batch.receive();
      for (const packet of batch) {
        assert.deepEqual([packet.trafficClass, packet.ecn, packet.hopLimit, packet.interfaceIndex], [0xb9, 1, 64, 1]);
        assert.ok(packet.time > before - 1000 && packet.time < Date.now() + 1000, `at ${packet.time}`);
        assert.deepEqual(packet.control.map(({ kind }) => kind).sort(), [
          "pktinfo",
          "timeToLive",
          "timestamp",
          "trafficClass",
        ]);
        assert.equal(packet.controlTruncated, false);
      }
    });
  });

  it("is read where it lies: IPv6; what was not asked for is not there", () => {
    const [receiver, address] = bound(udp6);
    const [sender] = bound(udp6);
    return using([receiver, sender], () => {
      const batch = new DatagramBatch(receiver);
      sender.sendTo(bytes("x"), address);
      batch.receive();
      const facts = (): unknown[] =>
        [...batch].map((packet) => [
          packet.trafficClass,
          packet.ecn,
          packet.hopLimit,
          packet.interfaceIndex,
          packet.time,
          packet.control,
        ]);
      assert.deepEqual(facts(), [[-1, -1, -1, 0, Number.NaN, []]]);
      receiver.setOption(IPV6_RECVPKTINFO, true);
      receiver.setOption(IPV6_RECVTCLASS, true);
      sender.sendTo(bytes("x"), address);
      batch.receive();
      assert.deepEqual((facts()[0] as unknown[]).slice(0, 4), [0, 0, -1, 1]);
    });
  });

  it("goes out with a datagram of its own, beside trains", () => {
    const [receiver, address] = bound(udp);
    const [sender] = bound(udp);
    return using([receiver, sender], () => {
      receiver.setOption(IP_RECVTOS, true);
      const batch = new DatagramBatch(sender);
      batch.add(bytes("aa"), address);
      batch.add(bytes("bb"), address);
      batch.add(bytes("cc"), address, [{ kind: "trafficClass", value: 8 }]);
      batch.add(bytes("dd"), address);
      assert.equal(batch.send(), 4);
      const incoming = new DatagramBatch(receiver);
      const seen: [string, number][] = [];
      incoming.receiveEach((packet) => seen.push([packet.toString(), packet.trafficClass]));
      assert.deepEqual(seen, [
        ["aa", 0],
        ["bb", 0],
        ["cc", 8],
        ["dd", 0],
      ]);
    });
  });
});

describe("a batch that runs", () => {
  it("answers until its callback has enough", async () => {
    const [receiver, address] = bound(udp);
    const [client] = bound(udp);
    await using([receiver, client], async () => {
      const batch = new DatagramBatch(receiver, { count: 2 });
      let count = 0;
      const running = batch.run((packet) => {
        packet.reply();
        return ++count < 5;
      });
      for (const each of "abcde") {
        client.sendTo(bytes(each), address);
        assert.equal(text(await receive(client, 9)), each);
      }
      await running;
      assert.equal(count, 5);
    });
  });

  it("sends what the kernel did not take as soon as it does, and goes on receiving meanwhile", async () => {
    const [receiver, address] = bound(udp);
    const [client] = bound(udp);
    await using([receiver, client], async () => {
      const batch = new DatagramBatch(receiver);
      const controller = new AbortController();
      const running = assert.rejects(
        batch.run((packet) => void packet.reply(), { signal: controller.signal }),
        {
          name: "AbortError",
        },
      );
      await withFaults([{ syscall: "sendmmsg", errno: "EAGAIN" }], async () => {
        client.sendTo(bytes("x"), address);
        assert.equal(text(await receive(client, 9)), "x");
      });
      assert.equal(batch.counters.wouldBlocks > 0, true);
      controller.abort();
      await running;
      client.sendTo(bytes("later"), address);
      await turns(3);
      assert.equal(text(receiver.receive(9) as Uint8Array), "later", "and consumes nothing after its end");
    });
  });

  it("ends with its socket, its loop, or what its callback throws", async () => {
    const [a, address] = bound(udp);
    const [b] = bound(udp);
    const [client] = bound(udp);
    await using([a, b, client], async () => {
      const thrown = new Error("mine");
      const first = new DatagramBatch(a).run(() => {
        throw thrown;
      });
      client.sendTo(bytes("x"), address);
      await assert.rejects(first, (error) => error === thrown);
      const loop = new EventLoop();
      const second = rejectsWith(
        "ECANCELED",
        new DatagramBatch(a).run(() => {}, { loop }),
      );
      loop.close();
      await second;
      const third = rejectsWith(
        "ECANCELED",
        new DatagramBatch(a).run(() => {}),
      );
      a.close();
      await third;
      await rejectsWith(
        "EBADF",
        new DatagramBatch(a).run(() => {}),
      );
      await assert.rejects(
        new DatagramBatch(b).run(() => {}, { signal: AbortSignal.abort("why") }),
        (error) => error === "why",
      );
    });
  });

  it("counts and tells what cannot be sent, and goes on", async () => {
    const [receiver, address] = bound(udp);
    const [client] = bound(udp);
    await using([receiver, client], async () => {
      const batch = new DatagramBatch(receiver, { gso: false });
      const failures: string[] = [];
      let count = 0;
      const running = batch.run(
        (packet) => {
          if (count === 0) batch.add(bytes("nowhere"), InternetAddress.from("255.255.255.255", 9));
          packet.reply();
          return ++count < 2;
        },
        { sendFailed: ({ code }) => failures.push(code) },
      );
      client.sendTo(bytes("1"), address);
      assert.equal(text(await receive(client, 9)), "1");
      client.sendTo(bytes("2"), address);
      assert.equal(text(await receive(client, 9)), "2");
      await running;
      assert.deepEqual(failures, ["EACCES"]);
      assert.equal(batch.counters.failed, 1);
    });
  });

  it("is iterated over, batch by batch", async () => {
    const [receiver, address] = bound(udp);
    const [client] = bound(udp);
    await using([receiver, client], async () => {
      const seen: string[] = [];
      setImmediate(() => {
        for (const each of "abc") client.sendTo(bytes(each), address);
      });
      for await (const batch of new DatagramBatch(receiver)) {
        seen.push(...texts(batch));
        if (seen.length === 3) break;
      }
      assert.deepEqual(seen, ["a", "b", "c"]);
      assert.equal(receiver.closed, false);
    });
  });

  it("lives through interrupted calls", async () => {
    const [receiver, address] = bound(udp);
    const [client] = bound(udp);
    await using([receiver, client], async () => {
      client.sendTo(bytes("x"), address);
      await withFaults(
        [
          { syscall: "recvmmsg", errno: "EINTR" },
          { syscall: "sendmmsg", errno: "EINTR" },
        ],
        () => new DatagramBatch(receiver).run((packet: Packet) => !packet.reply()),
      );
      assert.equal(text(await receive(client, 9)), "x");
    });
  });
});

describe("bad input", () => {
  it("is refused before any call", () => {
    const [socket] = bound(udp);
    const stream = Socket.create(SocketDomain.internet, SocketType.stream);
    return using([socket, stream], () => {
      expectRefused(TypeError, "socket must be a Socket", () => new DatagramBatch({} as never));
      expectRefused(RangeError, "socket must be a socket of datagrams", () => new DatagramBatch(stream));
      expectRefused(TypeError, "options has no member sizes", () => new DatagramBatch(socket, { sizes: 3 } as never));
      expectRefused(RangeError, "options.count must be", () => new DatagramBatch(socket, { count: 129 }));
      expectRefused(RangeError, "options.size must be", () => new DatagramBatch(socket, { size: 0 }));
      expectRefused(RangeError, "options.size must be", () => new DatagramBatch(socket, { size: 2048, gro: true }));
      const batch = new DatagramBatch(socket);
      expectRefused(TypeError, "data must be an ArrayBufferView", () => batch.add("text" as never));
      expectRefused(TypeError, "address must be a SocketAddress", () => batch.add(bytes("x"), "127.0.0.1" as never));
      expectRefused(RangeError, "data must be at most", () => batch.add(new Uint8Array(1_000_000)));
      expectRefused(TypeError, "control must be an array", () => batch.add(bytes("x"), undefined, {} as never));
      expectRefused(TypeError, "callback must be a function", () => batch.receiveEach(undefined as never));
      expectRefused(TypeError, "callback must be a function", () => void batch.run(undefined as never));
      assert.equal(batch.pending, 0);
      socket.close();
      expectCode("EBADF", () => batch.receive());
      expectCode("EBADF", () => batch.send());
    });
  });

  it("of a datagram stays with that datagram", () => {
    const [receiver, address] = bound(udp);
    const [sender] = bound(udp);
    return using([receiver, sender], () => {
      const batch = new DatagramBatch(sender, { gso: false });
      batch.add(bytes("1"), address);
      batch.add(bytes("2"), InternetAddress.from("255.255.255.255", 9));
      batch.add(bytes("3"), address);
      assert.equal(batch.send(), 1);
      const condition = expectCode("EACCES", () => batch.send());
      assert.equal(condition.address, "255.255.255.255");
      assert.equal(batch.pending, 2);
      assert.equal(batch.drop(), 1);
      assert.equal(batch.send(), 1);
      assert.deepEqual(receiveAll(new DatagramBatch(receiver)).map(text), ["1", "3"]);
    });
  });

  it("memory of a batch cannot be taken away", () => {
    const [socket, address] = bound(udp);
    return using([socket], () => {
      const batch = new DatagramBatch(socket);
      socket.sendTo(bytes("x"), address);
      batch.receive();
      const [packet] = batch;
      const buffer = packet?.buffer.buffer as ArrayBuffer & { transfer?: () => unknown };
      for (const take of [() => structuredClone(buffer, { transfer: [buffer] }), () => buffer.transfer?.()]) {
        try {
          take();
        } catch {
          // As well: what counts is that it is still there.
        }
        assert.ok(buffer.byteLength > 0);
      }
      assert.equal(packet?.toString(), "x");
    });
  });
});
