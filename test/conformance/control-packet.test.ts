import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type ControlMessage,
  codecs,
  Internet6Address,
  InternetAddress,
  interfaceIndex,
  ReceiveFromOption,
  Socket,
  type SocketAddress,
  SocketCondition,
  SocketDomain,
  SocketOption,
  SocketType,
} from "berkeley-sockets";
import {
  IP_MTU_DISCOVER,
  IP_PKTINFO,
  IP_RECVERR,
  IP_RECVORIGDSTADDR,
  IP_RECVTOS,
  IP_RECVTTL,
  IPV6_RECVERR,
  IPV6_RECVHOPLIMIT,
  IPV6_RECVORIGDSTADDR,
  IPV6_RECVPKTINFO,
  IPV6_RECVTCLASS,
  IPV6_V6ONLY,
  SO_RCVBUF,
  SO_RXQ_OVFL,
  SO_TIMESTAMP,
  SO_TIMESTAMPNS,
  TCP_INQ,
  UDP_GRO,
} from "berkeley-sockets/options";
import { constants } from "../../src/sys/constants.ts";
import { kindOf, tcp, udp, udp6, unixDatagram } from "../support/each-kind.ts";
import { done, expectCode, expectRefused, expectWouldBlock } from "../support/expect.ts";
import { bound, bytes, connectedPair, create, using, waitFor } from "../support/kinds.ts";
import { controlOf, kindsIn, receive, sendByte } from "../support/messages.ts";
import { deserted } from "../support/ports.ts";
import { loopbackInterface, notRoot, withoutIpv6 } from "../support/probe.ts";

/** What the kernel tells of packets, and is told: ip(7), ipv6(7), udp(7), socket(7). */

const noIpv6 = withoutIpv6();
const { errorQueue } = ReceiveFromOption;

const flag = (name: keyof typeof constants): SocketOption<boolean> =>
  new SocketOption(name, constants[name], 4, codecs.boolean.encode, codecs.boolean.decode);
const number = (name: keyof typeof constants): SocketOption<number> =>
  new SocketOption(name, constants[name], 4, codecs.uint32.encode, codecs.uint32.decode);

/** Sends a byte to a socket from another; gives what it received. */
function send(to: Socket, control: readonly ControlMessage[], address = to.localAddress): ReturnType<typeof receive> {
  const domain = address?.domain ?? SocketDomain.internet;
  return using([Socket.create(domain, SocketType.datagram)], (socket) => {
    sendByte(socket, control, address);
    return receive(to);
  });
}

const lacking = (name: keyof typeof constants): string | false =>
  constants[name] === undefined ? `no ${name} here` : false;
const v4 = (text: string): InternetAddress => InternetAddress.from(text, 0);

