/** python3's socket module as a witness of control messages: what it sends we decode, what we send it decodes. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  type ControlMessage,
  codecs,
  EtherType,
  Internet6Address,
  InternetAddress,
  NetlinkAddress,
  PacketAddress,
  type ReceivedControlMessage,
  ReceiveFromOption,
  SendToOption,
  Socket,
  type SocketAddress,
  SocketDomain,
  SocketOption,
  SocketProtocol,
  SocketType,
  UnixAddress,
} from "berkeley-sockets";
import * as options from "berkeley-sockets/options";
import { constants } from "../../src/sys/constants.ts";
import { finished, firstLine, spawnPython } from "../support/child.ts";
import { tcp, udp, udp6, unixDatagram, unixStream } from "../support/each-kind.ts";
import { done } from "../support/expect.ts";
import { bound, bytes, connectedPair, create, using, waitFor } from "../support/kinds.ts";
import { controlOf, descriptorsOf, receive, sendByte } from "../support/messages.ts";
import { deserted } from "../support/ports.ts";
import { notLinux, notRoot, withoutIpv6, withoutProgram } from "../support/probe.ts";

const skip = withoutProgram("python3");
const noIpv6 = withoutIpv6();
const { errorQueue, peek } = ReceiveFromOption;

/** What python3 makes of ancillary data, with numbers of its own or of the kernel's headers. */
const EXPLAIN = `
import json, os, socket, struct, sys
SOL_IP, SOL_IPV6, SOL_UDP, SOL_TCP = 0, 41, 17, 6
def address(data):
    family, = struct.unpack_from("=H", data)
    port, = struct.unpack_from("!H", data, 2)
    if family == 0: return None
    if family == socket.AF_INET: return [socket.inet_ntoa(data[4:8]), port]
    return [socket.inet_ntop(socket.AF_INET6, data[8:24]), port]
def error(data):
    errno, origin, type, code, info, more = struct.unpack_from("=IBBBxII", data)
    return [errno, origin, type, code, info, more, address(data[16:])]
def explain(level, type, data):
    u = lambda format: struct.unpack(format, data)
    known = {
        (socket.SOL_SOCKET, 29): lambda: ["timestamp", str(u("qq")[0] * 10**9 + u("qq")[1] * 1000)],
        (socket.SOL_SOCKET, 35): lambda: ["timestamp", str(u("qq")[0] * 10**9 + u("qq")[1])],
        (socket.SOL_SOCKET, 63): lambda: ["timestamp", str(u("qq")[0] * 10**9 + u("qq")[1] * 1000)],
        (socket.SOL_SOCKET, 64): lambda: ["timestamp", str(u("qq")[0] * 10**9 + u("qq")[1])],
        (socket.SOL_SOCKET, socket.SCM_CREDENTIALS): lambda: ["credentials", *u("=iII")],
        (socket.SOL_SOCKET, 36): lambda: ["mark", *u("=I")],
        (socket.SOL_SOCKET, 40): lambda: ["dropCount", *u("=I")],
        (SOL_IP, 8): lambda: ["pktinfo", u("=i4s4s")[0], socket.inet_ntoa(u("=i4s4s")[1]), socket.inet_ntoa(u("=i4s4s")[2])],
        (SOL_IP, socket.IP_TTL): lambda: ["timeToLive", *u("=i")],
        (SOL_IP, socket.IP_TOS): lambda: ["trafficClass", data[0]],
        (SOL_IP, 11): lambda: ["receiveError", *error(data)],
        (SOL_IP, 20): lambda: ["originalDestination", *address(data)],
        (SOL_IPV6, socket.IPV6_PKTINFO): lambda: ["pktinfo", u("=16si")[1], socket.inet_ntop(socket.AF_INET6, u("=16si")[0])],
        (SOL_IPV6, socket.IPV6_HOPLIMIT): lambda: ["hopLimit", *u("=i")],
        (SOL_IPV6, socket.IPV6_TCLASS): lambda: ["trafficClass", *u("=i")],
        (SOL_IPV6, 25): lambda: ["receiveError", *error(data)],
        (SOL_IPV6, 74): lambda: ["originalDestination", *address(data)],
        (SOL_UDP, 104): lambda: ["segmentSize", *u("=i")],
        (SOL_TCP, 36): lambda: ["inq", *u("=i")],
        (263, 8): lambda: ["packetAuxiliary", *u("=IIIHHHH")],
        (270, 3): lambda: ["netlinkGroup", *u("=I")],
    }
    return known[(level, type)]()
`;

