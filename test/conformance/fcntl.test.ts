import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { closeSync, existsSync, openSync } from "node:fs";
import { test } from "node:test";
import {
  Socket,
  SocketCondition,
  SocketDomain,
  SocketProtocol,
  SocketType,
  UnixAddress,
  WouldBlock,
} from "berkeley-sockets";
import { openDescriptors } from "berkeley-sockets/testing";
import { system } from "../../src/sys/system.ts";
import { descriptorFlags } from "../support/descriptor-flags.ts";
import { eachKind, tcp, unixStream } from "../support/each-kind.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { bytes, connectedKinds, connectedPair, create, kinds, listener, receiveText, using } from "../support/kinds.ts";

/** fcntl(2): modes, and descriptors that come, go and are doubled. */

eachKind(kinds, "the mode is the object's; the kernel's O_NONBLOCK stays set", (kind) => {
  using socket = create(kind);
  for (const nonblocking of [false, true, false]) {
    socket.setNonblocking(nonblocking);
    assert.equal(socket.nonblocking, nonblocking);
    assert.equal(descriptorFlags(socket.fd).nonblocking, true);
  }
});

test("a mode is a boolean, of an open socket", () => {
  const socket = create(tcp);
  for (const wrong of [0, 1, undefined, "true"]) {
    expectRefused(TypeError, "nonblocking must be a boolean", () => socket.setNonblocking(wrong as never));
  }
  socket.close();
  const condition = expectCode("EBADF", () => socket.setNonblocking(true));
  assert.equal(condition.who, "setNonblocking");
});

eachKind(kinds, "detach gives the descriptor away, adopt takes it and asks the kernel what it is", (kind) => {
  const made = create(kind);
  const { fd } = made;
  assert.equal(made.detach(), fd);
  assert.equal(made.closed, true);
  assert.equal(made.fd, -1);
  assert.ok(!openDescriptors().includes(fd));
  made.close(); // nothing is left to close
  assert.ok(existsSync(`/proc/self/fd/${fd}`));
  expectCode("EBADF", () => made.detach());

  using adopted = Socket.adopt(fd);
  assert.equal(adopted.fd, fd);
  assert.equal(adopted.domain, kind.domain);
  assert.equal(adopted.type, kind.type);
  assert.equal(adopted.nonblocking, true);
  assert.ok(openDescriptors().includes(fd));
});

test("adopt names the protocol, interned", () => {
  for (const [type, protocol] of [
    [SocketType.stream, SocketProtocol.tcp],
    [SocketType.datagram, SocketProtocol.udp],
  ] as const) {
    using adopted = Socket.adopt(Socket.create(SocketDomain.internet, type).detach());
    assert.equal(adopted.domain, SocketDomain.internet);
    assert.equal(adopted.type, type);
    assert.equal(adopted.protocol, protocol);
  }
});

test("adopting keeps a descriptor's own mode", () => {
  const fd = create(unixStream).detach();
  assert.equal(system.setNonblocking(fd, false), 0);
  using adopted = Socket.adopt(fd);
  assert.equal(adopted.nonblocking, false);
  assert.equal(descriptorFlags(fd).nonblocking, false);
});

test("new Socket owns a descriptor whose kind is known", () => {
  const fd = create(unixStream).detach();
  const socket = new Socket(fd, unixStream.domain, unixStream.type, SocketProtocol.auto);
  assert.equal(socket.fd, fd);
  assert.equal(socket.nonblocking, true);
  assert.ok(openDescriptors().includes(fd));
  socket.close();
  assert.ok(!existsSync(`/proc/self/fd/${fd}`));
});

test("EBUSY for a descriptor that a live socket owns", () => {
  using socket = create(unixStream);
  const condition = expectCode("EBUSY", () => Socket.adopt(socket.fd));
  assert.equal(condition.who, "adopt");
  assert.equal(condition.syscall, "fcntl");
  expectCode("EBUSY", () => new Socket(socket.fd, socket.domain, socket.type, socket.protocol));
  assert.equal(socket.closed, false);
  socket.bind(UnixAddress.unnamed);
});

test("EBADF for a descriptor that nobody has", () => {
  for (const make of [
    () => Socket.adopt(987_654),
    () => new Socket(987_654, unixStream.domain, unixStream.type, SocketProtocol.auto),
  ]) {
    assert.equal(expectCode("EBADF", make).syscall, "fcntl");
  }
  expectCode("EBADF", () => Socket.borrow(987_654));
  assert.ok(!openDescriptors().includes(987_654));
});

// getsockopt(2): "ENOTSOCK The file descriptor sockfd does not refer to a socket."
test("ENOTSOCK for a file, which stays its owner's", () => {
  const fd = openSync("/etc/hosts", "r");
  try {
    assert.equal(expectCode("ENOTSOCK", () => Socket.adopt(fd)).who, "adopt");
    assert.equal(expectCode("ENOTSOCK", () => Socket.borrow(fd)).who, "borrow");
    assert.ok(!openDescriptors().includes(fd));
    assert.ok(existsSync(`/proc/self/fd/${fd}`));
  } finally {
    closeSync(fd);
  }
});

