import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { pollSockets, SendToOption, ShutdownMethod, type Socket, SocketCondition, WouldBlock } from "berkeley-sockets";
import { SO_LINGER } from "berkeley-sockets/options";
import { systemCallCount } from "berkeley-sockets/testing";
import { eachKind, portKinds, streamKinds, tcp, udp, unixStream } from "../support/each-kind.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { bytes, connectedKinds, connectedPair, create, kinds, listener, using } from "../support/kinds.ts";
import { deserted } from "../support/ports.ts";
import { waits } from "../support/waits.ts";

/** poll(2): `pollSockets`. */

const portStreams = streamKinds.filter((kind) => portKinds.includes(kind));
const quiet = { writable: false, readable: false, priority: false, hangUp: false, error: false };

eachKind(kinds, "readable once something is there", (kind) => {
  using(connectedPair(kind), (first, second) => {
    const entry = { socket: second, read: true };
    assert.deepEqual(pollSockets([entry], 0), []);
    first.send(bytes("x"));
    assert.deepEqual(pollSockets([entry], 10_000), [{ ...quiet, entry, readable: true }]);
    second.receive(10);
    assert.deepEqual(pollSockets([entry], 0), []);
  });
});

eachKind(kinds, "writable while there is room", (kind) => {
  using(connectedPair(kind), (first, _second) => {
    const entry = { socket: first, write: true };
    assert.deepEqual(pollSockets([entry], 10_000), [{ ...quiet, entry, writable: true }]);
    if (!kind.connected) return;
    while (!(first.send(new Uint8Array(4096)) instanceof WouldBlock));
    assert.deepEqual(pollSockets([entry], 0), []);
  });
});

eachKind(connectedKinds, "a listener is readable when somebody has connected", (kind) => {
  const [listening, address] = listener(kind);
  using([listening, create(kind)], (_, client) => {
    assert.deepEqual(pollSockets([{ socket: listening, read: true }], 0), []);
    client.connect(address);
    assert.equal(pollSockets([{ socket: listening, read: true }], 10_000)[0]?.readable, true);
    listening.accept()[0]?.close();
  });
});

eachKind(connectedKinds, "hangUp when the peer has closed", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.close();
    const [ready] = pollSockets([{ socket: second, read: true }], 10_000);
    assert.equal(ready?.hangUp, true);
    assert.equal(ready?.readable, true);
  });
});

eachKind(connectedKinds, "hangUp when the peer has ended its half", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.shutdown(ShutdownMethod.write);
    const [ready] = pollSockets([{ socket: second, read: true }], 10_000);
    assert.equal(ready?.hangUp, true);
    assert.equal(second.send(bytes("still")), 5);
  });
});

eachKind(portStreams, "error and hangUp after a reset, asked for or not", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.setOption(SO_LINGER, { on: true, seconds: 0 });
    first.close();
    const entry = { socket: second };
    assert.deepEqual(pollSockets([entry], 10_000), [{ ...quiet, entry, hangUp: true, error: true }]);
    assert.equal(second.takeError()?.code, "ECONNRESET");
  });
});

test("error when a datagram was refused", () => {
  const [keeper, address] = deserted(udp);
  using([create(udp), keeper], (socket, _) => {
    socket.connect(address);
    socket.send(bytes("x"));
    assert.equal(pollSockets([{ socket }], 10_000)[0]?.error, true);
  });
});

eachKind(portStreams, "priority for urgent data", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("!"), SendToOption.outOfBand);
    const entry = { socket: second, priority: true };
    assert.deepEqual(pollSockets([entry], 10_000), [{ ...quiet, entry, priority: true }]);
  });
});

test("of many, those that are ready, in the order given, as the entries given", () => {
  const pairs: (readonly [Socket, Socket])[] = [1, 2, 3, 4].map(() => connectedPair(unixStream));
  using(pairs.flat(), () => {
    const entries = pairs.map(([, socket]) => ({ socket, read: true }));
    for (const index of [3, 1]) pairs[index]?.[0].send(bytes("x"));
    const ready = pollSockets(entries, 10_000);
    assert.deepEqual(
      ready.map(({ entry }) => entries.indexOf(entry)),
      [1, 3],
    );
  });
});