type Explained = readonly unknown[];

/** A control message in python3's terms. */
function explained(message: ReceivedControlMessage): Explained {
  switch (message.kind) {
    case "timestamp":
      return ["timestamp", String(message.time)];
    case "credentials":
      return ["credentials", message.pid, message.uid, message.gid];
    case "pktinfo": {
      const { interfaceIndex, address, local } = message;
      const host = (each: SocketAddress): string =>
        String(each)
          .replace(/\]?:\d+$/, "")
          .replace("[", "");
      return local === undefined
        ? ["pktinfo", interfaceIndex, host(address)]
        : ["pktinfo", interfaceIndex, host(local), host(address)];
    }
    case "originalDestination":
      return ["originalDestination", ...plain(message.address)];
    case "receiveError": {
      const { error, type, code, info, data, offender } = message;
      const origin = ["none", "local", "icmp", "icmp6", "timestamping", "zeroCopy"].indexOf(String(message.origin));
      const by = offender === undefined ? null : plain(offender);
      return ["receiveError", error?.type ?? 0, origin, type, code, info, data, by];
    }
    case "hopLimit":
    case "timeToLive":
    case "trafficClass":
    case "segmentSize":
    case "dropCount":
    case "mark":
    case "inq":
      return [message.kind, message.value];
    case "packetAuxiliary": {
      const { status, length, kept, linkOffset, networkOffset, vlan } = message;
      return [message.kind, status, length, kept, linkOffset, networkOffset, vlan?.tag ?? 0, vlan?.protocol ?? 0];
    }
    case "netlinkGroup":
      return [message.kind, message.group];
    default:
      throw new Error(`no python for ${message.kind}`);
  }
}

function plain(address: SocketAddress): [string, number] {
  if (address instanceof InternetAddress) return [String(address).replace(/:.*/, ""), address.port];
  assert.ok(address instanceof Internet6Address);
  return [String(address).replace(/^\[(.*)\]:\d+$/, "$1"), address.port];
}

/** Runs python3 with a descriptor of ours as its standard input; gives the JSON that it prints. */
async function askWith<T>(socket: Socket, program: string): Promise<T> {
  const child: ChildProcess = spawn("python3", ["-c", EXPLAIN + program], { stdio: [socket.fd, "pipe", "pipe"] });
  const { code, out, err } = await finished(child);
  assert.equal(code, 0, err);
  return JSON.parse(out) as T;
}

/** The message that is there, as we see it and as python3, which holds the same socket, sees it. */
async function bothSee(socket: Socket, size = 100): Promise<void> {
  waitFor(socket);
  const { control } = done(socket.receiveMessage({ size, flags: [peek] }));
  assert.ok(control.length > 0);
  const theirs = await askWith<Explained[]>(
    socket,
    `
s = socket.socket(fileno=0)
data, ancillary, flags, sender = s.recvmsg(${size}, 4096)
print(json.dumps([explain(*each) for each in ancillary]))`,
  );
  assert.deepEqual(control.map(explained), theirs);
}

const flag = (name: keyof typeof constants): SocketOption<boolean> =>
  new SocketOption(name, constants[name], 4, codecs.boolean.encode, codecs.boolean.decode);

