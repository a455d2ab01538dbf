import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { existsSync, lstatSync } from "node:fs";
import { test } from "node:test";
import { Internet6Address, InternetAddress, type Socket, UnixAddress, UnknownAddress } from "berkeley-sockets";
import { IPV6_V6ONLY, SO_REUSEADDR, SO_REUSEPORT } from "berkeley-sockets/options";
import { eachKind, portKinds, tcp, tcp6, udp, unixDatagram, unixKinds, unixStream } from "../support/each-kind.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { bound, create, kinds, temporaryPath, waitFor } from "../support/kinds.ts";
import { untilFree } from "../support/ports.ts";
import { withoutIpv6 } from "../support/probe.ts";
import { denoLacks } from "../support/runtime.ts";

/** bind(2): `socket.bind`. */

function portOf(address: unknown): number {
  assert.ok(address instanceof InternetAddress || address instanceof Internet6Address);
  return address.port;
}

eachKind(portKinds, "port 0 lets the kernel choose", (kind) => {
  using socket = create(kind);
  assert.equal(portOf(socket.localAddress), 0);
  socket.bind(kind.freshAddress());
  assert.ok(portOf(socket.localAddress) > 0);
});

eachKind(unixKinds, "a path becomes a socket in the file system, which closing leaves there", (kind) => {
  const path = temporaryPath();
  const socket = create(kind);
  socket.bind(new UnixAddress(path));
  assert.ok(lstatSync(path).isSocket());
  assert.ok(socket.localAddress?.equals(new UnixAddress(path)));
  socket.close();
  assert.ok(existsSync(path));
});

// bind(2): "EADDRINUSE The given address is already in use."
eachKind(kinds, "EADDRINUSE, with the address in the condition", (kind) => {
  const [first, address] = bound(kind);
  using second = create(kind);
  try {
    const condition = expectCode("EADDRINUSE", () => second.bind(address));
    assert.equal(condition.who, "bind");
    assert.equal(condition.syscall, "bind");
    assert.equal(condition.message, `bind EADDRINUSE ${address}`);
    assert.equal(condition.local, String(address));
    if (address instanceof UnixAddress) {
      assert.equal(condition.address, address.path);
      assert.equal(condition.port, undefined);
    } else {
      assert.equal(condition.address, kind.domain === tcp.domain ? "127.0.0.1" : "::1");
      assert.equal(condition.port, portOf(address));
    }
  } finally {
    first.close();
  }
});

// bind(2): "EINVAL The socket is already bound to an address."
eachKind(kinds, "EINVAL for a socket that is bound already", (kind) => {
  const [socket] = bound(kind);
  expectCode("EINVAL", () => socket.bind(kind.freshAddress()));
  socket.close();
});

// ip(7): "EADDRNOTAVAIL A nonexistent interface was requested or the requested source address was not local."
eachKind(portKinds, "EADDRNOTAVAIL for an address that is not this machine's", (kind) => {
  using socket = create(kind);
  const foreign =
    kind.domain === tcp.domain ? InternetAddress.from("203.0.113.1", 0) : Internet6Address.from("2001:db8::1", 0);
  expectCode("EADDRNOTAVAIL", () => socket.bind(foreign));
});

eachKind(kinds, "an address of another family", (kind) => {
  using socket = create(kind);
  const foreign = kind.domain === tcp.domain ? Internet6Address.loopback(0) : InternetAddress.loopback(0);
  assert.throws(() => socket.bind(foreign), { name: "SocketCondition", code: /^(EAFNOSUPPORT|EINVAL)$/ });
});

eachKind(portKinds, "SO_REUSEPORT shares an address", (kind) => {
  using first = create(kind);
  using second = create(kind);
  first.setOption(SO_REUSEPORT, true);
  second.setOption(SO_REUSEPORT, true);
  first.bind(kind.freshAddress());
  const address = first.localAddress;
  assert.ok(address !== undefined);
  second.bind(address);
  assert.ok(second.localAddress?.equals(address));
});

eachKind([tcp, tcp6], "SO_REUSEADDR takes an address that an ended connection still holds", (kind) => {
  using listening = create(kind);
  // socket(7): the ended connection's own socket must have had it too, and has it from its listener.
  listening.setOption(SO_REUSEADDR, true);
  listening.bind(kind.freshAddress());
  listening.listen();
  const address = listening.localAddress;
  assert.ok(address !== undefined);
  using client = create(kind);
  client.connect(address);
  waitFor(listening);
  const [server] = listening.accept();
  assert.ok(server !== undefined);
  server.close(); // the active close: this side keeps TIME_WAIT or FIN_WAIT2
  listening.close();
  using without = create(kind);
  expectCode("EADDRINUSE", () => without.bind(address));
  using withOption = create(kind);
  withOption.setOption(SO_REUSEADDR, true);
  withOption.bind(address);
});

