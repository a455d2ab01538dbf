import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { hostName, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { openDescriptors, systemCallCount, withFaults } from "berkeley-sockets/testing";
import { tcp, unixStream } from "../support/each-kind.ts";
import { expectCode } from "../support/expect.ts";
import { bytes, connectedPair, create, using } from "../support/kinds.ts";

/** `withFaults`, `systemCallCount` and `openDescriptors`. */

test("withFaults gives what the action gives, and takes back what did not happen", () => {
  assert.equal(
    withFaults([{ syscall: "listen", errno: "EIO" }], () => 42),
    42,
  );
  using socket = create(tcp);
  socket.listen();
  assert.equal(
    withFaults([], () => "none"),
    "none",
  );
});

test("withFaults takes them back when the action throws", () => {
  assert.throws(() => {
    withFaults([{ syscall: "gethostname", errno: "EPERM" }], () => {
      throw new Error("mine");
    });
  }, /^Error: mine$/);
  hostName();
});

test("withFaults within withFaults", () => {
  withFaults([{ syscall: "gethostname", call: 2, errno: "EPERM" }], () => {
    withFaults([{ syscall: "gethostname", errno: "EFAULT" }], () => {
      expectCode("EFAULT", () => hostName());
    });
    expectCode("EPERM", () => hostName());
  });
  hostName();
});

test("withFaults waits for a promise", async () => {
  const result = withFaults([{ syscall: "gethostname", errno: "EPERM" }], async () => {
    await turn();
    return expectCode("EPERM", () => hostName()).code;
  });
  assert.ok(result instanceof Promise);
  assert.equal(await result, "EPERM");

  const unused = withFaults([{ syscall: "gethostname", errno: "EPERM" }], () => turn("done"));
  assert.equal(await unused, "done");
  hostName();

  const rejected = withFaults([{ syscall: "gethostname", errno: "EPERM" }], async () => {
    await turn();
    throw new Error("mine");
  });
  await assert.rejects(rejected, /^Error: mine$/);
  hostName();
});

test("withFaults: a wrong order takes back those before it, and the action is not run", () => {
  const wrong = (value: unknown): never => value as never;
  const action = (): never => assert.fail("the action was run");
  const first = { syscall: "gethostname", errno: "EPERM" } as const;
  assert.throws(() => withFaults([first, wrong({ syscall: "gethostname" })], action), TypeError);
  hostName();
  assert.throws(() => withFaults(wrong(first), action), /faults must be an array/);
  assert.throws(() => withFaults([first], wrong("action")), /action must be a function/);
  hostName();
});

test("systemCallCount counts every call", () => {
  using(connectedPair(unixStream), (first, second) => {
    const counted = (action: () => unknown): number => {
      const before = systemCallCount();
      action();
      return systemCallCount() - before;
    };
    assert.equal(
      counted(() => first.send(bytes("x"))),
      1,
    );
    assert.equal(
      counted(() => second.receive(10)),
      1,
    );
    assert.equal(
      counted(() => second.receiveFrom(10)),
      1,
    ); // would block, and was made
    assert.equal(
      counted(() => first.localAddress),
      1,
    );
    assert.equal(
      counted(() => create(unixStream).close()),
      2,
    );
    assert.equal(
      counted(() => first.nonblocking),
      0,
    );
    assert.equal(
      counted(() => first.setNonblocking(true)),
      0,
    );
    assert.equal(
      counted(() => hostName()),
      1,
    );
  });
});

test("openDescriptors tells what sockets own, in ascending order", () => {
  const before = openDescriptors();
  const pair = Socket.pair(SocketDomain.unix, SocketType.stream);
  using(pair, (first, second) => {
    const now = openDescriptors();
    assert.deepEqual(
      now.filter((fd) => !before.includes(fd)),
      [first.fd, second.fd].sort((a, b) => a - b),
    );
    assert.deepEqual(
      now,
      [...now].sort((a, b) => a - b),
    );
    const fd = first.detach();
    assert.ok(!openDescriptors().includes(fd));
    Socket.adopt(fd).close();
  });
  assert.deepEqual(openDescriptors(), before);
});
