/** Raw sockets of IPv4 and IPv6, over the loopback: ping, headers of one's own, filters, checksums. See raw(7). */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Internet6Address,
  InternetAddress,
  internetChecksum,
  parseIpv6,
  Socket,
  SocketDomain,
  SocketProtocol,
  SocketType,
} from "berkeley-sockets";
import { ICMP_FILTER, ICMPV6_FILTER, IP_HDRINCL, IPV6_CHECKSUM, IPV6_HDRINCL } from "berkeley-sockets/options";
import { spawnPython } from "../support/child.ts";
import { expectCode, expectWouldBlock } from "../support/expect.ts";
import { bytes, using, waitFor } from "../support/kinds.ts";
import { Lines } from "../support/lines.ts";
import { notLinux, notRoot, withoutIpv6, withoutProgram } from "../support/probe.ts";

const skip = notLinux || notRoot;
const skip6 = skip || withoutIpv6();
const { internet, internet6 } = SocketDomain;
const { raw } = SocketType;
const v4 = InternetAddress.loopback(0);
const v6 = Internet6Address.loopback(0);
const id = process.pid & 0xffff;
const experimental = new SocketProtocol("experimental", 253); // RFC 3692

/** An ICMP or ICMPv6 echo request; without a checksum, which the kernel makes for ICMPv6. */
function echo(type: number, sequence: number, text: string): Uint8Array {
  const message = new Uint8Array(8 + text.length);
  const view = new DataView(message.buffer);
  view.setUint8(0, type);
  view.setUint16(4, id);
  view.setUint16(6, sequence);
  message.set(bytes(text), 8);
  return message;
}

/** Receives until a message is what is wanted: other tests may ping at the same time. */
function receiveWhere<T>(socket: Socket, read: (data: Uint8Array, from: unknown) => T | undefined): T {
  for (;;) {
    waitFor(socket);
    const [data, from] = socket.receiveFrom(65536);
    const found = data === undefined ? undefined : read(data, from);
    if (found !== undefined) return found;
  }
}

test("the checksum of RFC 1071", () => {
  // The example of the RFC's section 3: 0001 f203 f4f5 f6f7 sum to ddf2.
  assert.equal(internetChecksum(Uint8Array.of(0, 1, 0xf2, 3, 0xf4, 0xf5, 0xf6, 0xf7)), 0xffff - 0xddf2);
  assert.equal(internetChecksum(new Uint8Array(0)), 0xffff);
  assert.equal(internetChecksum(Uint8Array.of(0xab)), 0xffff - 0xab00, "an odd byte is the upper half");
  const large = new Uint8Array(200_001).fill(0xff);
  assert.equal(internetChecksum(large), 0x00ff);
  const message = echo(8, 1, "odd");
  new DataView(message.buffer).setUint16(2, internetChecksum(message));
  assert.equal(internetChecksum(message), 0);
  assert.equal(internetChecksum(new DataView(message.buffer, 2)), internetChecksum(message.subarray(2)));
});

test("ping: a raw ICMP socket hears the answer, with its IP header, and by its filter nothing else", { skip }, () => {
  using([Socket.create(internet, raw, SocketProtocol.icmp)], (socket) => {
    socket.setOption(ICMP_FILTER, { pass: [0] });
    assert.ok(!socket.getOption(ICMP_FILTER).block.includes(0) && socket.getOption(ICMP_FILTER).block.length === 31);
    const request = echo(8, 1, "anybody?");
    new DataView(request.buffer).setUint16(2, internetChecksum(request));
    socket.sendTo(request, v4);
    const answer = receiveWhere(socket, (packet, from) => {
      const header = new DataView(packet.buffer, packet.byteOffset);
      const message = packet.subarray((header.getUint8(0) & 15) * 4);
      assert.equal(message[0], 0, "an echo reply: the filter holds requests back");
      if (new DataView(message.buffer, message.byteOffset).getUint16(4) !== id) return undefined;
      assert.equal(header.getUint8(9), SocketProtocol.icmp.value);
      assert.ok(from instanceof InternetAddress && from.equals(v4));
      return message;
    });
    assert.equal(internetChecksum(answer), 0);
    assert.equal(new TextDecoder().decode(answer.subarray(8)), "anybody?");
  });
});

test("ping over IPv6: the kernel makes the checksum, there is no header, the filter holds", { skip: skip6 }, () => {
  using([Socket.create(internet6, raw, SocketProtocol.icmp6)], (socket) => {
    socket.setOption(ICMPV6_FILTER, { pass: [129] });
    socket.sendTo(echo(128, 2, "anybody?"), v6);
    const answer = receiveWhere(socket, (message, from) => {
      assert.equal(message[0], 129, "an echo reply: the filter holds requests back");
      if (new DataView(message.buffer, message.byteOffset).getUint16(4) !== id) return undefined;
      assert.ok(from instanceof Internet6Address && from.host === "::1");
      return message;
    });
    assert.equal(new TextDecoder().decode(answer.subarray(8)), "anybody?");
    expectCode("EINVAL", () => socket.setOption(IPV6_CHECKSUM, 4)); // it is ICMPv6's own affair
  });
});

/** An IPv4 packet of the experimental protocol; the kernel fills in length and checksum. */
function packet4(text: string, timeToLive: number): Uint8Array {
  const packet = new Uint8Array(20 + text.length);
  const view = new DataView(packet.buffer);
  view.setUint8(0, 0x45);
  view.setUint8(1, 0x10);
  view.setUint16(4, 0x1234);
  view.setUint8(8, timeToLive);
  view.setUint8(9, 253);
  view.setUint32(12, 0x7f00_0009); // from 127.0.0.9
  view.setUint32(16, v4.ip);
  packet.set(bytes(text), 20);
  return packet;
}

