import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { constants, readSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { test } from "node:test";
import { ShutdownMethod, type Socket, WouldBlock } from "berkeley-sockets";
import { SO_LINGER, SO_SNDBUF, SO_SNDTIMEO } from "berkeley-sockets/options";
import { orderFault, systemCallCount } from "berkeley-sockets/testing";
import { eachKind, messageKinds, portKinds, streamKinds, tcp, unixDatagram, unixStream } from "../support/each-kind.ts";
import { done, expectCode, expectWouldBlock } from "../support/expect.ts";
import { drain, pattern, receiveAll, sha256, TemporaryFile } from "../support/files.ts";
import { connectedPair, create, kinds, receiveText, using } from "../support/kinds.ts";
import { startPeer } from "../support/peer-thread.ts";

/** sendfile(2): `socket.sendFile`, of files that have places. */

/** Both ways that a file's bytes can take: the kernel's own, and copied where the kernel refuses. */
const ways: readonly (readonly [string, () => void])[] = [
  ["sendfile", () => {}],
  ["pread and send", () => void orderFault({ syscall: "sendfile", errno: "EINVAL" })],
];

eachKind(kinds, "bytes from an offset, and the file's own position stays", (kind) => {
  using([...connectedPair(kind), new TemporaryFile("0123456789")], (first, second, file) => {
    assert.equal(first.sendFile(file.fd, 2, 3), 3);
    assert.equal(receiveText(second), "234");
    assert.equal(first.sendFile(file, 9, 1), 1); // by an object that has a descriptor
    assert.equal(receiveText(second), "9");
    assert.equal(readSync(file.fd, new Uint8Array(20), 0, 20, null), 10);
  });
});

eachKind(kinds, "bytes from the file's own position, which moves on", (kind) => {
  using([...connectedPair(kind), new TemporaryFile("0123456789")], (first, second, file) => {
    assert.equal(first.sendFile(file.fd, undefined, 4), 4);
    assert.equal(receiveText(second), "0123");
    assert.equal(first.sendFile(file.fd, null, 2), 2);
    assert.equal(receiveText(second), "45");
    assert.equal(first.sendFile(file.fd), 4);
    assert.equal(receiveText(second), "6789");
    assert.equal(first.sendFile(file.fd), 0);
    assert.equal(first.sendFile(file.fd, 8), 2);
    assert.equal(receiveText(second), "89");
  });
});

// sendfile(2): "If sendfile() … returns 0": the end of the file. No message is sent then, not even an empty one.
eachKind(kinds, "0 at the end of the file, and for a count of 0", (kind) => {
  using([...connectedPair(kind), new TemporaryFile("abc"), new TemporaryFile()], (first, second, file, empty) => {
    assert.equal(first.sendFile(file, 3), 0);
    assert.equal(first.sendFile(file, 4, 10), 0);
    assert.equal(first.sendFile(file, 2 ** 40), 0);
    assert.equal(first.sendFile(file, 0, 0), 0);
    assert.equal(first.sendFile(empty), 0);
    assert.equal(first.sendFile(empty, 0, 1), 0);
    expectWouldBlock(second.receive(1));
    first.setNonblocking(false);
    assert.equal(first.sendFile(empty), 0);
    assert.equal(first.sendFile(file, 1, 100), 2);
    assert.equal(receiveText(second), "bc");
  });
});

test("a FileHandle of node:fs/promises, and one that was closed", async () => {
  const [first, second] = connectedPair(unixStream);
  const handle = await open(process.execPath);
  const start = Buffer.alloc(100);
  await handle.read(start, 0, 100, 0);
  await using([first, second], async () => {
    assert.equal(first.sendFile(handle, 0, 100), 100);
    assert.deepEqual(Buffer.from(receiveAll(second, 100)), start);
    await handle.close();
    const calls = systemCallCount();
    const condition = expectCode("EBADF", () => first.sendFile(handle, 0, 100));
    assert.equal(condition.message, "sendfile EBADF file");
    assert.equal(systemCallCount(), calls);
  });
});

for (const [way, choose] of ways) {
  eachKind(streamKinds, `nonblocking, by ${way}: what fits goes, then it would block, and nothing is lost`, (kind) => {
    const content = pattern(500_000);
    using([...connectedPair(kind), new TemporaryFile(content)], (first, second, file) => {
      first.setOption(SO_SNDBUF, 4096);
      const received: Uint8Array[] = [];
      let sent = 0;
      let blocked = 0;
      for (;;) {
        choose();
        const result = first.sendFile(file, sent, 100_000);
        if (result instanceof WouldBlock) {
          blocked += 1;
          expectWouldBlock(result);
          assert.deepEqual([result.who, result.syscall], ["sendFile", "sendfile"]);
          received.push(drain(second));
          continue;
        }
        if (result === 0) break;
        sent += result;
      }
      assert.equal(sent, content.length);
      assert.ok(blocked > 0);
      const rest = content.length - received.reduce((sum, part) => sum + part.length, 0);
      received.push(receiveAll(second, rest));
      assert.equal(sha256(Buffer.concat(received)), sha256(content));
      assert.equal(readSync(file.fd, new Uint8Array(1), 0, 1, null), 1);
    });
  });

  eachKind(streamKinds, `nonblocking, by ${way}: the own position is behind what went, whatever fits`, (kind) => {
    const content = pattern(500_000);
    using([...connectedPair(kind), new TemporaryFile(content)], (first, second, file) => {
      first.setOption(SO_SNDBUF, 4096);
      const received: Uint8Array[] = [];
      for (;;) {
        choose();
        const result = first.sendFile(file);
        if (result instanceof WouldBlock) received.push(drain(second));
        else if (result === 0) break;
      }
      const rest = content.length - received.reduce((sum, part) => sum + part.length, 0);
      received.push(receiveAll(second, rest));
      assert.equal(sha256(Buffer.concat(received)), sha256(content));
    });
  });

  eachKind(streamKinds, `blocking, by ${way}: all of it, or up to the end of the file`, async (kind) => {
    const size = 5_000_000;
    for (const [offset, count, sent] of [
      [0, undefined, size],
      [0, size - 7, size - 7],
      [1000, size + 5, size - 1000],
      [undefined, undefined, size],
      [null, size - 9, size - 9],
    ] as const) {
      const [first, second] = connectedPair(kind);
      const file = new TemporaryFile(pattern(size));
      first.setNonblocking(false);
      first.setOption(SO_SNDBUF, 262_144);
      const peer = startPeer(second.fd, [
        ["wait", 10],
        ["drain", sent],
      ]);
      using([first, file], () => {
        choose();
        assert.equal(first.sendFile(file, offset, count), sent);
      });
      assert.equal((await peer.finished).drained, sent);
      second.close();
    }
  });

  eachKind(messageKinds, `by ${way}: one message, however long it may be`, (kind) => {
    using([...connectedPair(kind), new TemporaryFile(pattern(70_000))], (first, second, file) => {
      for (const length of [1, 4095, 4097, 60_000]) {
        assert.equal(first.sendFile(file, 10, length), length);
        assert.deepEqual(done(second.receive(100_000)), pattern(length, 10));
      }
      expectWouldBlock(second.receive(1));
    });
  });
}

test("a Unix message longer than the kernel's own pieces of 64 KiB is still one", () => {
  using([...connectedPair(unixDatagram), new TemporaryFile(pattern(150_000))], (first, second, file) => {
    assert.equal(first.sendFile(file), 150_000);
    assert.deepEqual(done(second.receive(200_000)), pattern(150_000));
    assert.equal(first.sendFile(file, 100_000, 100_000), 50_000);
    assert.deepEqual(done(second.receive(200_000)), pattern(50_000, 100_000));
    expectWouldBlock(second.receive(1));
  });
});

// send(2): "EMSGSIZE The socket type requires that message be sent atomically, and the size … made this impossible."
eachKind(messageKinds, "EMSGSIZE for what no message can hold: nothing is sent, and the position stays", (kind) => {
  using([...connectedPair(kind), new TemporaryFile(pattern(3_000_000))], (first, second, file) => {
    for (const count of [undefined, 2_000_000, 2 ** 40]) {
      for (const offset of [null, 5]) {
        const condition = expectCode("EMSGSIZE", () => first.sendFile(file, offset, count));
        assert.deepEqual([condition.who, condition.syscall], ["sendFile", "send"]);
      }
    }
    expectWouldBlock(second.receive(1));
    assert.equal(first.sendFile(file, null, 3), 3);
    assert.deepEqual(done(second.receive(10)), pattern(3));
  });
});

eachKind(
  streamKinds,
  "one call in nonblocking mode sends no more than 1 MiB, in blocking mode it is made again",
  (kind) => {
    const count = 2 ** 31 + 5;
    using([...connectedPair(kind), new TemporaryFile(pattern(10))], (first, second, file) => {
      assert.equal(first.sendFile(file, 0, count), 10);
      assert.equal(first.sendFile(file, 0, 2 ** 32 + 5), 10);
      assert.equal(first.sendFile(file, 0, Number.MAX_SAFE_INTEGER), 10);
      first.setNonblocking(false);
      assert.equal(first.sendFile(file, 0, count), 10);
      assert.equal(receiveAll(second, 40).length, 40);
    });
  },
);

for (const [way, choose] of ways) {
  test(`by ${way}: offsets beyond 2³¹ and 2³², in a sparse file of 5 GiB`, () => {
    const gigabyte = 2 ** 30;
    using([...connectedPair(unixStream), new TemporaryFile()], (first, second, file) => {
      file.truncate(5 * gigabyte);
      const places = [2 ** 31 - 2, 2 ** 31 + 2, 2 ** 32 - 2, 2 ** 32 + 2, 5 * gigabyte - 4];
      for (const [index, place] of places.entries()) file.write(`at ${index}`, place);
      for (const [index, place] of places.entries()) {
        choose();
        assert.equal(first.sendFile(file, place, 4), 4);
        assert.equal(receiveText(second), `at ${index}`);
      }
      choose();
      assert.equal(first.sendFile(file, 5 * gigabyte - 2), 2);
      assert.equal(receiveText(second), " 4");
      choose();
      assert.equal(first.sendFile(file, 5 * gigabyte), 0);
    });
  });

  test(`by ${way}: an own position beyond 2³²`, () => {
    const file = new TemporaryFile(undefined, constants.O_RDWR | constants.O_APPEND);
    using([...connectedPair(unixStream), file], (first, second, _file) => {
      file.truncate(2 ** 32 + 5);
      writeSync(file.fd, "first"); // which leaves the position behind it
      choose();
      assert.equal(first.sendFile(file), 0);
      file.write("second", 0); // appended, and the position stays
      for (const [count, text] of [
        [2, "se"],
        [undefined, "cond"],
      ] as const) {
        choose();
        assert.equal(first.sendFile(file, null, count), text.length);
        assert.equal(receiveText(second), text);
      }
    });
  });
}

test("an offset that no file here can have: EOVERFLOW or the end", () => {
  using([...connectedPair(unixStream), new TemporaryFile("abc")], (first, _second, file) => {
    try {
      assert.equal(first.sendFile(file, Number.MAX_SAFE_INTEGER, 1), 0);
    } catch (error) {
      assert.equal((error as { code: string }).code, "EOVERFLOW");
    }
  });
});

test("a file that is cut while it is sent ends there; one that grows goes on", () => {
  using([...connectedPair(unixStream), new TemporaryFile(pattern(100_000))], (first, second, file) => {
    assert.equal(first.sendFile(file, null, 1000), 1000);
    file.truncate(1500);
    assert.equal(first.sendFile(file, null, 50_000), 500);
    assert.equal(first.sendFile(file, null, 50_000), 0);
    file.truncate(500); // now the position is behind the end
    assert.equal(first.sendFile(file), 0);
    file.write(pattern(2000), 0);
    assert.equal(first.sendFile(file), 500);
    assert.deepEqual(receiveAll(second, 2000), pattern(2000));
  });
});

// send(2): EPIPE, which here comes without SIGPIPE although sendfile(2) has no flag against it: this process lives.
for (const [way, choose] of ways) {
  eachKind(streamKinds, `by ${way}: EPIPE when the peer is gone`, (kind) => {
    using([...connectedPair(kind), new TemporaryFile(pattern(1000))], (first, second, file) => {
      second.close();
      for (let attempt = 0; attempt < 100; attempt++) {
        try {
          choose();
          first.sendFile(file, 0);
        } catch {
          break; // TCP may say ECONNRESET first
        }
      }
      choose();
      expectCode("EPIPE", () => first.sendFile(file, 0));
    });
  });

  test(`by ${way}: EPIPE after shutdown`, () => {
    using([...connectedPair(tcp), new TemporaryFile("abc")], (first, _second, file) => {
      first.shutdown(ShutdownMethod.write);
      choose();
      expectCode("EPIPE", () => first.sendFile(file, 0));
    });
  });

  test(`by ${way}: ECONNRESET when the peer resets`, () => {
    using([...connectedPair(tcp), new TemporaryFile("abc")], (first, second, file) => {
      second.setOption(SO_LINGER, { on: true, seconds: 0 });
      second.close();
      choose();
      expectCode("ECONNRESET", () => first.sendFile(file, 0));
      choose();
      expectCode("EPIPE", () => first.sendFile(file, 0));
    });
  });

  eachKind(streamKinds, `by ${way}: without a peer`, (kind) => {
    using([create(kind), new TemporaryFile("abc")], (socket, file) => {
      choose();
      expectCode(portKinds.includes(kind) ? "EPIPE" : "ENOTCONN", () => socket.sendFile(file, 0));
    });
  });
}

test("SO_SNDTIMEO bounds a blocking sendFile: the count so far, then a value", () => {
  using([...connectedPair(unixStream), new TemporaryFile(pattern(4_000_000))], (first, _second, file) => {
    first.setNonblocking(false);
    first.setOption(SO_SNDTIMEO, 30);
    const sent = done(first.sendFile(file, 0));
    assert.ok(sent > 0 && sent < 4_000_000);
    expectWouldBlock(first.sendFile(file, sent));
  });
});

/** A socket whose descriptor is in blocking mode in the kernel, as one that came from elsewhere may be. */
test("a descriptor in blocking mode is not waited on in the kernel, and keeps its mode", async () => {
  const { setFdBlocking } = await import("berkeley-sockets/simple");
  const { system } = await import("../../src/sys/system.ts");
  const [first, second] = connectedPair(unixStream);
  using([first, second, new TemporaryFile(pattern(4_000_000))], (_first, _second, file) => {
    assert.equal(setFdBlocking(first as Socket), true);
    const sent = done(first.sendFile(file, 0));
    assert.ok(sent < 4_000_000);
    expectWouldBlock(first.sendFile(file, sent));
    assert.equal(system.getNonblocking(first.fd), 0);
  });
});
