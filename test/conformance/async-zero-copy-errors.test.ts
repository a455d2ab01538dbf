/** The error queue, which notifications of zero-copy sends share with all that the user may expect there. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Internet6Address,
  type InternetAddress,
  type ReceivedMessage,
  ReceiveFromOption,
  SendToOption,
  type Socket,
  type SocketAddress,
  WouldBlock,
} from "berkeley-sockets";
import { receiveMessage, sendZeroCopy } from "berkeley-sockets/async";
import { IP_RECVERR, IPV6_RECVERR, SO_ZEROCOPY } from "berkeley-sockets/options";
import { staysPending, text, until } from "../support/awaiting.ts";
import { eachKind, udp } from "../support/each-kind.ts";
import { done, expectWouldBlock } from "../support/expect.ts";
import { bound, bytes, connectedPair, using, waitFor } from "../support/kinds.ts";
import { controlOf } from "../support/messages.ts";
import { drain, stalledPair, tcpKinds, udpKinds, zeroCopyKinds } from "../support/zero-copy.ts";

const { errorQueue, truncate } = ReceiveFromOption;
const COPIED = { copied: true };
const flags = [errorQueue];

/** A socket that hears of refusals, where it is, and an address that refuses. */
function hearing(kind = udp): [Socket, SocketAddress, SocketAddress] {
  const [socket, address] = bound(kind);
  socket.setOption(kind === udp ? IP_RECVERR : IPV6_RECVERR, true);
  const [gone, nobody] = bound(kind);
  gone.close();
  return [socket, address, nobody];
}

function refusal(message: ReceivedMessage<Uint8Array>): string {
  const { error, offender } = controlOf(message, "receiveError");
  assert.ok(offender !== undefined);
  return `${error?.code} ${text(message.data)}`;
}

const port = (address: SocketAddress | undefined): number => (address as InternetAddress | Internet6Address).port;

eachKind(zeroCopyKinds, "the low-level form: the flag, the option, and the queue read by hand", (kind) =>
  using(connectedPair(kind), (near, far) => {
    assert.equal(near.send(bytes("ignored"), SendToOption.zeroCopy), 7); // without the option it is copied
    expectWouldBlock(near.receiveMessage({ size: 0, flags }));
    near.setOption(SO_ZEROCOPY, true);
    for (const word of ["a", "b", "c"]) near.send(bytes(word), SendToOption.zeroCopy);
    const ranges: [number, number][] = [];
    const next = (): number => (ranges.at(-1)?.[1] ?? -1) + 1;
    while (next() < 3) {
      const message = done(near.receiveMessage({ size: 0, flags }));
      const { origin, error, code, info, data, offender } = controlOf(message, "receiveError");
      assert.deepEqual([origin, error, code, offender], ["zeroCopy", undefined, 1, undefined]);
      assert.equal(info, next());
      assert.ok(data >= info && message.flags.errorQueue);
      ranges.push([info, data]);
    }
    expectWouldBlock(near.receiveMessage({ size: 0, flags }));
    waitFor(far);
  }),
);

