import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { hostName, interfaceIndex, interfaceNames, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { openDescriptors, orderFault, systemCallCount, withFaults } from "berkeley-sockets/testing";
import { systemCallNames } from "../../src/sys/faults.ts";
import { system } from "../../src/sys/system.ts";
import { expectCode } from "../support/expect.ts";
import { bytes, using } from "../support/kinds.ts";
import { loopbackInterface } from "../support/probe.ts";

test("systemCallCount counts system calls, one each", () => {
  const before = systemCallCount();
  interfaceIndex(loopbackInterface);
  assert.equal(systemCallCount(), before + 1);
  hostName();
  assert.equal(systemCallCount(), before + 2);
});

test("every member of the table of calls has a name, and every name can be ordered", () => {
  assert.deepEqual(Object.keys(systemCallNames).sort(), Object.keys(system).sort());
  for (const syscall of new Set(Object.values(systemCallNames))) orderFault({ syscall, errno: "EIO" }).cancel();
});

test("an order happens once, at its turn, and says so", () => {
  const first = orderFault({ syscall: "gethostname", errno: "EIO" });
  const third = orderFault({ syscall: "gethostname", call: 3, errno: "EPERM" });
  assert.deepEqual([first.fired, third.fired], [false, false]);
  expectCode("EIO", hostName);
  assert.deepEqual([first.fired, third.fired], [true, false]);
  assert.notEqual(hostName(), "");
  expectCode("EPERM", hostName);
  assert.equal(third.fired, true);
  assert.notEqual(hostName(), "");
});

test("one call meets one fault, the first ordered", () => {
  const one = orderFault({ syscall: "gethostname", errno: "EIO" });
  const other = orderFault({ syscall: "gethostname", errno: "EPERM" });
  expectCode("EIO", hostName);
  assert.equal(one.fired, true);
  assert.equal(other.fired, false);
  other.cancel();
  assert.notEqual(hostName(), "");
});

test("a cancelled order does not happen; cancelling twice, or after the fact, is nothing", () => {
  const order = orderFault({ syscall: "gethostname", errno: "EIO" });
  order.cancel();
  order.cancel();
  assert.notEqual(hostName(), "");
  assert.equal(order.fired, false);
  const fired = orderFault({ syscall: "gethostname", errno: "EIO" });
  expectCode("EIO", hostName);
  fired.cancel();
  assert.equal(fired.fired, true);
});

test("an error by number, positive or negative, or by name", () => {
  for (const errno of ["ENOMEM", 12, -12]) {
    withFaults([{ syscall: "gethostname", errno }], () => {
      const condition = expectCode("ENOMEM", hostName);
      assert.equal(condition.type, 12);
    });
  }
});

test("a call that was answered for the kernel counts as a call, and makes none", () => {
  const before = systemCallCount();
  withFaults([{ syscall: "socket", errno: "EMFILE" }], () => {
    expectCode("EMFILE", () => Socket.create(SocketDomain.internet, SocketType.stream));
  });
  assert.equal(systemCallCount(), before + 1);
  assert.deepEqual(openDescriptors(), []);
});

test("an order for one call leaves the others alone", () => {
  withFaults([{ syscall: "gethostname", errno: "EIO" }], () => assert.ok(interfaceNames().length > 0));
  assert.notEqual(hostName(), "", "and is taken back at the end");
});

test("withFaults gives what its action gives, and takes orders back when it throws", () => {
  assert.equal(
    withFaults([], () => 5),
    5,
  );
  const failure = new Error("mine");
  assert.throws(
    () =>
      withFaults([{ syscall: "gethostname", errno: "EIO" }], () => {
        throw failure;
      }),
    failure,
  );
  assert.notEqual(hostName(), "");
});

test("withFaults waits for a promise before it takes orders back", async () => {
  await withFaults([{ syscall: "gethostname", errno: "EIO" }], async () => {
    await null;
    expectCode("EIO", hostName);
  });
  await withFaults([{ syscall: "gethostname", errno: "EIO" }], async () => null);
  assert.notEqual(hostName(), "");
  await assert.rejects(
    withFaults([{ syscall: "gethostname", errno: "EIO" }], async () => {
      throw new Error("mine");
    }),
    { message: "mine" },
  );
  assert.notEqual(hostName(), "");
});

test("an order that is wrong takes the ones before it back", () => {
  assert.throws(
    () => withFaults([{ syscall: "gethostname", errno: "EIO" }, { syscall: "nothing", errno: 1 } as never], hostName),
    RangeError,
  );
  assert.notEqual(hostName(), "");
});

test("a send or receive of fewer bytes is really made", () => {
  using(Socket.pair(SocketDomain.unix, SocketType.stream), (one, other) => {
    assert.equal(
      withFaults([{ syscall: "send", result: 2 }], () => one.send(bytes("hello"))),
      2,
    );
    assert.deepEqual(other.receive(100), bytes("he"));
    one.send(bytes("world"));
    assert.deepEqual(
      withFaults([{ syscall: "recv", result: 3 }], () => other.receive(100)),
      bytes("wor"),
    );
    assert.deepEqual(other.receive(100), bytes("ld"));
  });
});

test("a close that fails has closed all the same", () => {
  const socket = Socket.create(SocketDomain.internet, SocketType.stream);
  withFaults([{ syscall: "close", errno: "EIO" }], () => expectCode("EIO", () => socket.close()));
  assert.equal(socket.closed, true);
  assert.deepEqual(openDescriptors(), []);
});

for (const [name, fault, type, words] of [
  ["no object", null, TypeError, "must be an object"],
  ["an unknown member", { syscall: "send", errno: 1, times: 2 }, TypeError, "no member times"],
  ["an unknown call", { syscall: "sendmsg2", errno: 1 }, RangeError, "syscall must be one of"],
  ["no call", { errno: 1 }, RangeError, "syscall must be one of"],
  ["call 0", { syscall: "send", call: 0, errno: 1 }, RangeError, "call must be a positive integer"],
  ["half a call", { syscall: "send", call: 1.5, errno: 1 }, RangeError, "call must be a positive integer"],
  ["neither errno nor result", { syscall: "send" }, TypeError, "needs an errno or a result"],
  ["errno 0", { syscall: "send", errno: 0 }, RangeError, "errno must be a non-zero integer"],
  ["an unknown name", { syscall: "send", errno: "ENOSUCH" }, RangeError, "not the name of an error"],
  ["a name that is no error's", { syscall: "send", errno: "AF_INET" }, RangeError, "not the name of an error"],
  ["a resolver's error elsewhere", { syscall: "send", errno: "EAI_NONAME" }, RangeError, "belongs to the resolver"],
  ["half a result", { syscall: "send", result: 0.5 }, RangeError, "result must be an integer"],
  ["an errno of another type", { syscall: "send", errno: true }, TypeError, "errno must be a number or a name"],
] as const) {
  test(`refused: ${name}`, () => {
    assert.throws(
      () => orderFault(fault as never),
      (error: unknown) => error instanceof type && error.message.includes(words),
    );
  });
}

test("withFaults checks its arguments", () => {
  assert.throws(() => withFaults(null as never, hostName), TypeError);
  assert.throws(() => withFaults([], null as never), TypeError);
});

test("openDescriptors tells the sockets that are open, in order", () => {
  const sockets = [1, 2, 3].map(() => Socket.create(SocketDomain.internet, SocketType.stream));
  using(sockets, () => {
    assert.deepEqual(
      openDescriptors(),
      sockets.map((socket) => socket.fd).sort((one, other) => one - other),
    );
  });
  assert.deepEqual(openDescriptors(), []);
});
