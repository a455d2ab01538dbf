import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { WouldBlock } from "berkeley-sockets";
import { orderFault, withFaults } from "berkeley-sockets/testing";
import { eachKind, tcp, unixStream } from "../support/each-kind.ts";
import { expectCode, expectWouldBlock } from "../support/expect.ts";
import { connectedKinds, create, listener, using, waitFor } from "../support/kinds.ts";

/** EINTR, EINPROGRESS and EAGAIN of connect(2), which is never called twice for one attempt. */

// POSIX, connect(): interrupted, "the connection shall be established asynchronously".
eachKind(connectedKinds, "connect: EINTR is thrown in nonblocking mode, and the attempt goes on", (kind) => {
  const [listening, address] = listener(kind);
  using([listening, create(kind)], (_, client) => {
    const condition = expectCode("EINTR", () =>
      withFaults([{ syscall: "connect", errno: "EINTR" }], () => client.connect(address)),
    );
    assert.equal(condition.who, "connect");
    assert.equal(condition.message, `connect EINTR ${address}`);
    waitFor(client, "write");
    assert.equal(client.takeError(), undefined);
    assert.ok(client.peerAddress?.equals(address));
  });
});

eachKind(connectedKinds, "connect: after EINTR in blocking mode it is never called twice", (kind) => {
  const [listening, address] = listener(kind);
  using([listening, create(kind)], (_, client) => {
    client.setNonblocking(false);
    const second = orderFault({ syscall: "connect", call: 2, errno: "EIO" });
    try {
      const result = withFaults([{ syscall: "connect", errno: "EINTR" }], () => client.connect(address));
      assert.equal(result, true);
      assert.equal(second.fired, false, "connect was called twice");
    } finally {
      second.cancel();
    }
    assert.ok(client.peerAddress?.equals(address));
  });
});

eachKind(connectedKinds, "connect: nor after EINPROGRESS, of which it waits for the outcome", (kind) => {
  if (kind === unixStream || kind.name.startsWith("unix")) return; // never under way there
  const [listening, address] = listener(kind);
  using([listening, create(kind)], (_, client) => {
    client.setNonblocking(false);
    const again = orderFault({ syscall: "connect", call: 2, errno: "EIO" });
    try {
      assert.equal(client.connect(address), true);
      assert.equal(again.fired, false);
    } finally {
      again.cancel();
    }
  });
});

test("connect: what SO_ERROR says of an attempt is thrown, as connect's", () => {
  const [listening, address] = listener(tcp);
  using([listening, create(tcp)], (_, client) => {
    client.setNonblocking(false);
    const condition = expectCode("ETIMEDOUT", () =>
      withFaults(
        [
          { syscall: "connect", errno: "EINPROGRESS" },
          { syscall: "poll", result: 1 },
          { syscall: "getsockopt", call: 2, errno: "ETIMEDOUT" }, // the first asks for SO_SNDTIMEO
        ],
        () => client.connect(address),
      ),
    );
    assert.equal(condition.who, "connect");
    assert.equal(condition.syscall, "connect");
    assert.equal(condition.message, `connect ETIMEDOUT ${address}`);
  });
});

test("connect: EAGAIN in blocking mode is tried again, since nothing was started", () => {
  const [listening, address] = listener(unixStream);
  using([listening, create(unixStream)], (_, client) => {
    client.setNonblocking(false);
    const faults = [1, 2, 3].map((call) => ({ syscall: "connect", errno: "EAGAIN", call }) as const);
    assert.equal(
      withFaults(faults, () => client.connect(address)),
      true,
    );
  });
});

eachKind(connectedKinds, "connect: EINPROGRESS and EAGAIN are values", (kind) => {
  using client = create(kind);
  const address = kind.freshAddress();
  for (const errno of ["EINPROGRESS", "EAGAIN"]) {
    const value = withFaults([{ syscall: "connect", errno }], () => client.connect(address));
    expectWouldBlock(value, errno);
    assert.ok(value instanceof WouldBlock && value.who === "connect" && value.address === undefined);
    assert.equal(
      withFaults([{ syscall: "connect", errno }], () => client.connect(address)),
      value,
    );
  }
});
