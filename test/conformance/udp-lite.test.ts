/** UDP-Lite: datagrams of which only a part is protected. See udplite(7), RFC 3828. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Internet6Address,
  InternetAddress,
  internetChecksum,
  Socket,
  SocketAddress,
  SocketCondition,
  SocketDomain,
  SocketProtocol,
  SocketType,
} from "berkeley-sockets";
import { SO_PROTOCOL, UDPLITE_RECV_CSCOV, UDPLITE_SEND_CSCOV } from "berkeley-sockets/options";
import { spawnPython } from "../support/child.ts";
import { expectWouldBlock } from "../support/expect.ts";
import { bytes, receiveText, using, waitFor } from "../support/kinds.ts";
import { Lines } from "../support/lines.ts";
import { notLinux, notRoot, withoutIpv6, withoutProgram } from "../support/probe.ts";

function create(domain = SocketDomain.internet): Socket {
  return Socket.create(domain, SocketType.datagram, SocketProtocol.udpLite);
}
function withoutUdpLite(): string | false {
  try {
    create().close();
    return false;
  } catch (error) {
    return `no UDP-Lite here: ${error instanceof SocketCondition ? error.code : String(error)}`;
  }
}
const lacking = notLinux || withoutUdpLite();

for (const [domain, any] of [
  [SocketDomain.internet, InternetAddress.loopback(0)],
  [SocketDomain.internet6, Internet6Address.loopback(0)],
] as const) {
  const skip = lacking || (domain === SocketDomain.internet6 && withoutIpv6());
  test(`datagrams with whole and partial checksums: ${domain}`, { skip }, () => {
    using([create(domain), create(domain)], (receiver, sender) => {
      receiver.bind(any);
      assert.equal(receiver.getOption(SO_PROTOCOL), 136);
      const to = receiver.localAddress as SocketAddress;
      sender.sendTo(bytes("all of it"), to);
      assert.equal(receiveText(receiver), "all of it");
      sender.setOption(UDPLITE_SEND_CSCOV, 12); // the header and 4 bytes
      sender.sendTo(bytes("part of it"), to);
      waitFor(receiver);
      const [data, from] = receiver.receiveFrom(100);
      assert.equal(new TextDecoder().decode(data), "part of it");
      assert.ok(from instanceof SocketAddress && from.domain === domain);
      // Who wants more covered than that does not get it.
      receiver.setOption(UDPLITE_RECV_CSCOV, 16);
      sender.sendTo(bytes("too little covered"), to);
      sender.setOption(UDPLITE_SEND_CSCOV, 16);
      sender.sendTo(bytes("enough covered"), to);
      assert.equal(receiveText(receiver), "enough covered");
      expectWouldBlock(receiver.receive(1));
    });
  });
}

/** A datagram of UDP-Lite, of which 12 bytes are covered, over IPv4's loopback. */
function datagram(from: number, to: number, text: string): Uint8Array {
  const packet = new Uint8Array(8 + text.length);
  const view = new DataView(packet.buffer);
  view.setUint16(0, from);
  view.setUint16(2, to);
  view.setUint16(4, 12);
  packet.set(bytes(text), 8);
  const pseudo = new DataView(new ArrayBuffer(12 + 12));
  pseudo.setUint32(0, 0x7f000001);
  pseudo.setUint32(4, 0x7f000001);
  pseudo.setUint16(8, 136);
  pseudo.setUint16(10, packet.length);
  for (let at = 0; at < 12; at++) pseudo.setUint8(12 + at, packet[at] as number);
  view.setUint16(6, internetChecksum(pseudo));
  return packet;
}

test("damage in what is not covered is let through, in what is covered it is not", { skip: lacking || notRoot }, () => {
  using([create(), Socket.create(SocketDomain.internet, SocketType.raw, SocketProtocol.udpLite)], (receiver, raw) => {
    receiver.bind(InternetAddress.loopback(0));
    const { port } = receiver.localAddress as InternetAddress;
    const whole = datagram(9, port, "headtail");
    const damaged = (at: number): Uint8Array => whole.map((byte, index) => (index === at ? byte ^ 1 : byte));
    raw.sendTo(damaged(9), InternetAddress.loopback(0)); // hdad
    raw.sendTo(damaged(15), InternetAddress.loopback(0));
    assert.equal(receiveText(receiver), "headtaim");
    expectWouldBlock(receiver.receive(1));
  });
});

test("python3 hears it", { skip: lacking || withoutProgram("python3") }, async () => {
  const python = new Lines(
    spawnPython(`
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, 136)
s.setsockopt(136, 11, 12)
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])
data, sender = s.recvfrom(100)
s.setsockopt(136, 10, 20)
s.sendto(data[::-1], sender)
print(data.decode())`),
  );
  const port = Number(await python.next());
  await using([create()], async (socket) => {
    socket.setOption(UDPLITE_SEND_CSCOV, 12);
    socket.sendTo(bytes("hello python"), InternetAddress.loopback(port));
    assert.equal(await python.next(), "hello python");
    assert.equal(receiveText(socket), "nohtyp olleh");
    assert.equal((await python.end()).code, 0);
  });
});
