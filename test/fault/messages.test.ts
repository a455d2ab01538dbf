/** Messages under faults: interrupted, short, without descriptors to spare. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { test } from "node:test";
import { type ControlMessage, ReceiveFromOption, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { receiveMessage, sendMessage } from "berkeley-sockets/async";
import { SO_RCVTIMEO, SO_SNDTIMEO } from "berkeley-sockets/options";
import { type Fault, openDescriptors, orderFault, withFaults } from "berkeley-sockets/testing";
import { turns } from "../support/awaiting.ts";
import { finished, runModule, spawnBehind } from "../support/child.ts";
import { eachKind, messageKinds, streamKinds, unixDatagram, unixKinds, unixStream } from "../support/each-kind.ts";
import { done, expectCode, expectWouldBlock } from "../support/expect.ts";
import { bytes, connectedPair, kinds, receiveText, using, waitFor } from "../support/kinds.ts";
import { closeLoose } from "../support/loose-descriptor.ts";
import { descriptorsOf, leavesNoneOpen, receive } from "../support/messages.ts";
import { terminatedThreadKeepsSockets } from "../support/runtime.ts";

const { waitAll, peek } = ReceiveFromOption;
const ended = { skip: terminatedThreadKeepsSockets };
const file = openSync("/dev/null", "r");
process.once("exit", () => closeSync(file));
const rights: ControlMessage[] = [{ kind: "rights", descriptors: [file, file] }];
const text = (data: Uint8Array): string => new TextDecoder().decode(data);

eachKind(kinds, "EINTR and EAGAIN, nonblocking: the one is thrown, the other returned, nothing was done", (kind) => {
  using(connectedPair(kind), (first, second) => {
    for (const code of ["EINTR", "EMFILE", "ENOBUFS", "ENOMEM"]) {
      withFaults([{ syscall: "sendmsg", errno: code }], () => {
        const condition = expectCode(code, () => first.sendMessage({ data: bytes("lost") }));
        assert.equal(condition.syscall, "sendmsg");
      });
    }
    withFaults([{ syscall: "sendmsg", errno: "EAGAIN" }], () =>
      expectWouldBlock(first.sendMessage({ data: bytes("lost") })),
    );
    first.sendMessage({ data: bytes("there") });
    waitFor(second);
    for (const code of ["EINTR", "EMFILE", "ENOBUFS", "ENOMEM"]) {
      withFaults([{ syscall: "recvmsg", errno: code }], () => {
        const condition = expectCode(code, () => second.receiveMessage({ size: 9 }));
        assert.equal(condition.syscall, "recvmsg");
      });
    }
    withFaults([{ syscall: "recvmsg", errno: "EAGAIN" }], () => expectWouldBlock(second.receiveMessage({ size: 9 })));
    assert.equal(text(receive(second).data), "there");
  });
});

eachKind(kinds, "EINTR and EAGAIN, blocking: tried again", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.setNonblocking(false);
    second.setNonblocking(false);
    const faults = (syscall: "sendmsg" | "recvmsg"): Fault[] => [
      { syscall, errno: "EINTR" },
      { syscall, call: 2, errno: "EAGAIN" },
      { syscall, call: 3, errno: "EINTR" },
    ];
    assert.equal(
      withFaults(faults("sendmsg"), () => first.sendMessage({ data: [bytes("a"), bytes("b")] })),
      2,
    );
    const message = withFaults(faults("recvmsg"), () => done(second.receiveMessage({ size: 9 })));
    assert.equal(text(message.data), "ab");
  });
});

eachKind(unixKinds, "descriptors are sent once, whatever comes between", (kind) => {
  leavesNoneOpen(() =>
    using(connectedPair(kind), (first, second) => {
      first.setNonblocking(false);
      const faults: Fault[] = [
        { syscall: "sendmsg", errno: "EINTR" },
        { syscall: "sendmsg", call: 2, errno: "EAGAIN" },
      ];
      withFaults(faults, () => assert.equal(first.sendMessage({ data: bytes("x"), control: rights }), 1));
      const received = descriptorsOf(receive(second));
      assert.equal(received.length, 2);
      for (const each of received) each.close();
      expectWouldBlock(second.receiveMessage({ size: 1 }));
    }),
  );
});

eachKind(streamKinds, "blocking: a message goes on after every short count, piece by piece", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.setNonblocking(false);
    const faults: Fault[] = [
      { syscall: "sendmsg", result: 1 },
      { syscall: "sendmsg", call: 2, errno: "EINTR" },
      { syscall: "sendmsg", call: 3, result: 3 },
      { syscall: "sendmsg", call: 4, errno: "EAGAIN" },
      { syscall: "sendmsg", call: 5, result: 2 },
    ];
    const data = [bytes("ab"), bytes(""), bytes("cde"), bytes("fghij")];
    assert.equal(
      withFaults(faults, () => first.sendMessage({ data })),
      10,
    );
    assert.equal(receiveText(second), "abcdefghij");
  });
});

test("blocking: of a message in parts the first has the control messages, and no other", () => {
  leavesNoneOpen(() =>
    using(connectedPair(unixStream), (first, second) => {
      first.setNonblocking(false);
      const faults: Fault[] = [
        { syscall: "sendmsg", errno: "EAGAIN" },
        { syscall: "sendmsg", call: 2, result: 2 },
        { syscall: "sendmsg", call: 3, result: 2 },
      ];
      assert.equal(
        withFaults(faults, () => first.sendMessage({ data: bytes("abcdef"), control: rights })),
        6,
      );
      const parts: [string, number][] = [];
      for (let total = 0; total < 6; ) {
        const message = receive(second, 9);
        const received = descriptorsOf(message);
        parts.push([text(message.data), received.length]);
        for (const each of received) each.close();
        total += message.length;
      }
      assert.equal(parts.map(([part]) => part).join(""), "abcdef");
      assert.equal(parts[0]?.[1], 2);
      assert.ok(parts.slice(1).every(([, count]) => count === 0));
    }),
  );
});

eachKind(streamKinds, "blocking: waitAll goes on after every short count, over all buffers", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("abcdefgh"));
    second.setNonblocking(false);
    const faults: Fault[] = [
      { syscall: "recvmsg", result: 1 },
      { syscall: "recvmsg", call: 2, errno: "EINTR" },
      { syscall: "recvmsg", call: 3, result: 3 },
      { syscall: "recvmsg", call: 4, errno: "EAGAIN" },
    ];
    const into = [new Uint8Array(2), new Uint8Array(1), new Uint8Array(3)];
    const message = withFaults(faults, () => done(second.receiveMessage({ into, flags: [waitAll] })));
    assert.deepEqual([message.data.map(text), message.length], [["ab", "c", "def"], 6]);
    assert.equal(receiveText(second), "gh");
  });
});

eachKind(streamKinds, "blocking: an error behind the first bytes belongs to the next call", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.setNonblocking(false);
    const sends: Fault[] = [
      { syscall: "sendmsg", result: 2 },
      { syscall: "sendmsg", call: 2, errno: "ECONNRESET" },
    ];
    assert.equal(
      withFaults(sends, () => first.sendMessage({ data: bytes("abcd") })),
      2,
    );
    const condition = expectCode("ECONNRESET", () => first.sendMessage({ data: bytes("x") }));
    assert.deepEqual([condition.who, condition.syscall], ["sendMessage", "sendmsg"]);
    second.setNonblocking(false);
    const receives: Fault[] = [
      { syscall: "recvmsg", result: 1 },
      { syscall: "recvmsg", call: 2, errno: "ECONNRESET" },
    ];
    const message = withFaults(receives, () => done(second.receiveMessage({ size: 9, flags: [waitAll] })));
    assert.equal(text(message.data), "a");
    expectCode("ECONNRESET", () => second.receiveMessage({ size: 9 }));
    // The transfers without control data share it.
    withFaults(sends, () => first.sendMessage({ data: bytes("abcd") }));
    expectCode("ECONNRESET", () => first.send(bytes("x")));
  });
});

eachKind(messageKinds, "a timeout in blocking mode would block, and has done nothing", (kind) => {
  leavesNoneOpen(() =>
    using(connectedPair(kind), (first, second) => {
      second.setNonblocking(false);
      second.setOption(SO_RCVTIMEO, 20);
      expectWouldBlock(second.receiveMessage({ size: 9 }));
      first.setNonblocking(false);
      first.setOption(SO_SNDTIMEO, 20);
      withFaults(
        Array.from({ length: 50 }, () => ({ syscall: "sendmsg", errno: "EINTR" }) as const),
        () => assert.equal(first.sendMessage({ data: bytes("x") }), 1),
      );
      assert.equal(receive(second).length, 1);
    }),
  );
});

test("an error while peeking with waitAll leaves no descriptor open", () => {
  leavesNoneOpen(() =>
    using(connectedPair(unixStream), (first, second) => {
      second.setNonblocking(false);
      second.setOption(SO_RCVTIMEO, 2000);
      first.sendMessage({ data: bytes("ab"), control: rights });
      const faults: Fault[] = [{ syscall: "recvmsg", call: 3, errno: "ENOBUFS" }];
      withFaults(faults, () => expectCode("ENOBUFS", () => second.receiveMessage({ size: 9, flags: [waitAll, peek] })));
      assert.equal(openDescriptors().length, 2);
      assert.equal(receiveText(second), "ab");
    }),
  );
});

test("awaited: EINTR is tried again, other errors reject, and nothing is left open", async () => {
  await using(connectedPair(unixDatagram), async (first, second) => {
    const waiting = receiveMessage(second, { size: 9 });
    await turns();
    const faults = [
      orderFault({ syscall: "sendmsg", errno: "EINTR" }),
      orderFault({ syscall: "recvmsg", errno: "EINTR" }),
    ];
    await sendMessage(first, { data: bytes("x"), control: rights });
    for (const each of descriptorsOf(await waiting)) each.close();
    assert.ok(faults.every(({ fired }) => fired));
    orderFault({ syscall: "recvmsg", errno: "EMFILE" });
    await assert.rejects(receiveMessage(second, { size: 9 }), { code: "EMFILE", who: "receiveMessage" });
    orderFault({ syscall: "sendmsg", errno: "ETOOMANYREFS" });
    await assert.rejects(sendMessage(first, { data: bytes("x") }), { code: "ETOOMANYREFS" });
  });
});

/** Runs a module in a process that may open so many descriptors. */
function runLimited(limit: number, source: string): ReturnType<typeof finished> {
  return finished(spawnBehind(`ulimit -n ${limit}`, source, { flags: ["--expose-gc"] }));
}