test("what is no descriptor", () => {
  for (const wrong of [-1, 2 ** 31, 1.5, Number.NaN]) {
    expectRefused(RangeError, "fd", () => Socket.adopt(wrong));
    expectRefused(RangeError, "fd", () => Socket.borrow(wrong));
    expectRefused(RangeError, "fd", () => new Socket(wrong, tcp.domain, tcp.type, SocketProtocol.auto));
  }
  expectRefused(TypeError, "fd", () => Socket.adopt("1" as never));
  expectRefused(TypeError, "domain", () => new Socket(0, 2 as never, tcp.type, SocketProtocol.auto));
});

eachKind(kinds, "borrow works on a descriptor and never closes it", (kind) => {
  using owner = create(kind);
  const borrowed = Socket.borrow(owner.fd);
  assert.equal(borrowed.fd, owner.fd);
  assert.equal(borrowed.domain, kind.domain);
  assert.equal(borrowed.type, kind.type);
  borrowed.bind(kind.freshAddress());
  assert.deepEqual(borrowed.localAddress?.encode(), owner.localAddress?.encode());
  borrowed.close();
  assert.equal(borrowed.closed, true);
  expectCode("EBADF", () => borrowed.localAddress);
  assert.equal(owner.closed, false);
  assert.ok(owner.localAddress !== undefined);
  assert.ok(openDescriptors().includes(owner.fd));
});

test("a borrowed socket that is detached leaves the owner its descriptor", () => {
  using owner = create(unixStream);
  const borrowed = Socket.borrow(owner.fd);
  assert.equal(borrowed.detach(), owner.fd);
  assert.equal(borrowed.closed, true);
  assert.ok(openDescriptors().includes(owner.fd));
});

// fcntl(2): F_DUPFD_CLOEXEC.
eachKind(kinds, "a duplicate is another descriptor of the same open file", (kind) => {
  using socket = create(kind);
  socket.setNonblocking(false);
  using twin = socket.duplicate();
  assert.notEqual(twin.fd, socket.fd);
  assert.equal(twin.domain, kind.domain);
  assert.equal(twin.type, kind.type);
  assert.equal(twin.protocol, socket.protocol);
  assert.equal(twin.nonblocking, false);
  assert.deepEqual(descriptorFlags(twin.fd), { closeOnExec: true, nonblocking: true });
  socket.bind(kind.freshAddress());
  assert.deepEqual(twin.localAddress?.encode(), socket.localAddress?.encode());
  // The mode is each object's own.
  twin.setNonblocking(true);
  assert.equal(socket.nonblocking, false);
});

test("a descriptor whose kernel mode is blocking never blocks a socket in nonblocking mode", () => {
  using(connectedPair(unixStream), (given, peer) => {
    assert.equal(system.setNonblocking(given.fd, false), 0);
    using adopted = Socket.adopt(given.detach());
    adopted.setNonblocking(true);
    assert.ok(adopted.receive(10) instanceof WouldBlock);
    assert.equal(adopted.receiveFrom(10)[0], undefined);
    assert.ok(adopted.receiveInto(new Uint8Array(4)) instanceof WouldBlock);
    while (!(adopted.send(new Uint8Array(65536)) instanceof WouldBlock));
    assert.equal(descriptorFlags(adopted.fd).nonblocking, false); // still the other owners' mode
    peer.close();
  });
});

eachKind(connectedKinds, "nor its accept and connect, which have no flag to ask by", (kind) => {
  const [made, address] = listener(kind, 0);
  assert.equal(system.setNonblocking(made.fd, false), 0);
  using listening = Socket.adopt(made.detach());
  listening.setNonblocking(true);
  assert.equal(listening.accept()[0], undefined);

  const clients: Socket[] = [];
  let result: true | WouldBlock = true;
  while (result === true && clients.length < 8) {
    const plain = create(kind);
    assert.equal(system.setNonblocking(plain.fd, false), 0);
    const client = Socket.adopt(plain.detach());
    clients.push(client);
    client.setNonblocking(true);
    result = client.connect(address);
    assert.equal(descriptorFlags(client.fd).nonblocking, false);
  }
  using([...clients], () => assert.ok(result instanceof WouldBlock));
  const [server] = listening.accept();
  assert.ok(server !== undefined);
  // What is accepted is made here, and so nonblocking in the kernel.
  assert.equal(descriptorFlags(server.fd).nonblocking, true);
  assert.equal(descriptorFlags(listening.fd).nonblocking, false);
  server.close();
});

test("the conversation goes on across detach and adopt", () => {
  using(connectedPair(tcp), (first, second) => {
    first.send(bytes("before "));
    using adopted = Socket.adopt(first.detach());
    adopted.send(bytes("after"));
    let all = "";
    while (all.length < 12) all += receiveText(second);
    assert.equal(all, "before after");
    assert.throws(() => first.send(bytes("x")), SocketCondition);
  });
});
