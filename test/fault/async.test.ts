import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Socket, type SocketAddress, SocketDomain, SocketType, type UnixAddress } from "berkeley-sockets";
import {
  AcceptCondition,
  accept,
  acceptIpv4Connection,
  ConnectCondition,
  connect,
  connections,
  connectToHost,
  connectToIpv4Host,
  connectToUnixHost,
  EventLoop,
  getAddressInfo,
  getLine,
  listenOnIpv4Socket,
  readable,
  receive,
  receiveExactly,
  send,
  sendAll,
} from "berkeley-sockets/async";
import { BufferedSocket } from "berkeley-sockets/simple";
import { openDescriptors, orderFault, systemCallCount, withFaults } from "berkeley-sockets/testing";
import { rejectsWith, staysPending, text, turns, until } from "../support/awaiting.ts";
import { fullListener } from "../support/blocking.ts";
import { tcp, tcp6, unixStream } from "../support/each-kind.ts";
import { expectCode } from "../support/expect.ts";
import { bytes, create, listener, using } from "../support/kinds.ts";
import { twins } from "../support/ports.ts";
import { withoutIpv6 } from "../support/probe.ts";

const pair = (): readonly [Socket, Socket] => Socket.pair(SocketDomain.unix, SocketType.stream);
const OUT_OF = ["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"];

describe("want of descriptors while accepting", () => {
  for (const errno of OUT_OF) {
    it(`${errno} surfaces, starves nobody, and accepting goes on`, () => {
      const [listening, address] = listener(tcp);
      const client = create(tcp);
      return using([listening, client], async () => {
        client.connect(address);
        const faults = [1, 2, 3].map((call) => orderFault({ syscall: "accept", call, errno }));
        let timers = 0;
        const timer = setInterval(() => {
          timers += 1;
        }, 1);
        let failures = 0;
        const before = systemCallCount();
        let accepted: Socket | undefined;
        while (accepted === undefined) {
          try {
            [accepted] = await accept(listening);
          } catch (error) {
            assert.equal((error as { code: string }).code, errno);
            failures += 1;
          }
        }
        clearInterval(timer);
        accepted.close();
        assert.equal(failures, 3);
        assert.ok(faults.every(({ fired }) => fired));
        assert.ok(timers >= 3, `${timers} timers fired`);
        assert.ok(systemCallCount() - before < 30, "it spun");
      });
    });
  }

  it("is told to all who wait, by the procedure's own condition", () => {
    const [listening, address] = listener(tcp);
    const client = create(tcp);
    return using([listening, client], async () => {
      const promises = [accept(listening), acceptIpv4Connection(listening)];
      const results = Promise.allSettled(promises);
      await turns();
      for (const call of [1, 2]) orderFault({ syscall: "accept", call, errno: "EMFILE" });
      client.connect(address);
      const reasons = (await results).map((result) => (result as PromiseRejectedResult).reason);
      assert.deepEqual(
        reasons.map(({ code }) => code),
        ["EMFILE", "EMFILE"],
      );
      assert.ok(reasons[1] instanceof AcceptCondition);
      assert.equal(reasons[1].who, "acceptIpv4Connection");
      const { value } = await connections(listening).next();
      (value as readonly [Socket, SocketAddress])[0].close();
    });
  });

  it("peers that went away are passed over", () => {
    const [listening, address] = listener(tcp);
    const client = create(tcp);
    return using([listening, client], async () => {
      const waiting = accept(listening);
      await turns();
      await withFaults(
        [
          { syscall: "accept", errno: "ECONNABORTED" },
          { syscall: "accept", call: 2, errno: "EINTR" },
          { syscall: "accept", call: 3, errno: "EPROTO" },
        ],
        async () => {
          client.connect(address);
          const [accepted] = await waiting;
          accepted.close();
        },
      );
    });
  });
});

describe("interrupted and short calls", () => {
  it("EINTR tries again", () =>
    using(pair(), async (a, b) => {
      for (const syscall of ["recv", "send", "poll"] as const) orderFault({ syscall, errno: "EINTR" });
      assert.equal(await send(b, bytes("abc\n")), 4);
      assert.equal(text(await receive(a, 2)), "ab");
      await readable(a);
      await withFaults([{ syscall: "recv", errno: "EINTR" }], async () => {
        assert.equal(await getLine(new BufferedSocket(a)), "c");
      });
      const waiting = receive(a, 5);
      await turns(1);
      await withFaults(
        [
          { syscall: "epoll_wait", errno: "EINTR" },
          { syscall: "recv", errno: "EINTR" },
        ],
        async () => {
          b.send(bytes("x"));
          assert.equal(text(await waiting), "x");
        },
      );
    }));

  it("a send or receive of fewer bytes goes on", () =>
    using(pair(), async (a, b) => {
      const faults = [1, 3, 4].map((call) => orderFault({ syscall: "send", call, result: 2 }));
      assert.equal(await sendAll(a, bytes("abcdefghij")), 10);
      for (const fault of faults) fault.cancel();
      orderFault({ syscall: "recv", result: 1 });
      assert.equal(text(await receiveExactly(b, 10)), "abcdefghij");
    }));

  it("a connect that was interrupted is not called twice", () => {
    const [listening, address] = listener(tcp);
    const client = create(tcp);
    return using([listening, client], async () => {
      const again = orderFault({ syscall: "connect", call: 2, errno: "EIO" });
      await withFaults([{ syscall: "connect", errno: "EINTR" }], async () => {
        assert.equal(await connect(client, address), true);
      });
      assert.equal(again.fired, false);
      again.cancel();
    });
  });
});

