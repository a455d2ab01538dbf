/** sendAll, receiveExactly; the procedures on descriptors; getErrno. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { describe, it } from "node:test";
import { ReceiveFromOption, Socket, SocketCondition, SocketDomain, SocketType, WouldBlock } from "berkeley-sockets";
import { SO_LINGER } from "berkeley-sockets/options";
import {
  closeFd,
  EndOfStreamCondition,
  getErrno,
  receiveExactly,
  sendAll,
  setFdBlocking,
  setFdNonBlocking,
  setIgnoreSigpipe,
  shutdown,
  TimeoutCondition,
} from "berkeley-sockets/simple";
import { withFaults } from "berkeley-sockets/testing";
import { expectCode, expectRefused, expectWouldBlock } from "../support/expect.ts";
import { bytes, connectedKinds, connectedPair, using } from "../support/kinds.ts";
import { isOpen } from "../support/loose-descriptor.ts";
import { startThread } from "../support/thread.ts";

const streams = connectedKinds.filter(({ type }) => type === SocketType.stream);

describe("sendAll and receiveExactly", () => {
  for (const of of streams) {
    it(`${of.name}: all of it, on sockets of either mode, which stays`, async () => {
      for (const nonblocking of [true, false]) {
        const [socket, peer] = connectedPair(of);
        socket.setNonblocking(nonblocking);
        const size = 2_000_003;
        const thread = await startThread(
          "const socket = Socket.adopt(data.fd); sendAll(socket, receiveExactly(socket, data.size)); socket.close();",
          { fd: peer.detach(), size },
        );
        const data = new Uint8Array(size).map((_, index) => index % 253);
        assert.equal(sendAll(socket, data, { timeout: 20_000 }), size);
        assert.ok(Buffer.from(data).equals(receiveExactly(socket, size, { timeout: 20_000 })));
        assert.equal(socket.nonblocking, nonblocking);
        await thread.result;
        socket.close();
      }
    });
  }

  it("an early end tells what had come", () => {
    const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);
    using([socket, peer], () => {
      peer.send(bytes("abc"));
      peer.close();
      const condition = expectCode("ENODATA", () => receiveExactly(socket, 5));
      assert.ok(condition instanceof EndOfStreamCondition);
      assert.deepEqual(condition.received, bytes("abc"));
      assert.match(condition.message, /after 3 bytes/);
      assert.equal(receiveExactly(socket, 0).length, 0);
    });
  });

  it("a deadline tells what had come, and is that of the whole", () => {
    const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);
    using([socket, peer], () => {
      peer.send(bytes("abc"));
      for (const [timeout, received] of [
        [0, "abc"],
        [20, ""],
      ] as const) {
        const condition = expectCode("ETIMEDOUT", () => receiveExactly(socket, 5, { timeout }));
        assert.ok(condition instanceof TimeoutCondition);
        assert.deepEqual([condition.who, condition.received], ["receiveExactly", bytes(received)]);
      }
      peer.send(bytes("abcde"));
      assert.deepEqual(receiveExactly(socket, 5, { timeout: 0 }), bytes("abcde"));
    });
  });

  it("an error tells how much went", () => {
    const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);
    using([socket, peer], () => {
      withFaults(
        [
          { syscall: "send", result: 3 },
          { syscall: "send", call: 2, errno: "ECONNRESET" },
        ],
        () => {
          const condition = expectCode("ECONNRESET", () => sendAll(socket, bytes("abcdef")));
          assert.deepEqual([condition.who, condition.sent], ["sendAll", 3]);
        },
      );
      peer.close();
      assert.equal(expectCode("EPIPE", () => sendAll(socket, bytes("x"))).sent, 0);
    });
  });

  it("a send of nothing is a send: an empty datagram, waited for", () => {
    const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.datagram);
    using([socket, peer], () => {
      withFaults([{ syscall: "send", errno: "EAGAIN" }], () => assert.equal(sendAll(socket, new Uint8Array(0)), 0));
      assert.deepEqual(peer.receive(5), new Uint8Array(0));
      withFaults([{ syscall: "send", errno: "EINTR" }], () => assert.equal(sendAll(socket, new Uint8Array(0)), 0));
      assert.deepEqual(peer.receive(5), new Uint8Array(0));
    });
  });

  it("arguments are checked before any system call", () => {
    const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);
    using([socket, peer], () => {
      expectRefused(TypeError, "data", () => sendAll(socket, "text" as never));
      expectRefused(TypeError, "socket", () => sendAll(3 as never, bytes("a")));
      expectRefused(TypeError, "socket", () => receiveExactly({} as never, 1));
      for (const count of [-1, 0.5, 2 ** 31]) expectRefused(RangeError, "count", () => receiveExactly(socket, count));
      expectRefused(RangeError, "timeout", () => receiveExactly(socket, 1, { timeout: -1 }));
      const gone = bytes("abc");
      structuredClone(gone.buffer, { transfer: [gone.buffer as ArrayBuffer] });
      expectRefused(TypeError, "data", () => sendAll(socket, gone));
      socket.close();
      assert.equal(expectCode("EBADF", () => sendAll(socket, bytes("a"))).who, "sendAll");
      assert.equal(expectCode("EBADF", () => receiveExactly(socket, 1)).who, "receiveExactly");
    });
  });
});

function failWithEnotsock(): void {
  const file = openSync("/dev/null", "r");
  assert.equal(shutdown(file, "rd"), false);
  closeSync(file);
  assert.notEqual(getErrno(), 9);
}

describe("procedures on descriptors", () => {
  it("setFdBlocking and setFdNonBlocking are the true fcntl; the object's mode stays, and it never blocks", () => {
    const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);
    using([socket, peer], () => {
      for (const fd of [socket, socket.fd]) {
        assert.equal(setFdBlocking(fd), true);
        assert.equal(setFdBlocking(fd), true);
        using other = Socket.borrow(socket.fd); // asks the kernel
        assert.equal(other.nonblocking, false);
        assert.equal(socket.nonblocking, true);
        expectWouldBlock(socket.receive(1));
        expectWouldBlock(socket.receiveFrom(1)[1]);
        expectWouldBlock(socket.receive(1, ReceiveFromOption.peek));
        while (!(socket.send(new Uint8Array(1 << 20)) instanceof WouldBlock));
        while (!(peer.receive(1 << 20) instanceof WouldBlock));
        assert.equal(setFdNonBlocking(fd), true);
        using third = Socket.borrow(socket.fd);
        assert.equal(third.nonblocking, true);
      }
    });
  });

  it("a descriptor that is closed gives false and EBADF", () => {
    const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);
    socket.close();
    peer.close();
    const number = openSync("/dev/null", "r");
    closeSync(number);
    for (const fd of [socket, number]) {
      for (const action of [
        () => setFdBlocking(fd),
        () => setFdNonBlocking(fd),
        () => shutdown(fd, "rd"),
        () => closeFd(fd),
      ]) {
        failWithEnotsock();
        assert.equal(action(), false);
        assert.equal(getErrno(), 9);
      }
    }
  });
  it("shutdown ends a half, of a socket or a number", () => {
    for (const pick of [(socket: Socket) => socket, (socket: Socket) => socket.fd]) {
      const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);
      using([socket, peer], () => {
        assert.equal(shutdown(pick(socket), "wr"), true);
        assert.equal((peer.receive(1) as Uint8Array).length, 0);
        peer.send(bytes("x"));
        assert.deepEqual(socket.receive(1), bytes("x"));
        assert.equal(shutdown(pick(socket), "rd"), true);
        expectCode("EPIPE", () => peer.send(bytes("x")));
        assert.equal(shutdown(pick(socket), "rdwr"), true);
        for (const how of ["read", "toString", ""]) {
          expectRefused(RangeError, "how", () => shutdown(pick(socket), how as never));
        }
        expectRefused(TypeError, "how", () => shutdown(pick(socket), 1 as never));
      });
    }
  });

  it("closeFd closes a socket, or a number that no socket owns", () => {
    const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);
    const owned = socket.fd;
    assert.equal(closeFd(owned), false);
    assert.equal(getErrno(), 16); // EBUSY
    assert.equal(socket.closed, false);
    assert.equal(socket.send(bytes("x")), 1);
    assert.equal(closeFd(socket), true);
    assert.equal(socket.closed, true);
    const detached = peer.detach();
    assert.equal(closeFd(detached), true);
    assert.equal(isOpen(detached), false);
  });

  it("closeFd tells of an error, and has closed", () => {
    const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);
    const detached = peer.detach();
    for (const fd of [socket, detached]) {
      withFaults([{ syscall: "close", errno: "EIO" }], () => assert.equal(closeFd(fd), false));
      assert.equal(getErrno(), 5);
    }
    assert.equal(socket.closed, true);
    assert.equal(isOpen(detached), false);
  });

  it("a worker that closes a lingering number can be ended", async () => {
    const [socket, server] = connectedPair(streams[0] as (typeof streams)[0]);
    while (!(socket.send(new Uint8Array(1 << 20)) instanceof WouldBlock));
    socket.setOption(SO_LINGER, { on: true, seconds: 60 });
    const number = socket.detach();
    const thread = await startThread("closeFd(data);", number);
    // In the kernel the number is free as soon as closing has begun.
    while (isOpen(number)) await new Promise((resolve) => setImmediate(resolve));
    await thread.terminate();
    server.close();
  });

  it("setIgnoreSigpipe", () => assert.equal(setIgnoreSigpipe(), true));

  it("arguments are checked before any system call", () => {
    for (const fd of [-1, 1.5, 2 ** 31]) {
      for (const action of [setFdBlocking, setFdNonBlocking, closeFd]) {
        expectRefused(RangeError, "fd", () => action(fd));
      }
      expectRefused(RangeError, "fd", () => shutdown(fd, "rd"));
    }
    for (const fd of ["1", undefined, null, {}]) expectRefused(TypeError, "fd", () => closeFd(fd as never));
  });

  it("getErrno is each environment's own", async () => {
    failWithEnotsock();
    const errno = getErrno();
    const thread = await startThread("const before = getErrno(); closeFd(999999); return [before, getErrno()];");
    assert.deepEqual(await thread.result, [0, 9]);
    assert.equal(getErrno(), errno);
    assert.ok(new SocketCondition("w", "s", errno).code === "ENOTSOCK");
  });
});