describe("IPv4", () => {
  test("pktinfo: where a datagram arrived, and on which interface", () => {
    const [socket, address] = bound(udp);
    using([socket], () => {
      socket.setOption(IP_PKTINFO, true);
      assert.deepEqual(controlOf(send(socket, []), "pktinfo"), {
        kind: "pktinfo",
        address: v4("127.0.0.1"),
        interfaceIndex: interfaceIndex(loopbackInterface),
        local: v4("127.0.0.1"),
      });
      assert.ok(address !== undefined);
    });
    const wildcard = Socket.create(SocketDomain.internet, SocketType.datagram);
    using([wildcard], () => {
      wildcard.bind(InternetAddress.any(0));
      wildcard.setOption(IP_PKTINFO, true);
      const { port } = wildcard.localAddress as InternetAddress;
      for (const ip of ["127.0.0.1", "127.0.0.2", "127.9.9.9", "127.0.0.1"]) {
        const { address: to } = controlOf(send(wildcard, [], InternetAddress.from(ip, port)), "pktinfo");
        assert.deepEqual(to, v4(ip));
      }
    });
  });

  test("pktinfo chooses the source, by address, by the local one, by interface", () => {
    const [receiver, to] = bound(udp);
    using([receiver, create(udp)], (_, socket) => {
      const from = (control: ControlMessage): string => {
        sendByte(socket, [control], to);
        return String(receive(receiver).address).replace(/:.*/, "");
      };
      assert.equal(from({ kind: "pktinfo", address: v4("127.0.0.5") }), "127.0.0.5");
      assert.equal(from({ kind: "pktinfo", local: v4("127.0.0.6") }), "127.0.0.6");
      assert.equal(from({ kind: "pktinfo", address: v4("224.0.0.1"), local: v4("127.0.0.7") }), "127.0.0.7");
      assert.equal(from({ kind: "pktinfo", interfaceIndex: interfaceIndex(loopbackInterface) }), "127.0.0.1");
      expectCode("ENODEV", () => from({ kind: "pktinfo", interfaceIndex: 2 ** 30 }));
      // No address of this machine: the kernel's own word for it depends on its routes.
      assert.throws(() => from({ kind: "pktinfo", address: v4("192.0.2.1") }), SocketCondition);
    });
  });

  test("what was received goes back as it is: the answer comes from the address that was asked", () => {
    const server = create(udp);
    using([server, create(udp)], (_, client) => {
      server.bind(InternetAddress.any(0));
      server.setOption(IP_PKTINFO, true);
      const { port } = server.localAddress as InternetAddress;
      client.sendTo(bytes("?"), InternetAddress.from("127.0.0.77", port));
      const { data, address, control } = receive(server);
      assert.equal(server.sendMessage({ data, address, control }), 1);
      assert.equal(String(receive(client).address), `127.0.0.77:${port}`);
    });
  });

  test("time to live, traffic class with ECN", () => {
    const [socket] = bound(udp);
    using([socket], () => {
      socket.setOption(IP_RECVTTL, true);
      socket.setOption(IP_RECVTOS, true);
      for (const value of [1, 64, 255]) {
        assert.deepEqual(controlOf(send(socket, [{ kind: "timeToLive", value }]), "timeToLive"), {
          kind: "timeToLive",
          value,
        });
      }
      for (const [dscp, ecn] of [
        [0, 0],
        [46, 1],
        [63, 2],
        [1, 3],
      ] as const) {
        const message = send(socket, [{ kind: "trafficClass", dscp, ecn }]);
        assert.deepEqual(controlOf(message, "trafficClass"), {
          kind: "trafficClass",
          value: (dscp << 2) | ecn,
          dscp,
          ecn,
          version: 4,
        });
        // As it came it may be sent.
        const again = send(socket, [controlOf(message, "trafficClass"), controlOf(message, "timeToLive")]);
        assert.deepEqual(again.control, message.control);
      }
    });
  });

  test("the original destination", () => {
    const [socket, address] = bound(udp);
    using([socket], () => {
      socket.setOption(IP_RECVORIGDSTADDR, true);
      assert.deepEqual(controlOf(send(socket, []), "originalDestination"), { kind: "originalDestination", address });
    });
  });

  test("a reported error: the error queue has it, with the offender, the data and whom it was for", () => {
    using([create(udp)], (socket) => {
      socket.setOption(IP_RECVERR, true);
      const [keeper, address] = deserted(udp);
      using _ = keeper;
      socket.sendTo(bytes("anybody?"), address);
      waitFor(socket);
      const message = done(socket.receiveMessage({ size: 100, flags: [errorQueue] }));
      assert.equal(new TextDecoder().decode(message.data), "anybody?");
      assert.deepEqual(message.address, address);
      assert.equal(message.flags.errorQueue, true);
      const { error, ...report } = controlOf(message, "receiveError");
      assert.deepEqual(report, {
        kind: "receiveError",
        origin: "icmp",
        type: 3,
        code: 3,
        info: 0,
        data: 0,
        offender: v4("127.0.0.1"),
      });
      assert.deepEqual([error?.code, error?.who, error?.syscall], ["ECONNREFUSED", "receiveMessage", "recvmsg"]);
      // Once it is read, nothing is pending.
      expectWouldBlock(socket.receiveMessage({ size: 100, flags: [errorQueue] }));
      assert.equal(socket.takeError(), undefined);
      expectWouldBlock(socket.receiveMessage({ size: 100 }));
    });
  });

  test("an error of our own: a datagram that is longer than the path takes", () => {
    using([create(udp)], (socket) => {
      socket.setOption(IP_RECVERR, true);
      socket.setOption(IP_MTU_DISCOVER, 2); // IP_PMTUDISC_DO: no fragments
      const address = InternetAddress.loopback(9);
      expectCode("EMSGSIZE", () => socket.sendMessage({ data: new Uint8Array(65_530), address }));
      const message = done(socket.receiveMessage({ size: 10, flags: [errorQueue] }));
      const { error, origin, info, offender } = controlOf(message, "receiveError");
      assert.deepEqual([error?.code, origin, offender], ["EMSGSIZE", "local", undefined]);
      assert.ok(info >= 1280 && info <= 65_536, `${info} bytes`);
      // Whom it was for; the port of a socket that is not connected is not known.
      assert.ok(message.address instanceof InternetAddress && message.address.ip === address.ip);
    });
  });

  test("the mark of a packet", { skip: notRoot || lacking("SO_RCVMARK") }, () => {
    const [socket] = bound(udp);
    using([socket], () => {
      socket.setOption(flag("SO_RCVMARK"), true);
      assert.deepEqual(controlOf(send(socket, [{ kind: "mark", value: 0xfeed_beef }]), "mark"), {
        kind: "mark",
        value: 0xfeed_beef,
      });
    });
  });

  test("drops are counted", () => {
    const [socket, address] = bound(udp);
    using([socket, create(udp)], (_, sender) => {
      socket.setOption(SO_RXQ_OVFL, true);
      socket.setOption(SO_RCVBUF, 1);
      for (let round = 0; round < 100; round++) sender.sendTo(new Uint8Array(500), address);
      while ("control" in socket.receiveMessage({ size: 500 }));
      sender.sendTo(bytes("x"), address);
      const { value } = controlOf(receive(socket), "dropCount");
      assert.ok(value > 0 && value < 100, String(value));
    });
  });
});