describe("a Unix listener whose queue is full", () => {
  // connect(2), EAGAIN: nothing was started, so there is nothing to be told of.
  it("is tried again and again, ever less often, until it has room", async () => {
    const [listening, address] = listener(unixStream);
    const { path } = address as UnixAddress;
    await using([listening], async () => {
      const made = create(unixStream);
      for (const start of [() => connect(made, address).then(() => made), () => connectToUnixHost(path)]) {
        const faults = [1, 2, 3, 4, 5, 6].map((call) => orderFault({ syscall: "connect", call, errno: "EAGAIN" }));
        const began = performance.now();
        const client = await start();
        // 1, 2, 4, 8, 16 and 32 ms; the clocks of timers round.
        assert.ok(performance.now() - began >= 63 - 6);
        assert.ok(faults.every(({ fired }) => fired));
        const [server] = await accept(listening, { timeout: 0 });
        server.close();
        client.close();
      }
    });
  });

  it("until the deadline, and that is all that it does", async () => {
    const [listening, address, clients] = fullListener(unixStream);
    const socket = create(unixStream);
    await using([listening, socket, ...clients], async () => {
      const before = systemCallCount();
      await rejectsWith("ETIMEDOUT", connect(socket, address, { timeout: 200 }));
      // Of connect(2) there are nine at most, and poll(2) looks once at the end.
      const calls = systemCallCount() - before;
      assert.ok(calls >= 2 && calls <= 12, `${calls} system calls`);
      assert.equal(socket.peerAddress, undefined);
    });
  });
});

describe("a poller that fails", () => {
  it("refuses who would wait, and leaves the rest as it was", () =>
    using(pair(), async (a, b) => {
      const loop = new EventLoop();
      for (const start of [
        () => receive(a, 1, { loop }),
        () => receiveExactly(a, 1, { loop }),
        () => getLine(new BufferedSocket(a), { loop }),
        () => readable(a, { loop }),
      ]) {
        await withFaults([{ syscall: "epoll_ctl", errno: "ENOSPC" }], () => rejectsWith("ENOSPC", start()));
      }
      let refused = 0;
      withFaults([{ syscall: "epoll_ctl", errno: "ENOMEM" }], () => {
        expectCode("ENOMEM", () => loop.addReadWatch(a, () => ++refused < 2));
      });
      b.send(bytes("w"));
      assert.equal(text(await receive(a, 1, { loop })), "w");
      const woken = receive(a, 1, { loop });
      await turns();
      b.send(bytes("w"));
      await woken;
      assert.equal(refused, 0, "a watch that was refused was called");
      let calls = 0;
      loop.addReadWatch(a, () => ++calls < 2);
      withFaults([{ syscall: "epoll_ctl", errno: "ENOMEM" }], () => {
        try {
          loop.addReadWatch(a, () => assert.fail("the watch that was refused"));
        } catch {
          return;
        }
        loop.addReadWatch(a, () => ++calls < 2); // it needed no call
      });
      b.send(bytes("x"));
      await until(() => calls === 2);
      assert.equal(text(await receive(a, 1, { loop })), "x");
      loop.close();
    }));

  it("ends who waits when it cannot go on, and the loop lives", () =>
    using(pair(), async (a, b) => {
      const [c, d] = pair();
      await using([c, d], async () => {
        const watched: Promise<void> = new Promise((resolve) => {
          EventLoop.default.addReadWatch(a, () => {
            resolve();
            return false;
          });
        });
        const first = receive(a, 1);
        const second = receive(a, 1).catch((error: { code: string }) => error.code);
        const other = receive(c, 1);
        await turns();
        const fault = orderFault({ syscall: "epoll_ctl", errno: "ENOMEM" });
        b.send(bytes("x"));
        d.send(bytes("y"));
        assert.equal(text(await first), "x");
        assert.equal(text(await other), "y");
        fault.cancel();
        await Promise.race([watched, second]);
        a.close();
        assert.ok(["ENOMEM", "ECANCELED"].includes((await second) as string));
      });
    }));

  it("that finds nothing this time is asked again", () =>
    using(pair(), async (a, b) => {
      const waiting = receive(a, 1);
      await turns();
      for (const fault of [{ errno: "EINTR" }, { result: 0 }]) orderFault({ syscall: "epoll_wait", ...fault });
      b.send(bytes("x"));
      assert.equal(text(await waiting), "x");
    }));

  it("that cannot be made is told", () => {
    withFaults([{ syscall: "epoll_create", errno: "EMFILE" }], () => {
      expectCode("EMFILE", () => new EventLoop());
    });
  });
});

