/** accept…Connection of `simple`: accept(2). */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import { Internet6Address, InternetAddress, Socket, SocketDomain, SocketType, UnixAddress } from "berkeley-sockets";
import {
  AcceptCondition,
  acceptIpv4Connection,
  acceptIpv6Connection,
  acceptUnixConnection,
  ipv4AddressToString,
  listenOnIpv4Socket,
  listenOnIpv6Socket,
  listenOnUnixSocket,
  setFdBlocking,
  TimeoutCondition,
} from "berkeley-sockets/simple";
import { withFaults } from "berkeley-sockets/testing";
import { expectCode, expectRefused } from "../support/expect.ts";
import { temporaryPath, using } from "../support/kinds.ts";
import { withoutIpv6 } from "../support/probe.ts";
import { terminatedThreadKeepsSockets } from "../support/runtime.ts";
import { startThread } from "../support/thread.ts";

interface Case {
  readonly name: string;
  readonly size: number;
  readonly skip: string | false;
  listen(): Socket;
  accept(listener: Socket, connection?: Uint8Array | null, options?: { timeout?: number }): Socket;
}

const cases: readonly Case[] = [
  {
    name: "acceptIpv4Connection",
    size: 4,
    skip: false,
    listen: () => listenOnIpv4Socket(true, 0, 5),
    accept: acceptIpv4Connection,
  },
  {
    name: "acceptIpv6Connection",
    size: 16,
    skip: withoutIpv6(),
    listen: () => listenOnIpv6Socket(true, 0, 5),
    accept: acceptIpv6Connection,
  },
  {
    name: "acceptUnixConnection",
    size: 0,
    skip: false,
    listen: () => listenOnUnixSocket(temporaryPath(), 5),
    accept: (listener, _, options) => acceptUnixConnection(listener, options),
  },
];

/** A client that has connected, or is about to be: the kernel does that by itself. */
function clientOf(listener: Socket): Socket {
  const client = Socket.create(listener.domain, SocketType.stream);
  client.connect(listener.localAddress as UnixAddress);
  return client;
}

for (const { name, size, skip, listen, accept } of cases) {
  describe(name, { skip }, () => {
    it("takes a connection in blocking mode from a listener in either mode, which stays", () => {
      using([listen()], (listener) => {
        for (const nonblocking of [true, false]) {
          listener.setNonblocking(nonblocking);
          for (const timeout of [undefined, 0, 5000]) {
            using client = clientOf(listener);
            using server = accept(listener, null, timeout === undefined ? {} : { timeout });
            assert.equal(server.nonblocking, false);
            assert.equal(listener.nonblocking, nonblocking);
            client.send(Uint8Array.of(1, 2));
            assert.deepEqual(server.receive(5), Uint8Array.of(1, 2));
          }
        }
      });
    });

    it("waits no longer than its timeout, in either mode, and then loses nothing", () => {
      using([listen()], (listener) => {
        for (const nonblocking of [true, false]) {
          listener.setNonblocking(nonblocking);
          for (const timeout of [0, 30]) {
            const start = performance.now();
            const condition = expectCode("ETIMEDOUT", () => accept(listener, null, { timeout }));
            assert.ok(condition instanceof TimeoutCondition && !(condition instanceof AcceptCondition));
            assert.deepEqual([condition.who, condition.syscall], [name, "accept"]);
            assert.ok(performance.now() - start >= timeout);
            assert.equal(listener.nonblocking, nonblocking);
          }
        }
        using client = clientOf(listener);
        accept(listener, null, { timeout: 5000 }).close();
        assert.ok(!client.closed);
      });
    });

    it("waits for a connection that comes later", async () => {
      const listener = listen();
      const address = listener.localAddress as UnixAddress;
      const thread = await startThread(
        `await sleep(20);
         const address = SocketAddress.decode(data.address);
         const socket = Socket.create(address.domain, SocketType.stream);
         socket.setNonblocking(false);
         socket.connect(address);
         const last = socket.receive(1).length;
         socket.close();
         return last;`,
        { address: address.encode() },
      );
      accept(listener).close();
      assert.equal(await thread.result, 0);
      listener.close();
    });

    it("does not wait in the kernel though the descriptor was made blocking", () => {
      using([listen()], (listener) => {
        assert.equal(setFdBlocking(listener), true);
        expectCode("ETIMEDOUT", () => accept(listener, null, { timeout: 20 }));
        using client = clientOf(listener);
        using server = accept(listener, null, { timeout: 5000 });
        assert.ok(!client.closed && !server.nonblocking);
      });
    });

    it("errors are AcceptConditions", () => {
      using([listen()], (listener) => {
        withFaults([{ syscall: "accept", errno: "EMFILE" }], () => {
          const condition = expectCode("EMFILE", () => accept(listener));
          assert.ok(condition instanceof AcceptCondition);
          assert.deepEqual([condition.who, condition.syscall], [name, "accept"]);
        });
        using idle = Socket.create(listener.domain, SocketType.stream);
        assert.ok(expectCode("EINVAL", () => accept(idle)) instanceof AcceptCondition);
        using datagram = Socket.create(listener.domain, SocketType.datagram);
        assert.ok(expectCode("ENOTSUP", () => accept(datagram)) instanceof AcceptCondition);
      });
    });

    it("a closed listener is EBADF", () => {
      for (const nonblocking of [true, false]) {
        const listener = listen();
        listener.setNonblocking(nonblocking);
        listener.close();
        const condition = expectCode("EBADF", () => accept(listener));
        assert.ok(condition instanceof AcceptCondition);
        assert.equal(condition.syscall, "accept");
      }
    });

    it("arguments are checked before any system call", () => {
      for (const other of cases) {
        if (other.name === name || other.skip !== false) continue;
        using([other.listen()], (listener) => expectRefused(RangeError, "socket", () => accept(listener)));
      }
      expectRefused(TypeError, "socket", () => accept(7 as never));
      using([listen()], (listener) => {
        expectRefused(RangeError, "timeout", () => accept(listener, null, { timeout: -1 }));
        if (size === 0) return;
        for (const wrong of [0, size - 1, size + 1]) {
          expectRefused(RangeError, "connection", () => accept(listener, new Uint8Array(wrong)));
        }
        for (const wrong of ["1.2.3.4", new DataView(new ArrayBuffer(size)), new Uint16Array(size), true]) {
          expectRefused(TypeError, "connection", () => accept(listener, wrong as never));
        }
        const gone = new Uint8Array(size);
        structuredClone(gone.buffer, { transfer: [gone.buffer] });
        expectRefused(TypeError, "connection", () => accept(listener, gone));
      });
    });
  });
}

