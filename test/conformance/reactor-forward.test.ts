/** Forwarding by the kernel, and files, in the reactor. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
import {
  type Connection,
  Counter,
  connect,
  type Forwarding,
  forward,
  type Handlers,
  serve,
} from "berkeley-sockets/reactor";
import { Pipe, pattern, TemporaryFile } from "../support/files.ts";
import { type Kind, receiveText } from "../support/kinds.ts";
import { allGone, joined, promised, served, streamKinds } from "../support/reactor.ts";

const echo: Handlers = {
  data(connection, bytes) {
    if (!connection.write(bytes)) connection.pause();
  },
  drain: (connection) => connection.resume(),
};
const [tcp] = streamKinds;
if (tcp === undefined) throw new Error("no kinds");

/** A proxy to an echoing server. */
async function proxied(
  kind: Kind,
  target: Handlers,
  body: (proxy: Parameters<Parameters<typeof served>[2]>[0], forwardings: Forwarding[]) => Promise<void>,
): Promise<void> {
  const forwardings: Forwarding[] = [];
  await served(
    kind,
    target,
    async (server) => {
      const handlers: Handlers = {
        open(connection) {
          const socket = Socket.create(kind.domain, kind.type);
          socket.connect(server.address);
          forwardings.push(forward(connection, socket));
        },
      };
      await served(kind, handlers, (proxy) => body(proxy, forwardings));
    },
    { halfOpen: true },
  );
}

