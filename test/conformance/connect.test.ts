import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Socket, SocketCondition, UnixAddress, UnknownAddress, WouldBlock } from "berkeley-sockets";
import { eachKind, portKinds, streamKinds, tcp, unixDatagram, unixKinds, unixStream } from "../support/each-kind.ts";
import { expectCode } from "../support/expect.ts";
import {
  bound,
  bytes,
  connectedKinds,
  create,
  datagramKinds,
  kinds,
  listener,
  receiveText,
  temporaryPath,
  using,
  waitFor,
} from "../support/kinds.ts";
import { deserted } from "../support/ports.ts";

/** connect(2): `socket.connect`, and `socket.takeError` for what becomes of it. */

const portStreams = streamKinds.filter((kind) => portKinds.includes(kind));

/** What becomes of a connect, at once or later: no condition when it succeeds. */
function outcome(socket: Socket, action: () => true | WouldBlock): SocketCondition | undefined {
  let result: true | WouldBlock;
  try {
    result = action();
  } catch (error) {
    assert.ok(error instanceof SocketCondition);
    return error;
  }
  if (result === true) return undefined;
  assert.equal(result.code, "EINPROGRESS");
  assert.equal(result.who, "connect");
  waitFor(socket, "write");
  return socket.takeError();
}

eachKind(connectedKinds, "connects, at once or in a while", (kind) => {
  const [listening, address] = listener(kind);
  using([listening, create(kind)], (_, client) => {
    assert.equal(
      outcome(client, () => client.connect(address)),
      undefined,
    );
    assert.ok(client.peerAddress?.equals(address));
    assert.equal(client.takeError(), undefined);
  });
});

// connect(2): "ECONNREFUSED A connect() on a stream socket found no one listening on the remote address."
eachKind(connectedKinds, "ECONNREFUSED, with the address in the condition", (kind) => {
  const [keeper, address] = deserted(kind);
  using _ = keeper;
  using client = create(kind);
  const condition = outcome(client, () => client.connect(address));
  assert.ok(condition !== undefined);
  assert.equal(condition.code, "ECONNREFUSED");
  assert.equal(condition.syscall, "connect");
  assert.match(condition.who, /^(connect|takeError)$/);
  assert.equal(condition.message, `connect ECONNREFUSED ${address}`);
  if (address instanceof UnixAddress) assert.equal(condition.address, address.path);
  else assert.equal(`${condition.address}`, kind.domain === tcp.domain ? "127.0.0.1" : "::1");
  // Told once: asking cleared it.
  assert.equal(client.takeError(), undefined);
});

// connect(2): "EISCONN The socket is already connected."
eachKind(connectedKinds, "EISCONN", (kind) => {
  const [listening, address] = listener(kind);
  using([listening, create(kind)], (_, client) => {
    outcome(client, () => client.connect(address));
    waitFor(client, "write");
    let again: unknown;
    try {
      again = client.connect(address); // the first one after EINPROGRESS may still be told of success
    } catch (error) {
      again = error;
    }
    if (again === true) expectCode("EISCONN", () => client.connect(address));
    else assert.ok(again instanceof SocketCondition && again.code === "EISCONN");
  });
});

// connect(2): "EALREADY The socket is nonblocking and a previous connection attempt has not yet been completed."
eachKind(portStreams, "EALREADY while an attempt is under way", (kind) => {
  const [listening, address] = listener(kind, 0);
  const clients: Socket[] = [];
  // Loopback drops what the queue has no room for, and that attempt stays under way.
  let pending: Socket | undefined;
  for (let attempt = 0; attempt < 8 && pending === undefined; attempt++) {
    const client = create(kind);
    clients.push(client);
    const result = client.connect(address);
    if (result !== true && client.peerAddress === undefined) pending = client;
  }
  using([listening, ...clients], () => {
    assert.ok(pending !== undefined, "no attempt stayed under way");
    const condition = expectCode("EALREADY", () => pending.connect(address));
    assert.equal(condition.who, "connect");
    assert.equal(pending.takeError(), undefined);
  });
});

