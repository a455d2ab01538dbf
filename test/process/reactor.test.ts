/** The reactor's life in a process: exits, workers, too few descriptors, memory. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { finished, runModule, spawnBehind } from "../support/child.ts";

const begin = `
  import { serve, connect } from "berkeley-sockets/reactor";
  const echo = { data: (connection, bytes) => connection.write(bytes) };
  const server = serve({ host: "127.0.0.1", port: 0, handlers: echo });
`;

describe("reactor: processes", () => {
  it("a server keeps the process alive, one that is unreferenced does not", async () => {
    const kept = await runModule(`${begin} setTimeout(() => { console.log("alive"); server.close(); }, 50).unref();`);
    assert.deepEqual([kept.code, kept.out, kept.err], [0, "alive\n", ""]);
    const let_go = await runModule(
      `${begin} server.unref(); connect({ address: server.address, ref: false, handlers: {} });`,
    );
    assert.deepEqual([let_go.code, let_go.err], [0, ""]);
    const again = await runModule(`${begin} server.unref().ref(); setTimeout(() => server.close(), 50).unref();`);
    assert.deepEqual([again.code, again.err], [0, ""]);
  });

  it("a connection keeps it alive until it is closed", async () => {
    const { code, out } = await runModule(`${begin}
      server.unref();
      connect({ address: server.address, handlers: {
        open: (connection) => connection.write("x"),
        data: (connection) => connection.end(),
        close: () => console.log("closed"),
      } });
    `);
    assert.deepEqual([code, out], [0, "closed\n"]);
  });

  it("process.exit() with everything open", async () => {
    const { code, err } = await runModule(`${begin}
      connect({ address: server.address, handlers: { open: (c) => c.write("x"), data: () => process.exit(7) } });
    `);
    assert.deepEqual([code, err], [7, ""]);
  });

  it("a worker that is terminated in the midst of it leaves no descriptor", async () => {
    const { code, out, err } = await runModule(`
      import { Worker } from "node:worker_threads";
      import { once } from "node:events";
      import { readdirSync, readlinkSync } from "node:fs";
      await import("berkeley-sockets/reactor");
      const url = import.meta.resolve("berkeley-sockets/reactor");
      const open = () => readdirSync("/proc/self/fd").filter((fd) => {
        try { return readlinkSync("/proc/self/fd/" + fd).startsWith("socket:"); } catch { return false; }
      }).length;
      const before = open();
      for (let round = 0; round < 5; round++) {
        const worker = new Worker(\`
          Promise.all([import("\${url}"), import("node:worker_threads")]).then(([{ serve, connect, forward }, { parentPort }]) => {
            const echo = { data: (connection, bytes) => connection.write(bytes) };
            const server = serve({ host: "127.0.0.1", port: 0, handlers: echo });
            let count = 0;
            for (let i = 0; i < 10; i++) connect({ address: server.address, handlers: {
              open: (c) => c.write("x".repeat(1000)),
              data: (c, b) => { c.write(b); count++; if (count === 1000) parentPort.postMessage("busy"); },
            } });
            forward(connect({ address: server.address, handlers: {} }), connect({ address: server.address, handlers: {} }));
          });
        \`, { eval: true });
        await once(worker, "message");
        await worker.terminate();
      }
      console.log(open() - before);
    `);
    assert.deepEqual([code, out, err], [0, "0\n", ""]);
  });

  it("more connections than descriptors: those that fit are served, the others when there is room", async () => {
    const child = spawnBehind(
      "ulimit -n 64",
      `
      import { serve, Counter } from "berkeley-sockets/reactor";
      import { spawn } from "node:child_process";
      import { createInterface } from "node:readline";
      let errors = 0;
      const server = serve({ host: "127.0.0.1", port: 0, acceptError: (error) => { errors++; if (error.code !== "EMFILE") throw error; },
        handlers: { data: (connection, bytes) => { connection.write(bytes); connection.close(); } } });
      console.log(server.address.port);
      createInterface({ input: process.stdin }).on("line", () => {
        console.log(errors > 0, server.counters[Counter.acceptFailed] > 0, server.counters[Counter.opened], server.connections);
        process.exit();
      });
      `,
    );
    const client = spawn(process.execPath, [
      "--input-type=module",
      "--eval",
      `
      import { connect } from "node:net";
      import { once } from "node:events";
      const port = Number((await once(process.stdin, "data"))[0]);
      const all = Array.from({ length: 150 }, () => connect(port, "127.0.0.1"));
      await Promise.all(all.map((socket) => once(socket, "connect")));
      // Only now does anybody say anything: until then the server is full.
      await Promise.all(all.map(async (socket) => { socket.write("x"); await once(socket, "data"); socket.destroy(); }));
      console.log("all");
      `,
    ]);
    child.stdout?.once("data", (port: Buffer) => client.stdin.end(port));
    const { out: said, err } = await finished(client);
    assert.deepEqual([said, err], ["all\n", ""]);
    child.stdin?.end("tell\n");
    const { out } = await finished(child);
    assert.match(out, /true true 150 0\n$/);
  });

  it("mixed abuse leaves memory and descriptors as they were", async () => {
    const script = fileURLToPath(new URL("../support/soak.js", import.meta.url));
    const child = spawn(process.execPath, ["--expose-gc", script, "4000"], { stdio: ["ignore", "pipe", "pipe"] });
    const { code, out, err } = await finished(child);
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /^end .* descriptors; the flooded one .* descriptors$/m);
  });
});
