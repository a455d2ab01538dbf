import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Socket, SocketCondition, SocketDomain, SocketProtocol, SocketType } from "berkeley-sockets";
import { SO_DOMAIN, SO_PROTOCOL, SO_TYPE } from "berkeley-sockets/options";
import { openDescriptors } from "berkeley-sockets/testing";
import { descriptorFlags } from "../support/descriptor-flags.ts";
import { eachKind, portKinds, streamKinds } from "../support/each-kind.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { create, kinds } from "../support/kinds.ts";
import { notRoot } from "../support/probe.ts";

/** socket(2): `Socket.create`. */

eachKind(kinds, "is what was asked for, as the kernel knows it too", (kind) => {
  using socket = create(kind);
  assert.equal(socket.domain, kind.domain);
  assert.equal(socket.type, kind.type);
  assert.equal(socket.protocol, SocketProtocol.auto);
  assert.equal(socket.getOption(SO_DOMAIN), kind.domain.value);
  assert.equal(socket.getOption(SO_TYPE), kind.type.value);
  assert.equal(socket.closed, false);
  assert.ok(socket.fd >= 0);
  assert.ok(openDescriptors().includes(socket.fd));
});

eachKind(kinds, "is nonblocking and close-on-exec from birth", (kind) => {
  using socket = create(kind);
  assert.equal(socket.nonblocking, true);
  assert.deepEqual(descriptorFlags(socket.fd), { closeOnExec: true, nonblocking: true });
});

eachKind(portKinds, "speaks the protocol that was named", (kind) => {
  const protocol = kind.connected ? SocketProtocol.tcp : SocketProtocol.udp;
  using socket = Socket.create(kind.domain, kind.type, protocol);
  assert.equal(socket.protocol, protocol);
  assert.equal(socket.getOption(SO_PROTOCOL), protocol.value);
});

// socket(2): "EPROTONOSUPPORT The protocol type or the specified protocol is not supported within this domain."
eachKind(portKinds, "EPROTONOSUPPORT for the other type's protocol", (kind) => {
  const protocol = kind.connected ? SocketProtocol.udp : SocketProtocol.tcp;
  expectCode("EPROTONOSUPPORT", () => Socket.create(kind.domain, kind.type, protocol));
});

eachKind(streamKinds, "EPROTONOSUPPORT for a protocol that nobody speaks", (kind) => {
  expectCode("EPROTONOSUPPORT", () => Socket.create(kind.domain, kind.type, new SocketProtocol("mine", 251)));
});

test("EAFNOSUPPORT for a family that the kernel lacks", () => {
  const mine = new SocketDomain("mine", 4093, 16, () => {
    throw new Error("no address was made");
  });
  const condition = expectCode("EAFNOSUPPORT", () => Socket.create(mine, SocketType.stream));
  assert.equal(condition.who, "create");
  assert.equal(condition.syscall, "socket");
  assert.equal(condition.message, "socket EAFNOSUPPORT mine stream");
  expectCode("EAFNOSUPPORT", () => Socket.create(SocketDomain.unspecified, SocketType.stream));
});

test("ESOCKTNOSUPPORT for a type that the domain lacks", () => {
  expectCode("ESOCKTNOSUPPORT", () => Socket.create(SocketDomain.unix, SocketType.random));
  expectCode("ESOCKTNOSUPPORT", () => Socket.create(SocketDomain.internet, new SocketType("mine", 9)));
});

test("a raw socket for whoever may have one", { skip: notRoot }, () => {
  using socket = Socket.create(SocketDomain.internet, SocketType.raw, SocketProtocol.icmp);
  assert.equal(socket.getOption(SO_TYPE), SocketType.raw.value);
});

test("other domains have sockets too, their addresses being bytes", () => {
  using socket = Socket.create(SocketDomain.netlink, SocketType.raw);
  assert.equal(socket.localAddress?.domain, SocketDomain.netlink);
});

test("a constant that the platform lacks is ENOTSUP by name, before any system call", () => {
  const absentDomain = new SocketDomain("absent", undefined, 16, () => {
    throw new Error("no address was made");
  });
  const { internet } = SocketDomain;
  expectRefused(SocketCondition, /^socket ENOTSUP SocketDomain\.absent$/, () =>
    Socket.create(absentDomain, SocketType.stream),
  );
  expectRefused(SocketCondition, /^socket ENOTSUP SocketType\.absent$/, () =>
    Socket.create(internet, new SocketType("absent", undefined)),
  );
  expectRefused(SocketCondition, /^socket ENOTSUP SocketProtocol\.absent$/, () =>
    Socket.create(internet, SocketType.stream, new SocketProtocol("absent", undefined)),
  );
});