describe("IPv6", { skip: noIpv6 }, () => {
  test("pktinfo: where a datagram arrived; it chooses the source", () => {
    const [socket, address] = bound(udp6);
    using([socket], () => {
      socket.setOption(IPV6_RECVPKTINFO, true);
      const here = Internet6Address.loopback(0);
      const expected = {
        kind: "pktinfo",
        address: here,
        interfaceIndex: interfaceIndex(loopbackInterface),
        local: undefined,
      };
      const message = send(socket, [{ kind: "pktinfo", address: here }]);
      assert.deepEqual(controlOf(message, "pktinfo"), expected);
      assert.deepEqual(send(socket, message.control).control, message.control);
      expectCode("EINVAL", () => send(socket, [{ kind: "pktinfo", address: Internet6Address.from("2001:db8::1", 0) }]));
      expectCode("ENODEV", () => send(socket, [{ kind: "pktinfo", interfaceIndex: 2 ** 30 }]));
      assert.ok(address !== undefined);
    });
  });

  test("hop limit, traffic class with ECN", () => {
    const [socket] = bound(udp6);
    using([socket], () => {
      socket.setOption(IPV6_RECVHOPLIMIT, true);
      socket.setOption(IPV6_RECVTCLASS, true);
      const message = send(socket, [
        { kind: "hopLimit", value: 3 },
        { kind: "trafficClass", dscp: 10, ecn: 2 },
      ]);
      assert.deepEqual(controlOf(message, "hopLimit"), { kind: "hopLimit", value: 3 });
      const expected = { kind: "trafficClass", value: 42, dscp: 10, ecn: 2, version: 6 };
      assert.deepEqual(controlOf(message, "trafficClass"), expected);
      assert.deepEqual(send(socket, message.control).control, message.control);
    });
  });

  test("the original destination, and a reported error", () => {
    const [socket, address] = bound(udp6);
    using([socket], () => {
      socket.setOption(IPV6_RECVORIGDSTADDR, true);
      const { address: original } = controlOf(send(socket, []), "originalDestination");
      assert.deepEqual(original, address);
      socket.setOption(IPV6_RECVERR, true);
      const [keeper, to] = deserted(udp6);
      using _ = keeper;
      socket.sendTo(bytes("x"), to);
      waitFor(socket);
      const message = done(socket.receiveMessage({ size: 9, flags: [errorQueue] }));
      const { error, origin, type, code, offender } = controlOf(message, "receiveError");
      assert.deepEqual([error?.code, origin, type, code], ["ECONNREFUSED", "icmp6", 1, 4]);
      assert.deepEqual(offender, Internet6Address.loopback(0));
      assert.deepEqual(message.address, to);
    });
  });

  test("a dual-stack socket speaks of IPv4 to IPv4's: pktinfo, traffic class, time to live", () => {
    const socket = Socket.create(SocketDomain.internet6, SocketType.datagram);
    using([socket, bound(udp)[0]], (_, receiver) => {
      socket.setOption(IPV6_V6ONLY, false);
      socket.bind(Internet6Address.any(0));
      for (const option of [IP_RECVTOS, IP_RECVTTL, IP_PKTINFO]) receiver.setOption(option, true);
      const { port } = receiver.localAddress as InternetAddress;
      const address = Internet6Address.from("::ffff:127.0.0.1", port);
      const control: ControlMessage[] = [
        { kind: "trafficClass", dscp: 5, ecn: 1 },
        { kind: "timeToLive", value: 9 },
        { kind: "pktinfo", address: v4("127.0.0.8") },
      ];
      sendByte(socket, control, address);
      const message = receive(receiver);
      assert.equal(controlOf(message, "trafficClass").value, 21);
      assert.equal(controlOf(message, "timeToLive").value, 9);
      assert.match(String(message.address), /^127\.0\.0\.8:/);
      // Kinds of the other IP would be dropped in silence.
      expectRefused(RangeError, "message.control[0].kind must be one that internet6 datagram sockets send", () =>
        sendByte(socket, [{ kind: "hopLimit", value: 1 }], address),
      );
      expectRefused(RangeError, "not 'timeToLive'", () =>
        sendByte(socket, [{ kind: "timeToLive", value: 1 }], Internet6Address.loopback(port)),
      );
    });
  });
});

