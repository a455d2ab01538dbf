import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { readSync } from "node:fs";
import { test } from "node:test";
import { WouldBlock } from "berkeley-sockets";
import { SO_SNDBUF } from "berkeley-sockets/options";
import { type Fault, orderFault, systemCallCount, withFaults } from "berkeley-sockets/testing";
import { FileTransfer } from "../../src/bsd/send-file.ts";
import { system } from "../../src/sys/system.ts";
import { eachKind, messageKinds, streamKinds, unixDatagram, unixStream } from "../support/each-kind.ts";
import { done, expectCode, expectWouldBlock } from "../support/expect.ts";
import { drain, Pipe, pattern, receiveAll, TemporaryFile } from "../support/files.ts";
import { bytes, connectedPair, receiveText, using } from "../support/kinds.ts";

/** sendFile, ordered to fail: interrupted, short, refused; and what it asks the kernel for. */

const content = "0123456789";
const refused: Fault = { syscall: "sendfile", errno: "EINVAL" };

eachKind(streamKinds, "EINTR is thrown in nonblocking mode, retried in blocking mode", (kind) => {
  using([...connectedPair(kind), new TemporaryFile(content)], (first, second, file) => {
    const faults = [1, 2, 3].map((call): Fault => ({ syscall: "sendfile", errno: "EINTR", call }));
    const condition = expectCode("EINTR", () => withFaults(faults.slice(0, 1), () => first.sendFile(file, 0)));
    assert.deepEqual([condition.who, condition.syscall], ["sendFile", "sendfile"]);
    first.setNonblocking(false);
    const before = systemCallCount();
    assert.equal(
      withFaults(faults, () => first.sendFile(file, 1, 3)),
      3,
    );
    assert.equal(systemCallCount() - before, 4); // no poll: it is tried again at once
    assert.equal(receiveText(second), "123");
  });
});

eachKind(messageKinds, "EINTR of a message, in reading or in sending it", (kind) => {
  using([...connectedPair(kind), new TemporaryFile(content)], (first, second, file) => {
    for (const syscall of ["pread", "send"] as const) {
      expectCode("EINTR", () => withFaults([{ syscall, errno: "EINTR" }], () => first.sendFile(file, 0, 5)));
      first.setNonblocking(false);
      assert.equal(
        withFaults([{ syscall, errno: "EINTR" }], () => first.sendFile(file, 0, 5)),
        5,
      );
      first.setNonblocking(true);
      assert.equal(receiveText(second), "01234");
      expectWouldBlock(second.receive(1));
    }
  });
});

eachKind(streamKinds, "EAGAIN is a value, and in blocking mode a reason to wait", (kind) => {
  using([...connectedPair(kind), new TemporaryFile(content)], (first, second, file) => {
    for (const errno of ["EAGAIN", "EWOULDBLOCK"]) {
      const value = withFaults([{ syscall: "sendfile", errno }], () => first.sendFile(file, 0));
      expectWouldBlock(value);
      assert.deepEqual([(value as WouldBlock).who, (value as WouldBlock).syscall], ["sendFile", "sendfile"]);
      first.setNonblocking(false);
      // Twice in a row: then the file is looked at too, and as one that always can be read is not waited for.
      const faults = [1, 2].map((call): Fault => ({ syscall: "sendfile", errno, call }));
      assert.equal(
        withFaults(faults, () => first.sendFile(file, 0)),
        10,
      );
      first.setNonblocking(true);
      assert.equal(receiveText(second), content);
    }
  });
});

eachKind(streamKinds, "blocking: goes on after every short count, from where it was", (kind) => {
  for (const offset of [2, null]) {
    using([...connectedPair(kind), new TemporaryFile(`..${content}`)], (first, second, file) => {
      readSync(file.fd, new Uint8Array(2), 0, 2, null);
      first.setNonblocking(false);
      const faults: Fault[] = [
        { syscall: "sendfile", result: 1 },
        { syscall: "sendfile", call: 2, errno: "EINTR" },
        { syscall: "sendfile", call: 3, result: 2 },
        { syscall: "sendfile", call: 4, errno: "EAGAIN" },
        { syscall: "sendfile", call: 5, result: 1 },
      ];
      assert.equal(
        withFaults(faults, () => first.sendFile(file, offset, 8)),
        8,
      );
      assert.equal(receiveText(second), "01234567");
    });
  }
});

