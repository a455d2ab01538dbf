import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { pollSockets, Socket, type SocketAddress, SocketCondition, WouldBlock } from "berkeley-sockets";
import { orderFault, type SystemCallName, systemCallCount, withFaults } from "berkeley-sockets/testing";
import { eachKind, tcp, unixStream } from "../support/each-kind.ts";
import { expectCode, expectWouldBlock } from "../support/expect.ts";
import {
  bound,
  bytes,
  connectedKinds,
  connectedPair,
  create,
  datagramKinds,
  kinds,
  listener,
  using,
  waitFor,
} from "../support/kinds.ts";

/** EINTR and EAGAIN: nonblocking mode tells of a signal, blocking mode goes on; would-block is a value. */

interface Call {
  readonly syscall: SystemCallName;
  readonly who: string;
  /** What the call gives, the condition taken out of its tuple. */
  readonly call: (socket: Socket) => unknown;
  /** What is there to be received, or accepted. */
  readonly expected: unknown;
}

const transfers: Call[] = [
  { syscall: "send", who: "send", call: (socket) => socket.send(bytes("abc")), expected: 3 },
  { syscall: "recv", who: "receive", call: (socket) => socket.receive(8), expected: bytes("data") },
  { syscall: "recv", who: "receiveInto", call: (socket) => socket.receiveInto(new Uint8Array(8)), expected: 4 },
  {
    syscall: "recvfrom",
    who: "receiveFrom",
    call: (socket) => {
      const [data, condition] = socket.receiveFrom(8);
      return data ?? condition;
    },
    expected: bytes("data"),
  },
  {
    syscall: "recvfrom",
    who: "receiveFromInto",
    call: (socket) => {
      const [count, condition] = socket.receiveFromInto(new Uint8Array(8));
      return count ?? condition;
    },
    expected: 4,
  },
];

for (const { syscall, who, call, expected } of transfers) {
  eachKind(kinds, `${who}: EINTR is thrown in nonblocking mode, retried in blocking mode`, (kind) => {
    using(connectedPair(kind), (first, second) => {
      second.send(bytes("data"));
      waitFor(first);
      const condition = expectCode("EINTR", () => withFaults([{ syscall, errno: "EINTR" }], () => call(first)));
      assert.equal(condition.who, who);
      assert.equal(condition.syscall, syscall);
      first.setNonblocking(false);
      const faults = [1, 2, 3].map((time) => ({ syscall, errno: "EINTR", call: time }));
      const before = systemCallCount();
      assert.deepEqual(
        withFaults(faults, () => call(first)),
        expected,
      );
      assert.equal(systemCallCount() - before, 4); // no poll: it is tried again at once
    });
  });

  eachKind(kinds, `${who}: EAGAIN is a value, and in blocking mode a reason to wait`, (kind) => {
    using(connectedPair(kind), (first, second) => {
      second.send(bytes("data"));
      waitFor(first);
      for (const errno of ["EAGAIN", "EWOULDBLOCK"]) {
        const value = withFaults([{ syscall, errno }], () => call(first));
        expectWouldBlock(value);
        assert.equal((value as WouldBlock).who, who);
        assert.equal((value as WouldBlock).syscall, syscall);
        assert.equal(
          withFaults([{ syscall, errno }], () => call(first)),
          value,
        );
      }
      first.setNonblocking(false);
      assert.deepEqual(
        withFaults([{ syscall, errno: "EAGAIN" }], () => call(first)),
        expected,
      );
    });
  });
}

eachKind(datagramKinds, "sendTo: EINTR and EAGAIN", (kind) => {
  const [receiver, address] = bound(kind);
  using([receiver, create(kind)], (_, sender) => {
    const send = (): unknown => sender.sendTo(bytes("x"), address);
    const condition = expectCode("EINTR", () => withFaults([{ syscall: "sendto", errno: "EINTR" }], send));
    assert.equal(condition.message, `sendto EINTR ${address}`);
    const value = withFaults([{ syscall: "sendto", errno: "EAGAIN" }], send);
    expectWouldBlock(value);
    assert.ok(value instanceof WouldBlock && value.address === undefined && value.port === undefined);
    sender.setNonblocking(false);
    for (const errno of ["EINTR", "EAGAIN"]) assert.equal(withFaults([{ syscall: "sendto", errno }], send), 1);
  });
});