test("IP_HDRINCL: the header is one's own", { skip }, () => {
  const make = (): Socket => Socket.create(internet, raw, experimental);
  using([make(), make(), Socket.create(internet, raw, SocketProtocol.raw)], (receiver, sender, always) => {
    assert.equal(always.getOption(IP_HDRINCL), true, "IPPROTO_RAW implies it");
    assert.equal(sender.getOption(IP_HDRINCL), false);
    sender.setOption(IP_HDRINCL, true);
    for (const [socket, text] of [
      [sender, "by option"],
      [always, "by protocol"],
    ] as const) {
      socket.sendTo(packet4(text, 77), v4);
      waitFor(receiver);
      const [packet, from] = receiver.receiveFrom(65536);
      assert.ok(packet !== undefined && from instanceof InternetAddress);
      assert.equal(String(from), "127.0.0.9:0");
      const view = new DataView(packet.buffer);
      assert.deepEqual([view.getUint8(1), view.getUint16(4), view.getUint8(8)], [0x10, 0x1234, 77]);
      assert.equal(view.getUint16(2), packet.length);
      assert.equal(internetChecksum(packet.subarray(0, 20)), 0);
      assert.equal(new TextDecoder().decode(packet.subarray(20)), text);
    }
    // Without it the kernel makes the header.
    sender.setOption(IP_HDRINCL, false);
    sender.sendTo(bytes("plain"), v4);
    waitFor(receiver);
    const [packet] = receiver.receiveFrom(65536);
    assert.equal(new TextDecoder().decode(packet?.subarray(20)), "plain");
    expectWouldBlock(always.receive(1)); // it only sends
  });
});

test("IPV6_HDRINCL: the header is one's own, and stays with the sender", { skip: skip6 }, () => {
  using(
    [Socket.create(internet6, raw, experimental), Socket.create(internet6, raw, SocketProtocol.raw)],
    (receiver, sender) => {
      assert.equal(sender.getOption(IPV6_HDRINCL), true, "IPPROTO_RAW implies it");
      const packet = new Uint8Array(40 + 5);
      const view = new DataView(packet.buffer);
      view.setUint32(0, 0x6000_0000);
      view.setUint16(4, 5);
      view.setUint8(6, 253);
      view.setUint8(7, 64);
      packet.set(parseIpv6("::1"), 8);
      packet.set(parseIpv6("::1"), 24);
      packet.set(bytes("hello"), 40);
      sender.sendTo(packet, v6);
      waitFor(receiver);
      const [data, from] = receiver.receiveFrom(65536);
      assert.equal(new TextDecoder().decode(data), "hello");
      assert.ok(from instanceof Internet6Address && from.host === "::1");
    },
  );
});

test("IPV6_CHECKSUM: the kernel puts one where it is told, and drops what has a wrong one", { skip: skip6 }, () => {
  const make = (): Socket => Socket.create(internet6, raw, experimental);
  using([make(), make(), make()], (checking, plain, sender) => {
    checking.setOption(IPV6_CHECKSUM, 2);
    sender.sendTo(Uint8Array.of(1, 2, 0, 0, 5, 6), v6); // without a checksum
    sender.setOption(IPV6_CHECKSUM, 2);
    sender.sendTo(Uint8Array.of(1, 2, 0, 0, 7, 8), v6);
    waitFor(checking);
    const [data] = checking.receiveFrom(65536);
    assert.deepEqual(data?.subarray(4), Uint8Array.of(7, 8), "the one with a right checksum, alone");
    expectWouldBlock(checking.receive(65536));
    waitFor(plain);
    assert.deepEqual(plain.receive(65536), Uint8Array.of(1, 2, 0, 0, 5, 6), "who does not check hears both");
    assert.deepEqual(plain.receive(65536), data);
    // The pseudo-header of RFC 8200 section 8.1, and the message: together they come to 0.
    const whole = new Uint8Array(40 + 6);
    whole.set(parseIpv6("::1"), 0);
    whole.set(parseIpv6("::1"), 16);
    whole.set([0, 0, 0, 6, 0, 0, 0, 253], 32);
    whole.set(data as Uint8Array, 40);
    assert.equal(internetChecksum(whole), 0);
    expectCode("EINVAL", () => sender.setOption(IPV6_CHECKSUM, 3)); // an odd place
  });
});

test("python3 hears what we sent with a header of our own", { skip: skip || withoutProgram("python3") }, async () => {
  const python = new Lines(
    spawnPython(`
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 253)
print("ready")
while True:
    data, sender = s.recvfrom(1000)
    if data[20:] == b"for python": break
print(sender[0], data[8], data[9])`),
  );
  assert.equal(await python.next(), "ready");
  await using([Socket.create(internet, raw, SocketProtocol.raw)], async (socket) => {
    socket.sendTo(packet4("for python", 33), v4);
    assert.equal(await python.next(), "127.0.0.9 33 253");
    assert.equal((await python.end()).code, 0);
  });
});

test("without the privilege there are no raw sockets", { skip: notLinux || (notRoot === false && "root may") }, () => {
  expectCode("EPERM", () => Socket.create(internet, raw, SocketProtocol.icmp).close());
});
