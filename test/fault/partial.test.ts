import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReceiveFromOption, SendToOption } from "berkeley-sockets";
import { SO_RCVTIMEO } from "berkeley-sockets/options";
import { type Fault, systemCallCount, withFaults } from "berkeley-sockets/testing";
import { eachKind, messageKinds, streamKinds, unixStream } from "../support/each-kind.ts";
import { done, expectCode, expectWouldBlock } from "../support/expect.ts";
import { bytes, connectedPair, receiveText, using, waitFor } from "../support/kinds.ts";

/** Short counts, and errors that come when part of a transfer is done. */

const { waitAll, peek } = ReceiveFromOption;
const text = (data: unknown): string => new TextDecoder().decode(data as Uint8Array);

eachKind(streamKinds, "nonblocking: a short send is what it is, and only that much was sent", (kind) => {
  using(connectedPair(kind), (first, second) => {
    const sent = withFaults([{ syscall: "send", result: 3 }], () => first.send(bytes("abcdef")));
    assert.equal(sent, 3);
    assert.equal(receiveText(second), "abc");
    const ranged = withFaults([{ syscall: "send", result: 2 }], () => first.send(bytes("abcdef"), 1, 4));
    assert.equal(ranged, 2);
    assert.equal(receiveText(second), "bc");
  });
});

eachKind(streamKinds, "nonblocking: a short receive leaves the rest", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("abcdef"));
    waitFor(second);
    assert.equal(text(withFaults([{ syscall: "recv", result: 2 }], () => second.receive(100))), "ab");
    const room = new Uint8Array(6).fill(46);
    assert.equal(
      withFaults([{ syscall: "recv", result: 1 }], () => second.receiveInto(room, 2, 3)),
      1,
    );
    assert.equal(text(room), "..c...");
    assert.equal(text(withFaults([{ syscall: "recvfrom", result: 2 }], () => second.receiveFrom(100))[0]), "de");
    assert.equal(receiveText(second), "f");
  });
});

eachKind(streamKinds, "blocking: send goes on after every short count, EINTR and EAGAIN until all is sent", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.setNonblocking(false);
    const faults: Fault[] = [
      { syscall: "send", result: 1 },
      { syscall: "send", call: 2, errno: "EINTR" },
      { syscall: "send", call: 3, result: 2 },
      { syscall: "send", call: 4, errno: "EAGAIN" },
      { syscall: "send", call: 5, result: 1 },
    ];
    assert.equal(
      withFaults(faults, () => first.send(bytes(".abcdefgh."), 1, 8)),
      8,
    );
    assert.equal(receiveText(second), "abcdefgh");
  });
});

eachKind(streamKinds, "blocking: waitAll goes on after every short count, EINTR and EAGAIN", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("abcdefgh"));
    second.setNonblocking(false);
    const faults = (syscall: "recv" | "recvfrom"): Fault[] => [
      { syscall, result: 1 },
      { syscall, call: 2, errno: "EINTR" },
      { syscall, call: 3, result: 2 },
      { syscall, call: 4, errno: "EAGAIN" },
    ];
    const room = new Uint8Array(6).fill(46);
    assert.equal(
      withFaults(faults("recv"), () => second.receiveInto(room, 1, 4, waitAll)),
      4,
    );
    assert.equal(text(room), ".abcd.");
    assert.equal(text(withFaults(faults("recvfrom"), () => second.receiveFrom(4, waitAll))[0]), "efgh");
  });
});

test("blocking: peek with waitAll looks again from the start", () => {
  using(connectedPair(unixStream), (first, second) => {
    first.send(bytes("abcdef"));
    second.setNonblocking(false);
    second.setOption(SO_RCVTIMEO, 5000); // so that a wait for nothing ends
    const faults: Fault[] = [
      { syscall: "recv", result: 2 },
      { syscall: "recv", call: 2, errno: "EINTR" },
      { syscall: "recv", call: 3, result: 3 },
    ];
    assert.equal(text(withFaults(faults, () => second.receive(6, waitAll, peek))), "abcdef");
    assert.equal(text(second.receive(6)), "abcdef");
  });
});

eachKind(messageKinds, "blocking: a message is sent once, however short the kernel calls it", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.setNonblocking(false);
    assert.equal(
      withFaults([{ syscall: "send", result: 3 }], () => first.send(bytes("abcdef"))),
      3,
    );
    assert.equal(receiveText(second), "abc");
    assert.equal(second.receive(10).constructor.name, "WouldBlock");
  });
});

