/** The everyday procedures under errors that are ordered: what is retried, what is told, what is closed. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type InternetAddress, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import {
  AcceptCondition,
  acceptIpv4Connection,
  BufferedSocket,
  ConnectCondition,
  connectToHost,
  connectToIpv4Host,
  connectToUnixHost,
  getErrno,
  listenOnIpv4Socket,
  listenOnUnixSocket,
  receiveExactly,
  sendAll,
  setIgnoreSigpipe,
  TimeoutCondition,
  writeBytes,
} from "berkeley-sockets/simple";
import { openDescriptors, orderFault, withFaults } from "berkeley-sockets/testing";
import { tcp } from "../support/each-kind.ts";
import { expectCode } from "../support/expect.ts";
import { bytes, temporaryPath, using } from "../support/kinds.ts";
import { deserted } from "../support/ports.ts";

function withListener(body: (listener: Socket, port: number) => void): void {
  using([listenOnIpv4Socket(true, 0, 5)], (listener) =>
    body(listener, (listener.localAddress as InternetAddress).port),
  );
}

function withPair(body: (socket: Socket, peer: Socket) => void): void {
  using([...Socket.pair(SocketDomain.unix, SocketType.stream)], body);
}

/** A second order behind one that fires tells whether the call was made again. */
function calledOnce(syscall: "connect", action: () => void): void {
  const again = orderFault({ syscall, call: 2, errno: "EIO" });
  try {
    action();
    assert.equal(again.fired, false, `${syscall} was called again`);
  } finally {
    again.cancel();
  }
}

describe("connect", () => {
  it("survives EINTR without being called twice", () => {
    withListener((listener, port) => {
      withFaults([{ syscall: "connect", errno: "EINTR" }], () => {
        calledOnce("connect", () => {
          using socket = connectToIpv4Host("127.0.0.1", null, port, { timeout: 5000 });
          assert.ok(socket.peerAddress !== undefined);
        });
      });
      acceptIpv4Connection(listener, null, { timeout: 5000 }).close();
    });
  });

  it("tells of a refusal that came after EINTR", () => {
    const [keeper, address] = deserted(tcp);
    using _ = keeper;
    const { port } = address as InternetAddress;
    withFaults([{ syscall: "connect", errno: "EINTR" }], () => {
      const condition = expectCode("ECONNREFUSED", () => connectToIpv4Host("127.0.0.1", null, port, { timeout: 5000 }));
      assert.ok(condition instanceof ConnectCondition);
    });
  });

  it("on a Unix socket survives EINTR, and EAGAIN by trying again", () => {
    const path = temporaryPath();
    using([listenOnUnixSocket(path, 5)], () => {
      withFaults([{ syscall: "connect", errno: "EINTR" }], () => {
        calledOnce("connect", () => connectToUnixHost(path, { timeout: 5000 }).close());
      });
      const faults = [1, 2, 3].map((call) => ({ syscall: "connect", call, errno: "EAGAIN" }) as const);
      withFaults(faults, () => connectToUnixHost(path, { timeout: 5000 }).close());
    });
  });

  it("an interrupted wait goes on", () => {
    withListener((_, port) => {
      withFaults([{ syscall: "poll", errno: "EINTR" }], () => connectToIpv4Host("localhost", null, port).close());
    });
  });

  it("what fails on the way is told, and no descriptor stays", () => {
    withListener((_, port) => {
      const before = openDescriptors();
      for (const [syscall, errno] of [
        ["socket", "EMFILE"],
        ["socket", "ENOBUFS"],
        ["connect", "ENETUNREACH"],
        ["connect", "ETIMEDOUT"],
        ["poll", "ENOMEM"],
        ["getsockopt", "ENOBUFS"],
      ] as const) {
        withFaults([{ syscall, errno }], () => {
          const condition = expectCode(errno, () => connectToIpv4Host("127.0.0.1", null, port));
          assert.ok(condition instanceof ConnectCondition && !(condition instanceof TimeoutCondition));
          assert.deepEqual([condition.who, condition.errors.length], ["connectToIpv4Host", 1]);
          if (syscall !== "poll" && syscall !== "getsockopt") assert.equal(condition.address, "127.0.0.1");
        });
      }
      for (const errno of ["EAI_AGAIN", "EAI_FAIL", "EMFILE"]) {
        withFaults([{ syscall: "getaddrinfo", errno }], () => {
          const condition = expectCode(errno, () => connectToHost("localhost", null, port));
          assert.ok(condition instanceof ConnectCondition);
          assert.deepEqual([condition.errors, (condition.cause as { code: string }).code], [[], errno]);
        });
      }
      assert.deepEqual(openDescriptors(), before);
    });
  });
});

