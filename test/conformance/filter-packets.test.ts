/** Where the packet begins that a filter sees, for each kind of socket: socket(7), packet(7), raw(7). */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  Internet6Address,
  InternetAddress,
  interfaceIndex,
  Socket,
  type SocketAddress,
  SocketCondition,
  SocketDomain,
  SocketProtocol,
  SocketType,
  UnknownAddress,
} from "berkeley-sockets";
import { FilterProgram, SO_ATTACH_FILTER } from "berkeley-sockets/options";
import { udp, unixDatagram } from "../support/each-kind.ts";
import { done, expectWouldBlock } from "../support/expect.ts";
import { bytes, connectedPair, kinds, waitFor } from "../support/kinds.ts";
import { notRoot, withoutIpv6 } from "../support/probe.ts";

const skip = SO_ATTACH_FILTER.available ? false : "this platform has no socket filters";
const text = (array: Uint8Array): string => new TextDecoder().decode(array);

/** What the packet at 0 is, beside the extensions that tell of it. */
describe("where the packet begins", { skip }, () => {
  /** Whether the sockets pass what is sent to the receiver when `text` decides, and not when it is turned round. */
  function holds(condition: string, make: () => [sender: () => void, receiver: Socket]): void {
    for (const [first, second, wanted] of [
      ["#-1", "#0", true],
      ["#0", "#-1", false],
    ] as const) {
      const program = FilterProgram.assemble(`${condition}, yes\nret ${second}\nyes: ret ${first}`);
      const [send, receiver] = make();
      receiver.setOption(SO_ATTACH_FILTER, program);
      send();
      if (wanted) {
        waitFor(receiver);
        done(receiver.receive(100));
      } else expectWouldBlock(receiver.receive(100));
      receiver.close();
    }
  }

  const datagrams = (kind: (typeof kinds)[number]) => (): [() => void, Socket] => {
    const [sender, receiver] = connectedPair(kind);
    return [
      () => {
        sender.send(bytes("payload"));
        sender.close();
      },
      receiver,
    ];
  };

  it("UDP: its header; the network header by [net + k]; the extensions", () => {
    const make = datagrams(udp);
    holds("ldb [8]\njeq #0x70", make);
    holds("ldh [4]\njeq #15", make); // the header's length field: 8 + 7
    holds("ld len\njeq #15", make);
    holds("ldb [net + 9]\njeq #17", make); // protocol
    holds("ld [net + 16]\njeq #0x7f000001", make); // destination
    holds("ldx 4*([0xfff00000]&0xf)\ntxa\njeq #20", make); // length of the IPv4 header
    holds("ld proto\njeq #0x800", make);
    holds(`ld ifidx\njeq #${interfaceIndex("lo")}`, make);
    holds("ld hatype\njeq #772", make); // ARPHRD_LOOPBACK
    holds("ld type\njeq #0", make); // PACKET_HOST
    holds("ld mark\njeq #0", make);
    holds("ld rand\nmod #8\njlt #8", make);
  });

  it("UDP over IPv6: the same", { skip: withoutIpv6() }, () => {
    const make = datagrams(kinds[3] as (typeof kinds)[number]);
    holds("ldb [8]\njeq #0x70", make);
    holds("ldb [net + 6]\njeq #17", make); // next header
    holds("ld proto\njeq #0x86dd", make);
  });

  it("UDP-Lite: its header", (t) => {
    const create = (): Socket => Socket.create(SocketDomain.internet, SocketType.datagram, SocketProtocol.udpLite);
    const make = (): [() => void, Socket] => {
      const [sender, receiver] = [create(), create()];
      receiver.bind(InternetAddress.loopback(0));
      return [
        () => {
          sender.sendTo(bytes("payload"), receiver.localAddress as SocketAddress);
          sender.close();
        },
        receiver,
      ];
    };
    try {
      create().close();
    } catch (error) {
      if (error instanceof SocketCondition && error.code === "EPROTONOSUPPORT") return t.skip("no UDP-Lite here");
      throw error;
    }
    holds("ldb [8]\njeq #0x70", make);
  });

  it("netlink: the message", () => {
    // A request for the links, linux/netlink.h and rtnetlink.h; BPF reads big-endian what the kernel writes in its order.
    const RTM_NEWLINK = 16;
    const request = new Uint8Array(new Uint32Array([32, 18 | (0x301 << 16), 1, 0, 0, 0, 0, 0]).buffer);
    const type = new DataView(new Uint16Array([RTM_NEWLINK]).buffer).getUint16(0);
    const kernel = new UnknownAddress(16, new Uint8Array(new Uint16Array([16, 0, 0, 0, 0, 0]).buffer));
    const make = (): [() => void, Socket] => {
      const socket = Socket.create(SocketDomain.netlink, SocketType.raw);
      return [() => socket.sendTo(request, kernel), socket];
    };
    holds(`ldh [4]\njeq #${type}`, make);
  });

  it("Unix datagrams: the data", () => {
    const make = datagrams(unixDatagram);
    holds("ldb [0]\njeq #0x70", make);
    holds("ld len\njeq #7", make);
  });

  it("raw IPv4: the IPv4 header", { skip: notRoot }, () => {
    const protocol = new SocketProtocol("experimental", 253);
    const make = (): [() => void, Socket] => {
      const receiver = Socket.create(SocketDomain.internet, SocketType.raw, protocol);
      receiver.bind(InternetAddress.loopback(0));
      return [
        () => {
          using sender = Socket.create(SocketDomain.internet, SocketType.raw, protocol);
          sender.sendTo(bytes("payload"), InternetAddress.loopback(0));
        },
        receiver,
      ];
    };
    holds("ldb [9]\njeq #253", make);
    holds("ldb [20]\njeq #0x70", make);
  });

  it("raw IPv6: what follows the header", { skip: notRoot || withoutIpv6() }, () => {
    const protocol = new SocketProtocol("experimental", 253);
    const make = (): [() => void, Socket] => {
      const receiver = Socket.create(SocketDomain.internet6, SocketType.raw, protocol);
      receiver.bind(Internet6Address.loopback(0));
      return [
        () => {
          using sender = Socket.create(SocketDomain.internet6, SocketType.raw, protocol);
          sender.sendTo(bytes("payload"), Internet6Address.loopback(0));
        },
        receiver,
      ];
    };
    holds("ldb [0]\njeq #0x70", make);
    holds("ldb [net + 6]\njeq #253", make);
  });

  /** `struct sockaddr_ll` for packets of IPv4 on loopback. */
  function onLoopback(): SocketAddress {
    const address = new Uint8Array(20);
    const view = new DataView(address.buffer);
    address.set(new Uint8Array(new Uint16Array([17]).buffer)); // AF_PACKET
    view.setUint16(2, 0x800);
    address.set(new Uint8Array(new Int32Array([interfaceIndex("lo")]).buffer), 4);
    return new UnknownAddress(17, address);
  }
  for (const [type, offset, words] of [
    [SocketType.raw, 14, "the link header"],
    [SocketType.datagram, 0, "the network header"],
  ] as const) {
    it(`packet sockets, ${type}: ${words}`, { skip: notRoot }, () => {
      const [sender, receiver] = connectedPair(udp);
      const port = (receiver.localAddress as InternetAddress).port;
      const socket = Socket.create(SocketDomain.packet, type); // which has nothing before bind
      // Nothing but this test's datagram, whatever else is going on here.
      const program = (condition: string): FilterProgram =>
        FilterProgram.assemble(`
              ldb [${offset + 9}]
              jne #17, no
              ldh [${offset + 22}]
              jne #${port}, no
              ${condition}, yes, no
         yes: ret #-1
          no: ret #0`);
      for (const [condition, passes] of [
        [`ldb [${offset + 28}]\njeq #0x70`, true],
        [`ldb [${offset + 28}]\njeq #0x71`, false],
        [`ldb [net + 28]\njeq #0x70`, true],
        ["ldh [link + 12]\njeq #0x800", true],
        [`ld len\njeq #${offset + 35}`, true],
      ] as const) {
        socket.setOption(SO_ATTACH_FILTER, program(condition));
        socket.bind(onLoopback());
        sender.send(bytes("payload"));
        if (passes) waitFor(socket);
        const got = socket.receive(2048);
        if (passes) assert.equal(text(done(got).subarray(offset + 28)), "payload", condition);
        else expectWouldBlock(got);
      }
      for (const each of [socket, sender, receiver]) each.close();
    });
  }
});