describe("the same message, seen by python3 and by us", { skip }, () => {
  it("IPv4: destination, time to live, traffic class, time, original destination", async () => {
    const [socket, address] = bound(udp);
    await using([socket, create(udp)], async (_, sender) => {
      const { IP_PKTINFO, IP_RECVTTL, IP_RECVTOS, IP_RECVORIGDSTADDR, SO_TIMESTAMPNS } = options;
      for (const each of [IP_PKTINFO, IP_RECVTTL, IP_RECVTOS, IP_RECVORIGDSTADDR, SO_TIMESTAMPNS]) {
        socket.setOption(each, true);
      }
      sendByte(
        sender,
        [
          { kind: "timeToLive", value: 77 },
          { kind: "trafficClass", dscp: 46, ecn: 1 },
        ],
        address,
      );
      await bothSee(socket);
    });
  });

  it("IPv6: destination, hop limit, traffic class, time, original destination", { skip: noIpv6 }, async () => {
    const [socket, address] = bound(udp6);
    await using([socket, create(udp6)], async (_, sender) => {
      const { IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS, IPV6_RECVORIGDSTADDR, SO_TIMESTAMP } = options;
      for (const each of [IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS, IPV6_RECVORIGDSTADDR, SO_TIMESTAMP]) {
        socket.setOption(each, true);
      }
      sendByte(
        sender,
        [
          { kind: "hopLimit", value: 3 },
          { kind: "trafficClass", value: 0xfe },
        ],
        address,
      );
      await bothSee(socket);
    });
  });

  for (const name of ["SO_TIMESTAMP", "SO_TIMESTAMP_NEW", "SO_TIMESTAMPNS", "SO_TIMESTAMPNS_NEW"] as const) {
    it(`time: ${name}`, { skip: constants[name] === undefined && `no ${name} here` }, async () => {
      const [socket, address] = bound(udp);
      await using([socket, create(udp)], async (_, sender) => {
        socket.setOption(flag(name), true);
        sendByte(sender, [], address);
        await bothSee(socket);
      });
    });
  }

  it("segment size, drop count", async () => {
    const [socket, address] = bound(udp);
    await using([socket, create(udp)], async (_, sender) => {
      socket.setOption(options.UDP_GRO, true);
      const control: ControlMessage[] = [{ kind: "segmentSize", value: 100 }];
      sender.sendMessage({ data: new Uint8Array(250), address, control });
      await bothSee(socket, 1000);
      socket.setOption(options.UDP_GRO, false);
      socket.setOption(options.SO_RXQ_OVFL, true);
      socket.setOption(options.SO_RCVBUF, 1);
      for (let round = 0; round < 100; round++) sender.sendTo(new Uint8Array(500), address);
      while ("control" in socket.receiveMessage({ size: 500 }));
      sender.sendTo(bytes("x"), address);
      await bothSee(socket);
    });
  });

  it("mark", { skip: notRoot || (constants.SO_RCVMARK === undefined && "no SO_RCVMARK here") }, async () => {
    const [socket, address] = bound(udp);
    await using([socket, create(udp)], async (_, sender) => {
      socket.setOption(flag("SO_RCVMARK"), true);
      sendByte(sender, [{ kind: "mark", value: 0x89ab_cdef }], address);
      await bothSee(socket);
    });
  });

  it("of a frame", { skip: notLinux || notRoot }, async () => {
    const [receiver, sender] = [1, 2].map(() => Socket.create(SocketDomain.packet, SocketType.raw)) as [Socket, Socket];
    await using([receiver, sender], async () => {
      receiver.bind(new PacketAddress(EtherType.experimental, "lo"));
      receiver.setOption(options.PACKET_AUXDATA, true);
      const frame = Buffer.alloc(200, 1);
      frame.writeUInt16BE(EtherType.experimental, 12);
      for (const to of [1, 2].map(() => new PacketAddress(EtherType.experimental, "lo"))) sender.sendTo(frame, to);
      // One each: of a frame that was peeked at the kernel has forgotten the length.
      const ours = explained(controlOf(receive(receiver), "packetAuxiliary"));
      const theirs = await askWith<Explained[]>(
        receiver,
        `
s = socket.socket(fileno=0)
data, ancillary, flags, sender = s.recvmsg(100, 4096)
print(json.dumps([explain(*each) for each in ancillary]))`,
      );
      // python3 has no room for more than 100 bytes of it.
      const [, status, length, , ...rest] = ours;
      assert.deepEqual(theirs, [["packetAuxiliary", status, length, theirs[0]?.[3], ...rest]]);
      assert.equal(length, 200);
    });
  });

  it("the group of a netlink message", { skip: notLinux }, async () => {
    const protocol = new SocketProtocol("NETLINK_USERSOCK", 2);
    const made = [1, 2].map(() => Socket.create(SocketDomain.netlink, SocketType.raw, protocol)) as [Socket, Socket];
    await using(made, async (receiver, sender) => {
      receiver.bind(NetlinkAddress.forGroups(19));
      receiver.setOption(options.NETLINK_PKTINFO, true);
      sender.bind(NetlinkAddress.kernel);
      const { port } = sender.localAddress as NetlinkAddress;
      sender.sendTo(bytes("to a group"), new NetlinkAddress(port, NetlinkAddress.forGroups(19).groups));
      await bothSee(receiver);
    });
  });

  it("sends without a copy that are complete", { skip: notLinux }, async () => {
    await using(connectedPair(tcp), async (near, _far) => {
      near.setOption(options.SO_ZEROCOPY, true);
      const report = (): Explained => {
        const { control } = done(near.receiveMessage({ size: 0, flags: [errorQueue] }));
        return explained(controlOf({ control } as never, "receiveError"));
      };
      near.send(bytes("first"), SendToOption.zeroCopy);
      const ours = report();
      near.send(bytes("second"), SendToOption.zeroCopy);
      const theirs = await askWith<Explained[]>(
        near,
        `
s = socket.socket(fileno=0)
data, ancillary, flags, sender = s.recvmsg(100, 4096, socket.MSG_ERRQUEUE)
print(json.dumps([explain(*each) for each in ancillary]))`,
      );
      assert.deepEqual(ours, ["receiveError", 0, 5, 0, 1, 0, 0, null]);
      assert.deepEqual(theirs, [["receiveError", 0, 5, 0, 1, 1, 1, null]]);
    });
  });

  it("TCP: what there is to be received", async () => {
    await using(connectedPair(tcp), async (first, second) => {
      second.setOption(options.TCP_INQ, true);
      first.send(bytes("0123456789"));
      waitFor(second);
      // Peeking, it counts from where it looks: so each reads a part, and what is left is told.
      assert.deepEqual(controlOf(receive(second, 3), "inq").value, 7);
      const theirs = await askWith<Explained[]>(
        second,
        `
s = socket.socket(fileno=0)
data, ancillary, flags, sender = s.recvmsg(3, 4096)
print(json.dumps([explain(*each) for each in ancillary]))`,
      );
      assert.deepEqual(theirs, [["inq", 4]]);
      assert.deepEqual(controlOf(receive(second, 3), "inq").value, 1);
    });
  });

  it("Unix credentials", async () => {
    await using(connectedPair(unixDatagram), async (first, second) => {
      second.setOption(options.SO_PASSCRED, true);
      sendByte(first, [{ kind: "credentials" }]);
      await bothSee(second);
    });
  });

  for (const [kind, option] of [
    [udp, options.IP_RECVERR],
    [udp6, options.IPV6_RECVERR],
  ] as const) {
    it(`reported errors: ${kind.name}`, { skip: kind === udp6 && noIpv6 }, async () => {
      await using([create(kind)], async (socket) => {
        socket.setOption(option, true);
        const [keeper, address] = deserted(kind);
        using _ = keeper;
        socket.sendTo(bytes("one"), address);
        waitFor(socket);
        const ours = done(socket.receiveMessage({ size: 100, flags: [errorQueue] }));
        socket.sendTo(bytes("one"), address);
        const theirs = await askWith<[string, Explained[], number, [string, number]]>(
          socket,
          `
s = socket.socket(fileno=0)
data, ancillary, flags, sender = s.recvmsg(100, 4096, socket.MSG_ERRQUEUE)
print(json.dumps([data.decode(), [explain(*each) for each in ancillary], flags & socket.MSG_ERRQUEUE, sender]))`,
        );
        const [data, control, flags, sender] = theirs;
        assert.equal(new TextDecoder().decode(ours.data), data);
        assert.deepEqual(ours.control.map(explained), control);
        assert.ok(flags !== 0 && ours.flags.errorQueue);
        assert.deepEqual(plain(ours.address as SocketAddress), sender.slice(0, 2));
      });
    });
  }
});

