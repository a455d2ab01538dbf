/** Sends without a copy whose socket, or whose loop, ends while the kernel still reads their memory. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { it } from "node:test";
import { Socket } from "berkeley-sockets";
import { close, EventLoop, receive, sendZeroCopy } from "berkeley-sockets/async";
import { SO_LINGER, SO_SNDBUF } from "berkeley-sockets/options";
import { openDescriptors, withFaults } from "berkeley-sockets/testing";
import { rejectsWith, staysPending, until } from "../support/awaiting.ts";
import { eachKind, tcp } from "../support/each-kind.ts";
import { bytes, connectedPair, using } from "../support/kinds.ts";
import { closeLoose } from "../support/loose-descriptor.ts";
import { drain, stalledPair, tcpKinds } from "../support/zero-copy.ts";

// The default loop, and its waker, have descriptors of their own from their first wait on.
await using(connectedPair(tcp), async (near, far) => {
  const waiting = receive(near, 1);
  far.send(bytes("x"));
  await waiting;
});
const SIZE = 100_000;

/** Frees what can be freed, and fills memory of that size with something else. */
function reuseMemory(): void {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    for (let index = 0; index < 50; index++) new Uint8Array(SIZE).fill(9);
  }
}

/** Sends an array that nobody else has. */
async function sendFresh(socket: Socket): Promise<Promise<unknown>> {
  const { completed } = await sendZeroCopy(socket, new Uint8Array(SIZE).fill(7));
  return Promise.resolve().then(() => completed);
}

eachKind(tcpKinds, "closed: ECANCELED, and the peer gets what was sent, then the end", async (kind) => {
  const [near, far, stalled] = stalledPair(kind);
  await using([far], async () => {
    const told = rejectsWith("ECANCELED", (await sendZeroCopy(near, new Uint8Array(SIZE).fill(7))).completed);
    const before = openDescriptors().length;
    near.close();
    assert.equal(openDescriptors().length, before, "one keeps the kernel's socket in being");
    const error = await told;
    assert.deepEqual([error.who, error.syscall, error.sent], ["sendZeroCopy", "close", SIZE]);
    reuseMemory();
    drain(far, stalled);
    const rest = drain(far);
    assert.equal(rest.length, SIZE);
    assert.ok(
      rest.every((byte) => byte === 7),
      "the memory was another's",
    );
    // It goes with that.
    await until(() => openDescriptors().length === before - 1);
  });
});

it("closed while part of it has no room yet: sent tells how much went", async () => {
  const [near, far] = connectedPair(tcp);
  await using([far], async () => {
    const sending = sendZeroCopy(near, new Uint8Array(20_000_000));
    await staysPending(sending);
    await close(near);
    const error = await rejectsWith("ECANCELED", sending);
    assert.ok(error.sent !== undefined && error.sent > 0);
    const late = await rejectsWith("ECANCELED", error.completed as Promise<unknown>);
    assert.equal(late.sent, error.sent);
    assert.equal(drain(far).length, error.sent);
  });
});

for (const seconds of [0, 1]) {
  it(`closed with SO_LINGER of ${seconds} s: close(2) sees to it alone`, async () => {
    const [near, far] = stalledPair(tcp);
    await using([far], async () => {
      const told = rejectsWith(
        "ECANCELED",
        sendFresh(near).then((completed) => completed),
      );
      await staysPending(told);
      near.setOption(SO_LINGER, { on: true, seconds });
      await close(near);
      await told;
      assert.deepEqual(openDescriptors(), [far.fd]);
      if (seconds === 0) await rejectsWith("ECONNRESET", drainAwaited(far));
    });
  });
}

async function drainAwaited(socket: Socket): Promise<void> {
  while ((await receive(socket, 65536)).length > 0);
}

it("closed without a descriptor to spare: the memory stays all the same", async () => {
  const [near, far, stalled] = stalledPair(tcp);
  await using([far], async () => {
    const told = rejectsWith("ECANCELED", sendFresh(near));
    await staysPending(told);
    withFaults([{ syscall: "fcntl", errno: "EMFILE" }], () => near.close());
    await told;
    reuseMemory();
    drain(far, stalled);
    assert.ok(drain(far).every((byte) => byte === 7));
  });
});

eachKind(tcpKinds, "given away: ECANCELED, and the connection goes on with its new owner", async (kind) => {
  const before = openDescriptors().length;
  const [near, far, stalled] = stalledPair(kind);
  await using([far], async () => {
    const told = rejectsWith("ECANCELED", sendFresh(near));
    await staysPending(told);
    const heir = Socket.adopt(near.detach());
    await told;
    reuseMemory();
    await using([heir], async () => {
      drain(far, stalled);
      assert.ok(drain(far, SIZE).every((byte) => byte === 7));
      await until(() => openDescriptors().length === before + 2);
      heir.send(bytes("heir"));
      assert.equal(Buffer.from(drain(far, 4)).toString(), "heir");
    });
    assert.equal(drain(far).length, 0);
  });
});

it("one who borrowed the descriptor closes: its own sends alone are not told of", async () => {
  const [near, far, stalled] = stalledPair(tcp);
  await using([near, far], async () => {
    const borrower = Socket.borrow(near.fd);
    const told = rejectsWith("ECANCELED", sendFresh(borrower));
    const { completed } = await sendZeroCopy(near, bytes("mine"));
    borrower.close();
    await told;
    await staysPending(completed);
    drain(far, stalled + SIZE + 4);
    assert.deepEqual(await completed, { copied: true });
  });
});

it("a lent descriptor that is closed behind our back, and whose number is another's", async () => {
  const [lent, far] = stalledPair(tcp);
  const [near, peer] = connectedPair(tcp);
  await using([far, near, peer], async () => {
    const number = lent.detach();
    const told = rejectsWith("ECANCELED", sendFresh(Socket.borrow(number)));
    await staysPending(told);
    closeLoose(number);
    const heirs = [near.duplicate()];
    while (heirs.at(-1)?.fd !== number && heirs.length < 50) heirs.push(near.duplicate());
    const heir = heirs.at(-1) as Socket;
    assert.equal(heir.fd, number);
    await using(heirs, async () => {
      const { completed } = await sendZeroCopy(heir, bytes("heir"));
      assert.deepEqual(await completed, { copied: true });
      await told;
    });
    // The close of the heir concerned nobody else's memory.
    near.send(bytes("more"));
    assert.equal(Buffer.from(drain(peer, 8)).toString(), "heirmore");
  });
});

it("a loop that is closed; another goes on with the socket", async () => {
  const [near, far, stalled] = stalledPair(tcp);
  await using([near, far], async () => {
    const loop = new EventLoop();
    const first = await sendZeroCopy(near, new Uint8Array(1000), { loop });
    const told = rejectsWith("ECANCELED", first.completed);
    loop.close();
    assert.equal((await told).sent, 1000);
    const second = await sendZeroCopy(near, new Uint8Array(1000));
    await staysPending(second.completed);
    drain(far, stalled + 2000);
    assert.deepEqual(await second.completed, { copied: true });
  });
});

it("two loops at a time", async () => {
  const [near, far, stalled] = stalledPair(tcp);
  const loop = new EventLoop();
  await using([near, far, loop], async () => {
    const sends = [];
    for (let index = 0; index < 6; index++) {
      sends.push(await sendZeroCopy(near, new Uint8Array(100), index % 2 === 0 ? { loop } : {}));
    }
    drain(far, stalled + 600);
    for (const { completed } of sends) assert.deepEqual(await completed, { copied: true });
    near.setOption(SO_SNDBUF, 100_000);
  });
});
