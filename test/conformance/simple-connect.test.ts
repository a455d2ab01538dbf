/** connectTo… of `simple`: connect(2), getaddrinfo(3). */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  AddressInfoCondition,
  type InternetAddress,
  Socket,
  SocketDomain,
  SocketType,
  UnixAddress,
} from "berkeley-sockets";
import {
  ConnectCondition,
  connectToHost,
  connectToIpv4Host,
  connectToIpv6Host,
  connectToUnixHost,
  listenOnIpv4Socket,
  listenOnIpv6Socket,
  listenOnUnixSocket,
  TimeoutCondition,
} from "berkeley-sockets/simple";
import { systemCallCount, withFaults } from "berkeley-sockets/testing";
import { finished, spawnBehind } from "../support/child.ts";
import { tcp, tcp6 } from "../support/each-kind.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { temporaryPath, using } from "../support/kinds.ts";
import { deserted } from "../support/ports.ts";
import { notRoot, withoutIpv6, withoutProgram } from "../support/probe.ts";
import { onMusl } from "../support/runtime.ts";
import { startThread } from "../support/thread.ts";

function portOf(listener: Socket): number {
  return (listener.localAddress as { port?: number }).port ?? 0;
}

/** A Unix listener whose queue is full, and what fills it. */
function fullListener(): [string, Socket, Socket[]] {
  const path = temporaryPath();
  const listener = listenOnUnixSocket(path, 0);
  const waiting: Socket[] = [];
  for (;;) {
    const socket = Socket.create(SocketDomain.unix, SocketType.stream);
    waiting.push(socket);
    if (socket.connect(new UnixAddress(path)) !== true) return [path, listener, waiting];
  }
}