describe("python3 sends, we receive", { skip }, () => {
  it("descriptors and credentials, by its own encoding", async () => {
    const [socket, address] = bound(unixDatagram);
    assert.ok(address instanceof UnixAddress);
    socket.setOption(options.SO_PASSCRED, true);
    const child = spawnPython(`
import array, os, socket, struct
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
r, w = os.pipe()
fds = array.array("i", [r, s.fileno()])
creds = struct.pack("=iII", os.getpid(), os.geteuid(), os.getegid())
s.sendmsg([b"two ", b"pieces"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds), (socket.SOL_SOCKET, socket.SCM_CREDENTIALS, creds)], 0, ${JSON.stringify(address.path)})
os.write(w, b"through the pipe")
print(os.getpid())`);
    const { code, out, err } = await finished(child);
    assert.equal(code, 0, err);
    using([socket], () => {
      const message = receive(socket);
      assert.equal(new TextDecoder().decode(message.data), "two pieces");
      assert.equal(controlOf(message, "credentials").pid, Number(out));
      const [pipe, theirs] = descriptorsOf(message);
      assert.ok(pipe !== undefined && theirs !== undefined);
      assert.equal(readFileSync(pipe.fd, "utf8"), "through the pipe");
      pipe.close();
      using([theirs.toSocket()], (taken) => assert.equal(taken.type, SocketType.datagram));
    });
  });

  it("IP's: time to live, type of service, source, segments, by its own encoding", async () => {
    const [socket] = bound(udp);
    const { port } = socket.localAddress as InternetAddress;
    const { IP_RECVTTL, IP_RECVTOS, IP_PKTINFO } = options;
    for (const each of [IP_RECVTTL, IP_RECVTOS, IP_PKTINFO]) socket.setOption(each, true);
    const child = spawnPython(`
import socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
info = struct.pack("=i4s4s", 0, socket.inet_aton("127.0.0.9"), bytes(4))
ancillary = [(0, socket.IP_TTL, struct.pack("=i", 33)), (0, socket.IP_TOS, struct.pack("=i", 0x2e)), (0, 8, info), (17, 103, struct.pack("=H", 4))]
s.sendmsg([b"123456"], ancillary, 0, ("127.0.0.1", ${port}))`);
    const { code, err } = await finished(child);
    assert.equal(code, 0, err);
    using([socket], () => {
      for (const part of ["1234", "56"]) {
        const message = receive(socket);
        assert.equal(new TextDecoder().decode(message.data), part);
        assert.equal(controlOf(message, "timeToLive").value, 33);
        assert.equal(controlOf(message, "trafficClass").dscp, 11);
        assert.match(String(message.address), /^127\.0\.0\.9:/);
      }
    });
  });
});