for (const errno of ["ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOBUFS"]) {
  eachKind(streamKinds, `blocking: ${errno} after part of a send is kept for the next send`, (kind) => {
    using(connectedPair(kind), (first, second) => {
      first.setNonblocking(false);
      const faults: Fault[] = [
        { syscall: "send", result: 3 },
        { syscall: "send", call: 2, errno },
      ];
      assert.equal(
        withFaults(faults, () => first.send(bytes("abcdef"))),
        3,
      );
      const before = systemCallCount();
      const condition = expectCode(errno, () => first.send(bytes("next")));
      assert.equal(condition.who, "send");
      assert.equal(condition.syscall, "send");
      assert.equal(systemCallCount(), before); // nothing was sent to find that out
      // It is told once; receiving is another matter.
      assert.equal(first.send(bytes("next")), 4);
      assert.equal(receiveText(second), "abcnext");
    });
  });

  eachKind(streamKinds, `blocking: ${errno} after part of waitAll is kept for the next receive`, (kind) => {
    using(connectedPair(kind), (first, second) => {
      first.send(bytes("abcdef"));
      second.setNonblocking(false);
      const faults: Fault[] = [
        { syscall: "recv", result: 2 },
        { syscall: "recv", call: 2, errno },
      ];
      assert.equal(text(withFaults(faults, () => second.receive(6, waitAll))), "ab");
      assert.equal(second.send(bytes("x")), 1); // the error is the receiving side's
      const condition = expectCode(errno, () => second.receiveFrom(6));
      assert.equal(condition.who, "receiveFrom");
      assert.equal(condition.syscall, "recvfrom");
      assert.equal(text(second.receive(10)), "cdef");
    });
  });
}

eachKind(streamKinds, "blocking: the kept error is told in nonblocking mode, too", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.setNonblocking(false);
    const faults: Fault[] = [
      { syscall: "send", result: 3 },
      { syscall: "send", call: 2, errno: "EIO" },
    ];
    withFaults(faults, () => first.send(bytes("abcdef")));
    first.setNonblocking(true);
    expectCode("EIO", () => first.send(bytes("x"), SendToOption.dontWait));
    assert.equal(receiveText(second), "abc");
  });
});

eachKind(streamKinds, "blocking: an error before the first byte is thrown at once, and not kept", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.setNonblocking(false);
    expectCode("ENOBUFS", () => withFaults([{ syscall: "send", errno: "ENOBUFS" }], () => first.send(bytes("abc"))));
    assert.equal(first.send(bytes("abc")), 3);
    assert.equal(receiveText(second), "abc");
  });
});

eachKind(streamKinds, "blocking: the end after part of waitAll is no error", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("abcdef"));
    second.setNonblocking(false);
    const faults: Fault[] = [
      { syscall: "recv", result: 2 },
      { syscall: "recv", call: 2, result: 0 },
    ];
    assert.equal(text(withFaults(faults, () => second.receive(6, waitAll))), "ab");
    assert.equal(text(second.receive(10)), "cdef");
  });
});

eachKind(streamKinds, "blocking: a time-out after part of waitAll is not kept", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("abc"));
    second.setNonblocking(false);
    second.setOption(SO_RCVTIMEO, 30);
    assert.equal(text(second.receive(6, waitAll)), "abc");
    expectWouldBlock(second.receive(6, waitAll));
    first.send(bytes("def"));
    assert.equal(text(second.receive(6)), "def");
  });
});

test("blocking: poll fails after part of waitAll: what came is given", () => {
  using(connectedPair(unixStream), (first, second) => {
    first.send(bytes("abc"));
    second.setNonblocking(false);
    const data = withFaults([{ syscall: "poll", errno: "ENOMEM" }], () => second.receive(6, waitAll));
    assert.equal(text(done(data)), "abc");
    expectCode("ENOMEM", () => second.receive(1));
  });
});

test("blocking: poll fails after part of a send: what went is told", () => {
  using(connectedPair(unixStream), (first, _second) => {
    first.setNonblocking(false);
    const faults: Fault[] = [
      { syscall: "send", result: 3 },
      { syscall: "send", call: 2, errno: "EAGAIN" },
      { syscall: "poll", errno: "ENOMEM" },
    ];
    assert.equal(
      withFaults(faults, () => first.send(bytes("abcdef"))),
      3,
    );
    expectCode("ENOMEM", () => first.send(bytes("x")));
  });
});

test("a result of no less than was asked for is really transferred", () => {
  using(connectedPair(unixStream), (first, second) => {
    for (const result of [3, 100]) {
      assert.equal(
        withFaults([{ syscall: "send", result }], () => first.send(bytes("abc"))),
        3,
      );
      assert.deepEqual(second.receive(10), bytes("abc"));
    }
  });
});