describe("connecting to a host", () => {
  for (const [name, connect, listen, addresses, skip] of [
    ["connectToIpv4Host", connectToIpv4Host, listenOnIpv4Socket, ["127.0.0.1", "localhost"], false],
    ["connectToIpv6Host", connectToIpv6Host, listenOnIpv6Socket, ["::1"], withoutIpv6()],
    ["connectToHost", connectToHost, listenOnIpv4Socket, ["127.0.0.1"], false],
  ] as const) {
    for (const address of addresses) {
      it(`${name} ${address}: a connection in blocking mode`, { skip }, () => {
        using([listen(true, 0, 5)], (listener) => {
          for (const timeout of [undefined, 5000, Number.POSITIVE_INFINITY]) {
            using socket = connect(address, null, portOf(listener), { timeout });
            assert.equal(socket.nonblocking, false);
            assert.ok(socket.peerAddress?.equals(listener.localAddress as InternetAddress));
          }
        });
      });
    }

    it(`${name}: a timeout of 0 tries an address in figures`, { skip }, () => {
      using([listen(true, 0, 5)], (listener) => {
        connect(addresses[0], null, portOf(listener), { timeout: 0 }).close();
      });
      const [keeper] = deserted(name === "connectToIpv6Host" ? tcp6 : tcp);
      using _ = keeper;
      const condition = expectCode("ECONNREFUSED", () => connect(addresses[0], null, portOf(keeper), { timeout: 0 }));
      assert.ok(condition instanceof ConnectCondition);
    });
  }

  it("the port wins over the service, whatever that is", () => {
    using([listenOnIpv4Socket(true, 0, 5)], (listener) => {
      for (const service of ["http", "no such service", "0", ""]) {
        connectToIpv4Host("127.0.0.1", service, portOf(listener)).close();
      }
    });
  });

  it("a service that is a number is that port", () => {
    using([listenOnIpv4Socket(true, 0, 5)], (listener) => {
      connectToIpv4Host("127.0.0.1", String(portOf(listener)), 0).close();
    });
  });

  it("refused: a ConnectCondition with the address that was tried", () => {
    const [keeper] = deserted(tcp);
    using _ = keeper;
    const port = portOf(keeper);
    const condition = expectCode("ECONNREFUSED", () => connectToIpv4Host("localhost", null, port));
    assert.ok(condition instanceof ConnectCondition && !(condition instanceof TimeoutCondition));
    assert.deepEqual(
      [condition.who, condition.syscall, condition.address, condition.port],
      ["connectToIpv4Host", "connect", "127.0.0.1", port],
    );
    assert.deepEqual(
      condition.errors.map((error) => [error.code, error.address, error.port]),
      [["ECONNREFUSED", "127.0.0.1", port]],
    );
    assert.equal(condition.cause, condition.errors[0]);
    assert.ok(!(condition.errors[0] instanceof ConnectCondition));
  });

  const figuresOfTheOther = onMusl ? "EAI_NONAME" : "EAI_ADDRFAMILY";
  for (const [what, code, action] of [
    ["an unknown service", "EAI_SERVICE", () => connectToIpv4Host("localhost", "no-such-service", 0)],
    ["an unknown host", "EAI_NONAME", () => connectToHost("no such host", null, 80)],
    ["IPv6 figures where IPv4 is wanted", figuresOfTheOther, () => connectToIpv4Host("::1", null, 80)],
    ["IPv4 figures where IPv6 is wanted", figuresOfTheOther, () => connectToIpv6Host("127.0.0.1", null, 80)],
  ] as const) {
    it(`${what}: the lookup's condition is the cause`, () => {
      const condition = expectCode(code, action);
      assert.ok(condition instanceof ConnectCondition);
      assert.deepEqual(condition.errors, []);
      assert.equal(condition.syscall, "getaddrinfo");
      assert.ok(condition.cause instanceof AddressInfoCondition);
      assert.equal(condition.cause.code, code);
    });
  }

  it("a lookup that takes longer than the timeout", () => {
    const condition = withFaults([{ syscall: "poll", result: 0 }], () =>
      expectCode("ETIMEDOUT", () => connectToHost("localhost", null, 80, { timeout: 0 })),
    );
    assert.ok(condition instanceof TimeoutCondition);
    assert.equal(condition.message, "getaddrinfo ETIMEDOUT localhost");
    assert.equal(condition.who, "connectToHost");
  });

  it("arguments are checked before any system call", () => {
    for (const connect of [connectToHost, connectToIpv4Host, connectToIpv6Host]) {
      expectRefused(RangeError, "port", () => connect("localhost", null, 0));
      expectRefused(RangeError, "port", () => connect("localhost", "http", 65536));
      expectRefused(RangeError, "service", () => connect("localhost", "70000", 0));
      expectRefused(RangeError, "address", () => connect("", null, 80));
      for (const timeout of [-1, Number.NaN]) {
        expectRefused(RangeError, "timeout", () => connect("localhost", null, 80, { timeout }));
      }
      expectRefused(TypeError, "timeOut", () => connect("localhost", null, 80, { timeOut: 1 } as never));
      expectRefused(TypeError, "options", () => connect("localhost", null, 80, null as never));
    }
  });

  it("tries every address in turn and tells of each", { skip: notRoot || withoutProgram("unshare") }, async (t) => {
    const hosts = temporaryPath("hosts");
    // The addresses of 127/8 are all this machine's, so that each refuses at once.
    writeFileSync(hosts, "127.0.0.9 many\n127.0.0.8 many\n127.0.0.7 many\n");
    const source = `
      import { getAddressInfo, SocketType } from "berkeley-sockets";
      import { connectToHost, connectToIpv4Host, listenOnIpv4Socket } from "berkeley-sockets/simple";
      import { withFaults } from "berkeley-sockets/testing";
      const { addresses } = getAddressInfo("many", 1, { type: SocketType.stream });
      const order = addresses.map(({ address }) => address.toString().replace(":1", ""));
      const listener = listenOnIpv4Socket(order[2], 0, 5);
      const { port } = listener.localAddress;
      const show = (error) => [error.name, error.code, error.address, error.errors?.map((e) => e.code + " " + e.address)];
      const failure = (action) => { try { action(); } catch (error) { return error; } };
      const failing = (faults, timeout) => withFaults(faults, () => failure(() => connectToHost("many", null, 1, { timeout })));
      const again = (call) => ({ syscall: "connect", call, errno: "EAGAIN" });
      const late = failing([3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map(again), 60);
      console.log(JSON.stringify([
        order,
        connectToIpv4Host("many", null, port).peerAddress.toString() === order[2] + ":" + port,
        show(failing([{ syscall: "connect", call: 2, errno: "ENETUNREACH" }])),
        show(failing([{ syscall: "socket", call: 3, errno: "EMFILE" }])),
        show(failing([again(3)], 5000)),
        [...show(late), ...show(late.cause)],
      ]));
      process.exit(0);`;
    const child = spawnBehind(`mount --bind ${hosts} /etc/hosts`, source, { mounts: true });
    const { code, out, err } = await finished(child);
    if (/mount:|unshare:/.test(err)) return t.skip(`no private mounts here: ${err}`);
    assert.equal(code, 0, err);
    const [order, connected, ...failures] = JSON.parse(out) as [string[], boolean, ...unknown[][]];
    assert.deepEqual([...order].sort(), ["127.0.0.7", "127.0.0.8", "127.0.0.9"]);
    assert.equal(connected, true);
    const [, second, last] = order;
    const refused = order.map((address) => `ECONNREFUSED ${address}`);
    assert.deepEqual(failures, [
      ["ConnectCondition", "ECONNREFUSED", last, [refused[0], `ENETUNREACH ${second}`, refused[2]]],
      ["ConnectCondition", "EMFILE", last, [refused[0], refused[1], `EMFILE ${last}`]],
      // EAGAIN had started nothing: the third address was tried again.
      ["ConnectCondition", "ECONNREFUSED", last, refused],
      // What had failed before the deadline passed is its cause.
      ["TimeoutCondition", "ETIMEDOUT", last, null, "ConnectCondition", "ECONNREFUSED", second, refused.slice(0, 2)],
    ]);
  });

  it("the kernel's own ETIMEDOUT is no TimeoutCondition", () => {
    withFaults([{ syscall: "connect", errno: "ETIMEDOUT" }], () => {
      const condition = expectCode("ETIMEDOUT", () => connectToIpv4Host("127.0.0.1", null, 80, { timeout: 5000 }));
      assert.ok(condition instanceof ConnectCondition && !(condition instanceof TimeoutCondition));
    });
  });
});

