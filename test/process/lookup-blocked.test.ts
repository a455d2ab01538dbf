import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { finished } from "../support/child.ts";
import { type NameServer, startNameServer, withoutNameServer } from "../support/name-server.ts";

/** A worker that asks for a name, and a main thread that ends it when told to by a byte on standard input. */
const program = `
  import { Worker } from "node:worker_threads";
  const asking = \`
    const { getAddressInfo } = await import("${import.meta.resolve("berkeley-sockets")}");
    getAddressInfo("slow.test", 80);
    process.exit(1);\`;
  const worker = new Worker(new URL("data:text/javascript," + encodeURIComponent(asking)));
  process.stdin.once("data", async () => {
    if (process.argv[1] === "terminate") await worker.terminate();
    process.exit(5);
  });`;

describe("a worker blocked in a lookup", { skip: withoutNameServer }, () => {
  let server: NameServer;
  before(async () => {
    server = await startNameServer();
  });
  after(() => server.close());

  for (const how of ["terminate", "exit"]) {
    it(`${how === "exit" ? "process.exit() of the main thread" : "terminate()"} ends it`, async () => {
      const question = server.asked();
      const child = server.spawn(program, how);
      const result = finished(child);
      await question;
      child.stdin?.end("now");
      const { code, signal, err, milliseconds } = await result;
      assert.equal(signal, null, err);
      assert.equal(code, 5, err);
      assert.ok(milliseconds < 20_000);
    });
  }
});
