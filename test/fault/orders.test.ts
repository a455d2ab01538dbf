import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { hostName, interfaceNames, SocketCondition } from "berkeley-sockets";
import { type OrderedFault, orderFault, systemCallCount, withFaults } from "berkeley-sockets/testing";
import { order as orderInSource } from "../../src/sys/faults.ts";
import { system } from "../../src/sys/system.ts";
import { tcp, unixStream } from "../support/each-kind.ts";
import { expectCode } from "../support/expect.ts";
import { create } from "../support/kinds.ts";

/** The switch itself: `orderFault`. */

const ordered: OrderedFault[] = [];

function order(...fault: Parameters<typeof orderFault>): OrderedFault {
  const made = orderFault(...fault);
  ordered.push(made);
  return made;
}

afterEach(() => {
  for (const fault of ordered.splice(0)) fault.cancel();
});

test("a fault happens once, the next time", () => {
  const fault = order({ syscall: "gethostname", errno: "EPERM" });
  assert.equal(fault.fired, false);
  expectCode("EPERM", () => hostName());
  assert.equal(fault.fired, true);
  assert.notEqual(hostName(), "");
});

test("`call: n`: the n-th time from now", () => {
  hostName();
  const fault = order({ syscall: "gethostname", call: 3, errno: "EPERM" });
  hostName();
  hostName();
  assert.equal(fault.fired, false);
  expectCode("EPERM", () => hostName());
  assert.equal(fault.fired, true);
  hostName();
});

test("several orders for one call, and for several", () => {
  const faults = [
    order({ syscall: "gethostname", call: 1, errno: "EPERM" }),
    order({ syscall: "gethostname", call: 3, errno: "EFAULT" }),
    order({ syscall: "if_nameindex", errno: "ENOBUFS" }),
  ];
  expectCode("EPERM", () => hostName());
  assert.deepEqual(
    faults.map(({ fired }) => fired),
    [true, false, false],
  );
  hostName();
  expectCode("ENOBUFS", () => interfaceNames());
  expectCode("EFAULT", () => hostName());
  assert.ok(faults.every(({ fired }) => fired));
  hostName();
  interfaceNames();
});

test("counting begins with the order, not with the first of them", () => {
  order({ syscall: "gethostname", call: 2, errno: "EPERM" });
  hostName();
  order({ syscall: "gethostname", call: 2, errno: "EFAULT" });
  expectCode("EPERM", () => hostName());
  expectCode("EFAULT", () => hostName());
});

test("of two for the same call the first comes first, the other with the next call", () => {
  order({ syscall: "gethostname", errno: "EPERM" });
  order({ syscall: "gethostname", errno: "EFAULT" });
  expectCode("EPERM", () => hostName());
  expectCode("EFAULT", () => hostName());
  hostName();
});

test("an order that was cancelled does not happen", () => {
  const fault = order({ syscall: "gethostname", errno: "EPERM" });
  fault.cancel();
  fault.cancel();
  hostName();
  assert.equal(fault.fired, false);
  const fired = order({ syscall: "gethostname", errno: "EPERM" });
  expectCode("EPERM", () => hostName());
  fired.cancel(); // too late: nothing happens
  assert.equal(fired.fired, true);
});

test("cancelling one leaves the others", () => {
  const first = order({ syscall: "gethostname", call: 1, errno: "EPERM" });
  order({ syscall: "gethostname", call: 2, errno: "EFAULT" });
  first.cancel();
  hostName();
  expectCode("EFAULT", () => hostName());
});

test("an errno by name, by number, by negative number", () => {
  for (const errno of ["ENOMEM", 12, -12]) {
    order({ syscall: "gethostname", errno });
    assert.equal(expectCode("ENOMEM", () => hostName()).type, 12);
  }
});

test("a result takes the call's place", () => {
  using socket = create(tcp);
  const before = systemCallCount();
  withFaults([{ syscall: "listen", result: 0 }], () => socket.listen());
  assert.equal(systemCallCount() - before, 1); // it counts as one
  expectCode("EINVAL", () => socket.accept()); // but was not made
  assert.equal(
    withFaults([{ syscall: "if_nametoindex", result: 77 }], () => withFaults([], () => hostName() && 77)),
    77,
  );
});

