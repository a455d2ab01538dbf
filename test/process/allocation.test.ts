/** What a message allocates in steady state: on a stream the view that its handler gets, in a batch of datagrams nothing. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runModule } from "../support/child.ts";

const MESSAGES = 100_000;
/** An object has at least so many bytes on the heap. */
const SMALLEST = 16;

/** Bytes for each message of a program's `move(count)`, and of a view, in a process in which nothing is collected meanwhile. */
async function allocated(program: string): Promise<{ readonly message: number; readonly view: number }> {
  const { code, out, err } = await runModule(
    `
    import { PerformanceObserver } from "node:perf_hooks";
    ${program}
    let collections = 0;
    new PerformanceObserver((list) => (collections += list.getEntries().length)).observe({ entryTypes: ["gc"] });
    const used = () => process.memoryUsage().heapUsed;
    async function measured(action) {
      await action(${MESSAGES}); // compiled
      const known = collections;
      gc();
      while (collections === known) await new Promise(setImmediate); // the observer is told later
      collections = 0;
      const before = used();
      const count = await action(${MESSAGES});
      const after = used();
      await new Promise((resolve) => setTimeout(resolve));
      if (collections > 0) throw new Error("something was collected meanwhile");
      return (after - before) / count;
    }
    const { buffer } = new Uint8Array(4096);
    let last;
    const views = (count) => {
      for (let index = 0; index < count; index++) last = new Uint8Array(buffer, index % 4000, 64);
      return count;
    };
    console.log(JSON.stringify({ message: await measured(move), view: await measured(views) }));
    process.exit();
    `,
    ["--expose-gc", "--min-semi-space-size=256", "--max-semi-space-size=256"],
  );
  assert.equal(code, 0, err);
  return JSON.parse(out) as { message: number; view: number };
}

describe("allocation in steady state", () => {
  it("a message of a stream: one view", async () => {
    const { message, view } = await allocated(`
      import { Counter, connect, serve } from "berkeley-sockets/reactor";
      const echo = { data: (connection, bytes) => connection.write(bytes) };
      const server = serve({ host: "127.0.0.1", port: 0, handlers: echo });
      let left = 0;
      let reached;
      const handlers = { data(connection, bytes) {
        connection.write(bytes);
        if (--left === 0) reached();
      } };
      const all = Array.from({ length: 100 }, () => connect({ address: server.address, handlers }));
      for (const each of all) each.write("x".repeat(64));
      // Each passes twice, to the server and back.
      const move = (count) => new Promise((resolve) => {
        left = count;
        reached = () => resolve(2 * count);
      });
    `);
    assert.ok(
      message > view - SMALLEST / 2 && message < view + SMALLEST,
      `${message} bytes, of which a view is ${view}`,
    );
  });

  for (const [name, options, length] of [
    ["one by one", "{ gso: false }", 100],
    ["in trains", "{ count: 4, gro: true }", 1400],
  ] as const) {
    it(`a datagram of a batch, ${name}: nothing`, async () => {
      const { message } = await allocated(`
        import { InternetAddress, Socket, SocketDomain, SocketType } from "berkeley-sockets";
        import { DatagramBatch } from "berkeley-sockets/reactor";
        const socket = Socket.create(SocketDomain.internet, SocketType.datagram);
        socket.bind(InternetAddress.loopback(0));
        const address = socket.localAddress;
        const batch = new DatagramBatch(socket, ${options});
        let bytes = 0;
        const take = (packet) => {
          bytes += packet.length;
          if (!packet.isFrom(address)) throw new Error("from somebody else");
        };
        const move = (count) => {
          const before = batch.counters.received;
          while (batch.counters.received < before + count) {
            for (let index = 0; index < 40; index++) batch.reserve(${length}, address);
            batch.send();
            while (typeof batch.receiveEach(take) === "number");
          }
          return batch.counters.received - before;
        };
      `);
      assert.ok(message < SMALLEST / 2, `${message} bytes`);
    });
  }
});