for (const kind of streamKinds) {
  describe(`forwarding: ${kind.name}`, () => {
    it("passes on both ways, and each side's end as an end", async () => {
      const target: Handlers = {
        ...echo,
        end(connection) {
          connection.end("; and that was all");
        },
      };
      await proxied(kind, target, async (proxy, forwardings) => {
        const peer = await joined(kind, proxy);
        peer.connection.write("there and back");
        await peer.until(() => peer.text === "there and back");
        peer.connection.end();
        await peer.heard("close");
        assert.equal(peer.text, "there and back; and that was all");
        await forwardings[0]?.done;
        const bytes = 2 * "there and back".length + "; and that was all".length;
        // One end is the proxy's, the other a client's.
        const [near, far] = [proxy.counters, peer.connection.counters];
        assert.equal(near[Counter.bytesForwarded], "there and back".length);
        assert.ok((far[Counter.bytesForwarded] as number) >= bytes - "there and back".length);
        assert.equal(near[Counter.bytesReceived], 0);
      });
    });

    it("holds a fast side back for a slow one, and loses nothing", async () => {
      const size = 8_000_000;
      const content = Buffer.from(pattern(size)).toString("latin1");
      await proxied(kind, echo, async (proxy) => {
        const peer = await joined(kind, proxy, { limit: 2 * size });
        peer.connection.pause();
        peer.connection.write(Buffer.from(content, "latin1"));
        for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
        peer.connection.resume();
        await peer.until(() => peer.text.length === size);
        assert.ok(peer.text === content);
      });
    });

    it("an abort of either side ends both", async () => {
      // On Unix sockets an abort is an end as any other.
      const target: Handlers = { ...echo, end: (connection) => connection.end() };
      await proxied(kind, target, async (proxy, forwardings) => {
        const peer = await joined(kind, proxy);
        peer.connection.write("x");
        await peer.heard("data");
        forwardings[0]?.abort();
        await peer.heard("close");
        await assert.rejects(forwardings[0]?.done as Promise<void>, { code: "ECANCELED" });
        const other = await joined(kind, proxy);
        other.connection.write("x");
        await other.heard("data");
        other.connection.abort();
        await forwardings[1]?.done.catch(() => {});
      });
    });

    it("what was written before goes before, in both directions", async () => {
      const far = promised<Connection>();
      await served(kind, { open: (connection) => far.resolve(connection), ...echo }, async (server) => {
        const handlers: Handlers = {
          data(connection, bytes) {
            const socket = Socket.create(kind.domain, kind.type);
            socket.connect(server.address);
            const other = connect({ socket, handlers: {} });
            other.write("head,");
            other.write(bytes);
            connection.write("welcome,");
            forward(connection, other);
          },
        };
        await served(kind, handlers, async (proxy) => {
          const peer = await joined(kind, proxy);
          peer.connection.write("early,");
          await peer.until(() => peer.text === "welcome,head,early,");
          peer.connection.write("late");
          await peer.until(() => peer.text === "welcome,head,early,late");
          await allGone();
        });
      });
    });
  });

  describe(`files: ${kind.name}`, () => {
    it("are sent between what is written before and after", async () => {
      const file = new TemporaryFile(pattern(3_000_000));
      const sent = promised<number[]>();
      const handlers: Handlers = {
        async data(connection) {
          connection.write("head,");
          const all = [connection.sendFile(file), connection.sendFile(file, 10, 20), connection.sendFile(file, 5, 0)];
          connection.write(",tail");
          connection.end();
          sent.resolve(await Promise.all(all));
        },
      };
      await served(kind, handlers, async (server) => {
        const peer = await joined(kind, server);
        peer.connection.write("x");
        await peer.heard("close");
        assert.deepEqual(await sent.promise, [3_000_000, 20, 0]);
        const content = Buffer.from(pattern(3_000_000)).toString("latin1");
        assert.ok(peer.text === `head,${content}${content.slice(10, 30)},tail`);
      });
      file.close();
    });

    it("a pipe is one too, and what cannot be read is the file's failure alone", async () => {
      const pipe = new Pipe();
      pipe.write("from a pipe");
      pipe.end();
      const result = promised<unknown[]>();
      const handlers: Handlers = {
        async data(connection) {
          const bad = connection.sendFile(-1 >>> 1).catch((error: unknown) => error);
          result.resolve([await bad, await connection.sendFile(pipe)]);
          connection.end();
        },
      };
      await served(kind, handlers, async (server) => {
        const peer = await joined(kind, server);
        peer.connection.write("x");
        await peer.heard("close");
        assert.equal(peer.text, "from a pipe");
        const [error, count] = await result.promise;
        assert.equal((error as { code: string }).code, "EBADF");
        assert.equal((error as { sent: number }).sent, 0);
        assert.equal(count, 11);
      });
      pipe.close();
    });

    it("one that is under way when the connection ends is told of it", async () => {
      const file = new TemporaryFile();
      file.truncate(100_000_000);
      const failed = promised<unknown>();
      const handlers: Handlers = {
        open(connection) {
          connection.sendFile(file).catch(failed.resolve);
          setImmediate(() => connection.abort());
        },
      };
      await served(kind, handlers, async (server) => {
        const peer = await joined(kind, server);
        peer.connection.pause();
        const error = (await failed.promise) as { code: string; sent: number };
        assert.equal(error.code, "ECANCELED");
        assert.ok(error.sent < 100_000_000);
      });
      file.close();
    });
  });
}

describe("forwarding: arguments", () => {
  it("what cannot be forwarded is refused", async () => {
    const server = serve({ host: "127.0.0.1", port: 0, handlers: {} });
    const peer = await joined(tcp, server);
    assert.throws(() => forward(peer.connection, 1 as never), /second must be a Connection or a Socket/);
    assert.throws(() => forward(peer.connection, peer.connection), /second must be another/);
    const [one, two] = Socket.pair(SocketDomain.unix, SocketType.sequencePacket);
    const packets = connect({ socket: one, handlers: {} });
    assert.throws(() => forward(peer.connection, packets), /second must be an open stream/);
    packets.close();
    assert.throws(() => forward(packets, peer.connection), /first must be an open stream/);
    await new Promise(setImmediate);
    assert.equal(receiveText(two), "");
    two.close();
    peer.connection.close();
    await peer.heard("close");
    await server.close();
  });
});