describe("accept", () => {
  for (const errno of ["ECONNABORTED", "EINTR", "EPROTO", "EHOSTUNREACH", "ENETDOWN", "EAGAIN"]) {
    it(`${errno}: goes on`, () => {
      withListener((listener, port) => {
        using client = connectToIpv4Host("127.0.0.1", null, port);
        for (const nonblocking of [true, false]) {
          listener.setNonblocking(nonblocking);
          using other = connectToIpv4Host("127.0.0.1", null, port);
          withFaults([{ syscall: "accept", errno }], () =>
            acceptIpv4Connection(listener, null, { timeout: 5000 }).close(),
          );
          assert.ok(!client.closed && !other.closed);
          assert.equal(listener.nonblocking, nonblocking);
        }
      });
    });
  }

  for (const errno of ["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EPERM"]) {
    it(`${errno}: is told, and the connection stays in the queue`, () => {
      withListener((listener, port) => {
        using client = connectToIpv4Host("127.0.0.1", null, port);
        listener.setNonblocking(false);
        withFaults([{ syscall: "accept", errno }], () => {
          assert.ok(expectCode(errno, () => acceptIpv4Connection(listener)) instanceof AcceptCondition);
        });
        assert.equal(listener.nonblocking, false);
        acceptIpv4Connection(listener, null, { timeout: 5000 }).close();
        assert.ok(!client.closed);
      });
    });
  }

  it("a failing wait is told", () => {
    withListener((listener) => {
      withFaults([{ syscall: "poll", errno: "ENOMEM" }], () => {
        expectCode("ENOMEM", () => acceptIpv4Connection(listener));
      });
    });
  });
});

describe("transfers", () => {
  it("short sends, EINTR and EAGAIN: all of it goes", () => {
    withPair((socket, peer) => {
      const faults = [
        { syscall: "send", result: 1 },
        { syscall: "send", call: 2, errno: "EINTR" },
        { syscall: "send", call: 3, errno: "EAGAIN" },
        { syscall: "send", call: 4, result: 2 },
      ] as const;
      withFaults(faults, () => assert.equal(sendAll(socket, bytes("abcdefgh")), 8));
      assert.deepEqual(peer.receive(100), bytes("abcdefgh"));
    });
  });

  it("short receives, EINTR and EAGAIN: all of it comes", () => {
    withPair((socket, peer) => {
      peer.send(bytes("abcdefgh\n"));
      const faults = [
        { syscall: "recv", result: 1 },
        { syscall: "recv", call: 2, errno: "EINTR" },
        { syscall: "recv", call: 3, errno: "EAGAIN" },
        { syscall: "recv", call: 4, result: 2 },
      ] as const;
      withFaults(faults, () => assert.deepEqual(receiveExactly(socket, 4), bytes("abcd")));
      withFaults(faults, () => assert.equal(new BufferedSocket(socket).readLine(), "efgh"));
    });
  });

  it("an error in the middle loses nothing that had come", () => {
    withPair((socket, peer) => {
      const buffered = new BufferedSocket(socket);
      for (const read of [() => buffered.readLine(), () => buffered.readBytes(100), () => buffered.readAll()]) {
        peer.send(bytes("abc"));
        withFaults([{ syscall: "recv", call: 2, errno: "ECONNRESET" }], () => expectCode("ECONNRESET", read));
      }
      peer.send(bytes("\n"));
      assert.equal(buffered.readLine(), "abcabcabc");
      peer.send(bytes("abc"));
      withFaults([{ syscall: "recv", call: 2, errno: "ECONNRESET" }], () => {
        const condition = expectCode("ECONNRESET", () => receiveExactly(socket, 5));
        assert.deepEqual([condition.who, condition.received], ["receiveExactly", bytes("abc")]);
      });
    });
  });

  it("the kernel's ETIMEDOUT in the middle of a connection is no TimeoutCondition", () => {
    withPair((socket) => {
      withFaults([{ syscall: "recv", errno: "ETIMEDOUT" }], () => {
        const condition = expectCode("ETIMEDOUT", () => new BufferedSocket(socket).readLine({ timeout: 5000 }));
        assert.ok(!(condition instanceof TimeoutCondition));
      });
    });
  });

  it("procedures that say whether they succeeded keep the errno", () => {
    withPair((socket) => {
      const buffered = new BufferedSocket(socket);
      withFaults([{ syscall: "send", errno: "ENOBUFS" }], () => assert.equal(writeBytes(buffered, bytes("a")), false));
      assert.equal(getErrno(), 105);
      assert.equal(writeBytes(buffered, bytes("a")), true);
      assert.equal(getErrno(), 105, "of the last failure");
      withFaults([{ syscall: "signal", errno: "EINVAL" }], () => assert.equal(setIgnoreSigpipe(), false));
      assert.equal(getErrno(), 22);
    });
  });
});
