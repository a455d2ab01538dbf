/**
 * Walks every throw site of the BSD layer: each method and system call of the table in docs/errors.md,
 * with each of its codes. Nothing may be left open after it.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { closeSync, fstatSync, openSync, readdirSync } from "node:fs";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import {
  AddressInfoCondition,
  AddressInfoOption,
  closeProtocolDatabase,
  getAddressInfo,
  getNameInfo,
  getProtocolByConstant,
  getProtocolByName,
  getServiceByName,
  getServiceByPort,
  hostName,
  Internet6Address,
  InternetAddress,
  interfaceIndex,
  interfaceName,
  interfaceNames,
  NameInfoOption,
  nextProtocolEntry,
  openProtocolDatabase,
  PacketAddress,
  peerCredentials,
  pollSockets,
  ReceivedDescriptor,
  ReceiveFromOption,
  ShutdownMethod,
  Socket,
  SocketCondition,
  SocketDomain,
  SocketProtocol,
  SocketType,
  WouldBlock,
} from "berkeley-sockets";
import { PACKET_ADD_MEMBERSHIP, SO_KEEPALIVE, SO_LINGER } from "berkeley-sockets/options";
import { orderFault, type SystemCallName } from "berkeley-sockets/testing";
import { using } from "../support/kinds.ts";
import { codeIn, tableWith } from "../support/markdown.ts";
import { multicastDrivers } from "../support/multicast-calls.ts";
import { loopbackInterface } from "../support/probe.ts";

const rows = tableWith("errors.md", "who", "syscall").rows.map(([who = "", syscall = "", codes = ""]) => ({
  who: codeIn(who)[0] as string,
  syscall: codeIn(syscall)[0] as string,
  codes: codes.split(" "),
}));
const key = ({ who, syscall }: { who: string; syscall: string }): string => `${who} ${syscall}`;

/** A call whose faults go by another name. */
const apart: Record<string, SystemCallName> = { setprotoent: "getprotoent" };
const data = new Uint8Array(1);
const file = openSync(process.execPath, "r");
after(() => closeSync(file));
const loopback = InternetAddress.loopback(9);
const { internet } = SocketDomain;

function withSocket(use: (socket: Socket) => unknown, type = SocketType.stream): () => unknown {
  return () => using([Socket.create(internet, type)], use);
}
function onStream(use: (socket: Socket) => unknown): () => unknown {
  return () => using(Socket.pair(SocketDomain.unix, SocketType.stream), (socket, _peer) => use(socket));
}
/** In blocking mode, with nothing to do: the method must wait. */
function waiting(use: (socket: Socket) => unknown): () => unknown {
  return () =>
    using(Socket.pair(SocketDomain.unix, SocketType.stream), (socket, _peer) => {
      while (typeof socket.send(new Uint8Array(65536)) === "number");
      socket.setNonblocking(false);
      return use(socket);
    });
}
/** A descriptor of this test's own, closed after use. */
function withDescriptor(use: (fd: number) => unknown): () => unknown {
  return () => {
    const fd = Socket.create(internet, SocketType.stream).detach();
    try {
      return use(fd);
    } finally {
      Socket.adopt(fd).close();
    }
  };
}
function toSocket(fd: number): unknown {
  const descriptor = new ReceivedDescriptor(fd);
  try {
    return descriptor.toSocket();
  } finally {
    if (!descriptor.closed) descriptor.take();
  }
}
/** The sockets among the descriptors; not the one that reads the folder. */
function openSockets(): string[] {
  return readdirSync("/dev/fd").filter((fd) => {
    try {
      return fstatSync(Number(fd)).isSocket();
    } catch {
      return false;
    }
  });
}
/** Nothing is left open. A lookup that was let go has a thread that closes its end when it is done: no event tells. */
async function nothingLeft(before: readonly string[]): Promise<void> {
  let left: string[] = [];
  for (const deadline = performance.now() + 20_000; performance.now() < deadline; await setTimeout(5)) {
    left = openSockets().filter((fd) => !before.includes(fd));
    if (left.length === 0) return;
  }
  assert.deepEqual(left, [], "descriptors left open");
}
const unwrap = (result: readonly unknown[]): unknown => result[1];