test("with few descriptors to spare: those that fit are given, the rest is closed, and it says so", async () => {
  const { code, out, err } = await runLimited(
    100,
    `
    import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
    import { closeSync, openSync, readdirSync } from "node:fs";
    const count = () => readdirSync("/proc/self/fd").length;
    const told = [];
    for (const type of [SocketType.stream, SocketType.datagram, SocketType.sequencePacket]) {
      const [first, second] = Socket.pair(SocketDomain.unix, type);
      for (const spare of [0, 1, 5, 10, 11]) {
        first.sendMessage({ data: new Uint8Array(1), control: [{ kind: "rights", descriptors: new Array(10).fill(0) }] });
        readdirSync("/proc/self/fd"); // whatever it needs is loaded
        const filling = [];
        try {
          for (;;) filling.push(openSync("/dev/null", "r"));
        } catch {}
        for (let each = 0; each < spare; each++) closeSync(filling.pop());
        const message = second.receiveMessage({ size: 1 });
        const descriptors = message.control.flatMap(({ descriptors }) => descriptors);
        told.push([spare, message.length, descriptors.length, message.flags.controlTruncated]);
        for (const each of descriptors) each.close();
        for (const each of filling) closeSync(each);
      }
      first.close();
      second.close();
    }
    console.log(JSON.stringify(told));`,
  );
  assert.equal(code, 0, err);
  const expected = [0, 1, 5, 10, 11].map((spare) => [spare, 1, Math.min(spare, 10), spare < 10]);
  assert.deepEqual(JSON.parse(out), [...expected, ...expected, ...expected]);
});

