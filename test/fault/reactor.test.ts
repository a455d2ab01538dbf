/** The reactor under faults: of the system calls, of handlers, of peers. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SocketCondition } from "berkeley-sockets";
import { type Connection, Counter, forward, type Handlers, serve } from "berkeley-sockets/reactor";
import { orderFault } from "berkeley-sockets/testing";
import { runnerTakesUncaught } from "../support/awaiting.ts";
import { runModule } from "../support/child.ts";
import { connectedKinds } from "../support/kinds.ts";
import { allGone, joined, type Peer, promised, reactorKinds, served } from "../support/reactor.ts";

const echo: Handlers = { data: (connection, bytes) => connection.write(bytes) };
const uncaughtHere = { skip: runnerTakesUncaught };
const [tcp] = connectedKinds;
if (tcp === undefined) throw new Error("no kinds");

for (const kind of reactorKinds) {
  describe(`faults: ${kind.name}`, () => {
    it("a receive that is interrupted or cut short loses nothing", async () => {
      await served(kind, echo, async (server) => {
        const peer = await joined(kind, server);
        for (const fault of [{ errno: "EINTR" }, { result: 3 }] as const) {
          peer.messages.length = 0;
          // Of packets a cut loses what was cut off: see below.
          if ("result" in fault && kind.type.name === "sequencePacket") continue;
          const order = orderFault({ syscall: "recv", ...fault });
          peer.connection.write("whatever");
          await peer.until(() => peer.text === "whatever");
          assert.equal(order.fired, true);
        }
      });
    });

    it("a send that would block, or is cut short, is finished later, in order", async () => {
      await served(kind, echo, async (server) => {
        const peer = await joined(kind, server);
        const packets = kind.type.name === "sequencePacket";
        for (const fault of packets ? [{ errno: "EAGAIN" }] : [{ errno: "EAGAIN" }, { result: 2 }]) {
          peer.messages.length = 0;
          const order = orderFault({ syscall: "send", call: 2, ...(fault as { errno: string }) });
          peer.connection.write("first,");
          await peer.until(() => peer.text.length === 6);
          peer.connection.write("second");
          await peer.until(() => peer.text === "first,second");
          assert.equal(order.fired, true);
        }
        assert.ok(
          (server.counters[Counter.wouldBlock] as number) > 0 ||
            (peer.connection.counters[Counter.wouldBlock] as number) > 0,
        );
      });
    });

    it("a receive or a send that fails ends its connection, and says why", async () => {
      for (const [syscall, code] of [
        ["recv", "ECONNRESET"],
        ["send", "EPIPE"],
      ] as const) {
        const errors: unknown[] = [];
        const closed = promised<unknown>();
        const handlers: Handlers = {
          ...echo,
          error: (_, error) => errors.push(error),
          close: (_, error) => closed.resolve(error),
        };
        await served(kind, handlers, async (server) => {
          const peer = await joined(kind, server);
          const witness = await joined(kind, server);
          peer.connection.write("x"); // sent before the order
          await Promise.resolve();
          const order = orderFault({ syscall, errno: code });
          const error = (await closed.promise) as SocketCondition;
          assert.equal(order.fired, true);
          assert.equal(error.code, code);
          assert.equal(error.syscall, syscall);
          assert.deepEqual(errors, [error]);
          await peer.heard("close");
          assert.equal(server.counters[Counter.broken], 1);
          witness.connection.write("alive");
          await witness.until(() => witness.text === "alive");
        });
      }
    });

    it("who writes on to a peer that has gone sees it within the handler", async () => {
      for (const size of [1000, 100_000]) {
        const chunk = new Uint8Array(size);
        const closed = promised<unknown>();
        const handlers: Handlers = {
          data(connection) {
            // Heedless of what write says.
            while (!connection.closed) connection.write(chunk);
            assert.equal(connection.write(chunk), false);
          },
          error: () => {},
          close: (_, error) => closed.resolve(error),
        };
        await served(kind, handlers, async (server) => {
          const peer = await joined(kind, server);
          peer.connection.write("x");
          await Promise.resolve();
          orderFault({ syscall: "send", errno: "EPIPE" });
          assert.equal(((await closed.promise) as SocketCondition).code, "EPIPE");
          await peer.heard("close");
        });
      }
    });

    it("accepting: what was aborted is passed over, want of descriptors is tried again", async () => {
      const errors: SocketCondition[] = [];
      await served(
        kind,
        echo,
        async (server) => {
          const aborted = orderFault({ syscall: "accept", errno: "ECONNABORTED" });
          const first = await joined(kind, server);
          first.connection.write("1");
          await first.heard("data");
          assert.equal(aborted.fired, true);
          assert.deepEqual(errors, []);
          const starved = orderFault({ syscall: "accept", errno: "EMFILE" });
          const second = await joined(kind, server);
          second.connection.write("2");
          await second.heard("data"); // by the timer
          assert.equal(starved.fired, true);
          assert.deepEqual(
            errors.map(({ code, syscall }) => [code, syscall]),
            [["EMFILE", "accept"]],
          );
          assert.equal(server.counters[Counter.acceptFailed], 1);
          // A close brings the next try at once, with no timer: the one that closes is waited for.
          const again = orderFault({ syscall: "accept", errno: "ENFILE" });
          const third = await joined(kind, server);
          third.connection.write("3");
          while (!again.fired) await new Promise(setImmediate);
          const before = performance.now();
          first.connection.close();
          await third.heard("data");
          assert.ok(performance.now() - before < 10_000);
        },
        { acceptError: (error) => errors.push(error) },
      );
    });

    it("what a handler throws ends its connection, is reported once, and the server lives", uncaughtHere, async () => {
      for (const where of ["open", "data", "end", "later"] as const) {
        const told: unknown[] = [];
        const closes: unknown[] = [];
        const fail = (connection: Connection): void => {
          connection.write("lost");
          throw new Error(`in ${where}`);
        };
        const failing: Record<string, Handlers> = {
          open: { open: fail },
          data: { data: fail },
          end: { end: fail },
          later: {
            data: async (connection) => {
              await null;
              fail(connection);
            },
          },
        };
        let count = 0;
        const handlers: Handlers = {
          ...failing[where],
          error: (_, error) => {
            told.push(error);
            throw new Error("in error");
          },
          close: (_, error) => closes.push(error),
        };
        const uncaught: unknown[] = [];
        process.setUncaughtExceptionCaptureCallback((error) => uncaught.push(error));
        await served(kind, handlers, async (server) => {
          for (; count < 2; count++) {
            const peer = await joined(kind, server);
            peer.connection.write("x");
            if (where === "end") peer.connection.end();
            await peer.heard("close");
          }
          while (closes.length < 2) await new Promise(setImmediate);
        });
        process.setUncaughtExceptionCaptureCallback(null);
        assert.deepEqual(
          told.map((error) => (error as Error).message),
          [`in ${where}`, `in ${where}`],
        );
        assert.deepEqual(closes, told);
        assert.deepEqual(
          uncaught.map((error) => (error as Error).message),
          ["in error", "in error"],
        );
      }
    });

    it("without a handler of errors what was thrown is an uncaught exception", uncaughtHere, async () => {
      const handlers: Handlers = {
        data() {
          throw new Error("mine");
        },
      };
      await served(kind, handlers, async (server) => {
        const peer = await joined(kind, server);
        const thrown = promised<unknown>();
        process.setUncaughtExceptionCaptureCallback(thrown.resolve);
        peer.connection.write("x");
        assert.equal(((await thrown.promise) as Error).message, "mine");
        process.setUncaughtExceptionCaptureCallback(null);
        await peer.heard("close");
      });
    });
  });
}

it("what handlers throw is uncaught, once each, in a program of any runtime", async () => {
  const { code, out, err } = await runModule(`
    import { InternetAddress, Socket, SocketDomain, SocketType } from "berkeley-sockets";
    import { connect, serve } from "berkeley-sockets/reactor";
    const socket = Socket.create(SocketDomain.internet, SocketType.stream);
    socket.bind(InternetAddress.loopback(0));
    socket.listen(9);
    const server = serve({ socket, handlers: {
      data(connection, bytes) { throw new Error("data"); },
      error(connection, error) { throw new Error("error after " + error.message); },
    } });
    const told = [];
    process.on("uncaughtException", ({ message }) => told.push(message));
    for (let round = 0; round < 2; round++) {
      await new Promise((close) => {
        connect({ address: socket.localAddress, handlers: { open: (peer) => peer.write("x"), close } });
      });
    }
    await server.close({ timeout: 0 });
    socket.close();
    console.log(JSON.stringify(told));
    process.exit();`);
  assert.equal(code, 0, err);
  assert.deepEqual(JSON.parse(out), ["error after data", "error after data"]);
});

describe("faults: peers", () => {
  it("some reset in the midst of a batch: the others are served", async () => {
    let closed = 0;
    const handlers: Handlers = { ...echo, close: () => (closed += 1) };
    await served(tcp, handlers, async (server) => {
      const all = await Promise.all(Array.from({ length: 20 }, () => joined(tcp, server)));
      for (const [index, peer] of all.entries()) {
        peer.connection.write("x".repeat(100));
        if (index % 2 === 0) peer.connection.abort();
      }
      for (const [index, peer] of all.entries()) await (index % 2 === 0 ? peer.heard("close") : peer.heard("data"));
      while (closed < 10) await new Promise(setImmediate);
      assert.equal(server.connections, 10);
    });
  });

  it("who is written to may have reset in the same wake-up: the others hear it", async () => {
    const everybody = new Set<Connection>();
    const handlers: Handlers = {
      open: (connection) => everybody.add(connection),
      data(_, bytes) {
        for (const each of everybody) each.write(bytes);
        // Large enough to be sent at once.
        for (const each of everybody) each.write(new Uint8Array(20_000));
      },
      close: (connection) => everybody.delete(connection),
    };
    await served(tcp, handlers, async (server) => {
      const all = await Promise.all(Array.from({ length: 12 }, () => joined(tcp, server)));
      while (everybody.size < 12) await new Promise(setImmediate);
      const [speaker] = all as [Peer];
      const gone = all.filter((_, index) => index % 3 === 2);
      speaker.connection.write("x");
      for (const each of gone) each.connection.abort();
      for (const each of all) {
        if (gone.includes(each)) await each.heard("close");
        else await each.until(() => each.text.length === 20_001);
      }
      while (everybody.size > 8) await new Promise(setImmediate);
      assert.equal(server.connections, 8);
      assert.ok(all.every((each) => gone.includes(each) || !each.events.includes("error")));
    });
  });

  it("a reset reaches who has paused, or has heard the end", async () => {
    for (const way of ["paused", "ended"] as const) {
      const seen = promised<Connection>();
      const closed = promised<unknown>();
      const handlers: Handlers = {
        data(connection) {
          if (way === "paused") connection.pause();
          seen.resolve(connection);
        },
        close: (_, error) => closed.resolve(error),
      };
      await served(
        tcp,
        handlers,
        async (server) => {
          const peer: Peer = await joined(tcp, server);
          peer.connection.write("x");
          const connection = await seen.promise;
          // What is unread makes a reset of the close.
          connection.write("y");
          await peer.heard("data");
          peer.connection.abort();
          assert.equal(((await closed.promise) as SocketCondition).code, "ECONNRESET");
        },
        { halfOpen: true },
      );
    }
  });
});

describe("faults: forwarding", () => {
  it("a splice that fails ends both connections and says why", async () => {
    for (const call of [1, 2]) {
      const failed = promised<unknown>();
      const target = serve({ host: "127.0.0.1", port: 0, handlers: echo });
      const handlers: Handlers = {
        open(connection) {
          const near = connection;
          void joined(tcp, target).then((far) => forward(near, far.connection).done.catch(failed.resolve));
        },
      };
      await served(tcp, handlers, async (server) => {
        const peer = await joined(tcp, server);
        const order = orderFault({ syscall: "splice", call: 2 * call, errno: "EIO" });
        peer.connection.write("x");
        const error = (await failed.promise) as SocketCondition;
        assert.equal(order.fired, true);
        assert.equal(error.code, "EIO");
        assert.equal(error.syscall, "splice");
        await peer.heard("close");
      });
      await target.close();
      await allGone();
    }
  });
});