test("one socket in several entries", () => {
  using(connectedPair(unixStream), (first, second) => {
    second.send(bytes("x"));
    const ready = pollSockets(
      [
        { socket: first, read: true },
        { socket: first, write: true },
        { socket: first, read: true, write: true, priority: true },
      ],
      10_000,
    );
    assert.deepEqual(
      ready.map(({ readable, writable }) => [readable, writable]),
      [
        [true, false],
        [false, true],
        [true, true],
      ],
    );
  });
});

test("a time-out: 0 looks once, others wait", () => {
  using(connectedPair(unixStream), (first, _second) => {
    const entries = [{ socket: first, read: true }];
    const calls = systemCallCount();
    assert.deepEqual(pollSockets(entries, 0), []);
    assert.equal(systemCallCount() - calls, 1);
    waits(() => assert.deepEqual(pollSockets(entries, 100), []));
    assert.deepEqual(pollSockets(entries, 0.5), []);
    assert.equal(pollSockets([{ socket: first, write: true }], Number.POSITIVE_INFINITY).length, 1);
    assert.equal(pollSockets([{ socket: first, write: true }]).length, 1);
  });
});

test("an entry has members of the user's own, and comes back itself", () => {
  using(connectedPair(unixStream), (first, second) => {
    const entries = [
      { socket: first, read: true, name: "first", told: 0 },
      { socket: second, read: true, name: "second", told: 0 },
    ];
    Object.defineProperty(entries[1], "hidden", { enumerable: true, get: () => assert.fail("it was read") });
    first.send(bytes("x"));
    const [{ entry } = assert.fail("nothing is ready"), ...others] = pollSockets(entries);
    assert.equal(entry, entries[1]);
    entry.told += 1;
    assert.deepEqual([entry.name, entries[1]?.told, others.length], ["second", 1, 0]);
  });
});

test("no sockets: only the time passes", () => {
  waits(() => assert.deepEqual(pollSockets([], 100), []));
});

test("arguments", () => {
  using socket = create(tcp);
  const wrong = (value: unknown): never => value as never;
  expectRefused(TypeError, "entries must be an array", () => pollSockets(wrong(socket)));
  expectRefused(TypeError, "entries[1]", () => pollSockets([{ socket }, wrong(7)], 0));
  expectRefused(TypeError, "entries[0].socket", () => pollSockets([wrong({ socket: 5 })], 0));
  expectRefused(TypeError, "entries[0].read", () => pollSockets([wrong({ socket, read: 1 })], 0));
  for (const value of [undefined, null, "text", () => {}]) {
    expectRefused(TypeError, "entries[0] must be an object", () => pollSockets([wrong(value)], 0));
  }
  expectRefused(RangeError, "timeout", () => pollSockets([{ socket }], -1));
  expectRefused(RangeError, "timeout", () => pollSockets([{ socket }], Number.NaN));
  expectRefused(TypeError, "timeout", () => pollSockets([{ socket }], wrong("1")));
});

test("EBADF for a closed socket, by its index", () => {
  using open = create(tcp);
  const closed = create(tcp);
  closed.close();
  expectRefused(SocketCondition, /^poll EBADF entries\[1\]$/, () =>
    pollSockets([{ socket: open }, { socket: closed }]),
  );
  assert.equal(expectCode("EBADF", () => pollSockets([{ socket: closed }])).who, "pollSockets");
});

test("a getter on a later entry that closes an earlier socket", () => {
  using first = create(tcp);
  using second = create(tcp);
  const trap = {
    get socket(): Socket {
      first.close();
      return second;
    },
  };
  const before = systemCallCount();
  expectCode("EBADF", () => pollSockets([{ socket: first }, trap], 0));
  assert.equal(systemCallCount() - before, 1); // the close alone
});
