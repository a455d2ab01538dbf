/** Sends without a copy when calls fail, or do less than was asked for. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { it } from "node:test";
import { sendZeroCopy } from "berkeley-sockets/async";
import { orderFault, withFaults } from "berkeley-sockets/testing";
import { rejectsWith, staysPending } from "../support/awaiting.ts";
import { eachKind, tcp, udp } from "../support/each-kind.ts";
import { bound, bytes, connectedPair, using, waitFor } from "../support/kinds.ts";
import { drain, stalledPair, tcpKinds, udpKinds, zeroCopyKinds } from "../support/zero-copy.ts";

const COPIED = { copied: true };

eachKind(zeroCopyKinds, "ENOBUFS with nothing under way: it is copied, and told so", (kind) =>
  using(connectedPair(kind), async (near, far) => {
    const fault = orderFault({ syscall: "sendmsg", errno: "ENOBUFS" });
    const { sent, completed } = await sendZeroCopy(near, bytes("copied"));
    assert.deepEqual([fault.fired, sent, await completed], [true, 6, COPIED]);
    // No number was used up.
    assert.deepEqual(await (await sendZeroCopy(near, bytes("not"))).completed, COPIED);
    waitFor(far);
  }),
);

eachKind(zeroCopyKinds, "ENOBUFS of the copy too is told", (kind) =>
  using(connectedPair(kind), async (near, _far) => {
    const faults = [1, 2].map((call) => ({ syscall: "sendmsg", call, errno: "ENOBUFS" }) as const);
    const error = await withFaults(faults, () => rejectsWith("ENOBUFS", sendZeroCopy(near, bytes("no"))));
    assert.deepEqual(
      [error.who, error.syscall, error.sent, error.completed],
      ["sendZeroCopy", "sendmsg", 0, undefined],
    );
  }),
);

eachKind(tcpKinds, "ENOBUFS with others under way: it waits for them, and others wait behind it", async (kind) => {
  const [near, far, stalled] = stalledPair(kind);
  await using([near, far], async () => {
    const first = await sendZeroCopy(near, bytes("first "));
    const fault = orderFault({ syscall: "sendmsg", errno: "ENOBUFS" });
    const second = sendZeroCopy(near, bytes("second "));
    const third = sendZeroCopy(near, bytes("third"));
    await staysPending(second);
    assert.ok(fault.fired);
    drain(far, stalled);
    await first.completed;
    for (const { completed } of [await second, await third]) assert.deepEqual(await completed, COPIED);
    assert.equal(Buffer.from(drain(far, 18)).toString(), "first second third");
  });
});

it("a timeout ends that wait, and those behind go on", async () => {
  const [near, far, stalled] = stalledPair(tcp);
  await using([near, far], async () => {
    const first = await sendZeroCopy(near, bytes("first "));
    orderFault({ syscall: "sendmsg", errno: "ENOBUFS" });
    const second = sendZeroCopy(near, bytes("second "), { timeout: 10 });
    const third = sendZeroCopy(near, bytes("third"));
    assert.equal((await rejectsWith("ETIMEDOUT", second)).sent, 0);
    await third;
    drain(far, stalled);
    await first.completed;
    assert.equal(Buffer.from(drain(far, 11)).toString(), "first third");
  });
});

it("a close ends that wait", async () => {
  const [near, far] = stalledPair(tcp);
  await using([far], async () => {
    await sendZeroCopy(near, bytes("first"));
    orderFault({ syscall: "sendmsg", errno: "ENOBUFS" });
    const second = sendZeroCopy(near, bytes("second"));
    await staysPending(second);
    near.close();
    assert.equal((await rejectsWith("ECANCELED", second)).sent, 0);
    drain(far);
  });
});

eachKind(zeroCopyKinds, "EAGAIN and EINTR: tried again", (kind) =>
  using(connectedPair(kind), async (near, far) => {
    const faults = ["EINTR", "EAGAIN", "EINTR"].map((errno, index) =>
      orderFault({ syscall: "sendmsg", call: index + 1, errno }),
    );
    const { sent, completed } = await sendZeroCopy(near, bytes("again"));
    assert.equal(sent, 5);
    assert.deepEqual(await completed, COPIED);
    assert.ok(faults.every(({ fired }) => fired));
    waitFor(far);
  }),
);

eachKind(tcpKinds, "short sends have a number each", (kind) =>
  using(connectedPair(kind), async (near, far) => {
    const faults = [1, 2, 3].map((call) => orderFault({ syscall: "sendmsg", call, result: call }));
    const { sent, completed } = await sendZeroCopy(near, [bytes("short"), bytes(" sends")]);
    assert.ok(faults.every(({ fired }) => fired));
    assert.deepEqual([sent, await completed], [11, COPIED]);
    assert.equal(Buffer.from(drain(far, 11)).toString(), "short sends");
    assert.deepEqual(await (await sendZeroCopy(near, bytes("next"))).completed, COPIED);
  }),
);

eachKind(tcpKinds, "a connection that breaks on the way tells what had gone, and when that is free", async (kind) => {
  const [near, far, stalled] = stalledPair(kind);
  await using([near, far], async () => {
    orderFault({ syscall: "sendmsg", result: 7 });
    orderFault({ syscall: "sendmsg", call: 2, errno: "ECONNRESET" });
    const error = await rejectsWith("ECONNRESET", sendZeroCopy(near, bytes("seven bytes and more")));
    assert.equal(error.sent, 7);
    await staysPending(error.completed as Promise<unknown>);
    drain(far, stalled + 7);
    assert.deepEqual(await error.completed, COPIED);
  });
});

it("a kernel without zero copy", () =>
  using(connectedPair(tcp), async (near, _far) => {
    const fault = orderFault({ syscall: "setsockopt", errno: "ENOPROTOOPT" });
    const error = await rejectsWith("ENOPROTOOPT", sendZeroCopy(near, bytes("a")));
    assert.deepEqual([fault.fired, error.who, error.syscall, error.sent], [true, "sendZeroCopy", "setsockopt", 0]);
    assert.deepEqual(await (await sendZeroCopy(near, bytes("a"))).completed, COPIED);
  }));

it("a kernel that does not number its sockets", () =>
  using(connectedPair(tcp), async (near, _far) => {
    orderFault({ syscall: "getsockopt", errno: "EINVAL" });
    for (let round = 0; round < 3; round++) {
      assert.deepEqual(await (await sendZeroCopy(near, bytes("a"))).completed, COPIED);
    }
  }));

eachKind(udpKinds, "an error queue that cannot be read is told, and the next send is counted on", async (kind) => {
  const [socket, address] = bound(kind);
  await using([socket], async () => {
    await (await sendZeroCopy(socket, bytes("a"), { address })).completed;
    orderFault({ syscall: "recvmsg", errno: "EINTR" });
    orderFault({ syscall: "recvmsg", call: 2, errno: "ENOMEM" });
    const { completed } = await sendZeroCopy(socket, bytes("b"), { address });
    const error = await rejectsWith("ENOMEM", completed);
    assert.deepEqual([error.who, error.syscall, error.sent], ["sendZeroCopy", "recvmsg", 1]);
    assert.deepEqual(await (await sendZeroCopy(socket, bytes("c"), { address })).completed, COPIED);
  });
});

it("no event loop to be had: nothing is sent", () =>
  using(connectedPair(udp), async (near, far) => {
    const { EventLoop } = await import("berkeley-sockets/async");
    EventLoop.default.close();
    const error = await withFaults([{ syscall: "epoll_create", errno: "EMFILE" }], () =>
      rejectsWith("EMFILE", sendZeroCopy(near, bytes("a"))),
    );
    assert.equal(error.syscall, "epoll_create");
    assert.equal(far.nonblocking, true);
  }));
