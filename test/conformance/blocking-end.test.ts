import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReceiveFromOption, ShutdownMethod } from "berkeley-sockets";
import { SO_RCVTIMEO, SO_SNDTIMEO } from "berkeley-sockets/options";
import { fill, fullListener, text } from "../support/blocking.ts";
import { eachKind, portKinds, streamKinds, tcp, unixConnectedKinds } from "../support/each-kind.ts";
import { expectCode, expectWouldBlock } from "../support/expect.ts";
import {
  bytes,
  connectedKinds,
  connectedPair,
  create,
  datagramKinds,
  type Kind,
  kinds,
  listener,
  using,
} from "../support/kinds.ts";
import { startPeer } from "../support/peer-thread.ts";
import { keptListener } from "../support/ports.ts";
import { waits } from "../support/waits.ts";

/** Blocking mode: what ends a wait: time, a place in the queue, an answer, shutdown. */

const { peek, waitAll } = ReceiveFromOption;

const portStreams = streamKinds.filter((kind) => portKinds.includes(kind));

// socket(7): "if no data has been transferred and the timeout has been reached, -1 is returned with errno EAGAIN".
eachKind(kinds, "SO_RCVTIMEO: would block after that time", (kind) => {
  using(connectedPair(kind), (first, _second) => {
    first.setNonblocking(false);
    first.setOption(SO_RCVTIMEO, 100);
    waits(() => expectWouldBlock(first.receive(10)));
    assert.equal(first.receiveFrom(10)[0], undefined);
    if (kind.connected) expectWouldBlock(first.receive(10, waitAll));
  });
});

// "If an input or output function blocks for this period … and data has been sent or received, the return value
// of that function will be the amount of data transferred".
eachKind(streamKinds, "SO_RCVTIMEO: what has come of waitAll, and of its peek", (kind) => {
  using(connectedPair(kind), (first, second) => {
    second.send(bytes("part"));
    first.setNonblocking(false);
    first.setOption(SO_RCVTIMEO, 100);
    waits(() => assert.equal(text(first.receive(10, waitAll, peek)), "part"));
    assert.equal(text(first.receive(10, waitAll)), "part");
  });
});

eachKind(connectedKinds, "SO_RCVTIMEO: accept", (kind) => {
  const [listening] = listener(kind);
  using([listening], () => {
    listening.setNonblocking(false);
    listening.setOption(SO_RCVTIMEO, 100);
    waits(() => {
      const [socket, condition] = listening.accept();
      assert.equal(socket, undefined);
      expectWouldBlock(condition);
    });
  });
});

eachKind(connectedKinds, "SO_SNDTIMEO: would block after that time, or says how much has gone", (kind) => {
  using(connectedPair(kind), (first, _second) => {
    first.setNonblocking(false);
    first.setOption(SO_SNDTIMEO, 100);
    if (streamKinds.includes(kind)) {
      const part = first.send(new Uint8Array(32 << 20));
      assert.ok(typeof part === "number" && part > 0 && part < 32 << 20);
    }
    fill(first, 1);
    fill(first);
    fill(first, 1);
    waits(() => expectWouldBlock(first.send(new Uint8Array(1000))));
  });
});

eachKind(unixConnectedKinds, "connect waits for a place in a full queue", async (kind) => {
  const [listening, address, clients] = fullListener(kind);
  const late = create(kind);
  expectWouldBlock(late.connect(address));
  late.setNonblocking(false);
  const peer = startPeer(listening.fd, [["wait", 60], ["accept"]]);
  using([listening, late, ...clients], () => {
    assert.equal(late.connect(address), true);
    assert.ok(late.peerAddress?.equals(address));
  });
  assert.deepEqual((await peer.finished).outcomes, ["accepted"]);
});

eachKind(unixConnectedKinds, "SO_SNDTIMEO: connect to a full queue", (kind) => {
  const [listening, address, clients] = fullListener(kind);
  using([listening, create(kind), ...clients], (_, late, ..._others) => {
    late.setNonblocking(false);
    late.setOption(SO_SNDTIMEO, 100);
    waits(() => expectWouldBlock(late.connect(address)));
    assert.equal(late.peerAddress, undefined);
  });
});

// connect(2) of TCP past its send time-out: EINPROGRESS, and the attempt goes on.
eachKind(portStreams, "SO_SNDTIMEO: connect that nobody answers is EINPROGRESS", (kind) => {
  const [listening, address, clients] = fullListener(kind);
  using([listening, create(kind), ...clients], (_, late, ..._others) => {
    late.setNonblocking(false);
    late.setOption(SO_SNDTIMEO, 100);
    waits(() => expectWouldBlock(late.connect(address), "EINPROGRESS"));
    expectCode("EALREADY", () => {
      late.setNonblocking(true);
      late.connect(address);
    });
  });
});

eachKind(connectedKinds, "connect succeeds or throws, it is never under way", (kind) => {
  const [listening, address, keeper] = keptListener(kind);
  using([listening, create(kind), create(kind), keeper], (_, first, second, __) => {
    first.setNonblocking(false);
    assert.equal(first.connect(address), true);
    // Linux tells the first to ask after EINPROGRESS of the success once more: inet_stream_connect().
    if (portStreams.includes(kind)) assert.equal(first.connect(address), true);
    expectCode("EISCONN", () => first.connect(address));
    listening.close();
    second.setNonblocking(false);
    const condition = expectCode("ECONNREFUSED", () => second.connect(address));
    assert.equal(condition.who, "connect");
    assert.equal(condition.syscall, "connect");
    assert.equal(condition.message, `connect ECONNREFUSED ${address}`);
  });
});

test("connect waits for an answer that comes late", async () => {
  const [listening, address, clients] = fullListener(tcp);
  const late = create(tcp);
  late.setNonblocking(false);
  // The queue has room as soon as two have left it; the kernel asks again after a second.
  const peer = startPeer(listening.fd, [["wait", 100], ["accept"], ["accept"], ["accept"]]);
  using([late, ...clients], () => {
    waits(() => assert.equal(late.connect(address), true));
  });
  await peer.within(20_000);
  listening.close();
});

// What a blocking call comes to after shutdown(2), as C's come to it: the kernel says EAGAIN to whoever does
// not wait, while poll(2) says readable.
const shutDown: readonly (readonly [string, Kind, "receive" | "accept", string])[] = [
  ...datagramKinds.map((kind) => [kind.name, kind, "receive", ""] as const),
  ...unixConnectedKinds.map((kind) => [kind.name, kind, "accept", "EINVAL"] as const),
];

for (const [name, kind, method, outcome] of shutDown) {
  test(`${name}: ${method} after shutdown comes back`, async () => {
    const sockets = method === "receive" ? connectedPair(kind) : [listener(kind)[0]];
    const [socket] = sockets;
    assert.ok(socket !== undefined);
    socket.shutdown(ShutdownMethod.readWrite);
    const peer = startPeer(socket.fd, [method === "receive" ? ["receive", 0] : ["accept"]]);
    const told = await peer.within(20_000);
    for (const each of sockets) each.close();
    assert.deepEqual(told?.outcomes, [outcome]);
  });
}