describe("times", () => {
  const near = (time: bigint): boolean => {
    const distance = time - BigInt(Date.now()) * 1_000_000n;
    return distance < 60_000_000_000n && distance > -60_000_000_000n;
  };
  const forms: readonly (readonly [SocketOption<boolean>, "microsecond" | "nanosecond"])[] = [
    [SO_TIMESTAMP, "microsecond"],
    [SO_TIMESTAMPNS, "nanosecond"],
    [flag("SO_TIMESTAMP_NEW"), "microsecond"],
    [flag("SO_TIMESTAMPNS_NEW"), "nanosecond"],
  ];
  for (const [option, unit] of forms) {
    const skip = lacking(option.name as keyof typeof constants);
    test(`${option}: ${unit}s since 1970`, { skip }, () => {
      const [socket] = bound(udp);
      using([socket], () => {
        socket.setOption(option, true);
        const message = controlOf(send(socket, []), "timestamp");
        assert.deepEqual(message, {
          kind: "timestamp",
          time: message.time,
          unit,
          software: message.time,
          transformed: undefined,
          hardware: undefined,
        });
        assert.ok(near(message.time), String(message.time));
        if (unit === "microsecond") assert.equal(message.time % 1000n, 0n);
      });
    });
  }

  // linux/net_tstamp.h
  const RX_SOFTWARE = 8;
  const SOFTWARE = 16;
  const TX_SOFTWARE = 2;
  const OPT_ID = 128;
  for (const name of ["SO_TIMESTAMPING", "SO_TIMESTAMPING_NEW"] as const) {
    const option = number(name);
    const skip = lacking(name);
    test(`${name}: of arrival, and of departure on the error queue`, { skip }, () => {
      const [socket, address] = bound(udp);
      using([socket], () => {
        socket.setOption(option, RX_SOFTWARE | SOFTWARE | TX_SOFTWARE | OPT_ID);
        // The kernel begins to take times a moment after it was asked to.
        let round = 0;
        const deadline = performance.now() + 10_000;
        for (; performance.now() < deadline; round++) {
          sendByte(socket, [], address);
          const arrived = receive(socket);
          done(socket.receiveMessage({ size: 100, flags: [errorQueue] }));
          if (arrived.control.length > 0) break;
        }
        for (const end = round + 3; ++round < end; ) {
          sendByte(socket, [], address);
          const arrival = controlOf(receive(socket), "timestamp");
          assert.ok(near(arrival.time) && arrival.software === arrival.time && arrival.hardware === undefined);
          const report = done(socket.receiveMessage({ size: 100, flags: [errorQueue] }));
          const departure = controlOf(report, "timestamp");
          assert.ok(near(departure.time) && departure.unit === "nanosecond");
          const { error, origin, data } = controlOf(report, "receiveError");
          // The counter of OPT_ID.
          assert.deepEqual([error, origin, data], [undefined, "timestamping", round]);
        }
      });
    });
  }

  test("a Unix datagram has the time that it was sent at", () => {
    using(connectedPair(unixDatagram), (first, second) => {
      second.setOption(SO_TIMESTAMPNS, true);
      first.send(bytes("x"));
      assert.ok(near(controlOf(receive(second), "timestamp").time));
    });
  });

  test("of a departure to come: taken with SO_TXTIME, refused by the kernel without", () => {
    const [receiver, address] = bound(udp);
    using([receiver, create(udp)], (_, socket) => {
      const time = 1n;
      expectCode("EINVAL", () => sendByte(socket, [{ kind: "transmitTime", time }], address));
      const CLOCK_MONOTONIC = 1;
      const txtime = new SocketOption(
        "SO_TXTIME",
        constants.SO_TXTIME,
        8,
        () => new Uint8Array(Uint32Array.of(CLOCK_MONOTONIC, 0).buffer),
        (data) => data,
      );
      socket.setOption(txtime, undefined as never);
      sendByte(socket, [{ kind: "transmitTime", time: process.hrtime.bigint() }], address);
      assert.equal(receive(receiver).length, 1);
    });
  });
});

