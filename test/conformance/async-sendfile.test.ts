import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { open } from "node:fs/promises";
import { describe, it } from "node:test";
import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
import {
  EventLoop,
  receive,
  receiveExactly,
  sendAll,
  sendFile,
  TimeoutCondition,
  writable,
} from "berkeley-sockets/async";
import { SO_SNDBUF } from "berkeley-sockets/options";
import { orderFault, systemCallCount, withFaults } from "berkeley-sockets/testing";
import { drive } from "../../src/async/drive.ts";
import { sendingFile } from "../../src/everyday/send-file.ts";
import { REST, type Steps } from "../../src/everyday/steps.ts";
import { rejectsWith, staysPending, text, turns } from "../support/awaiting.ts";
import { messageKinds, streamKinds, tcp, unixStream } from "../support/each-kind.ts";
import { drain, Pipe, pattern, receiveAll, sha256, TemporaryFile } from "../support/files.ts";
import { connectedPair, type Kind, receiveText, using } from "../support/kinds.ts";
import { withoutIpv6 } from "../support/probe.ts";

/** `sendFile` of berkeley-sockets/async. */

function each(of: readonly Kind[], name: string, body: (kind: Kind) => Promise<void>): void {
  for (const kind of of) {
    const skip = kind.domain === SocketDomain.internet6 ? withoutIpv6() : false;
    it(`${kind.name}: ${name}`, { skip }, () => body(kind));
  }
}

describe("sendFile sends all of it", () => {
  each(streamKinds, "from an offset or the own position, a count or up to the end", async (kind) => {
    const content = pattern(3_000_000);
    for (const [offset, count, from, to] of [
      [undefined, undefined, 0, 3_000_000],
      [null, 1_000_000, 0, 1_000_000],
      [0, undefined, 0, 3_000_000],
      [999_999, 1_000_001, 999_999, 2_000_000],
      [2_999_000, 5_000_000, 2_999_000, 3_000_000],
      [3_000_000, undefined, 0, 0],
      [0, 0, 0, 0],
    ] as const) {
      await using([...connectedPair(kind), new TemporaryFile(content)], async (first, second, file) => {
        const sending = sendFile(first, file, offset, count);
        const received = await receiveExactly(second, to - from);
        assert.equal(await sending, to - from);
        assert.equal(sha256(received), sha256(content.subarray(from, to)));
      });
    }
  });

  each(messageKinds, "one message", (kind) =>
    using([...connectedPair(kind), new TemporaryFile("0123456789")], async (first, second, file) => {
      assert.equal(await sendFile(first, file, 3, 4), 4);
      assert.equal(receiveText(second), "3456");
      assert.equal(await sendFile(first, file, 3), 7);
      assert.equal(receiveText(second), "3456789");
      assert.equal(await sendFile(first, file, 10), 0);
    }),
  );

  each(streamKinds, "also where the kernel refuses the file", (kind) => {
    const content = pattern(400_000);
    return using([...connectedPair(kind), new TemporaryFile(content)], async (first, second, file) => {
      const faults = Array.from({ length: 100 }, (_, index) =>
        orderFault({ syscall: "sendfile", call: index + 1, errno: "EINVAL" }),
      );
      const sending = sendFile(first, file);
      assert.equal(sha256(await receiveExactly(second, content.length)), sha256(content));
      assert.equal(await sending, content.length);
      for (const fault of faults) fault.cancel();
    });
  });

  it("of a socket in blocking mode, which keeps it", () =>
    using([...connectedPair(unixStream), new TemporaryFile(pattern(2_000_000))], async (first, second, file) => {
      first.setNonblocking(false);
      const sending = sendFile(first, file);
      assert.equal((await receiveExactly(second, 2_000_000)).length, 2_000_000);
      assert.equal(await sending, 2_000_000);
      assert.equal(first.nonblocking, false);
    }));

  it("on a loop of its own, from a FileHandle", () =>
    using(connectedPair(tcp), async (first, second) => {
      const loop = new EventLoop();
      const file = await open(process.execPath);
      const sending = sendFile(first, file, 0, 5_000_000, { loop, ref: true });
      const received = await receiveExactly(second, 5_000_000, { loop });
      assert.equal(await sending, 5_000_000);
      const { buffer } = await file.read(Buffer.alloc(5_000_000), 0, 5_000_000, 0);
      assert.equal(sha256(received), sha256(buffer));
      await file.close();
      loop.close();
    }));
});

