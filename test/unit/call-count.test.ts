/** How many system calls each method makes: the column *calls* of docs/syscalls.md. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { test } from "node:test";
import * as bsd from "berkeley-sockets";
import { SO_KEEPALIVE, SO_LINGER } from "berkeley-sockets/options";
import { systemCallCount } from "berkeley-sockets/testing";
import { codeIn, readDocument, tableWith } from "../support/markdown.ts";
import { multicastCalls, multicastCounts, withoutGroups } from "../support/multicast-calls.ts";
import { loopbackInterface } from "../support/probe.ts";

const { InternetAddress, Internet6Address, Socket, SocketDomain, SocketProtocol, SocketType } = bsd;
const byMethod = tableWith("syscalls.md", "method", "calls").rows.map(([method = "", , calls = ""]) => ({
  method: codeIn(method)[0] as string,
  calls: Number(calls),
}));

const { internet, unix } = SocketDomain;
const { stream, datagram } = SocketType;
const data = new Uint8Array(1);
const zone = "fe80::1%lo";

type Open = InstanceType<typeof Socket>;
/** A socket that can do anything: bound, connected to itself, with a message waiting. */
function ready(): Open {
  const socket = Socket.create(internet, datagram);
  socket.bind(InternetAddress.loopback(0));
  socket.connect(socket.localAddress as bsd.SocketAddress);
  socket.send(data);
  return socket;
}
function listening(): Open {
  const listener = Socket.create(internet, stream);
  listener.bind(InternetAddress.loopback(0));
  listener.listen(1);
  return listener;
}

/** How many calls an action makes; what it gives is closed. */
function count(action: () => unknown): number {
  const before = systemCallCount();
  const result = action();
  const calls = systemCallCount() - before;
  for (const each of [result].flat()) if (each instanceof Socket) each.close();
  return calls;
}
const on = (make: () => Open, action: (socket: Open) => unknown): (() => number) => {
  return () => {
    const socket = make();
    try {
      return count(() => action(socket));
    } finally {
      socket.close();
    }
  };
};
const given = (action: (fd: number) => unknown): (() => number) => {
  return () => count0(Socket.create(internet, stream).detach(), action);
};
function count0(fd: number, action: (fd: number) => unknown): number {
  const calls = count(() => action(fd));
  try {
    Socket.adopt(fd).close(); // when it was only borrowed
  } catch {}
  return calls;
}

/** Of a descriptor that is owned already. */
const owned = (action: (received: bsd.ReceivedDescriptor) => unknown): (() => number) => {
  return () => {
    const received = new bsd.ReceivedDescriptor(Socket.create(internet, stream).detach());
    const calls = count0(received.fd, () => action(received));
    received.close();
    return calls;
  };
};

const methods: Record<string, () => number> = {
  "new Socket(fd, …)": given((fd) => new Socket(fd, internet, stream, SocketProtocol.tcp)),
  "Socket.create": () => count(() => Socket.create(internet, stream)),
  "Socket.pair": () => count(() => Socket.pair(unix, stream)),
  "Socket.adopt": given((fd) => Socket.adopt(fd)),
  "Socket.borrow": given((fd) => Socket.borrow(fd)),
  "socket.bind": on(
    () => Socket.create(internet, stream),
    (socket) => socket.bind(InternetAddress.loopback(0)),
  ),
  "socket.listen": on(
    () => Socket.create(internet, stream),
    (socket) => socket.listen(),
  ),
  "socket.accept": () => {
    const listener = listening();
    const client = Socket.create(internet, stream);
    client.connect(listener.localAddress as bsd.SocketAddress);
    bsd.pollSockets([{ socket: listener, read: true }], 10_000);
    const calls = count(() => listener.accept());
    client.close();
    listener.close();
    return calls;
  },
  "socket.connect": on(ready, (socket) => socket.connect(InternetAddress.loopback(9))),
  "socket.takeError": on(ready, (socket) => socket.takeError()),
  "socket.shutdown": on(ready, (socket) => socket.shutdown(bsd.ShutdownMethod.read)),
  "socket.send": on(ready, (socket) => socket.send(data)),
  "socket.sendTo": on(
    () => Socket.create(internet, datagram),
    (socket) => socket.sendTo(data, InternetAddress.loopback(9)),
  ),
  "socket.sendFile": () => {
    const [socket, peer] = Socket.pair(unix, stream);
    const fd = openSync(process.execPath, "r");
    const calls = count(() => socket.sendFile(fd, 0, 10));
    closeSync(fd);
    socket.close();
    peer.close();
    return calls;
  },
  "socket.receive": on(ready, (socket) => socket.receive(1)),
  "socket.receiveInto": on(ready, (socket) => socket.receiveInto(data)),
  "socket.receiveFrom": on(ready, (socket) => socket.receiveFrom(1)),
  "socket.receiveFromInto": on(ready, (socket) => socket.receiveFromInto(data)),
  "socket.sendMessage": on(ready, (socket) => socket.sendMessage({ data })),
  "socket.receiveMessage": on(ready, (socket) => socket.receiveMessage({ size: 1 })),
  "socket.getOption": on(ready, (socket) => socket.getOption(SO_KEEPALIVE)),
  "socket.setOption": on(ready, (socket) => socket.setOption(SO_KEEPALIVE, true)),
  ...multicastCounts((make, action) => on(make, action)),
  "socket.localAddress": on(ready, (socket) => socket.localAddress),
  "socket.peerAddress": on(ready, (socket) => socket.peerAddress),
  "socket.duplicate": on(ready, (socket) => socket.duplicate()),
  "socket.close": on(ready, (socket) => socket.close()),
  "socket[Symbol.dispose]": on(ready, (socket) => socket[Symbol.dispose]()),
  "socket.detach": () => {
    const socket = ready();
    let fd = -1;
    const calls = count(() => {
      fd = socket.detach();
    });
    Socket.adopt(fd).close();
    return calls;
  },
  "socket.setNonblocking": on(ready, (socket) => socket.setNonblocking(false)),
  "socket.nonblocking": on(ready, (socket) => socket.nonblocking),
  "socket.fd": on(ready, (socket) => socket.fd),
  "socket.closed": on(ready, (socket) => socket.closed),
  "new ReceivedDescriptor(fd)": given((fd) => new bsd.ReceivedDescriptor(fd).take()),
  "receivedDescriptor.take": owned((received) => received.take()),
  "receivedDescriptor.toSocket": owned((received) => received.toSocket()),
  "receivedDescriptor.close": owned((received) => received.close()),
  "receivedDescriptor[Symbol.dispose]": owned((received) => received[Symbol.dispose]()),
  "receivedDescriptor.fd": owned((received) => received.fd),
  "receivedDescriptor.closed": owned((received) => received.closed),
  peerCredentials: () => {
    const [one, other] = Socket.pair(unix, stream);
    const calls = count(() => bsd.peerCredentials(one));
    one.close();
    other.close();
    return calls;
  },
  pollSockets: on(ready, (socket) => bsd.pollSockets([{ socket, read: true }], 10_000)),
  getAddressInfo: () => count(() => bsd.getAddressInfo("127.0.0.1", 80)),
  getNameInfo: () =>
    count(() => bsd.getNameInfo(InternetAddress.loopback(80), { flags: [bsd.NameInfoOption.numericService] })),
  getProtocolByName: () => count(() => bsd.getProtocolByName("tcp")),
  getProtocolByConstant: () => count(() => bsd.getProtocolByConstant(SocketProtocol.tcp)),
  openProtocolDatabase: () => count(() => bsd.openProtocolDatabase(true)),
  nextProtocolEntry: () => {
    bsd.openProtocolDatabase(true);
    return count(() => bsd.nextProtocolEntry());
  },
  closeProtocolDatabase: () => count(() => bsd.closeProtocolDatabase()),
  getServiceByName: () => count(() => bsd.getServiceByName("http", "tcp")),
  getServiceByPort: () => count(() => bsd.getServiceByPort(80)),
  interfaceNames: () => count(() => bsd.interfaceNames()),
  interfaceIndex: () => count(() => bsd.interfaceIndex(loopbackInterface)),
  interfaceName: () => count(() => bsd.interfaceName(1)),
  hostName: () => count(() => bsd.hostName()),
  "new PacketAddress": () => count(() => new bsd.PacketAddress(0, "lo")),
  "PacketAddress.parse": () => count(() => bsd.PacketAddress.parse("packet:0x0800%lo")),
  "Internet6Address.from": () => count(() => Internet6Address.from(zone, 80)),
  "Internet6Address.parse": () => count(() => Internet6Address.parse(`[${zone}]:80`)),
};

