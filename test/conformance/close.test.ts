import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { Socket, WouldBlock } from "berkeley-sockets";
import { SO_LINGER } from "berkeley-sockets/options";
import { openDescriptors, systemCallCount } from "berkeley-sockets/testing";
import { eachKind, portKinds, streamKinds, tcp, unixStream } from "../support/each-kind.ts";
import { expectCode } from "../support/expect.ts";
import { bytes, connectedKinds, connectedPair, create, kinds, using, waitFor } from "../support/kinds.ts";
import { keptListener } from "../support/ports.ts";
import { doesNotWait, waits } from "../support/waits.ts";

/** close(2): `socket.close`, `using`, and what SO_LINGER does to it. */

const portStreams = streamKinds.filter((kind) => portKinds.includes(kind));

eachKind(kinds, "gives the descriptor back and forgets it", (kind) => {
  const socket = create(kind);
  const { fd } = socket;
  assert.ok(existsSync(`/proc/self/fd/${fd}`));
  socket.close();
  assert.equal(socket.fd, -1);
  assert.equal(socket.closed, true);
  assert.ok(!openDescriptors().includes(fd));
  assert.ok(!existsSync(`/proc/self/fd/${fd}`));
});

eachKind(kinds, "again, it does nothing, whoever has the number by then", (kind) => {
  const socket = create(kind);
  const { fd } = socket;
  socket.close();
  using next = create(kind);
  assert.equal(next.fd, fd); // POSIX: the lowest free number
  const before = systemCallCount();
  socket.close();
  socket[Symbol.dispose]();
  assert.equal(systemCallCount(), before);
  assert.equal(next.closed, false);
  next.bind(kind.freshAddress());
});

eachKind(kinds, "what was known of the socket stays known", (kind) => {
  const socket = create(kind);
  socket.close();
  assert.equal(socket.domain, kind.domain);
  assert.equal(socket.type, kind.type);
  assert.equal(socket.nonblocking, true);
});

eachKind(kinds, "`using` closes, also when its block throws", (kind) => {
  let kept: Socket | undefined;
  {
    using socket = create(kind);
    kept = socket;
    assert.equal(socket.closed, false);
  }
  assert.equal(kept.closed, true);
  assert.throws(() => {
    using socket = create(kind);
    kept = socket;
    throw new Error("mine");
  }, /^Error: mine$/);
  assert.equal(kept.closed, true);
});

eachKind(connectedKinds, "the peer reads what was sent, then the end", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("last words"));
    first.close();
    waitFor(second);
    assert.deepEqual(second.receive(100), bytes("last words"));
    waitFor(second);
    assert.deepEqual(second.receive(100), new Uint8Array(0));
  });
});

eachKind(connectedKinds, "a listener that is closed refuses those who come", (kind) => {
  const [listening, address, keeper] = keptListener(kind);
  using _ = keeper;
  listening.close();
  using client = create(kind);
  try {
    const result = client.connect(address);
    assert.ok(result instanceof WouldBlock && result.code === "EINPROGRESS");
    waitFor(client, "write");
    assert.equal(client.takeError()?.code, "ECONNREFUSED");
  } catch (error) {
    assert.equal((error as { code?: string }).code, "ECONNREFUSED");
  }
});

// socket(7), tcp(7): SO_LINGER on with no time discards what is unsent and resets the connection.
eachKind(portStreams, "SO_LINGER with 0 seconds resets the connection", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.setOption(SO_LINGER, { on: true, seconds: 0 });
    first.close();
    waitFor(second);
    expectCode("ECONNRESET", () => second.receive(10));
  });
});

/** Fills the way to a peer that does not read. */
function fill(socket: Socket): void {
  const chunk = new Uint8Array(1 << 20);
  while (!(socket.send(chunk) instanceof WouldBlock));
}

test("SO_LINGER with unsent data waits", () => {
  using(connectedPair(tcp), (first, second) => {
    fill(first);
    first.setOption(SO_LINGER, { on: true, seconds: 1 });
    const { fd } = first;
    waits(() => first.close());
    assert.ok(!existsSync(`/proc/self/fd/${fd}`));
    assert.equal(second.closed, false);
  });
});

test("without SO_LINGER close does not wait", () => {
  using(connectedPair(tcp), (first, _second) => {
    fill(first);
    doesNotWait(() => first.close());
  });
});

test("an accepted socket has its listener's SO_LINGER", () => {
  using listening = create(tcp);
  listening.setOption(SO_LINGER, { on: true, seconds: 0 });
  listening.bind(tcp.freshAddress());
  listening.listen();
  const address = listening.localAddress;
  assert.ok(address !== undefined);
  using client = create(tcp);
  client.connect(address);
  waitFor(listening);
  const [server] = listening.accept();
  assert.ok(server !== undefined);
  assert.deepEqual(server.getOption(SO_LINGER), { on: true, seconds: 0 });
  server.close();
  waitFor(client);
  expectCode("ECONNRESET", () => client.receive(10));
});

test("SO_LINGER is the open file's: set through a duplicate, it makes close wait in slices, too", () => {
  using(connectedPair(tcp), (first, _second) => {
    fill(first);
    using twin = first.duplicate();
    twin.setOption(SO_LINGER, { on: true, seconds: 1 });
    twin.close();
    waits(() => first.close());
  });
});

test("each duplicate is closed for itself", () => {
  using(Socket.pair(unixStream.domain, unixStream.type), (first, second) => {
    const twin = first.duplicate();
    first.close();
    assert.equal(twin.send(bytes("still here")), 10);
    twin.close();
    waitFor(second);
    assert.deepEqual(second.receive(100), bytes("still here"));
    assert.deepEqual(second.receive(100), new Uint8Array(0));
  });
});