describe("sendFile among others", () => {
  each(streamKinds, "keeps its place among those who send", (kind) =>
    using(
      [...connectedPair(kind), new TemporaryFile(new Uint8Array(2_000_000).fill(2))],
      async (first, second, file) => {
        const sent = [
          sendAll(first, new Uint8Array(2_000_000).fill(1)),
          sendFile(first, file),
          sendAll(first, Uint8Array.of(3)),
        ];
        const got = await receiveExactly(second, 4_000_001);
        assert.deepEqual(await Promise.all(sent), [2_000_000, 2_000_000, 1]);
        assert.deepEqual(
          [1_999_999, 2_000_000, 3_999_999, 4_000_000].map((place) => got[place]),
          [1, 2, 2, 3],
        );
        assert.equal(got.indexOf(3), 4_000_000);
      },
    ),
  );

  it("lets timers and others live, though its socket always has room", () =>
    using([...connectedPair(unixStream), new TemporaryFile(pattern(1))], async (first, second, file) => {
      // Each of these calls is a completion without a turn of the loop.
      let finished = false;
      let turned = 0;
      const turning = (async () => {
        while (!finished) {
          await turns(1);
          turned += 1;
          drain(second);
        }
      })();
      for (let index = 0; index < 1000; index++) assert.equal(await sendFile(first, file, 0, 1), 1);
      finished = true;
      await turning;
      assert.ok(turned >= 1000 / 64 - 2, `${turned} turns`);
    }));

  it("goes in steps of at most 512 KiB, and yields after each", () =>
    using([...connectedPair(tcp), new TemporaryFile(pattern(2_000_000))], async (first, second, file) => {
      const steps = sendingFile("test", first, file, 0, undefined);
      let received = 0;
      let yielded = 0;
      let next = steps.next();
      for (; next.done !== true; next = steps.next()) {
        if ("turn" in next.value) yielded += 1;
        else await writable(first);
        const part = drain(second).length;
        assert.ok(part <= 1 << 19, `${part} bytes in one step`);
        received += part;
      }
      assert.equal(next.value, 2_000_000);
      assert.equal(received + receiveAll(second, 2_000_000 - received).length, 2_000_000);
      assert.ok(yielded >= 2_000_000 / (1 << 19) - 1, `${yielded} turns`);
    }));

  it("after a chunk that took long, others go first", async () => {
    const order: string[] = [];
    function* steps(): Steps<void> {
      for (const name of ["first", "second", "third"]) {
        order.push(name);
        yield REST;
      }
    }
    const driven = drive("test", "test", steps(), {});
    setImmediate(() => order.push("another"));
    await driven;
    // The second was asked for before the other: one turn of the loop for each.
    assert.deepEqual(order, ["first", "second", "another", "third"]);
  });
});