describe("UDP's segments", () => {
  test("a large send is cut into datagrams of a size, and may arrive joined, with that size", () => {
    const [receiver, address] = bound(udp);
    const [plain, plainAddress] = bound(udp);
    using([receiver, plain, create(udp)], (_, __, socket) => {
      receiver.setOption(UDP_GRO, true);
      const data = new Uint8Array(2500).fill(1);
      const control: ControlMessage[] = [{ kind: "segmentSize", value: 1000 }];
      assert.equal(socket.sendMessage({ data, address: plainAddress, control }), 2500);
      assert.deepEqual([receive(plain).length, receive(plain).length, receive(plain).length], [1000, 1000, 500]);
      assert.equal(socket.sendMessage({ data, address, control }), 2500);
      const joined = receive(receiver);
      assert.equal(joined.length, 2500);
      assert.deepEqual(controlOf(joined, "segmentSize"), { kind: "segmentSize", value: 1000 });
    });
  });

  test("more segments than the kernel takes are EINVAL", () => {
    using([create(udp)], (socket) => {
      expectCode("EINVAL", () =>
        socket.sendMessage({
          data: new Uint8Array(1000),
          address: InternetAddress.loopback(9),
          control: [{ kind: "segmentSize", value: 1 }],
        }),
      );
    });
  });
});

test("TCP: how much there is to be received after these bytes", () => {
  using(connectedPair(tcp), (first, second) => {
    second.setOption(TCP_INQ, true);
    first.send(bytes("0123456789"));
    assert.deepEqual(controlOf(receive(second, 4), "inq"), { kind: "inq", value: 6 });
    assert.deepEqual(controlOf(receive(second, 6), "inq"), { kind: "inq", value: 0 });
  });
});

