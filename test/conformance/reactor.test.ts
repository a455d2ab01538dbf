/** Connections of the reactor over every family and type: what handlers hear, in which order. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { InternetAddress, SocketCondition, SocketType } from "berkeley-sockets";
import { SO_RCVBUF } from "berkeley-sockets/options";
import { Connection, Counter, connect, type Handlers, serve } from "berkeley-sockets/reactor";
import { connectedKinds, listener } from "../support/kinds.ts";
import { allGone, joined, Peer, promised, reactorKinds, served, streamKinds } from "../support/reactor.ts";

const echo: Handlers = { data: (connection, bytes) => connection.write(bytes) };
const [tcp] = connectedKinds;
if (tcp === undefined) throw new Error("no kinds");

for (const kind of reactorKinds) {
  describe(`reactor: ${kind.name}`, () => {
    const packets = kind.type === SocketType.sequencePacket;

    it("echoes, and tells of opening, ending and closing in their order", async () => {
      const heard: string[] = [];
      const closed = promised();
      const handlers: Handlers = {
        open: (connection) => heard.push(`open ${connection instanceof Connection}`),
        data(connection, bytes) {
          heard.push("data");
          assert.equal(this, handlers);
          connection.write(bytes);
        },
        end: () => heard.push("end"),
        error: () => heard.push("error"),
        close(connection, error) {
          heard.push(`close ${error} ${connection.fd}`);
          closed.resolve();
        },
      };
      await served(kind, handlers, async (server) => {
        const peer = await joined(kind, server);
        peer.connection.write("hello");
        await peer.heard("data");
        assert.equal(peer.text, "hello");
        assert.equal(server.connections, 1);
        peer.connection.end();
        await peer.heard("close");
        await closed.promise;
        assert.deepEqual(heard, ["open true", "data", "end", "close undefined -1"]);
        assert.deepEqual(peer.events, ["open", "data", "end", "close"]);
        assert.equal(server.connections, 0);
      });
    });

    it("keeps the order and the bounds of many writes, in a handler and outside of one", async () => {
      const texts = Array.from({ length: 200 }, (_, index) => `${index};`);
      await served(
        kind,
        {
          open(connection) {
            for (const text of texts) connection.write(text);
          },
          data(connection, bytes) {
            for (const byte of bytes) connection.write(new Uint8Array([byte]));
          },
        },
        async (server) => {
          const peer = await joined(kind, server);
          await peer.until(() => peer.text === texts.join(""));
          if (packets) assert.deepEqual(peer.messages, texts);
          peer.messages.length = 0;
          peer.connection.write("abc");
          peer.connection.write(new Uint8Array([100]));
          peer.connection.write("é");
          const whole = "abcd\u00c3\u00a9"; // as latin1
          await peer.until(() => peer.text.length === whole.length);
          assert.equal(peer.text, whole);
          peer.connection.abort();
          await peer.heard("close");
        },
      );
    });

    it("knows addresses and descriptors, while there are any", async () => {
      const seen = promised<string[]>();
      await served(
        kind,
        {
          data(connection) {
            seen.resolve([String(connection.localAddress), String(connection.peerAddress)]);
            assert.equal(connection.socket.fd, connection.fd);
            assert.equal(connection.socket.peerAddress?.equals(connection.peerAddress as never), true);
          },
        },
        async (server) => {
          const peer = await joined(kind, server);
          assert.equal(String(peer.connection.peerAddress), String(server.address));
          peer.connection.write("x");
          const [local, other] = await seen.promise;
          assert.equal(local, String(server.address));
          assert.equal(other, String(peer.connection.localAddress));
          const { socket } = peer.connection;
          peer.connection.close();
          await peer.heard("close");
          assert.equal(socket.fd, -1);
          assert.equal(peer.connection.peerAddress, undefined);
          assert.equal(peer.connection.localAddress, undefined);
          assert.throws(() => peer.connection.socket, { code: "EBADF" });
        },
      );
    });

    it("receives no more while it is paused, and what came then afterwards", async () => {
      const paused = promised<Connection>();
      const texts: string[] = [];
      const all = promised();
      await served(
        kind,
        {
          data(connection, bytes) {
            texts.push(Buffer.from(bytes).toString());
            if (texts.length === 1) {
              connection.pause();
              paused.resolve(connection);
            }
            if (texts.join("").endsWith("third")) all.resolve();
          },
        },
        async (server) => {
          const peer = await joined(kind, server);
          peer.connection.write("first");
          const connection = await paused.promise;
          assert.equal(connection.paused, true);
          peer.connection.write("second");
          await new Promise(setImmediate);
          peer.connection.write("third");
          for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
          assert.deepEqual(texts, ["first"]);
          connection.resume();
          await all.promise;
          assert.equal(texts.join(""), "firstsecondthird");
          if (packets) assert.equal(texts.length, 3);
        },
      );
    });

    it("a close by one's own, an abort, a handler's: each is told once, and later writes take nothing", async () => {
      for (const how of ["close", "abort"] as const) {
        const closed = promised<Connection>();
        let closes = 0;
        await served(
          kind,
          {
            data(connection) {
              connection.write("bye");
              connection[how]();
              connection[how]();
              assert.throws(() => connection.write("late"), { code: "EPIPE" });
            },
            close(connection) {
              closes += 1;
              closed.resolve(connection);
            },
          },
          async (server) => {
            const peer = await joined(kind, server);
            peer.connection.write("x");
            await peer.heard("close");
            const connection = await closed.promise;
            assert.equal(connection.closed, true);
            assert.throws(() => connection.write("late"), { code: "EPIPE" });
            connection.end();
            connection.pause();
            connection.resume();
            connection.close();
            connection.abort();
            await new Promise(setImmediate);
            assert.equal(closes, 1);
            if (how === "close") assert.equal(peer.text, "bye");
            // Of the peer's doing: no mistake of one's own.
            assert.equal(peer.connection.write("late"), false);
          },
        );
      }
    });

    it("a connection closed in another's handler hears nothing more of the same wake-up", async () => {
      const connections: Connection[] = [];
      const heard: Connection[] = [];
      const both = promised();
      await served(
        kind,
        {
          open(connection) {
            connections.push(connection);
            if (connections.length === 2) both.resolve();
          },
          data(connection) {
            heard.push(connection);
            for (const other of connections) if (other !== connection) other.abort();
          },
        },
        async (server) => {
          const first = await joined(kind, server);
          const second = await joined(kind, server);
          await both.promise;
          // In one turn of ours, so that the server finds both at once.
          first.connection.write("a");
          second.connection.write("b");
          await Promise.race([first.heard("close"), second.heard("close")]);
          await new Promise(setImmediate);
          assert.equal(heard.length, 1);
        },
      );
    });

    it("counts, readable without a call", async () => {
      await served(kind, echo, async (server) => {
        const { counters } = server;
        const peer = await joined(kind, server);
        peer.connection.write("12345");
        await peer.heard("data");
        assert.equal(counters[Counter.opened], 1);
        assert.equal(counters[Counter.received], 1);
        assert.equal(counters[Counter.bytesReceived], 5);
        assert.equal(counters[Counter.sent], 1);
        assert.equal(counters[Counter.bytesSent], 5);
        assert.ok((counters[Counter.wakeUps] as number) >= 2);
        assert.equal(counters[Counter.largestBatch], 1);
        peer.connection.close();
        await peer.heard("close");
        await new Promise(setImmediate);
        await server.close();
        assert.equal(server.counters[Counter.closed], 1);
        assert.equal(server.counters[Counter.bytesSent], 5);
      });
    });

    it("writes a view of what came, and parts of it, and copies nothing of it", async () => {
      await served(
        kind,
        {
          data(connection, bytes) {
            connection.write(bytes);
            connection.write(bytes.subarray(100));
            connection.write(bytes.subarray(190));
          },
        },
        async (server) => {
          const peer = await joined(kind, server);
          const text = "0123456789".repeat(20);
          peer.connection.write(text);
          const whole = text + text.slice(100) + text.slice(190);
          await peer.until(() => peer.text.length === whole.length);
          assert.equal(peer.text, whole);
        },
      );
    });

    it("a view is good until its handler returns, and a slice of it for ever; poison shows who keeps one", async () => {
      const kept = promised<[Uint8Array, Uint8Array]>();
      await served(
        kind,
        {
          data(_, bytes) {
            assert.equal(Buffer.from(bytes).toString(), "intact");
            kept.resolve([bytes, bytes.slice()]);
          },
        },
        async (server) => {
          const peer = await joined(kind, server);
          peer.connection.write("intact");
          const [view, slice] = await kept.promise;
          assert.equal(Buffer.from(slice).toString(), "intact");
          assert.ok(view.every((byte) => byte === 0xdb));
        },
        { poison: true },
      );
      // Written as a view is, also where views are spoilt.
      await served(
        kind,
        echo,
        async (server) => {
          const peer = await joined(kind, server);
          const text = "still itself ".repeat(30);
          peer.connection.write(text);
          await peer.until(() => peer.text === text);
        },
        { poison: true },
      );
    });
  });
}

for (const kind of streamKinds) {
  describe(`reactor: ${kind.name}, as a stream`, () => {
    it("half-closes: what the other side says after our end still comes", async () => {
      await served(
        kind,
        {
          data: () => {},
          end(connection) {
            connection.write("after your end");
            connection.end();
          },
        },
        async (server) => {
          const peer = await joined(kind, server);
          peer.connection.end("before");
          await peer.heard("close");
          assert.equal(peer.text, "after your end");
          assert.deepEqual(peer.events.at(-2), "end");
          assert.equal(peer.error, undefined);
        },
        { halfOpen: true },
      );
    });

    it("a slow reader: what it is kept for is bounded, drain tells when it has gone", async () => {
      const limit = 100_000;
      const room = 1 << 18;
      const stopped = promised<Connection>();
      const drained = promised<Connection>();
      const chunk = new Uint8Array(10_000).fill(97);
      let written = 0;
      await served(
        kind,
        {
          open(connection) {
            while (connection.write(chunk)) written += chunk.length;
            written += chunk.length;
            // What was laid down before the kernel was asked comes on top.
            assert.ok(connection.queued > limit && connection.queued <= limit + chunk.length + room);
            assert.throws(() => {
              for (;;) {
                connection.write(chunk);
                written += chunk.length;
              }
            }, /ENOBUFS/);
            assert.ok(connection.queued > 2 * limit - chunk.length);
            assert.ok(connection.queued <= Math.max(2 * limit, limit + chunk.length + room));
            stopped.resolve(connection);
          },
          drain: (connection) => drained.resolve(connection),
        },
        async (server) => {
          const peer = new Peer();
          const pausing: Handlers = { ...peer.handlers, open: (connection) => connection.pause() };
          peer.connection = connect({ address: server.address, handlers: pausing });
          const connection = await stopped.promise;
          peer.connection.resume();
          assert.equal(await drained.promise, connection);
          assert.equal(connection.queued, 0);
          await peer.until(() => peer.text.length === written);
          assert.ok((server.counters[Counter.wouldBlock] as number) > 0);
        },
        { limit },
      );
    });

    it("pause reaches the kernel's window: a sender to it is stopped", async () => {
      await served(kind, { open: (connection) => connection.pause() }, async (server) => {
        const peer = await joined(kind, server, { limit: 1 });
        const chunk = new Uint8Array(65536);
        let sent = 0;
        // Buffers on both sides, grown as they may be.
        while (peer.connection.write(chunk)) sent += chunk.length;
        assert.ok(sent < 64 << 20);
        assert.equal(server.counters[Counter.bytesReceived], 0);
        peer.connection.abort();
        await peer.heard("close");
      });
    });

    it("large writes and a slab's large views arrive whole", async () => {
      const size = 3_000_001;
      await served(kind, echo, async (server) => {
        const peer = await joined(kind, server, { limit: 2 * size });
        const bytes = new Uint8Array(size).map((_, index) => index * 7);
        peer.connection.write("first");
        peer.connection.write(bytes);
        peer.connection.write(bytes.subarray(0, 10));
        await peer.until(() => peer.text.length === size + 15);
        assert.equal(
          peer.text,
          `first${Buffer.from(bytes).toString("latin1")}${Buffer.from(bytes.subarray(0, 10)).toString("latin1")}`,
        );
      });
    });

    it("a cork keeps what is written until it is drawn", async () => {
      await served(
        kind,
        {
          data(connection) {
            connection.cork();
            connection.write("one,");
            connection.write("two,");
            setImmediate(() => {
              assert.equal(connection.queued, 8);
              connection.write("three");
              connection.uncork();
              assert.equal(connection.queued, 0);
              connection.cork(() => {
                connection.write(" four");
                assert.equal(connection.queued, 5);
              });
              connection.cork();
              connection.write(" five");
              connection.end();
            });
          },
        },
        async (server) => {
          const peer = await joined(kind, server);
          peer.connection.write("go");
          await peer.heard("close");
          assert.equal(peer.text, "one,two,three four five");
        },
      );
    });

    it("a view of one connection's bytes is written to others", async () => {
      const all: Connection[] = [];
      await served(
        kind,
        {
          open: (connection) => all.push(connection),
          data: (_, bytes) => {
            for (const connection of all) connection.write(bytes);
          },
        },
        async (server) => {
          const peers = [await joined(kind, server), await joined(kind, server), await joined(kind, server)];
          const long = "to all of you ".repeat(20);
          peers[0]?.connection.write(long);
          for (const peer of peers) await peer.until(() => peer.text === long);
        },
      );
    });

    it("what is written to the one that is closed with it arrives before the end", async () => {
      const size = 5_000_000;
      await served(
        kind,
        {
          open(connection) {
            connection.write(new Uint8Array(size));
            connection.write("last");
            connection.close();
          },
        },
        async (server) => {
          const peer = await joined(kind, server);
          await peer.heard("close");
          assert.equal(peer.text.length, size + 4);
          assert.ok(peer.text.endsWith("last"));
        },
        { limit: 2 * size },
      );
    });
  });
}

describe("reactor: servers", () => {
  it("stands on several listeners of several families at once", async () => {
    const listeners = reactorKinds.map((kind) => listener(kind));
    const server = serve({ socket: listeners.map(([socket]) => socket), handlers: echo });
    assert.deepEqual(
      server.addresses.map(String),
      listeners.map(([, address]) => String(address)),
    );
    for (const [index, kind] of reactorKinds.entries()) {
      const peer = await joined(kind, { address: server.addresses[index] as never });
      peer.connection.write(kind.name);
      await peer.until(() => peer.text === kind.name);
    }
    assert.equal(server.connections, reactorKinds.length);
    await server.close();
    await allGone();
    for (const [socket] of listeners) {
      assert.equal(socket.closed, false); // it was given
      socket.close();
    }
  });

  it("closes what it made, and sends what was written before", async () => {
    const server = serve({
      host: "127.0.0.1",
      port: 0,
      handlers: { data: (connection) => connection.write("a last word") },
    });
    const peer = await joined(tcp, server);
    peer.connection.write("x");
    await peer.heard("data");
    const again = server.close();
    assert.equal(server.close(), again);
    await again;
    await peer.heard("close");
    assert.equal(peer.text, "a last word");
    assert.equal(server.closed, true);
    const refused = new Peer();
    connect({ address: server.address, handlers: refused.handlers });
    await refused.heard("close");
    assert.deepEqual(refused.events, ["error", "close"]);
    assert.equal((refused.error as SocketCondition).code, "ECONNREFUSED");
  });

  it("grace: connections may come to their own end", async () => {
    const asked = promised<Connection>();
    await served(tcp, { data: (connection) => asked.resolve(connection) }, async (server) => {
      const peer = await joined(tcp, server);
      peer.connection.write("x");
      const connection = await asked.promise;
      const closed = server.close({ grace: 60_000 });
      await new Promise(setImmediate);
      assert.equal(connection.closed, false);
      connection.end("done");
      await closed;
      await peer.heard("close");
      assert.equal(peer.text, "done");
    });
  });

  it("a peer that reads nothing is reset when the time is over", async () => {
    const full = promised();
    const server = serve({
      host: "127.0.0.1",
      port: 0,
      handlers: {
        open(connection) {
          connection.write(new Uint8Array(20_000_000));
          full.resolve();
        },
      },
    });
    const peer = new Peer();
    const pausing: Handlers = { ...peer.handlers, open: (connection) => connection.pause() };
    peer.connection = connect({ address: server.address, handlers: pausing });
    await full.promise;
    await server.close({ timeout: 10 });
    assert.equal(server.connections, 0);
    assert.ok((server.counters[Counter.bytesDropped] as number) > 0);
    peer.connection.resume();
    await peer.heard("close");
    assert.equal((peer.error as SocketCondition | undefined)?.code, "ECONNRESET");
  });

  it("at most so many connections: further ones wait until one goes", async () => {
    const open: Connection[] = [];
    const handlers: Handlers = {
      open(connection) {
        open.push(connection);
        connection.write("in");
      },
    };
    await served(
      tcp,
      handlers,
      async (server) => {
        const peers = [await joined(tcp, server), await joined(tcp, server), await joined(tcp, server)];
        await peers[1]?.heard("data");
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
        assert.equal(server.connections, 2);
        assert.equal(peers[2]?.text, "");
        open[0]?.close();
        await peers[2]?.heard("data");
        assert.equal(server.connections, 2);
        assert.equal(server.counters[Counter.opened], 3);
      },
      { maxConnections: 2 },
    );
  });

  it("a listener closed by its owner is served no more", async () => {
    await served(tcp, echo, async (server, listening) => {
      const peer = await joined(tcp, server);
      listening.close();
      peer.connection.write("still");
      await peer.heard("data"); // its connections live
      await server.close();
    });
  });

  it("gives the connections that are open", async () => {
    const ready = promised();
    let count = 0;
    const open = (): void => {
      count += 1;
      if (count === 3) ready.resolve();
    };
    await served(tcp, { open }, async (server) => {
      const peers = [await joined(tcp, server), await joined(tcp, server), await joined(tcp, server)];
      await ready.promise;
      for (const connection of server) connection.write("to all");
      for (const peer of peers) await peer.until(() => peer.text === "to all");
    });
  });

  it("idle connections are closed, busy ones are not", async () => {
    const closed: [string, unknown][] = [];
    const idle = promised();
    await served(
      tcp,
      {
        data(connection, bytes) {
          (connection as Connection<string>).data = "busy";
          connection.write(bytes);
        },
        close(connection, error) {
          closed.push([(connection as Connection<string>).data ?? "idle", error]);
          idle.resolve();
        },
      },
      async (server) => {
        const busy = await joined(tcp, server);
        const lazy = await joined(tcp, server);
        const timer = setInterval(() => busy.connection.write("x"), 20);
        await lazy.heard("close");
        clearInterval(timer);
        await idle.promise;
        assert.equal(closed[0]?.[0], "idle");
        assert.equal((closed[0]?.[1] as SocketCondition | undefined)?.code, "ETIMEDOUT");
        assert.equal(busy.events.includes("close"), false);
        busy.connection.idleTimeout = 0;
      },
      { idleTimeout: 300 },
    );
  });

  it("a timeout of one connection is its own", async () => {
    await served(tcp, echo, async (server) => {
      const peer = await joined(tcp, server);
      assert.equal(peer.connection.idleTimeout, 0);
      peer.connection.idleTimeout = 1;
      assert.equal(peer.connection.idleTimeout, 1);
      await peer.heard("close");
      assert.equal((peer.error as SocketCondition).code, "ETIMEDOUT");
    });
  });
});

describe("reactor: connecting", () => {
  it("what is written before goes when it is connected", async () => {
    await served(tcp, echo, async (server) => {
      const peer = new Peer();
      peer.connection = connect({ address: server.address, handlers: peer.handlers, data: "kept" });
      assert.equal((peer.connection as Connection<string>).data, "kept");
      assert.equal(peer.connection.write("early "), true);
      peer.connection.end("bird");
      await peer.heard("close");
      assert.equal(peer.text, "early bird");
    });
  });

  it("failures are told to the handlers, whatever the family", async () => {
    for (const [options, code] of [
      [{ path: "/nowhere/at/all" }, "ENOENT"],
      [{ port: 1 }, "ECONNREFUSED"],
      [{ host: "::1", port: 1 }, "ECONNREFUSED"],
    ] as const) {
      const peer = new Peer();
      const connection = connect({ ...options, handlers: peer.handlers });
      connection.write("never sent");
      await peer.heard("close");
      assert.deepEqual(peer.events, ["error", "close"]);
      assert.ok(peer.error instanceof SocketCondition);
      assert.equal(peer.error.code, code);
      assert.equal(peer.error.syscall, "connect");
    }
  });

  it("is given up before it came to be", async () => {
    await served(tcp, {}, async (server) => {
      for (const how of ["close", "abort"] as const) {
        const peer = new Peer();
        const connection = connect({ address: server.address, handlers: peer.handlers });
        connection.write("x");
        connection[how]();
        await peer.heard("close");
        assert.deepEqual(peer.events, ["close"]);
      }
    });
  });

  it("a pair of sockets from elsewhere", async () => {
    for (const kind of reactorKinds) {
      await served(kind, echo, async (server) => {
        const peer = await joined(kind, server);
        peer.connection.socket.setOption(SO_RCVBUF, 100_000);
        peer.connection.write("x");
        await peer.heard("data");
      });
    }
  });
});

describe("reactor: arguments", () => {
  const handlers = {};
  it("what is wrong is named", () => {
    const cases: [string, () => unknown][] = [
      ["options must be an object", () => serve(1 as never)],
      ["options has no member prot", () => serve({ handlers, prot: 1 } as never)],
      ["options.handlers must be an object", () => serve({ port: 0 } as never)],
      ["options.handlers.data must be a function", () => serve({ port: 0, handlers: { data: 1 } } as never)],
      ["options.handlers has no handler dat;", () => serve({ port: 0, handlers: { dat: () => {} } } as never)],
      ["options must be told where by one of", () => serve({ handlers })],
      ["options must be told where by one of", () => serve({ handlers, port: 1, path: "x" })],
      ["options.port must be an integer", () => serve({ handlers, port: 70000 })],
      ["options.maxConnections must be", () => serve({ handlers, port: 0, maxConnections: 0 })],
      ["options.limit must be", () => serve({ handlers, port: 0, limit: 0 })],
      ["options.idleTimeout must be", () => serve({ handlers, port: 0, idleTimeout: -1 })],
      ["options.acceptError must be a function", () => serve({ handlers, port: 0, acceptError: 1 as never })],
      ["options must be told whom by one of", () => connect({ handlers })],
      ["options.port must be an integer", () => connect({ handlers, port: -1 })],
      ["options.socket must be a Socket", () => connect({ handlers, socket: 1 as never })],
    ];
    for (const [words, action] of cases) {
      assert.throws(action, (error: Error) => {
        assert.ok(error instanceof TypeError || error instanceof RangeError, String(error));
        assert.ok(error.message.startsWith(words), `${error.message} does not begin with ${words}`);
        return true;
      });
    }
    for (const kind of connectedKinds.slice(0, 1)) {
      const [socket] = listener(kind);
      assert.throws(() => serve({ handlers, socket: [] }), RangeError);
      socket.close();
    }
  });

  it("a socket that does not listen, or carries datagrams, is refused", async () => {
    const { Socket, SocketDomain } = await import("berkeley-sockets");
    const idle = Socket.create(SocketDomain.internet, SocketType.stream);
    const datagrams = Socket.create(SocketDomain.internet, SocketType.datagram);
    assert.throws(() => serve({ handlers, socket: idle }), /options.socket must be a socket that listens/);
    assert.throws(() => serve({ handlers, socket: datagrams }), /options.socket must be a stream/);
    assert.throws(() => connect({ handlers, socket: datagrams }), /options.socket must be a stream/);
    assert.throws(() => serve({ handlers, address: InternetAddress.from("192.0.2.1", 0) }), { code: "EADDRNOTAVAIL" });
    idle.close();
    datagrams.close();
  });
});