eachKind(datagramKinds, "a datagram socket has one peer from then on, and may change it", (kind) => {
  const [first, firstAddress] = bound(kind);
  const [second, secondAddress] = bound(kind);
  const [third] = bound(kind);
  const [socket, own] = bound(kind);
  using([first, second, third, socket], () => {
    assert.equal(socket.connect(firstAddress), true);
    assert.ok(socket.peerAddress?.equals(firstAddress));
    socket.send(bytes("to the first"));
    assert.equal(receiveText(first), "to the first");
    assert.equal(socket.connect(secondAddress), true);
    socket.send(bytes("to the second"));
    assert.equal(receiveText(second), "to the second");
    // Others are not heard any more: Unix says so to the sender, the internet drops it.
    if (kind.domain === unixDatagram.domain) expectCode("EPERM", () => third.sendTo(bytes("x"), own));
    else third.sendTo(bytes("x"), own);
    assert.ok(socket.receive(10) instanceof WouldBlock);
  });
});

// connect(2): "by connecting to an address with the sa_family member of sockaddr set to AF_UNSPEC".
eachKind(datagramKinds, "an address of no family ends the association", (kind) => {
  const [peer, address] = bound(kind);
  using([peer, create(kind)], (_, socket) => {
    socket.connect(address);
    assert.notEqual(socket.peerAddress, undefined);
    assert.equal(socket.connect(new UnknownAddress(0, new Uint8Array(16))), true);
    assert.equal(socket.peerAddress, undefined);
  });
});

eachKind(
  datagramKinds.filter((kind) => portKinds.includes(kind)),
  "a refusal reaches a connected datagram socket with its next call",
  (kind) => {
    const [keeper, address] = deserted(kind);
    using _ = keeper;
    using socket = create(kind);
    socket.connect(address);
    socket.send(bytes("anybody?"));
    waitFor(socket);
    expectCode("ECONNREFUSED", () => socket.receive(10));
    socket.send(bytes("anybody?"));
    waitFor(socket);
    const condition = socket.takeError();
    assert.equal(condition?.code, "ECONNREFUSED");
    assert.equal(condition?.who, "takeError");
    assert.equal(condition?.syscall, "getsockopt");
  },
);

eachKind(unixKinds, "ENOENT where there is no file", (kind) => {
  using socket = create(kind);
  const address = new UnixAddress(temporaryPath());
  const condition = expectCode("ENOENT", () => socket.connect(address));
  assert.equal(condition.message, `connect ENOENT ${address.path}`);
});

// unix(7): "EPROTOTYPE The remote socket does not match the local socket type".
test("EPROTOTYPE between types", () => {
  const [stream, streamAddress] = listener(unixStream);
  const [datagram, datagramAddress] = bound(unixDatagram);
  using([stream, datagram, create(unixStream), create(unixDatagram)], (_, __, first, second) => {
    expectCode("EPROTOTYPE", () => first.connect(datagramAddress));
    expectCode("EPROTOTYPE", () => second.connect(streamAddress));
  });
});

eachKind(kinds, "an address of another family", (kind) => {
  using socket = create(kind);
  const foreign = kind.domain === unixStream.domain ? tcp.freshAddress() : new UnixAddress("/nowhere");
  assert.throws(() => socket.connect(foreign), { name: "SocketCondition", code: /^(EAFNOSUPPORT|EINVAL)$/ });
});

test("an abstract name", () => {
  const address = UnixAddress.abstract(Uint8Array.from([0, 255, 1, ...bytes(String(process.pid))]));
  using listening = create(unixStream);
  listening.bind(address);
  listening.listen();
  using client = create(unixStream);
  assert.equal(client.connect(address), true);
  assert.ok(client.peerAddress?.equals(address));
});
