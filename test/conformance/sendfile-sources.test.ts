import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants, readFileSync } from "node:fs";
import { test } from "node:test";
import { type Socket, WouldBlock } from "berkeley-sockets";
import { SO_SNDBUF, SO_SNDTIMEO } from "berkeley-sockets/options";
import { systemCallCount } from "berkeley-sockets/testing";
import { finished, firstLine, spawnPython } from "../support/child.ts";
import { eachKind, messageKinds, streamKinds, unixDatagram, unixStream } from "../support/each-kind.ts";
import { done, expectCode, expectRefused, expectWouldBlock } from "../support/expect.ts";
import { drain, Pipe, pattern, receiveAll, sha256, TemporaryFile, withOpen } from "../support/files.ts";
import { connectedPair, receiveText, using } from "../support/kinds.ts";
import { withoutProgram } from "../support/probe.ts";

/** What a file may be that `socket.sendFile` is given: everything that Linux has a descriptor for. */

const onPair = (body: (first: Socket, second: Socket) => void): void => using(connectedPair(unixStream), body);

eachKind(streamKinds, "a pipe: what is in it, then would-block, then its end", (kind) => {
  using([...connectedPair(kind), new Pipe()], (first, second, pipe) => {
    expectWouldBlock(first.sendFile(pipe));
    pipe.write("hello, world");
    assert.equal(first.sendFile(pipe, null, 5), 5);
    assert.equal(first.sendFile(pipe), 7);
    assert.equal(Buffer.from(receiveAll(second, 12)).toString(), "hello, world");
    expectWouldBlock(first.sendFile(pipe));
    pipe.write("bye");
    pipe.end();
    assert.equal(first.sendFile(pipe), 3);
    assert.equal(first.sendFile(pipe), 0);
    assert.equal(receiveText(second), "bye");
  });
});

eachKind(streamKinds, "a pipe: what the socket does not take stays in it", (kind) => {
  const content = pattern(65536);
  using([...connectedPair(kind), new Pipe()], (first, second, pipe) => {
    first.setOption(SO_SNDBUF, 4096);
    const received: Uint8Array[] = [];
    let sent = 0;
    let left = 30;
    let full = 0;
    while (left > 0 || sent < 30 * content.length) {
      const result = first.sendFile(pipe);
      if (typeof result === "number") {
        sent += result;
      } else if (sent === (30 - left) * content.length) {
        left -= 1;
        pipe.write(content); // it was empty
      } else {
        full += 1;
        received.push(drain(second));
      }
    }
    assert.ok(full > 0);
    const rest = sent - received.reduce((sum, part) => sum + part.length, 0);
    received.push(receiveAll(second, rest));
    assert.equal(sha256(Buffer.concat(received)), sha256(Buffer.concat(new Array(30).fill(content))));
  });
});

// sendfile(2): "ESPIPE offset is not NULL but the input file is not seekable."
test("a pipe with an offset: ESPIPE", () => {
  using([...connectedPair(unixStream), new Pipe()], (first, second, pipe) => {
    pipe.write("still there");
    for (const offset of [0, 1, 2 ** 33]) expectCode("ESPIPE", () => first.sendFile(pipe, offset, 3));
    assert.equal(first.sendFile(pipe), 11);
    assert.equal(receiveText(second), "still there");
  });
});

eachKind(messageKinds, "a pipe has no messages: ESPIPE, and nothing was read", (kind) => {
  using([...connectedPair(kind), new Pipe()], (first, second, pipe) => {
    pipe.write("still there");
    for (const offset of [null, 0]) expectCode("ESPIPE", () => first.sendFile(pipe, offset, 3));
    expectWouldBlock(second.receive(1));
    onPair((stream, peer) => {
      assert.equal(stream.sendFile(pipe), 11);
      assert.equal(receiveText(peer), "still there");
    });
  });
});

test("blocking: waits for a pipe that is empty, and sends up to its end", async () => {
  const [first, second] = connectedPair(unixStream);
  const pipe = new Pipe();
  first.setNonblocking(false);
  const shell = spawn("sh", ["-c", 'sleep 0.05; echo one > "$0"; sleep 0.05; echo two > "$0"', pipe.path]);
  await once(shell, "spawn");
  using([first, second, pipe], () => {
    const before = systemCallCount();
    assert.equal(first.sendFile(pipe, null, 6), 6);
    // It waited in slices: a loop that spins would make thousands of calls.
    assert.ok(systemCallCount() - before < 200, `${systemCallCount() - before} calls`);
    pipe.end();
    assert.equal(first.sendFile(pipe), 2);
    assert.equal(first.sendFile(pipe), 0);
    assert.equal(receiveText(second), "one\ntwo\n");
  });
  await finished(shell);
});

test("blocking: SO_SNDTIMEO bounds the wait for a pipe too", () => {
  using([...connectedPair(unixStream), new Pipe()], (first, _second, pipe) => {
    first.setNonblocking(false);
    first.setOption(SO_SNDTIMEO, 30);
    expectWouldBlock(first.sendFile(pipe));
    pipe.write("abc");
    assert.equal(first.sendFile(pipe, null, 10), 3); // and then no more came
  });
});

