import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ShutdownMethod, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { accept, connect, connections, EventLoop, receive, receiveExactly, send } from "berkeley-sockets/async";
import { systemCallCount } from "berkeley-sockets/testing";
import { rejectsWith, staysPending, text, turns, until } from "../support/awaiting.ts";
import { fill, fullListener } from "../support/blocking.ts";
import { bytes, connectedKinds, create, type Kind, listener, using } from "../support/kinds.ts";

/** One open file description behind several descriptors, one descriptor behind several sockets. */

const pair = (): readonly [Socket, Socket] => Socket.pair(SocketDomain.unix, SocketType.stream);
const tcp = connectedKinds.find(({ name }) => name === "internet stream") as Kind;
const unixStream = connectedKinds.find(({ name }) => name === "unix stream") as Kind;

describe("a duplicate", () => {
  // epoll(7), Q6: a closed descriptor is told of further while a duplicate of it is open.
  for (const what of ["awaited", "watched"]) {
    it(`keeps nothing of a descriptor alive that was ${what} and is closed`, () =>
      using(pair(), async (a, b) => {
        const duplicate = a.duplicate();
        const { fd } = a;
        if (what === "awaited") {
          const waiting = rejectsWith("ECANCELED", receive(a, 10));
          await turns();
          a.close();
          await waiting;
        } else {
          EventLoop.default.addReadWatch(a, () => assert.fail("it was called"));
          await turns();
          a.close();
        }
        const [next, peer] = pair();
        await using([duplicate, next, peer], async () => {
          assert.ok([next.fd, peer.fd].includes(fd), "the number was not reused");
          const [same, other] = next.fd === fd ? [next, peer] : [peer, next];
          const theirs = receive(same, 10);
          await turns();
          b.send(bytes("ours"));
          const before = systemCallCount();
          await turns(20);
          assert.equal(systemCallCount(), before, "the closed descriptor woke the loop");
          other.send(bytes("theirs"));
          assert.equal(text(await theirs), "theirs");
          assert.equal(text(await receive(duplicate, 10)), "ours");
        });
      }));
  }

  it("and its original wait independently, and both are told", () =>
    using(pair(), async (a, b) => {
      const duplicate = a.duplicate();
      await using([duplicate], async () => {
        const promises = [receive(a, 1), receive(duplicate, 1)];
        await turns();
        b.send(bytes("xy"));
        assert.deepEqual((await Promise.all(promises)).map(text).sort(), ["x", "y"]);
        const cancelled = receive(a, 1);
        const stays = receive(duplicate, 1);
        const results = Promise.allSettled([cancelled, stays]);
        await turns();
        a.close();
        b.send(bytes("z"));
        const [first, second] = await results;
        assert.equal((first as PromiseRejectedResult).reason.code, "ECANCELED");
        assert.equal(text((second as PromiseFulfilledResult<Uint8Array>).value), "z");
      });
    }));
});

describe("a borrowed socket that is closed", () => {
  it("cancels its own waits, and nobody else's", () =>
    using(pair(), async (a, b) => {
      for (const end of ["close", "detach"] as const) {
        const borrowed = Socket.borrow(a.fd);
        const own = new EventLoop();
        const lost = [receive(borrowed, 1), receiveExactly(borrowed, 1), receive(borrowed, 1, { loop: own })];
        const kept = [receive(a, 1), receiveExactly(a, 1)];
        const lostToo = receive(borrowed, 1);
        const keptToo = receive(a, 1, { loop: own });
        const outcomes = Promise.allSettled([...lost, lostToo]);
        await turns();
        borrowed[end]();
        for (const outcome of await outcomes) {
          assert.equal((outcome as PromiseRejectedResult).reason?.code, "ECANCELED");
        }
        await staysPending(Promise.race([...kept, keptToo]));
        b.send(bytes("xyz"));
        assert.deepEqual((await Promise.all([...kept, keptToo])).map(text).sort(), ["x", "y", "z"]);
        own.close();
      }
    }));

  it("lets those who wait behind it have what is there", () =>
    using(pair(), async (a, b) => {
      fill(a);
      const borrowed = Socket.borrow(a.fd);
      const lost = rejectsWith("ECANCELED", send(borrowed, bytes("x")));
      const kept = send(a, bytes("y"));
      await turns();
      while (b.receive(65536) instanceof Uint8Array);
      borrowed.close();
      await lost;
      assert.equal(await kept, 1);
      assert.equal(text(await receive(b, 10)), "y");
    }));

  it("cancels its own watches alone", () =>
    using(pair(), async (a, b) => {
      const borrowed = Socket.borrow(a.fd);
      let calls = 0;
      EventLoop.default.addReadWatch(borrowed, () => assert.fail("it was called"));
      EventLoop.default.addWriteWatch(a, () => {
        calls += 1;
      });
      borrowed.close();
      b.send(bytes("x"));
      await until(() => calls > 3);
      EventLoop.default.removeWriteWatch(a);
    }));

  it("cancels what pauses with it, and not who pauses with the owner", async () => {
    const [listening, address, clients] = fullListener(unixStream);
    const socket = create(unixStream);
    await using([listening, socket, ...clients], async () => {
      const borrowed = Socket.borrow(socket.fd);
      const lost = rejectsWith("ECANCELED", connect(borrowed, address));
      await turns();
      borrowed.close();
      await lost;
      const again = Socket.borrow(socket.fd);
      const kept = connect(socket, address);
      await turns();
      again.close();
      await staysPending(kept);
      (await accept(listening))[0].close();
      assert.equal(await kept, true);
    });
  });

  it("counts as no connection that has ended", async () => {
    const [listening, address] = listener(tcp);
    const clients = [create(tcp), create(tcp)];
    await using([listening, ...clients], async () => {
      for (const client of clients) await connect(client, address);
      const iterator = connections(listening, { limit: 1 });
      const first = (await iterator.next()).value?.[0] as Socket;
      const more = iterator.next();
      Socket.borrow(first.fd).close();
      await staysPending(more);
      first.close();
      (await more).value?.[0].close();
    });
  });
});

describe("this side's own shutdown", () => {
  for (const kind of connectedKinds) {
    it(`of reading ends who reads, and not who writes: ${kind.name}`, async () => {
      const [listening, address] = listener(kind);
      const client = create(kind);
      await using([listening, client], async () => {
        const [, [server]] = await Promise.all([connect(client, address), accept(listening)]);
        await using([server], async () => {
          client.send(bytes("x"));
          assert.equal(text(await receive(server, 10)), "x"); // read empty
          const reading = [receive(server, 10), receive(server, 10)];
          await staysPending(Promise.race(reading));
          server.shutdown(ShutdownMethod.read);
          assert.deepEqual((await Promise.all(reading)).map(text), ["", ""]);
          assert.equal(await send(server, bytes("y")), 1);
          assert.equal(text(await receive(client, 10)), "y");
        });
      });
    });
  }
});