/** Waits of unknown length: at least so many. */
const atLeast = new Set(["getAddressInfo", "getNameInfo", "pollSockets"]);

const groupless = withoutGroups();
for (const { method, calls } of byMethod) {
  const skip = method in multicastCalls && groupless;
  test(`${method} makes ${calls} system call${calls === 1 ? "" : "s"}`, { skip }, () => {
    const measured = methods[method]?.();
    assert.ok(measured !== undefined, "no driver");
    if (atLeast.has(method)) assert.ok(measured >= calls, `${measured}`);
    else assert.equal(measured, calls);
  });
}

test("close asks for SO_LINGER when the socket was adopted or that option was set, and not else", () => {
  const made = Socket.create(internet, stream);
  assert.equal(
    count(() => made.close()),
    1,
  );
  assert.equal(
    count(() => made.close()),
    0,
    "closed already",
  );
  const adopted = Socket.adopt(Socket.create(internet, stream).detach());
  assert.equal(
    count(() => adopted.close()),
    2,
  );
  const set = Socket.create(internet, stream);
  set.setOption(SO_LINGER, { on: true, seconds: 0 });
  assert.equal(
    count(() => set.close()),
    2,
    "which resets, and never waits",
  );
});

test("figures need no thread, and zones by number no call", () => {
  assert.equal(
    count(() => bsd.getAddressInfo(null, 80)),
    1,
  );
  assert.equal(
    count(() => bsd.getAddressInfo("::1", 80, { flags: [bsd.AddressInfoOption.numericHost] })),
    1,
  );
  const flags = [bsd.NameInfoOption.numericHost];
  assert.equal(
    count(() => bsd.getNameInfo(InternetAddress.loopback(80), { flags })),
    1,
  );
  assert.equal(
    count(() => Internet6Address.from("fe80::1%2", 80)),
    0,
  );
});

test("what is told to make no call makes none", () => {
  const address = InternetAddress.loopback(80);
  const before = systemCallCount();
  bsd.SocketAddress.decode(address.encode()).equals(address);
  bsd.UnixAddress.abstract("a").toString();
  bsd.formatIpv6(bsd.parseIpv6(`::${bsd.formatIpv4(bsd.parseIpv4("1.2.3.4"))}`));
  bsd.lookupDomain(2);
  bsd.socketMaximumConnections();
  bsd.errnoName(1);
  bsd.errnoText(1);
  SO_KEEPALIVE.isValid(true);
  bsd.SocketCondition.raiseUnless("who", "call", 1, 1);
  assert.equal(systemCallCount(), before);
});

test("a slice of waiting is at most as long as the document says", async () => {
  const { SLICE } = await import("../../src/bsd/wait.ts");
  assert.equal(SLICE, 50);
  assert.ok(readDocument("syscalls.md").includes("at most 50 ms"));
});