describe("with sendZeroCopy under way", () => {
  it("what is not its own is kept for a later receive, however that is made", async () => {
    const [socket, address, nobody] = hearing();
    await using([socket], async () => {
      for (const how of ["method", "awaited"] as const) {
        const { completed } = await sendZeroCopy(socket, bytes("a"), { address });
        socket.sendTo(bytes("refused"), nobody);
        assert.deepEqual(await completed, COPIED);
        const message =
          how === "method"
            ? done(socket.receiveMessage({ size: 100, flags }))
            : await receiveMessage(socket, { size: 100, flags });
        assert.equal(refusal(message), "ECONNREFUSED refused");
        assert.equal(port(message.address), port(nobody));
        assert.ok(message.flags.errorQueue && !message.flags.truncated);
        expectWouldBlock(socket.receiveMessage({ size: 100, flags }));
      }
    });
  });

  it("in the user's memory, cut as the kernel would", async () => {
    const [socket, address, nobody] = hearing();
    await using([socket], async () => {
      const { completed } = await sendZeroCopy(socket, bytes("a"), { address });
      for (const word of ["into pieces", "cut", "measured", "none"]) {
        // The kernel tells of each refusal once, to whoever calls next.
        for (let sent = false; !sent; ) {
          try {
            sent = socket.sendTo(bytes(word), nobody) === word.length;
          } catch {}
        }
      }
      await completed;
      const into = [new Uint8Array(2), new Uint8Array(3), new Uint8Array(20)] as const;
      const pieces = done(socket.receiveMessage({ into, flags }));
      assert.deepEqual([pieces.data.map(text), pieces.length], [["in", "to ", "pieces"], 11]);
      assert.equal(pieces.flags.truncated, false);
      const cut = done(socket.receiveMessage({ size: 2, flags }));
      assert.deepEqual([text(cut.data), cut.length, cut.flags.truncated], ["cu", 2, true]);
      const measured = done(socket.receiveMessage({ size: 2, flags: [errorQueue, truncate] }));
      assert.deepEqual([text(measured.data), measured.flags.truncated], ["me", true]);
      const none = done(socket.receiveMessage({ into: new Uint8Array(0), flags }));
      assert.deepEqual([none.data.length, none.flags.truncated], [0, true]);
    });
  });

  it("who awaits the queue hears of refusals alone", async () => {
    const [socket, address, nobody] = hearing();
    await using([socket], async () => {
      const waiting = receiveMessage(socket, { size: 100, flags });
      for (let round = 0; round < 3; round++) {
        assert.deepEqual(await (await sendZeroCopy(socket, bytes("a"), { address })).completed, COPIED);
      }
      await staysPending(waiting);
      const { completed } = await sendZeroCopy(socket, bytes("a"), { address });
      socket.sendTo(bytes("refused"), nobody);
      assert.equal(refusal(await waiting), "ECONNREFUSED refused");
      assert.deepEqual(await completed, COPIED);
      // Also one that begins when a notification is there.
      const third = await sendZeroCopy(socket, bytes("a"), { address });
      const late = receiveMessage(socket, { size: 100, flags });
      assert.deepEqual(await third.completed, COPIED);
      await staysPending(late);
      socket.sendTo(bytes("again"), nobody);
      assert.equal(refusal(await late), "ECONNREFUSED again");
    });
  });

  it("also of one that a failing send came upon", async () => {
    const [socket, address, nobody] = hearing();
    await using([socket], async () => {
      await (await sendZeroCopy(socket, bytes("a"), { address })).completed;
      const waiting = receiveMessage(socket, { size: 100, flags });
      await staysPending(waiting);
      socket.sendTo(bytes("refused"), nobody);
      await assert.rejects(sendZeroCopy(socket, new Uint8Array(70_000), { address }));
      assert.equal(refusal(await waiting), "ECONNREFUSED refused");
    });
  });
});

eachKind(udpKinds, "a notification that the user reads first counts all the same", async (kind) => {
  const [socket, address] = hearing(kind);
  await using([socket], async () => {
    const { completed } = await sendZeroCopy(socket, bytes("a"), { address });
    const message = done(socket.receiveMessage({ size: 100, flags }));
    assert.equal(controlOf(message, "receiveError").origin, "zeroCopy");
    assert.deepEqual(await completed, COPIED);
  });
});

eachKind(tcpKinds, "sends that the user makes with the flag are told to the user", async (kind) => {
  const [near, far, stalled] = stalledPair(kind);
  await using([near, far], async () => {
    const first = await sendZeroCopy(near, bytes("first"));
    drain(far, stalled + 5);
    assert.deepEqual(await first.completed, COPIED);
    near.send(bytes("user's"), SendToOption.zeroCopy);
    let message: ReceivedMessage | WouldBlock | undefined;
    await until(() => {
      message = near.receiveMessage({ size: 0, flags });
      return !(message instanceof WouldBlock);
    });
    assert.deepEqual([controlOf(message as ReceivedMessage, "receiveError").info, text(drain(far, 6))], [1, "user's"]);
    // The numbers go on behind.
    const second = await sendZeroCopy(near, bytes("second"));
    assert.deepEqual(await second.completed, COPIED);
  });
});