describe("sendFile that ends early", () => {
  /** A transfer that waits for room, having sent some. */
  async function waiting(
    options: Parameters<typeof sendFile>[4],
    body: (promise: Promise<number>, first: Socket, second: Socket, file: TemporaryFile) => Promise<void>,
  ): Promise<void> {
    await using([...connectedPair(unixStream), new TemporaryFile(pattern(3_000_000))], async (first, second, file) => {
      const promise = sendFile(first, file, 0, undefined, options);
      await staysPending(promise);
      await body(promise, first, second, file);
    });
  }

  it("by its signal: the reason, with `sent`", () => {
    const controller = new AbortController();
    return waiting({ signal: controller.signal }, async (promise, _first, second) => {
      const reason = new Error("enough");
      controller.abort(reason);
      await assert.rejects(promise, reason);
      const { sent } = reason as { sent?: number };
      assert.equal(drain(second).length, sent);
      assert.ok(sent !== undefined && sent > 0);
    });
  });

  it("by its timeout", () =>
    using([...connectedPair(unixStream), new TemporaryFile(pattern(3_000_000))], async (first, second, file) => {
      const condition = await rejectsWith("ETIMEDOUT", sendFile(first, file, 0, undefined, { timeout: 20 }));
      assert.ok(condition instanceof TimeoutCondition);
      assert.deepEqual([condition.who, condition.syscall], ["sendFile", "sendfile"]);
      assert.equal(drain(second).length, condition.sent);
    }));

  it("by close of the socket, or of its loop", async () => {
    await waiting({}, async (promise, first, second) => {
      first.close();
      const condition = await rejectsWith("ECANCELED", promise);
      assert.equal(drain(second).length, condition.sent);
    });
    const loop = new EventLoop();
    await waiting({ loop }, async (promise) => {
      loop.close();
      assert.ok(((await rejectsWith("ECANCELED", promise)).sent ?? 0) > 0);
    });
  });

  it("because the peer went", () =>
    waiting({}, async (promise, _first, second) => {
      second.close();
      const condition = await rejectsWith("EPIPE", promise);
      assert.ok((condition.sent ?? 0) > 0);
      assert.deepEqual([condition.who, condition.syscall], ["sendFile", "sendfile"]);
    }));

  it("because the file was closed", () =>
    using([...connectedPair(unixStream)], async (first, second) => {
      const file = await open(process.execPath);
      const promise = sendFile(first, file, 0, 3_000_000);
      await staysPending(promise);
      await file.close();
      const received = drain(second).length;
      assert.equal((await rejectsWith("EBADF", promise)).sent, received);
    }));

  it("because the file was cut: a count that is short", () =>
    waiting({}, async (promise, _first, second, file) => {
      file.truncate(1_000_000);
      const received = await receiveExactly(second, 1_000_000);
      assert.equal(await promise, 1_000_000);
      assert.equal(received.length, 1_000_000);
    }));

  it("before it has begun", () =>
    using([...connectedPair(unixStream), new TemporaryFile("abc")], async (first, second, file) => {
      const before = systemCallCount();
      await assert.rejects(sendFile(first, file, 0, 3, { signal: AbortSignal.abort() }), { name: "AbortError" });
      assert.equal(systemCallCount(), before);
      assert.equal(await sendFile(first, file, 0, 3, { timeout: 0 }), 3);
      assert.equal(receiveText(second), "abc");
      const error = await sendFile(first, 1 << 30, 0).catch((reason: unknown) => reason);
      assert.deepEqual([(error as { code: string }).code, (error as { sent: number }).sent], ["EBADF", 0]);
    }));

  it("EINTR tries again; another error tells what went", () =>
    using([...connectedPair(unixStream), new TemporaryFile(pattern(1000))], async (first, second, file) => {
      await withFaults(
        [
          { syscall: "sendfile", errno: "EINTR" },
          { syscall: "sendfile", call: 2, result: 3 },
          { syscall: "sendfile", call: 3, errno: "EINTR" },
          { syscall: "sendfile", call: 4, result: 5 },
          { syscall: "sendfile", call: 5, errno: "EIO" },
        ],
        async () => {
          const condition = await rejectsWith("EIO", sendFile(first, file, 10));
          assert.equal(condition.sent, 8);
        },
      );
      assert.deepEqual(Buffer.from(drain(second)), Buffer.from(pattern(8, 10)));
    }));
});