describe("a default loop that cannot be made", () => {
  it("is told to who must wait, and nothing is left behind", () =>
    using(pair(), async (a, _b) => {
      EventLoop.default.close();
      const fault = { syscall: "epoll_create", errno: "EMFILE" } as const;
      for (const start of [
        () => receive(a, 1),
        () => receiveExactly(a, 1),
        () => getAddressInfo("localhost", null),
        () => readable(a),
      ]) {
        await withFaults([fault], () => rejectsWith("EMFILE", start()));
      }
      const condition = await withFaults([fault, { ...fault, call: 2 }], () =>
        connectToHost("localhost", null, 9).catch((error: unknown) => error),
      );
      assert.ok(condition instanceof ConnectCondition);
      assert.equal(condition.code, "EMFILE");
      assert.equal(EventLoop.default.closed, false);
    }));
});

describe("connecting", () => {
  it("tries the next address, and keeps every error", { skip: withoutIpv6() }, async () => {
    const [deserted6, listening, port] = twins(tcp6, tcp);
    listening.listen(5);
    await using([listening, deserted6], async () => {
      // ::1 first, where nobody listens.
      const client = await connectToHost("localhost", null, port);
      client.close();
      const [accepted] = await accept(listening);
      accepted.close();
      const lost = await withFaults(
        [
          { syscall: "connect", errno: "ENETUNREACH" },
          { syscall: "connect", call: 2, errno: "EHOSTUNREACH" },
        ],
        () => connectToHost("localhost", null, port).catch((error: unknown) => error),
      );
      assert.ok(lost instanceof ConnectCondition);
      const codes = lost.errors.map(({ code }) => code);
      assert.ok(codes.includes("ENETUNREACH"), String(codes));
      assert.equal(lost.code, codes.at(-1));
    });
    assert.deepEqual(openDescriptors(), []);
  });

  it("a family whose lookup fails leaves the other", async () => {
    const listening = listenOnIpv4Socket(true, 0, 5);
    const { port } = listening.localAddress as unknown as { port: number };
    await using([listening], async () => {
      for (const errno of ["EAI_NONAME", "EAI_AGAIN", "EAI_FAIL"]) {
        const client = await withFaults([{ syscall: "getaddrinfo", errno }], () =>
          connectToHost("localhost", null, port),
        );
        client.close();
      }
      const condition = await withFaults(
        [
          { syscall: "getaddrinfo", errno: "EAI_NONAME" },
          { syscall: "getaddrinfo", call: 2, errno: "EAI_AGAIN" },
        ],
        () => connectToHost("localhost", null, port).catch((error: unknown) => error),
      );
      assert.ok(condition instanceof ConnectCondition);
      assert.equal(condition.code, "EAI_AGAIN");
      assert.deepEqual(condition.errors, []);
      assert.equal((condition.cause as { code: string }).code, "EAI_AGAIN");
    });
  });

  it("a lookup, or a socket, that cannot begin leaves nothing", async () => {
    const closed = new EventLoop();
    closed.close();
    await rejectsWith("ECANCELED", getAddressInfo("localhost", null, {}, { loop: closed }));
    await rejectsWith("ECANCELED", connectToIpv4Host("localhost", null, 9, { loop: closed }));
    await withFaults([{ syscall: "getaddrinfo", errno: "ENOMEM" }], () =>
      rejectsWith("ENOMEM", getAddressInfo("localhost", null)),
    );
    for (const errno of ["EMFILE", "ENOBUFS"]) {
      const condition = await withFaults([{ syscall: "socket", errno }], () =>
        connectToIpv4Host("127.0.0.1", null, 9).catch((error: unknown) => error),
      );
      assert.ok(condition instanceof ConnectCondition);
      assert.equal(condition.code, errno);
    }
    await withFaults([{ syscall: "epoll_ctl", errno: "ENOSPC" }], () =>
      rejectsWith("ENOSPC", getAddressInfo("localhost", null)),
    );
    const [listening] = listener(tcp);
    await using([listening], async () => {
      await staysPending(accept(listening, { ref: false }).catch(() => {}));
    });
  });
});