describe("we send, python3 receives", { skip }, () => {
  it("descriptors: of a file, of a socket, which it uses", async () => {
    const [first, second] = connectedPair(unixStream);
    const [near, far] = connectedPair(unixStream);
    const child: ChildProcess = spawn(
      "python3",
      [
        "-c",
        `
import array, json, os, socket, sys
s = socket.socket(fileno=0)
data, fds, flags, address = socket.recv_fds(s, 100, 10)
third = socket.socket(fileno=fds[2])
third.sendall(b"from python")
print(json.dumps([data.decode(), len(fds), os.read(fds[0], 5).hex(), os.fstat(fds[1]).st_mode & 0o170000 == 0o020000]))`,
      ],
      { stdio: [second.fd, "pipe", "pipe"] },
    );
    const zero = openSync("/dev/zero", "r");
    first.sendMessage({
      data: [bytes("with "), bytes("three")],
      control: [{ kind: "rights", descriptors: [zero, zero, near] }],
    });
    closeSync(zero);
    const { code, out, err } = await finished(child);
    assert.equal(code, 0, err);
    assert.deepEqual(JSON.parse(out), ["with three", 3, "0000000000", true]);
    using([first, second, near, far], () => {
      assert.equal(new TextDecoder().decode(receive(far).data), "from python");
    });
  });

  it("IP's: what we chose is what it reads", async () => {
    const child = spawnPython(`${EXPLAIN}
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 0))
s.setsockopt(0, socket.IP_RECVTTL if hasattr(socket, "IP_RECVTTL") else 12, 1)
s.setsockopt(0, socket.IP_RECVTOS, 1)
s.setsockopt(0, 8, 1)
print(s.getsockname()[1], flush=True)
data, ancillary, flags, sender = s.recvmsg(100, 4096)
print(json.dumps([data.decode(), sorted(explain(*each) for each in ancillary), sender[0]]), file=sys.stderr)`);
    const end = finished(child);
    const address = InternetAddress.loopback(Number(await firstLine(child)));
    using([create(udp)], (socket) => {
      const control: ControlMessage[] = [
        { kind: "timeToLive", value: 5 },
        { kind: "trafficClass", value: 0x29 },
        { kind: "pktinfo", address: InternetAddress.from("127.0.0.3", 0) },
      ];
      socket.sendMessage({ data: bytes("chosen"), address, control });
    });
    // Its stdout ended with the first line.
    const { code, err } = await end;
    assert.equal(code, 0, err);
    assert.deepEqual(JSON.parse(err), [
      "chosen",
      [
        ["pktinfo", 1, "127.0.0.1", "127.0.0.1"],
        ["timeToLive", 5],
        ["trafficClass", 0x29],
      ],
      "127.0.0.3",
    ]);
  });

  it("IPv6's likewise", { skip: noIpv6 }, async () => {
    const child = spawnPython(`${EXPLAIN}
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
s.bind(("::1", 0))
for option in (socket.IPV6_RECVHOPLIMIT, socket.IPV6_RECVTCLASS, socket.IPV6_RECVPKTINFO): s.setsockopt(41, option, 1)
print(s.getsockname()[1], flush=True)
data, ancillary, flags, sender = s.recvmsg(100, 4096)
print(json.dumps([data.decode(), sorted(explain(*each) for each in ancillary), sender[0]]), file=sys.stderr)`);
    const end = finished(child);
    const address = Internet6Address.loopback(Number(await firstLine(child)));
    using([create(udp6)], (socket) => {
      const control: ControlMessage[] = [
        { kind: "hopLimit", value: 9 },
        { kind: "trafficClass", dscp: 8, ecn: 3 },
        { kind: "pktinfo", address: Internet6Address.loopback(0) },
      ];
      socket.sendMessage({ data: bytes("chosen"), address, control });
    });
    // Its stdout ended with the first line.
    const { code, err } = await end;
    assert.equal(code, 0, err);
    assert.deepEqual(JSON.parse(err), [
      "chosen",
      [
        ["hopLimit", 9],
        ["pktinfo", 1, "::1"],
        ["trafficClass", 35],
      ],
      "::1",
    ]);
  });
});
