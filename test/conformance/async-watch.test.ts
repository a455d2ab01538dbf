import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { describe, it } from "node:test";
import { SendToOption, ShutdownMethod, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { connect, EventLoop, readable, receive, send } from "berkeley-sockets/async";
import { systemCallCount } from "berkeley-sockets/testing";
import {
  nextUncaught,
  rejectsWith,
  runnerTakesUncaught,
  staysPending,
  text,
  turns,
  until,
} from "../support/awaiting.ts";
import { fill, fullListener } from "../support/blocking.ts";
import { runModule } from "../support/child.ts";
import { expectCode, expectWouldBlock } from "../support/expect.ts";
import { bytes, connectedKinds, connectedPair, create, type Kind, listener, using } from "../support/kinds.ts";

const loop = EventLoop.default;
const pair = (): readonly [Socket, Socket] => Socket.pair(SocketDomain.unix, SocketType.stream);
const tcp = connectedKinds.find(({ name }) => name === "internet stream") as Kind;

describe("a watch", () => {
  it("is called again while the socket stays ready, with the socket", () =>
    using(pair(), async (a, b) => {
      let calls = 0;
      loop.addReadWatch(a, (socket) => {
        assert.equal(socket, a);
        calls += 1;
      });
      await turns();
      assert.equal(calls, 0);
      b.send(bytes("x"));
      await until(() => calls >= 5);
      a.receive(10);
      await turns(2);
      const after = calls;
      await turns();
      assert.equal(calls, after, "it was called of a socket that is not ready");
      b.send(bytes("x"));
      await until(() => calls > after);
      loop.removeReadWatch(a);
      const removed = calls;
      await turns();
      assert.equal(calls, removed);
    }));

  it("ends by returning false, and by that alone", () =>
    using(pair(), async (a, b) => {
      b.send(bytes("x"));
      const values: unknown[] = [undefined, 0, null, "", false];
      let calls = 0;
      loop.addReadWatch(a, () => values[calls++]);
      await until(() => calls === values.length);
      await turns();
      assert.equal(calls, values.length);
    }));

  it("of writing is called while there is room", () =>
    using(pair(), async (a, b) => {
      let calls = 0;
      loop.addWriteWatch(a, () => {
        calls += 1;
      });
      await until(() => calls >= 3);
      fill(a);
      await turns(2);
      const full = calls;
      await turns();
      assert.equal(calls, full);
      while (b.receive(65536) instanceof Uint8Array);
      await until(() => calls > full);
      loop.removeWriteWatch(a);
    }));

  it("is replaced by a second one of its kind, in its own call too", () =>
    using(pair(), async (a, b) => {
      const called: string[] = [];
      loop.addReadWatch(a, () => called.push("never"));
      loop.addReadWatch(a, () => {
        called.push("first");
        loop.addReadWatch(a, () => {
          called.push("second");
          return false;
        });
        return false; // ends the first, which it no longer is
      });
      b.send(bytes("x"));
      await until(() => called.length >= 2);
      await turns();
      assert.deepEqual(called, ["first", "second"]);
    }));

  it("that throws is an uncaught exception and stays", { skip: runnerTakesUncaught }, () =>
    using(pair(), async (a, b) => {
      const thrown = new Error("thrown by the watch");
      let calls = 0;
      const uncaught = nextUncaught();
      loop.addReadWatch(a, () => {
        calls += 1;
        if (calls === 1) throw thrown;
        return calls < 3;
      });
      // Another of the same batch is not harmed.
      let other = 0;
      loop.addReadWatch(b, () => {
        other += 1;
        return false;
      });
      a.send(bytes("x"));
      b.send(bytes("x"));
      assert.equal(await uncaught, thrown);
      await until(() => calls === 3);
      assert.equal(other, 1);
    }),
  );

  for (const [how, throwLater] of Object.entries({
    "a tick": process.nextTick,
    "a microtask": queueMicrotask,
    "a turn": setImmediate,
  })) {
    it(`leaves what is thrown in ${how} after an await uncaught`, { skip: runnerTakesUncaught }, () =>
      using(pair(), async (a, b) => {
        const thrown = new Error(`thrown in ${how}`);
        for (let round = 0; round < 3; round++) {
          const uncaught = nextUncaught();
          const later = receive(a, 1).then(() => {
            throwLater(() => {
              throw thrown;
            });
          });
          await turns(1);
          b.send(bytes("x"));
          await later;
          assert.equal(await uncaught, thrown);
          await turns(2);
        }
      }),
    );
  }

  it("that throws, and what is thrown after an await, is uncaught in a program of any runtime", async () => {
    const { code, out, err } = await runModule(`
      import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
      import { EventLoop, receive } from "berkeley-sockets/async";
      const loop = EventLoop.default;
      const [a, b] = Socket.pair(SocketDomain.unix, SocketType.stream);
      const expected = ["watch", "posted", "tick", "microtask"];
      const told = [];
      process.on("uncaughtException", ({ message }) => {
        told.push(message);
        if (told.length < expected.length) return;
        console.log(told.sort().join() === expected.sort().join() ? "all of them" : told.join());
        process.exit();
      });
      let calls = 0;
      loop.addReadWatch(a, () => {
        calls += 1;
        if (calls === 1) throw new Error("watch"); // and is called again
        receive(a, 1).then(() => {
          process.nextTick(() => { throw new Error("tick"); });
          queueMicrotask(() => { throw new Error("microtask"); });
        });
        return false;
      });
      loop.post(() => { throw new Error("posted"); });
      b.send(new Uint8Array(1));
      setTimeout(() => { console.log("only " + told.join()); process.exit(); }, 30_000);`);
    assert.deepEqual([code, out], [0, "all of them\n"], err);
  });

  it("may close its own socket", () =>
    using(pair(), async (a, b) => {
      let calls = 0;
      const waiting = receive(a, 1, { timeout: 10_000 });
      const results = Promise.allSettled([waiting, receive(a, 1)]);
      loop.addReadWatch(a, (socket) => {
        calls += 1;
        socket.close();
        return false;
      });
      b.send(bytes("x"));
      const [first, second] = await results;
      assert.equal(first.status, "fulfilled");
      assert.equal((second as PromiseRejectedResult).reason.code, "ECANCELED");
      await turns();
      assert.equal(calls, 1);
    }));

  it("may close another socket of the same batch, whose number is then another's", () =>
    using(pair(), async (a, b) => {
      const [c, d] = pair();
      await using([c, d], async () => {
        const opened: Socket[] = [];
        let touched = 0;
        const closeOther = (other: Socket): boolean => {
          if (opened.length > 0) return false;
          const { fd } = other;
          other.close();
          const [next, peer] = pair();
          opened.push(next, peer);
          assert.ok([next.fd, peer.fd].includes(fd));
          const reused = next.fd === fd ? next : peer;
          loop.addReadWatch(reused, () => {
            touched += 1;
          });
          return false;
        };
        loop.addReadWatch(a, () => closeOther(c));
        loop.addReadWatch(c, () => closeOther(a));
        b.send(bytes("x"));
        d.send(bytes("x"));
        await until(() => opened.length > 0);
        await turns();
        assert.equal(touched, 0, "the new socket heard of the old one's data");
        for (const each of opened) each.close();
      });
    }));

  it("is called of a listener that was shut down, until it is removed", () => {
    // epoll tells of a hang-up, and of nothing else.
    const [listening] = listener(tcp);
    return using([listening], async () => {
      let calls = 0;
      loop.addReadWatch(listening, (socket) => {
        expectCode("EINVAL", () => socket.accept());
        calls += 1;
        return calls < 3;
      });
      const ready = readable(listening);
      await staysPending(ready);
      listening.shutdown(ShutdownMethod.readWrite);
      await ready;
      await until(() => calls === 3);
    });
  });

  it("works beside awaited operations, which come first", () =>
    using(pair(), async (a, b) => {
      let calls = 0;
      loop.addReadWatch(a, () => {
        calls += 1;
      });
      const received = receive(a, 10);
      b.send(bytes("x"));
      assert.equal(text(await received), "x");
      fill(a);
      const sending = send(a, bytes("y"));
      await staysPending(sending);
      while (b.receive(65536) instanceof Uint8Array);
      assert.equal(await sending, 1);
      loop.removeReadWatch(a);
      const next = receive(a, 10);
      await staysPending(next);
      b.send(bytes("z"));
      assert.equal(text(await next), "z");
      assert.ok(calls >= 1);
    }));

  it("of one side does not hear of the other's end for ever", () =>
    using(connectedPair(tcp), async (a, b) => {
      fill(a); // nothing to write
      let calls = 0;
      loop.addWriteWatch(a, () => {
        calls += 1;
      });
      b.send(bytes("unread"));
      b.shutdown(ShutdownMethod.write);
      await turns(10);
      const before = systemCallCount();
      const callsBefore = calls;
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.ok(systemCallCount() - before <= 2, `${systemCallCount() - before} system calls of an idle loop`);
      assert.equal(calls, callsBefore);
      loop.removeWriteWatch(a);
    }));

  it("does not spin on an urgent byte that nobody reads", () =>
    using(connectedPair(tcp), async (a, b) => {
      let calls = 0;
      loop.addReadWatch(a, () => {
        calls += 1;
        a.receive(100);
      });
      b.send(bytes("!"), SendToOption.outOfBand);
      await turns(20);
      const before = calls;
      await turns(20);
      assert.equal(calls, before);
      loop.removeReadWatch(a);
    }));

  it("keeps the asynchronous context in which it was added", () =>
    using(pair(), async (a, b) => {
      const storage = new AsyncLocalStorage<string>();
      const seen: (string | undefined)[] = [];
      storage.run("watch", () =>
        loop.addReadWatch(a, () => {
          seen.push(storage.getStore());
          return false;
        }),
      );
      const awaited = storage.run("await", async () => {
        await receive(b, 1);
        seen.push(storage.getStore());
      });
      storage.run("sender", () => {
        a.send(bytes("x"));
        b.send(bytes("x"));
      });
      await awaited;
      await until(() => seen.length === 2);
      assert.deepEqual(seen.sort(), ["await", "watch"]);
    }));

  it("is refused for nonsense, with nothing left behind", () => {
    const [a, b] = pair();
    const anything = (value: unknown): never => value as never;
    using([a, b], () => {
      assert.throws(() => loop.addReadWatch(anything(3), () => {}), TypeError);
      assert.throws(() => loop.addReadWatch(a, anything("call")), TypeError);
      assert.throws(() => loop.removeWriteWatch(anything(undefined)), TypeError);
      loop.removeReadWatch(a); // there is none
    });
    expectCode("EBADF", () => loop.addReadWatch(a, () => {}));
    expectCode("EBADF", () => loop.removeReadWatch(a));
  });
});

describe("whoever is woken", () => {
  it("may connect a socket of the same batch, which is not told of what was before", async () => {
    const [listening, address, clients] = fullListener(tcp);
    const [a, b] = pair();
    const socket = create(tcp);
    await using([listening, ...clients, a, b, socket], async () => {
      let connecting: Promise<unknown> | undefined;
      loop.addReadWatch(a, () => {
        connecting = rejectsWith("ETIMEDOUT", connect(socket, address, { timeout: 50 }));
        return false;
      });
      await turns();
      b.send(bytes("x"));
      // It is not connected: writable, and hung up.
      loop.addWriteWatch(socket, () => {});
      await until(() => connecting !== undefined);
      await connecting;
    });
  });

  it("may close the others of the same batch, and theirs are then another's numbers", () =>
    using(pair(), async (a, b) => {
      const others = Array.from({ length: 5 }, pair);
      const opened: Socket[] = [];
      let theirs: Promise<unknown>[] = [];
      const outcomes = others.map(([each]) => receive(each, 10).then(text, ({ code }: { code: string }) => code));
      const first = receive(a, 10).then(() => {
        const numbers = others.map(([each]) => each.fd);
        for (const [each] of others) each.close();
        opened.push(...others.flatMap(pair));
        const reused = opened.filter(({ fd }) => numbers.includes(fd));
        assert.equal(reused.length, numbers.length);
        theirs = reused.map((each) => receive(each, 10, { timeout: 10_000 }).then(text));
      });
      await turns();
      b.send(bytes("x"));
      for (const [, peer] of others) peer.send(bytes("old"));
      await first;
      // Those that had been served before it keep what they were given.
      for (const outcome of await Promise.all(outcomes)) assert.ok(["old", "ECANCELED"].includes(outcome), outcome);
      await turns();
      for (const each of opened) each.send(bytes("new"));
      assert.deepEqual([...new Set(await Promise.all(theirs))], ["new"]);
      for (const each of [...opened, ...others.flat()]) each.close();
    }));
});

describe("event loops", () => {
  it("are independent of each other", () =>
    using(pair(), async (a, b) => {
      const one = new EventLoop();
      const two = new EventLoop();
      const cancelled = receive(a, 1, { loop: one });
      const stays = receive(b, 1, { loop: two });
      let watched = 0;
      one.addReadWatch(b, () => {
        watched += 1;
      });
      await staysPending(cancelled);
      one.close();
      one.close();
      assert.equal(one.closed, true);
      await rejectsWith("ECANCELED", cancelled);
      a.send(bytes("x"));
      assert.equal(text(await stays), "x");
      assert.equal(watched, 0);
      assert.deepEqual([a.closed, b.closed], [false, false]);
      two.close();
    }));

  it("take nothing more when they are closed", () =>
    using(pair(), async (a, _b) => {
      const closed = new EventLoop();
      closed[Symbol.dispose]();
      const before = systemCallCount();
      expectCode("ECANCELED", () => closed.addReadWatch(a, () => {}));
      expectCode("ECANCELED", () => closed.post(() => {}));
      assert.equal((await rejectsWith("ECANCELED", receive(a, 1, { loop: closed }))).who, "receive");
      assert.equal(systemCallCount(), before);
    }));

  it("run posted actions in their next turn, unless they are closed first", async () => {
    const own = new EventLoop();
    const done: string[] = [];
    own.post(() => done.push("first"));
    own.post(() => done.push("second"));
    assert.equal(done.length, 0);
    await until(() => done.length === 2);
    assert.deepEqual(done, ["first", "second"]);
    own.post(() => done.push("never"));
    own.close();
    await turns();
    assert.equal(done.length, 2);
    assert.throws(() => loop.post("x" as never), TypeError);
  });

  it("that throw are uncaught exceptions", { skip: runnerTakesUncaught }, async () => {
    const uncaught = nextUncaught();
    loop.post(() => {
      throw new Error("posted");
    });
    assert.equal(((await uncaught) as Error).message, "posted");
  });

  it("may be closed by one of their own watches", () =>
    using(pair(), async (a, b) => {
      const own = new EventLoop();
      const waiting = receive(b, 1, { loop: own });
      let calls = 0;
      own.addReadWatch(a, () => {
        calls += 1;
        own.close();
      });
      b.send(bytes("x"));
      await rejectsWith("ECANCELED", waiting);
      await turns();
      assert.equal(calls, 1);
    }));

  it("share a socket: each is told", () =>
    using(pair(), async (a, b) => {
      const one = new EventLoop();
      const two = new EventLoop();
      const results = [receive(a, 1, { loop: one }), receive(a, 1, { loop: two })];
      await turns();
      b.send(bytes("xy"));
      assert.deepEqual((await Promise.all(results)).map(text).sort(), ["x", "y"]);
      expectWouldBlock(a.receive(1));
      one.close();
      two.close();
    }));

  it("idle on a hung-up socket cost nothing", () =>
    using(pair(), async (a, b) => {
      const waiting = receive(a, 10);
      await turns();
      b.close();
      assert.equal((await waiting).length, 0);
      await turns(5);
      // The runtime's own threads may be at work: a loop that spins is busy each time.
      const used: number[] = [];
      while (used.length < 5 && !(Number(used.at(-1)) < 50_000)) {
        const usage = process.cpuUsage();
        const calls = systemCallCount();
        await new Promise((resolve) => setTimeout(resolve, 200));
        assert.ok(systemCallCount() - calls <= 2);
        const { user, system } = process.cpuUsage(usage);
        used.push(user + system);
      }
      assert.ok(Number(used.at(-1)) < 50_000, `${used} µs of CPU in 200 ms each`);
    }));

  it("the default one is made anew after it was closed", () =>
    using(pair(), async (a, b) => {
      const before = EventLoop.default;
      const waiting = receive(a, 1);
      await turns();
      before.close();
      await rejectsWith("ECANCELED", waiting);
      assert.notEqual(EventLoop.default, before);
      const again = receive(a, 1);
      b.send(bytes("x"));
      assert.equal(text(await again), "x");
      EventLoop.default.close();
    }));

  it("takes ref, and refuses what it does not know", () =>
    using(pair(), (a, _b) => {
      const { addReadWatch } = EventLoop.prototype as { addReadWatch(...given: unknown[]): void };
      const add = (options: unknown): void => addReadWatch.call(EventLoop.default, a, () => {}, options);
      assert.throws(() => add({ reff: false }), { name: "TypeError", message: /no member reff/ });
      assert.throws(() => add({ ref: 0 }), { name: "TypeError", message: /options.ref/ });
      assert.throws(() => add(false), { name: "TypeError", message: /options/ });
      EventLoop.default.close();
    }));
});