/** What makes each condition of the table, given that its system call fails. */
const drivers: Record<string, () => unknown> = {
  "create socket": () => Socket.create(internet, SocketType.stream),
  "pair socketpair": () => Socket.pair(SocketDomain.unix, SocketType.stream),
  "Socket fcntl": withDescriptor((fd) => new Socket(fd, internet, SocketType.stream, SocketProtocol.tcp)),
  "adopt fcntl": withDescriptor((fd) => Socket.adopt(fd)),
  "adopt getsockopt": withDescriptor((fd) => Socket.adopt(fd)),
  "borrow fcntl": withDescriptor((fd) => Socket.borrow(fd)),
  "borrow getsockopt": withDescriptor((fd) => Socket.borrow(fd)),
  "toSocket fcntl": withDescriptor((fd) => toSocket(fd)),
  "toSocket getsockopt": withDescriptor((fd) => toSocket(fd)),
  "localAddress getsockname": withSocket((socket) => socket.localAddress),
  "peerAddress getpeername": withSocket((socket) => socket.peerAddress),
  "bind bind": withSocket((socket) => socket.bind(loopback)),
  "listen listen": withSocket((socket) => socket.listen(1)),
  "accept accept": withSocket((socket) => unwrap(socket.accept())),
  "accept poll": withSocket((socket) => {
    socket.listen(1);
    socket.setNonblocking(false);
    return socket.accept();
  }),
  "connect connect": withSocket((socket) => socket.connect(loopback)),
  "connect poll": withSocket((socket) => {
    socket.setNonblocking(false);
    orderFault({ syscall: "connect", errno: "EINPROGRESS" });
    return socket.connect(loopback);
  }),
  "shutdown shutdown": withSocket((socket) => socket.shutdown(ShutdownMethod.read)),
  "send send": withSocket((socket) => socket.send(data)),
  "send poll": waiting((socket) => socket.send(data)),
  "sendTo sendto": withSocket((socket) => socket.sendTo(data, loopback), SocketType.datagram),
  "sendTo poll": withSocket((socket) => {
    socket.setNonblocking(false);
    orderFault({ syscall: "sendto", errno: "EAGAIN" });
    return socket.sendTo(data, loopback);
  }, SocketType.datagram),
  // A socket is a file that no other way is open to.
  "sendFile sendfile": onStream((socket) => socket.sendFile(socket)),
  "sendFile splice": onStream((socket) => {
    orderFault({ syscall: "sendfile", errno: "EINVAL" });
    return socket.sendFile(file);
  }),
  "sendFile lseek": onStream((socket) => {
    orderFault({ syscall: "sendfile", errno: "EINVAL" });
    return socket.sendFile(file);
  }),
  "sendFile pread": onStream((socket) => {
    orderFault({ syscall: "sendfile", errno: "EINVAL" });
    return socket.sendFile(file, 0);
  }),
  "sendFile send": onStream((socket) => {
    orderFault({ syscall: "sendfile", errno: "EINVAL" });
    return socket.sendFile(file, 0);
  }),
  "sendFile poll": waiting((socket) => socket.sendFile(file, 0)),
  "receive recv": withSocket((socket) => socket.receive(1)),
  "receive poll": waiting((socket) => socket.receive(1)),
  "receiveInto recv": withSocket((socket) => socket.receiveInto(data)),
  "receiveInto poll": waiting((socket) => socket.receiveInto(data)),
  "receiveFrom recvfrom": withSocket((socket) => unwrap(socket.receiveFrom(1))),
  "receiveFrom poll": waiting((socket) => socket.receiveFrom(1, ReceiveFromOption.waitAll)),
  "receiveFromInto recvfrom": withSocket((socket) => unwrap(socket.receiveFromInto(data))),
  "receiveFromInto poll": waiting((socket) => socket.receiveFromInto(data)),
  "sendMessage sendmsg": withSocket((socket) => socket.sendMessage({ data })),
  "sendMessage poll": waiting((socket) => socket.sendMessage({ data })),
  "receiveMessage recvmsg": withSocket((socket) => socket.receiveMessage({ size: 1 })),
  "receiveMessage poll": waiting((socket) => socket.receiveMessage({ into: data })),
  "getOption getsockopt": withSocket((socket) => socket.getOption(SO_KEEPALIVE)),
  "setOption setsockopt": withSocket((socket) => socket.setOption(SO_KEEPALIVE, true)),
  ...multicastDrivers(withSocket),
  "setOption if_nametoindex": withSocket((socket) =>
    socket.setOption(PACKET_ADD_MEMBERSHIP, { interface: "lo", type: "promiscuous" }),
  ),
  "duplicate fcntl": withSocket((socket) => socket.duplicate()),
  "close close": () => Socket.create(internet, SocketType.stream).close(),
  "close poll": () => {
    const socket = Socket.create(internet, SocketType.stream);
    socket.setOption(SO_LINGER, { on: true, seconds: 1 });
    socket.close();
  },
  "peerCredentials getsockopt": () =>
    using(Socket.pair(SocketDomain.unix, SocketType.stream), (socket, _peer) => peerCredentials(socket)),
  "pollSockets poll": withSocket((socket) => pollSockets([{ socket, read: true }], 0)),
  "getAddressInfo getaddrinfo": () => getAddressInfo("127.0.0.1", 80, { flags: [AddressInfoOption.numericHost] }),
  "getAddressInfo poll": () => getAddressInfo("127.0.0.1", 80),
  "getNameInfo getnameinfo": () => getNameInfo(loopback, { flags: [NameInfoOption.numericHost] }),
  "getNameInfo poll": () => getNameInfo(loopback),
  "getProtocolByName getprotobyname": () => getProtocolByName("tcp"),
  "getProtocolByConstant getprotobynumber": () => getProtocolByConstant(SocketProtocol.tcp),
  "openProtocolDatabase setprotoent": () => openProtocolDatabase(true),
  "nextProtocolEntry getprotoent": () => {
    closeProtocolDatabase();
    return nextProtocolEntry();
  },
  "getServiceByName getservbyname": () => getServiceByName("http"),
  "getServiceByPort getservbyport": () => getServiceByPort(80),
  "interfaceNames if_nameindex": () => interfaceNames(),
  "interfaceIndex if_nametoindex": () => interfaceIndex(loopbackInterface),
  "interfaceName if_indextoname": () => interfaceName(1),
  "Internet6Address.from if_nametoindex": () => Internet6Address.from(`fe80::1%${loopbackInterface}`, 80),
  "Internet6Address.parse if_nametoindex": () => Internet6Address.parse(`[fe80::1%${loopbackInterface}]:80`),
  "PacketAddress if_nametoindex": () => new PacketAddress(3, "lo"),
  "hostName gethostname": () => hostName(),
};