describe("sendFile of a pipe", () => {
  const onPipe = (body: (first: Socket, second: Socket, pipe: Pipe) => Promise<void>): Promise<void> =>
    using([...connectedPair(unixStream), new Pipe()], body);

  it("waits for what is written to it, up to its end", () =>
    onPipe(async (first, second, pipe) => {
      const promise = sendFile(first, pipe);
      await staysPending(promise);
      const before = systemCallCount();
      await turns(50);
      assert.ok(systemCallCount() - before < 20, "it spins");
      for (const word of ["one ", "two ", "three"]) {
        pipe.write(word);
        assert.equal(text(await receive(second, 100)), word);
      }
      await staysPending(promise);
      pipe.end();
      assert.equal(await promise, 13);
    }));

  it("waits for room, and loses nothing", () =>
    onPipe(async (first, second, pipe) => {
      const content = pattern(60_000);
      first.setOption(SO_SNDBUF, 4096);
      const promise = sendFile(first, pipe, null, 600_000);
      for (let index = 0; index < 10; index++) {
        pipe.write(content);
        assert.equal(sha256(await receiveExactly(second, content.length)), sha256(content));
      }
      assert.equal(await promise, 600_000);
    }));

  it("two from one pipe: neither ends the other", () =>
    onPipe(async (first, second, pipe) => {
      const [third, fourth] = connectedPair(unixStream);
      await using([third, fourth], async () => {
        const promises = [sendFile(first, pipe, null, 3), sendFile(third, pipe, null, 3)];
        await turns();
        pipe.write("abcdef");
        assert.deepEqual(await Promise.all(promises), [3, 3]);
        assert.deepEqual([receiveText(second), receiveText(fourth)].sort(), ["abc", "def"]);
      });
    }));

  it("ends with its socket, which waits for nothing itself", () =>
    onPipe(async (first, _second, pipe) => {
      pipe.write("abc");
      const promise = sendFile(first, pipe);
      await staysPending(promise);
      first.close();
      assert.equal((await rejectsWith("ECANCELED", promise)).sent, 3);
    }));

  it("that was cancelled forgets the pipe: its number may be a socket's next", async () => {
    const [first, second] = connectedPair(unixStream);
    for (const how of ["signal", "timeout"] as const) {
      const pipe = new Pipe();
      const controller = new AbortController();
      const options = how === "signal" ? { signal: controller.signal } : { timeout: 5 };
      const promise = sendFile(first, pipe, null, undefined, options);
      const settled = promise.catch(() => {});
      await staysPending(promise).catch(() => {}); // the timeout may have come
      controller.abort();
      await settled;
      pipe.close();
      const pairs = [
        Socket.pair(SocketDomain.unix, SocketType.stream),
        Socket.pair(SocketDomain.unix, SocketType.stream),
      ];
      const same = pairs.flat().find((socket) => socket.fd === pipe.fd);
      assert.ok(same !== undefined, "the number was not reused");
      const [other] = pairs.find((pair) => pair.includes(same))?.filter((socket) => socket !== same) ?? [];
      const receiving = receive(same, 10);
      await turns();
      other?.send(Buffer.from("new"));
      assert.equal(text(await receiving), "new");
      for (const socket of pairs.flat()) socket.close();
    }
    first.close();
    second.close();
  });
});

describe("sendFile's arguments", () => {
  const wrong = (value: unknown): never => value as never;
  const refuses = async (type: typeof TypeError, words: string, promise: Promise<unknown>): Promise<void> => {
    const calls = systemCallCount();
    await assert.rejects(promise, (error: unknown) => {
      assert.ok(error instanceof type && error.message.includes(words), String(error));
      return true;
    });
    assert.equal(systemCallCount(), calls);
  };

  it("are refused by rejection, by name", () =>
    using([...connectedPair(unixStream), new TemporaryFile("abc")], async (socket, _peer, file) => {
      await refuses(TypeError, "file must be", sendFile(socket, wrong("file")));
      await refuses(RangeError, "file must be", sendFile(socket, -1));
      await refuses(TypeError, "file.fd must be", sendFile(socket, { fd: wrong(null) }));
      await refuses(RangeError, "offset must be", sendFile(socket, file, -1));
      await refuses(RangeError, "count must be", sendFile(socket, file, 0, 0.5));
      await refuses(TypeError, "count must be", sendFile(socket, file, 0, wrong({ timeout: 3 })));
    }));

  it("a descriptor that is closed meanwhile: EBADF", () =>
    using(connectedPair(unixStream), async (first, second) => {
      const fd = openSync("/dev/zero", "r");
      const promise = sendFile(first, fd, 0, 50_000_000);
      await staysPending(promise);
      closeSync(fd);
      const received = drain(second).length;
      assert.equal((await rejectsWith("EBADF", promise)).sent, received);
    }));
});