// sendfile(2): in_fd "cannot be a socket"; nor can anything else whose bytes could not be read a second time.
test("a socket, a terminal: EINVAL, and nothing was read", () => {
  onPair((first, second) => {
    using(connectedPair(unixStream), (source, writer) => {
      writer.send(Buffer.from("still there"));
      const condition = expectCode("EINVAL", () => first.sendFile(source));
      assert.deepEqual([condition.who, condition.syscall], ["sendFile", "sendfile"]);
      expectCode("ESPIPE", () => first.sendFile(source, 0));
      assert.equal(receiveText(source), "still there");
    });
    withOpen(
      "/dev/ptmx",
      (terminal) => {
        expectCode("EINVAL", () => first.sendFile(terminal));
        expectCode("ESPIPE", () => first.sendFile(terminal, 0));
      },
      constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK,
    );
    expectWouldBlock(second.receive(1));
  });
});

test("the closed, the unreadable, the directory", () => {
  onPair((first, second) => {
    const closed = withOpen("/dev/null", (fd) => fd);
    expectCode("EBADF", () => first.sendFile(closed));
    expectCode("EBADF", () => first.sendFile(closed, 0, 1));
    expectCode("EBADF", () => first.sendFile(2 ** 31 - 1, 0, 1));
    const writable = new TemporaryFile("abc", constants.O_WRONLY);
    expectCode("EBADF", () => first.sendFile(writable, 0));
    writable.close();
    withOpen("/", (folder) => {
      const condition = expectCode("EISDIR", () => first.sendFile(folder, 0));
      assert.deepEqual([condition.who, condition.syscall], ["sendFile", "pread"]);
      expectCode("EISDIR", () => first.sendFile(folder));
    });
    expectWouldBlock(second.receive(1));
  });
});

eachKind([...streamKinds, unixDatagram], "/proc files, whose size is said to be 0", (kind) => {
  for (const path of ["/proc/self/limits", "/proc/version", "/proc/filesystems"]) {
    const content = readFileSync(path, "utf8");
    for (const offset of [0, null]) {
      using(connectedPair(kind), (first, second) => {
        withOpen(path, (fd) => {
          let sent = 0;
          for (let more = 1; more > 0; sent += more) {
            more = done(first.sendFile(fd, offset === null ? null : sent, 4096));
          }
          assert.equal(sent, content.length);
        });
        assert.equal(Buffer.from(drain(second)).toString(), content);
      });
    }
  }
});

test("/dev/zero, /dev/null", () => {
  onPair((first, second) => {
    withOpen("/dev/zero", (fd) => {
      assert.equal(first.sendFile(fd, 0, 5000), 5000);
      assert.equal(first.sendFile(fd, null, 5000), 5000);
    });
    assert.deepEqual(receiveAll(second, 10_000), new Uint8Array(10_000));
    withOpen("/dev/null", (fd) => {
      assert.equal(first.sendFile(fd, 0, 5000), 0);
      assert.equal(first.sendFile(fd), 0);
    });
  });
});

test("a memory file, as memfd_create(2) makes it", { skip: withoutProgram("python3") }, async () => {
  const python = spawnPython(`
import os, sys
fd = os.memfd_create("memory")
os.write(fd, b"kept in memory")
print(os.getpid(), fd)
sys.stdin.read()`);
  const end = finished(python);
  const [pid, fd] = (await firstLine(python)).split(" ");
  onPair((first, second) => {
    withOpen(`/proc/${pid}/fd/${fd}`, (memory) => {
      assert.equal(first.sendFile(memory, 5), 9);
      assert.equal(receiveText(second), "in memory");
      assert.equal(first.sendFile(memory), 14);
      assert.equal(receiveText(second), "kept in memory");
    });
  });
  python.stdin?.end();
  await end;
});

test("bad arguments: refused by name, before any system call", () => {
  const wrong = (value: unknown): never => value as never;
  using([...connectedPair(unixStream), new TemporaryFile("abc")], (socket, _peer, file) => {
    for (const value of [undefined, null, "3", 3n, true, () => 3, {}, [3], Symbol("fd")]) {
      expectRefused(TypeError, "file must be a descriptor, or an object", () => socket.sendFile(wrong(value)));
    }
    for (const value of [-1, 2 ** 31, 0.5, Number.NaN]) {
      expectRefused(RangeError, "file must be", () => socket.sendFile(value));
      if (value !== -1) expectRefused(RangeError, "file.fd must be", () => socket.sendFile({ fd: value }));
    }
    for (const value of [undefined, null, "3", 3n]) {
      expectRefused(TypeError, "file.fd must be", () => socket.sendFile({ fd: wrong(value) }));
    }
    for (const value of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53)]) {
      expectRefused(RangeError, "offset must be", () => socket.sendFile(file, value));
      expectRefused(RangeError, "count must be", () => socket.sendFile(file, 0, value));
    }
    for (const value of ["0", 0n, true, {}]) {
      expectRefused(TypeError, "offset must be", () => socket.sendFile(file, wrong(value)));
      expectRefused(TypeError, "count must be", () => socket.sendFile(file, null, wrong(value)));
    }
  });
});

test("the object's descriptor is asked for at each call", () => {
  using(
    [...connectedPair(unixStream), new TemporaryFile("one"), new TemporaryFile("two")],
    (first, second, one, two) => {
      const source = { fd: one.fd };
      first.sendFile(source, 0);
      source.fd = two.fd;
      first.sendFile(source, 0);
      assert.equal(receiveText(second), "onetwo");
      assert.ok(!(first.sendFile(source, 3) instanceof WouldBlock));
    },
  );
});