function pendingListener(kind: (typeof kinds)[number]): [Socket, Socket, SocketAddress] {
  const [listening, address] = listener(kind);
  const client = create(kind);
  client.connect(address);
  waitFor(listening);
  return [listening, client, address];
}

eachKind(connectedKinds, "accept: EINTR and EAGAIN", (kind) => {
  const [listening, client] = pendingListener(kind);
  using([listening, client], () => {
    expectCode("EINTR", () => withFaults([{ syscall: "accept", errno: "EINTR" }], () => listening.accept()));
    const [nobody, value] = withFaults([{ syscall: "accept", errno: "EAGAIN" }], () => listening.accept());
    assert.equal(nobody, undefined);
    expectWouldBlock(value);
    listening.setNonblocking(false);
    const faults = ["EINTR", "EAGAIN", "EINTR"].map(
      (errno, index) => ({ syscall: "accept", errno, call: index + 1 }) as const,
    );
    const [server] = withFaults(faults, () => listening.accept());
    assert.ok(server !== undefined);
    server.close();
  });
});

test("the errno decides what would block: EINPROGRESS is an error anywhere but in connect", () => {
  using(connectedPair(unixStream), (first, _second) => {
    expectCode("EINPROGRESS", () => withFaults([{ syscall: "recv", errno: "EINPROGRESS" }], () => first.receive(1)));
  });
});

test("EAGAIN elsewhere is an error like any other", () => {
  using socket = create(tcp);
  expectCode("EAGAIN", () => withFaults([{ syscall: "bind", errno: "EAGAIN" }], () => socket.bind(tcp.freshAddress())));
  expectCode("EAGAIN", () => withFaults([{ syscall: "socket", errno: "EAGAIN" }], () => create(tcp)));
  expectCode("EAGAIN", () => withFaults([{ syscall: "listen", errno: "EAGAIN" }], () => socket.listen()));
});

test("poll: EINTR does not end a wait, in pollSockets or in blocking mode", () => {
  using(connectedPair(unixStream), (first, second) => {
    const faults = [1, 2].map((call) => ({ syscall: "poll", errno: "EINTR", call }) as const);
    const third = orderFault({ syscall: "poll", call: 3, result: 0 });
    assert.deepEqual(
      withFaults(faults, () => pollSockets([{ socket: first, read: true }], 100)),
      [],
    );
    assert.ok(third.fired); // it went on after each signal
    second.send(bytes("x"));
    first.setNonblocking(false);
    const received = withFaults([{ syscall: "recv", errno: "EAGAIN" }, ...faults], () => first.receive(1));
    assert.deepEqual(received, bytes("x"));
  });
});

test("poll: another error ends a wait and is thrown as poll's", () => {
  using(connectedPair(unixStream), (first, _second) => {
    first.setNonblocking(false);
    const condition = expectCode("ENOMEM", () =>
      withFaults([{ syscall: "poll", errno: "ENOMEM" }], () => first.receive(1)),
    );
    assert.equal(condition.who, "receive");
    assert.equal(condition.syscall, "poll");
    assert.ok(!(condition instanceof WouldBlock) && condition instanceof SocketCondition);
    const [listening] = listener(unixStream);
    using([listening], () => {
      listening.setNonblocking(false);
      expectCode("ENOMEM", () => withFaults([{ syscall: "poll", errno: "ENOMEM" }], () => listening.accept()));
    });
  });
});

test("a time-out that the kernel will not tell is none", () => {
  using(connectedPair(unixStream), (first, second) => {
    first.setNonblocking(false);
    second.send(bytes("x"));
    const faults = [
      { syscall: "recv", errno: "EAGAIN" },
      { syscall: "getsockopt", errno: "EINVAL" },
    ] as const;
    assert.deepEqual(
      withFaults(faults, () => first.receive(1)),
      bytes("x"),
    );
  });
});

test("dontWait and nonblocking mode never poll", () => {
  using(connectedPair(unixStream), (first, _second) => {
    const polled = orderFault({ syscall: "poll", errno: "EIO" });
    first.receive(1);
    Socket.borrow(first.fd).receiveFrom(1);
    assert.equal(polled.fired, false);
    polled.cancel();
  });
});