describe("the peer's address", () => {
  it("arrives in network order, also in the middle of a buffer", () => {
    using([listenOnIpv4Socket(true, 0, 5)], (listener) => {
      using client = Socket.create(SocketDomain.internet, SocketType.stream);
      client.bind(InternetAddress.from("127.0.0.77", 0));
      client.connect(listener.localAddress as InternetAddress);
      const room = Buffer.alloc(8, 0xee);
      acceptIpv4Connection(listener, room.subarray(2, 6)).close();
      assert.deepEqual([...room], [0xee, 0xee, 127, 0, 0, 77, 0xee, 0xee]);
      assert.equal(ipv4AddressToString(room.subarray(2, 6)), "127.0.0.77");
    });
  });

  it("of IPv6", { skip: withoutIpv6() }, () => {
    using([listenOnIpv6Socket(true, 0, 5)], (listener) => {
      using client = clientOf(listener);
      const room = new Uint8Array(20).fill(0xee);
      acceptIpv6Connection(listener, room.subarray(3, 19)).close();
      assert.deepEqual([...room.subarray(3, 19)], [...Internet6Address.loopback(0).ip]);
      assert.deepEqual([room[2], room[19]], [0xee, 0xee]);
      assert.ok(!client.closed);
    });
  });

  it("is not written when nobody came", () => {
    using([listenOnIpv4Socket(true, 0, 5)], (listener) => {
      const bytes = new Uint8Array(4).fill(9);
      expectCode("ETIMEDOUT", () => acceptIpv4Connection(listener, bytes, { timeout: 0 }));
      assert.deepEqual([...bytes], [9, 9, 9, 9]);
    });
  });
});

describe("a worker that waits to accept", () => {
  it("can be ended, and its sockets are closed", { skip: terminatedThreadKeepsSockets }, async () => {
    const path = temporaryPath();
    const thread = await startThread("acceptUnixConnection(listenOnUnixSocket(data, 1));", path);
    while (!existsSync(path)) await new Promise((resolve) => setImmediate(resolve));
    await thread.terminate();
    expectCode("ECONNREFUSED", () => {
      using client = Socket.create(SocketDomain.unix, SocketType.stream);
      client.connect(new UnixAddress(path));
    });
  });
});