test("blocking: an error after the first bytes is told by the next call, of whatever name", () => {
  using([...connectedPair(unixStream), new TemporaryFile(content)], (first, second, file) => {
    first.setNonblocking(false);
    const partly = (errno: string): unknown =>
      withFaults(
        [
          { syscall: "sendfile", result: 3 },
          { syscall: "sendfile", call: 2, errno },
        ],
        () => first.sendFile(file, 0),
      );
    assert.equal(partly("EIO"), 3);
    expectCode("EIO", () => first.sendFile(file, 3));
    assert.equal(partly("EPIPE"), 3);
    expectCode("EPIPE", () => first.send(Buffer.from("x")));
    assert.equal(first.sendFile(file, 3), 7);
    assert.equal(receiveText(second), `012012${content.slice(3)}`);
  });
});

test("blocking: poll fails after the first bytes, or before them", () => {
  using([...connectedPair(unixStream), new TemporaryFile(content)], (first, _second, file) => {
    first.setNonblocking(false);
    const faults: Fault[] = [
      { syscall: "sendfile", result: 3 },
      { syscall: "sendfile", call: 2, errno: "EAGAIN" },
      { syscall: "poll", errno: "ENOMEM" },
    ];
    assert.equal(
      withFaults(faults, () => first.sendFile(file, 0)),
      3,
    );
    expectCode("ENOMEM", () => first.sendFile(file, 0));
    const condition = expectCode("ENOMEM", () =>
      withFaults(
        [
          { syscall: "sendfile", errno: "EAGAIN" },
          { syscall: "poll", errno: "ENOMEM" },
        ],
        () => first.sendFile(file, 0),
      ),
    );
    assert.deepEqual([condition.who, condition.syscall], ["sendFile", "poll"]);
  });
});

for (const errno of ["EINVAL", "ENOSYS", "EOPNOTSUPP"]) {
  test(`${errno} of sendfile: the file is copied, and a short send is read again`, () => {
    using([...connectedPair(unixStream), new TemporaryFile(content)], (first, second, file) => {
      const short = withFaults(
        [
          { syscall: "sendfile", errno },
          { syscall: "send", result: 4 },
        ],
        () => first.sendFile(file),
      );
      assert.equal(short, 4);
      assert.equal(first.sendFile(file, null, 2), 2);
      const read = withFaults(
        [
          { syscall: "sendfile", errno },
          { syscall: "pread", result: 3 },
        ],
        () => first.sendFile(file, 1),
      );
      assert.equal(read, 3);
      assert.equal(receiveText(second), "012345123");
    });
  });
}

test("ENOSYS of splice: what is no file of places cannot be copied, and that is sendfile's refusal", () => {
  using([...connectedPair(unixStream), new Pipe()], (first, second, pipe) => {
    pipe.write("kept");
    for (const errno of ["ENOSYS", "EINVAL"]) {
      const condition = expectCode(errno, () =>
        withFaults(
          [
            { syscall: "sendfile", errno },
            { syscall: "splice", errno },
          ],
          () => first.sendFile(pipe),
        ),
      );
      assert.equal(condition.syscall, "sendfile");
    }
    const short = withFaults([{ syscall: "splice", result: 1 }], () => first.sendFile(pipe));
    assert.equal(short, 1);
    expectCode("EIO", () => withFaults([{ syscall: "splice", errno: "EIO" }], () => first.sendFile(pipe)));
    assert.equal(first.sendFile(pipe), 3);
    assert.equal(receiveText(second), "kept");
  });
});