test("unknown kinds: level, type and bytes, both ways", () => {
  const [socket] = bound(udp);
  using([socket], () => {
    const IP_RECVFRAGSIZE = constants.IP_RECVFRAGSIZE as number;
    socket.setOption(
      new SocketOption("IP_RECVFRAGSIZE", IP_RECVFRAGSIZE, 4, codecs.boolean.encode, codecs.boolean.decode, 0),
      true,
    );
    socket.setOption(IP_RECVTTL, true);
    const IP_TTL = constants.IP_TTL as number;
    const sent = { kind: "unknown", level: 0, type: IP_TTL, bytes: Uint8Array.of(5, 0, 0, 0) } as const;
    const message = send(socket, [sent]);
    assert.equal(controlOf(message, "timeToLive").value, 5);
    for (const each of message.control) if (each.kind === "unknown") assert.equal(each.level, 0);
    // A type that the kernel does not know at a level that is this socket's.
    expectCode("EINVAL", () => send(socket, [{ ...sent, type: 0x7777 }]));
    expectCode("EINVAL", () => send(socket, [{ ...sent, bytes: Uint8Array.of(5).subarray(1) }]));
  });
});

test("a room for some of the control messages: what was cut says so", () => {
  const [socket] = bound(udp);
  using([socket, create(udp)], (_, sender) => {
    for (const option of [IP_PKTINFO, IP_RECVTTL, IP_RECVTOS, SO_TIMESTAMPNS]) socket.setOption(option, true);
    const address = socket.localAddress as SocketAddress;
    const whole = send(socket, []);
    assert.deepEqual(kindsIn(whole), ["pktinfo", "timeToLive", "timestamp", "trafficClass"]);
    for (let controlSize = 0; controlSize < 130; controlSize++) {
      sendByte(sender, [], address);
      waitFor(socket);
      const message = done(socket.receiveMessage({ size: 1, controlSize }));
      assert.equal(message.length, 1);
      const complete = message.control.filter(({ kind }) => kind !== "unknown").length;
      assert.equal(message.flags.controlTruncated, complete < 4, `${controlSize}`);
      assert.ok(message.control.length <= complete + 1);
    }
  });
});

describe("kinds that a socket would drop in silence are refused by name", () => {
  const [four, six]: ControlMessage[][] = [
    [
      { kind: "pktinfo", address: v4("127.0.0.1") },
      { kind: "timeToLive", value: 1 },
      { kind: "trafficClass", value: 1, version: 4 },
    ],
    [
      { kind: "pktinfo", address: Internet6Address.loopback(0) },
      { kind: "hopLimit", value: 1 },
      { kind: "trafficClass", value: 1, version: 6 },
    ],
  ];
  const both: ControlMessage[] = [
    { kind: "segmentSize", value: 1 },
    { kind: "pktinfo", interfaceIndex: 1 },
    { kind: "trafficClass", value: 1 },
  ];
  const refused = (socket: Socket, messages: readonly ControlMessage[] = []): void => {
    for (const message of messages) {
      expectRefused(
        RangeError,
        `message.control[0].kind must be one that ${socket.domain} ${socket.type} sockets`,
        () => sendByte(socket, [message]),
      );
    }
  };
  test("IPv6's on IPv4, IPv4's on Unix, all of IP on streams", () => {
    using([create(udp)], (socket) => refused(socket, six));
    using([create(unixDatagram)], (socket) => {
      refused(socket, [...(four ?? []), ...(six ?? []), ...both]);
      refused(socket, [
        { kind: "mark", value: 1 },
        { kind: "transmitTime", time: 1n },
      ]);
    });
    using([create(tcp)], (socket) => refused(socket, [...(four ?? []), ...(six ?? []), ...both]));
  });
});