test("IPV6_V6ONLY leaves the port to IPv4, without it there is one for both", { skip: withoutIpv6() }, () => {
  for (const only of [true, false]) {
    untilFree(() => {
      using six = create(tcp6);
      six.setOption(IPV6_V6ONLY, only);
      six.bind(Internet6Address.any(0));
      const port = portOf(six.localAddress);
      six.listen();
      using four = create(tcp);
      if (only) four.bind(InternetAddress.any(port));
      else expectCode("EADDRINUSE", () => four.bind(InternetAddress.any(port)));
    });
  }
});

// ipv6(7): a link-local address needs its interface.
test("EINVAL for a link-local address without a scope", { skip: withoutIpv6() }, () => {
  using socket = create(tcp6);
  expectCode("EINVAL", () => socket.bind(Internet6Address.from("fe80::1", 0)));
});

test("an abstract name is taken until its socket is closed", () => {
  const address = UnixAddress.abstract(`berkeley-sockets test ${process.pid} \0 with a NUL`);
  const first = create(unixStream);
  first.bind(address);
  assert.ok(first.localAddress instanceof UnixAddress);
  assert.equal(first.localAddress.kind, "abstract");
  assert.ok(first.localAddress.equals(address));
  using second = create(unixStream);
  expectCode("EADDRINUSE", () => second.bind(address));
  first.close();
  second.bind(address);
});

// unix(7), Autobind feature: "five bytes … chosen from [0-9a-f]" after the NUL.
eachKind(unixKinds, "binding to unnamed lets the kernel choose an abstract name", (kind) => {
  using socket = create(kind);
  socket.bind(UnixAddress.unnamed);
  const address = socket.localAddress;
  assert.ok(address instanceof UnixAddress);
  assert.equal(address.kind, "abstract");
  assert.match(address.path, /^[0-9a-f]{5}$/);
});

test("names are bytes: UTF-8 or not", { skip: denoLacks("node:fs takes no name that is no UTF-8") }, () => {
  const base = Buffer.from(temporaryPath());
  for (const tail of [Buffer.from("ä€😀"), Buffer.from([0xff, 0xfe, 0x80])]) {
    using socket = create(unixDatagram);
    const name = Buffer.concat([base, tail]);
    socket.bind(new UnixAddress(name));
    const address = socket.localAddress;
    assert.ok(address instanceof UnixAddress);
    assert.deepEqual(Buffer.from(address.bytes), name);
    assert.ok(existsSync(name));
  }
});

test("a path of 107 bytes, the longest", () => {
  const start = `${temporaryPath()}-`;
  const path = start + "x".repeat(107 - start.length);
  using socket = create(unixStream);
  socket.bind(new UnixAddress(path));
  const address = socket.localAddress;
  assert.ok(address instanceof UnixAddress);
  assert.equal(address.path, path);
});

// unix(7): a path of all 108 bytes has no NUL; we make none, but such a socket may exist.
test("an address of 108 bytes without a NUL, made by hand, is decoded", () => {
  const start = `${temporaryPath()}-`;
  const path = start + "y".repeat(108 - start.length);
  const raw = new Uint8Array(2 + 108);
  raw.set(new UnixAddress("x").encode().subarray(0, 2));
  raw.set(new TextEncoder().encode(path), 2);
  const family = unixStream.domain.value;
  assert.ok(family !== undefined);
  using socket = create(unixStream);
  socket.bind(new UnknownAddress(family, raw));
  const address = socket.localAddress;
  assert.ok(address instanceof UnixAddress);
  assert.equal(address.path, path);
});

test("paths that lead nowhere", () => {
  using socket = create(unixStream);
  expectCode("ENOENT", () => socket.bind(new UnixAddress(`${temporaryPath()}/none`)));
  expectCode("ENOTDIR", () => socket.bind(new UnixAddress("/etc/hosts/none")));
});

test("a datagram socket that sends first is bound by it", () => {
  using socket = create(udp);
  const [other, address] = bound(udp);
  socket.sendTo(new Uint8Array(1), address);
  assert.ok(portOf(socket.localAddress) > 0);
  other.close();
});

test("what is no address is refused", () => {
  using socket: Socket = create(tcp);
  for (const wrong of [undefined, null, 80, "127.0.0.1:80", {}, { encode: () => new Uint8Array(16) }]) {
    expectRefused(TypeError, "address must be a SocketAddress", () => socket.bind(wrong as never));
  }
});