/** Those that no order can bring about. */
const withoutOrder: Record<string, string> = {
  "setNonblocking fcntl": "makes no system call",
  "detach close": "makes no system call",
  "take close": "makes no system call",
  "ReceivedDescriptor fcntl":
    "what claims a descriptor is not of the switch: test/conformance/received-descriptor.test.ts",
  "closeProtocolDatabase endprotoent": "makes no system call",
  "registerSocketDomain register": "makes no system call",
  "encode encode": "makes no system call",
  "encodeCanFrame encode": "makes no system call",
  "decodeCanFrame decode": "makes no system call",
  "NetlinkAddress sockaddr": "makes no system call",
  "takeError connect": "returned: below",
  "takeError getsockopt": "returned: below",
};

test("every row of the table has a driver, or a reason for having none", () => {
  assert.deepEqual(rows.map(key).sort(), [...Object.keys(drivers), ...Object.keys(withoutOrder)].sort());
});

const WOULD_BLOCK = new Set(["EAGAIN", "EINPROGRESS"]);
/** Said by the library before any call, or by the kernel for a number that is no socket of ours. */
const BEFORE_THE_CALL = new Set(["EBUSY", "ENOTSUP"]);

for (const { who, syscall, codes } of rows) {
  const driver = drivers[key({ who, syscall })];
  if (driver === undefined) continue;
  for (const code of codes) {
    if (BEFORE_THE_CALL.has(code) && syscall !== "setsockopt") continue;
    test(`${who}: ${syscall} ${code}`, async () => {
      const before = openSockets();
      const fault = orderFault({ syscall: apart[syscall] ?? (syscall as SystemCallName), errno: code });
      let met: unknown;
      try {
        met = driver();
        if (WOULD_BLOCK.has(code)) assert.ok(met instanceof WouldBlock, `returned ${String(met)}`);
        else assert.fail(`returned ${String(met)}`);
      } catch (error) {
        if (!(error instanceof SocketCondition) || WOULD_BLOCK.has(code)) throw error;
        met = error;
      } finally {
        fault.cancel();
      }
      assert.ok(met instanceof SocketCondition);
      assert.deepEqual([met.who, met.syscall, met.code], [who, syscall, code]);
      assert.ok(met.message.startsWith(`${syscall} ${code}`));
      assert.equal(met instanceof AddressInfoCondition, code.startsWith("EAI_"));
      assert.notEqual(met.text, "");
      await nothingLeft(before);
    });
  }
}