test("kinds that are only received cannot be sent; unknown names are refused with the list of names", () => {
  using([create(udp)], (socket) => {
    const send = (message: unknown): void => sendByte(socket, [message as ControlMessage], InternetAddress.loopback(9));
    for (const kind of [
      "pidfd",
      "security",
      "timestamp",
      "receiveError",
      "originalDestination",
      "dropCount",
      "inq",
      "packetAuxiliary",
      "netlinkGroup",
    ]) {
      expectRefused(RangeError, `message.control[0].kind must be one that can be sent, not '${kind}'`, () =>
        send({ kind }),
      );
    }
    expectRefused(RangeError, /kind must be one of rights, .*unknown, not 'right'/, () => send({ kind: "right" }));
    expectRefused(TypeError, "message.control[0].kind must be a string", () => send({}));
    expectRefused(TypeError, "message.control[0] must be a ControlMessage", () => send(null));
  });
});

test("values out of range, and of the wrong type", () => {
  using([create(udp), create(kindOf(SocketDomain.unix, SocketType.datagram))], (socket, unix) => {
    const address = InternetAddress.loopback(9);
    const wrong = (type: typeof TypeError | typeof RangeError, member: string, message: unknown): void =>
      expectRefused(type, `message.control[1].${member} must be`, () =>
        sendByte(socket, [{ kind: "timeToLive", value: 1 }, message as ControlMessage], address),
      );
    for (const value of [0, -1, 256, 1.5]) wrong(RangeError, "value", { kind: "timeToLive", value });
    for (const value of ["1", undefined, 1n]) wrong(TypeError, "value", { kind: "timeToLive", value });
    for (const value of [0, 65536]) wrong(RangeError, "value", { kind: "segmentSize", value });
    for (const value of [-1, 2 ** 32]) wrong(RangeError, "value", { kind: "mark", value });
    wrong(RangeError, "dscp", { kind: "trafficClass", dscp: 64 });
    wrong(RangeError, "ecn", { kind: "trafficClass", ecn: 4 });
    wrong(RangeError, "value", { kind: "trafficClass", value: 256 });
    wrong(RangeError, "value", { kind: "trafficClass", value: 5, ecn: 2 });
    wrong(RangeError, "version", { kind: "trafficClass", value: 5, version: 5 });
    wrong(TypeError, "value", { kind: "trafficClass" });
    wrong(RangeError, "interfaceIndex", { kind: "pktinfo", interfaceIndex: -1 });
    wrong(TypeError, "interfaceIndex", { kind: "pktinfo", interfaceIndex: "lo" });
    wrong(TypeError, "address", { kind: "pktinfo", address: "127.0.0.1" });
    wrong(TypeError, "local", { kind: "pktinfo", local: Internet6Address.loopback(0) });
    wrong(TypeError, "time", { kind: "transmitTime", time: 1 });
    wrong(RangeError, "time", { kind: "transmitTime", time: -1n });
    wrong(RangeError, "time", { kind: "transmitTime", time: 2n ** 64n });
    wrong(RangeError, "level", { kind: "unknown", level: 2 ** 31, type: 1, bytes: bytes("") });
    wrong(TypeError, "type", { kind: "unknown", level: 1, bytes: bytes("") });
    wrong(TypeError, "bytes", { kind: "unknown", level: 1, type: 1, bytes: "text" });
    wrong(TypeError, "type", { kind: "custom", type: {}, value: 1 });
    for (const member of ["pid", "uid", "gid"]) {
      expectRefused(RangeError, `message.control[0].${member} must be`, () =>
        sendByte(unix, [{ kind: "credentials", [member]: -1 }]),
      );
      expectRefused(TypeError, `message.control[0].${member} must be`, () =>
        sendByte(unix, [{ kind: "credentials", [member]: "1" } as never]),
      );
    }
  });
});

test("a message of the wrong length, by its bytes, is the kernel's EINVAL", () => {
  using([create(udp)], (socket) => {
    const level = constants.IPPROTO_IP as number;
    for (const [type, length] of [
      [constants.IP_PKTINFO, 11],
      [constants.IP_TTL, 3],
      [constants.IP_TOS, 3],
    ] as const) {
      const message = { kind: "unknown", level, type: type as number, bytes: new Uint8Array(length) } as const;
      expectCode("EINVAL", () => sendByte(socket, [message], InternetAddress.loopback(9)));
    }
  });
});