test("orders that are wrong are refused, and order nothing", () => {
  const wrong = (fault: unknown): never => fault as never;
  const refused: [unknown, typeof TypeError | typeof RangeError, RegExp][] = [
    [undefined, TypeError, /a fault must be an object/],
    [null, TypeError, /a fault must be an object/],
    ["gethostname", TypeError, /a fault must be an object/],
    [{ syscall: "gethostname" }, TypeError, /needs an errno or a result/],
    [{ syscall: "gethostname", errno: "EWHAT" }, RangeError, /"EWHAT"/],
    [{ syscall: "gethostname", errno: "eperm" }, RangeError, /"eperm"/],
    [{ syscall: "gethostname", errno: "AF_INET" }, RangeError, /"AF_INET"/],
    [{ syscall: "gethostname", errno: "" }, RangeError, /""/],
    [{ syscall: "gethostname", errno: 0 }, RangeError, /errno/],
    [{ syscall: "gethostname", errno: 1.5 }, RangeError, /errno/],
    [{ syscall: "gethostname", errno: Number.NaN }, RangeError, /errno/],
    [{ syscall: "gethostname", errno: null }, TypeError, /errno/],
    [{ syscall: "gethostname", errno: "EAI_NONAME" }, RangeError, /resolver/],
    [{ syscall: "gethostname", result: "1" }, TypeError, /result/],
    [{ syscall: "gethostname", result: 1.5 }, RangeError, /result/],
    [{ syscall: "gethostname", errno: "EPERM", call: 0 }, RangeError, /call/],
    [{ syscall: "gethostname", errno: "EPERM", call: 1.5 }, RangeError, /call/],
    [{ syscall: "gethostname", errno: "EPERM", call: "1" }, RangeError, /call/],
    [{ syscall: "gethostname", errno: "EPERM", times: 2 }, TypeError, /no member times/],
    [{ syscall: "getHostName", errno: "EPERM" }, RangeError, /gethostname/], // those there are
    [{ syscall: "write", errno: "EPERM" }, RangeError, /syscall/],
    [{ errno: "EPERM" }, RangeError, /syscall/],
  ];
  for (const [fault, type, words] of refused) {
    assert.throws(
      () => orderFault(wrong(fault)),
      (error) => error instanceof type && words.test(error.message),
      JSON.stringify(fault),
    );
    hostName();
  }
});

test("the entry points share one switch", () => {
  // `berkeley-sockets` makes the calls, `berkeley-sockets/testing` orders: separate files of one build.
  using socket = create(unixStream);
  order({ syscall: "getsockname", errno: "ENOBUFS" });
  expectCode("ENOBUFS", () => socket.localAddress);
});

test("while nothing is ordered the real calls are in place", () => {
  // Of the unbundled source, whose table this test can see.
  const real = { ...system };
  const one = orderInSource({ syscall: "fcntl", call: 2, errno: "EIO" });
  const two = orderInSource({ syscall: "gethostname", errno: "EIO" });
  assert.notEqual(system.duplicate, real.duplicate);
  assert.notEqual(system.getNonblocking, real.getNonblocking); // every member of that name
  assert.notEqual(system.hostName, real.hostName);
  assert.equal(system.send, real.send);
  assert.equal(system.hostName(), -5);
  assert.equal(system.hostName, real.hostName);
  one.cancel();
  two.cancel();
  assert.deepEqual(system, real);
});

test("a fault's condition cannot be told from the kernel's", () => {
  using socket = create(tcp);
  order({ syscall: "accept", errno: "EINVAL" });
  const ordered = expectCode("EINVAL", () => socket.accept());
  const real = expectCode("EINVAL", () => socket.accept());
  assert.ok(ordered instanceof SocketCondition);
  assert.deepEqual({ ...ordered, stack: "" }, { ...real, stack: "" });
  assert.equal(ordered.message, real.message);
});