describe("connectToUnixHost", () => {
  it("gives a connection in blocking mode, also at once", () => {
    const path = temporaryPath();
    using([listenOnUnixSocket(path, 5)], () => {
      for (const timeout of [undefined, 0, 5000]) {
        using socket = connectToUnixHost(path, { timeout });
        assert.equal(socket.nonblocking, false);
        assert.deepEqual(socket.peerAddress, new UnixAddress(path));
      }
    });
  });

  it("a path that is not there, or that nobody listens on", () => {
    const path = temporaryPath();
    for (const code of ["ENOENT", "ECONNREFUSED"]) {
      const condition = expectCode(code, () => connectToUnixHost(path));
      assert.ok(condition instanceof ConnectCondition);
      assert.deepEqual([condition.address, condition.errors.length], [path, 1]);
      using stale = Socket.create(SocketDomain.unix, SocketType.stream);
      if (code === "ENOENT") stale.bind(new UnixAddress(path));
    }
  });

  it("a full queue is waited for, until the deadline", () => {
    const [path, listener, waiting] = fullListener();
    using([listener, ...waiting], () => {
      for (const timeout of [0, 120]) {
        const before = systemCallCount();
        const start = performance.now();
        const condition = expectCode("ETIMEDOUT", () => connectToUnixHost(path, { timeout }));
        assert.ok(condition instanceof TimeoutCondition);
        assert.equal(condition.message, `connect ETIMEDOUT ${path}`);
        assert.ok(performance.now() - start >= timeout);
        assert.ok(systemCallCount() - before < 60, "pauses grow");
      }
    });
  });

  it("a full queue that is served in time is no failure", async () => {
    const [path, listener, waiting] = fullListener();
    waiting.pop()?.close(); // the one that found it full
    const fd = listener.detach();
    const server = await startThread(
      "const listener = Socket.adopt(data.fd); await sleep(50); for (let n = 0; n <= data.count; n++) acceptUnixConnection(listener, { timeout: 10000 }).close(); listener.close();",
      { fd, count: waiting.length },
    );
    connectToUnixHost(path, { timeout: 10_000 }).close();
    await server.result;
    for (const socket of waiting) socket.close();
  });

  it("arguments are checked before any system call", () => {
    expectRefused(RangeError, "path", () => connectToUnixHost(""));
    expectRefused(RangeError, "pathname", () => connectToUnixHost("a\0b"));
    expectRefused(RangeError, "107", () => connectToUnixHost("x".repeat(108)));
    expectRefused(TypeError, "pathname", () => connectToUnixHost(new Uint8Array(3) as never));
    expectRefused(RangeError, "timeout", () => connectToUnixHost("a", { timeout: -1 }));
  });
});