test("copied: when the position cannot be moved, the count is told, and the error by the next call", () => {
  using([...connectedPair(unixStream), new TemporaryFile(content)], (first, second, file) => {
    for (const nonblocking of [true, false]) {
      first.setNonblocking(nonblocking);
      const sent: unknown = withFaults([refused, { syscall: "lseek", call: 2, errno: "EIO" }], () =>
        first.sendFile(file),
      );
      assert.equal(sent, 10); // and no more: it would be the same bytes
      expectCode("EIO", () => first.sendFile(file));
      assert.equal(receiveText(second), content);
    }
    const condition = expectCode("EIO", () =>
      withFaults([refused, { syscall: "lseek", errno: "EIO" }], () => first.sendFile(file)),
    );
    assert.equal(condition.syscall, "lseek");
    expectWouldBlock(second.receive(1));
  });
});

test("a message whose send fails or would block is not lost", () => {
  using([...connectedPair(unixDatagram), new TemporaryFile(content)], (first, second, file) => {
    expectCode("ENOBUFS", () => withFaults([{ syscall: "send", errno: "ENOBUFS" }], () => first.sendFile(file)));
    expectWouldBlock(withFaults([{ syscall: "send", errno: "EAGAIN" }], () => first.sendFile(file)));
    // Read in pieces, sent as one.
    const faults = [1, 2, 3].map((call): Fault => ({ syscall: "pread", call, result: 2 }));
    assert.equal(
      withFaults(faults, () => first.sendFile(file)),
      10,
    );
    assert.deepEqual(done(second.receive(100)), bytes(content));
    expectWouldBlock(second.receive(1));
  });
});

/** What the table of system calls is asked for, while the body runs: instead of the kernel, `answer` is given. */
function asked(
  member: "sendFile" | "sendPipe",
  answer: (...args: number[]) => number,
  body: () => void,
): (readonly number[])[] {
  const calls: number[][] = [];
  const real = system[member];
  system[member] = (...args: number[]) => {
    calls.push(args);
    return answer(...args);
  };
  try {
    body();
  } finally {
    system[member] = real as typeof system.sendFile & typeof system.sendPipe;
  }
  return calls;
}

test("one attempt asks for no more than 1 MiB, nor for more than is wanted, and goes on behind what is done", () => {
  const mebibyte = 1 << 20;
  const calls = asked(
    "sendFile",
    () => 1000,
    () => {
      for (const [offset, count, finished] of [
        [0, undefined, 0],
        [7, 2 ** 33, 2 ** 32],
        [null, 5, 0],
        [null, 2 ** 33, 2 ** 33 - 9],
        [2 ** 40, mebibyte + 1, 1],
      ] as const) {
        assert.equal(new FileTransfer(3, 4, offset, count, true).attempt(finished), 1000);
      }
    },
  );
  assert.deepEqual(calls, [
    [3, 4, 0, mebibyte],
    [3, 4, 2 ** 32 + 7, mebibyte],
    [3, 4, -1, 5],
    [3, 4, -1, 9],
    [3, 4, 2 ** 40 + 1, mebibyte],
  ]);
});

test("counts beyond 2³²: all the shares together", () => {
  const transfer = new FileTransfer(3, 4, 0, 2 ** 32 + 10, true);
  let sent = 0;
  const calls = asked(
    "sendFile",
    (_fd, _file, _offset, count) => count as number,
    () => {
      while (sent < 2 ** 32 + 10) sent += transfer.attempt(sent);
    },
  );
  assert.equal(sent, 2 ** 32 + 10);
  assert.equal(calls.length, 4097);
  assert.deepEqual(calls.at(-1), [3, 4, 2 ** 32, 10]);
});

test("small room: every byte once, by the kernel's way and by the other", () => {
  const all = pattern(300_000);
  using([...connectedPair(unixStream), new TemporaryFile(all)], (first, second, file) => {
    first.setOption(SO_SNDBUF, 4096);
    const parts: Uint8Array[] = [];
    for (let round = 0; ; round++) {
      if (round % 3 === 0) orderFault(refused);
      const result = first.sendFile(file);
      if (result instanceof WouldBlock) parts.push(drain(second));
      else if (result === 0) break;
    }
    const left = all.length - parts.reduce((sum, part) => sum + part.length, 0);
    parts.push(receiveAll(second, left));
    assert.deepEqual(Buffer.concat(parts), Buffer.from(all));
  });
});