test("descriptors of an environment that ends are closed: those that were not taken", ended, async () => {
  const { code, out, err } = await runModule(
    `
        import { Worker } from "node:worker_threads";
        import { once } from "node:events";
        import { readdirSync } from "node:fs";
        const count = () => readdirSync("/proc/self/fd").length;
        const run = async () => {
          const worker = new Worker(\`
            import(\${JSON.stringify(import.meta.resolve("berkeley-sockets"))}).then(({ Socket, SocketDomain, SocketType }) => {
              const [first, second] = Socket.pair(SocketDomain.unix, SocketType.datagram);
              first.sendMessage({ data: new Uint8Array(1), control: [{ kind: "rights", descriptors: new Array(50).fill(0) }] });
              globalThis.kept = second.receiveMessage({ size: 1 });
              require("node:worker_threads").parentPort.postMessage(kept.control[0].descriptors.length);
            });\`, { eval: true, execArgv: [] });
          const [received] = await once(worker, "message");
          await worker.terminate();
          return received;
        };
        await run();
        const before = count();
        const received = await run();
        console.log(JSON.stringify([received, count() - before]));`,
  );
  assert.equal(code, 0, err);
  assert.deepEqual(JSON.parse(out), [50, 0]);
});

test("a pair of sockets in a loop of a thousand descriptors leaves as many open as it found", () => {
  leavesNoneOpen(() => {
    const [first, second] = Socket.pair(SocketDomain.unix, SocketType.stream);
    for (let round = 0; round < 1000; round++) {
      first.sendMessage({ data: bytes("x"), control: rights });
      const [kept, other] = descriptorsOf(receive(second));
      kept?.close();
      if (other !== undefined) closeLoose(other.take());
    }
    first.close();
    second.close();
  });
});
