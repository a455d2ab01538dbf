import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runModule } from "../support/child.ts";

const use = (name: string): string => `
  const { Socket: Socket${name}, SocketDomain: D${name}, SocketType: T${name}, UnixAddress: U${name}, SocketCondition: C${name} } = ${name};`;

describe("loading", () => {
  it("works under --disallow-code-generation-from-strings and --frozen-intrinsics", async () => {
    const source = `
      import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
      const [a, b] = Socket.pair(SocketDomain.unix, SocketType.stream);
      a.send(Buffer.from("hi"));
      console.log(Buffer.from(b.receive(10)).toString());`;
    for (const flag of ["--disallow-code-generation-from-strings", "--frozen-intrinsics"]) {
      const { code, out, err } = await runModule(source, [flag, "--no-warnings"]);
      assert.equal(code, 0, err);
      assert.equal(out, "hi\n");
    }
  });

  it("twice in one process: instanceof holds across, and each copy works with the other's addresses", async () => {
    const { code, out, err } = await runModule(`
      import { cpSync, mkdtempSync, rmSync } from "node:fs";
      import { tmpdir } from "node:os";
      import { join } from "node:path";
      import { pathToFileURL } from "node:url";
      const folder = mkdtempSync(join(tmpdir(), "bs-copy-"));
      for (const part of ["dist", "build/native", "package.json"]) cpSync(part, join(folder, part), { recursive: true });
      const one = await import("berkeley-sockets");
      const two = await import(pathToFileURL(join(folder, "dist/index.js")).href);
      ${use("one")} ${use("two")}
      const address = new Utwo("/tmp/x");
      const listener = Socketone.create(Done.unix, Tone.stream);
      listener.bind(two.UnixAddress.abstract("two-copies-" + process.pid));
      listener.listen();
      const client = Sockettwo.create(Dtwo.unix, Ttwo.stream);
      const connected = client.connect(listener.localAddress);
      let caught;
      try { Sockettwo.adopt(1 << 20); } catch (error) { caught = error; }
      console.log(JSON.stringify({
        distinct: Socketone !== Sockettwo,
        address: address instanceof one.SocketAddress && address instanceof Uone && !(address instanceof one.InternetAddress),
        constant: Ttwo.stream instanceof Tone && !(Ttwo.stream instanceof Done),
        socket: client instanceof Socketone,
        condition: caught instanceof Cone && caught.code,
        connected,
        polled: one.pollSockets([{ socket: client, write: true }], 0).length,
        created: Socketone.create(Dtwo.unix, Ttwo.stream) instanceof Socketone,
      }));
      rmSync(folder, { recursive: true });
      process.exit();`);
    assert.equal(code, 0, err);
    assert.deepEqual(JSON.parse(out), {
      distinct: true,
      address: true,
      constant: true,
      socket: true,
      condition: "EBADF",
      connected: true,
      polled: 1,
      created: true,
    });
  });

  it("in several workers and the main thread at once, each with its own counters", async () => {
    const { code, out, err } = await runModule(`
      import { Worker, isMainThread } from "node:worker_threads";
      import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
      import { openDescriptors, systemCallCount } from "berkeley-sockets/testing";
      const library = import.meta.resolve("berkeley-sockets");
      const testing = import.meta.resolve("berkeley-sockets/testing");
      const source = \`
        const { Socket, SocketDomain, SocketType } = await import("\${library}");
        const { openDescriptors, systemCallCount } = await import("\${testing}");
        const { parentPort } = await import("node:worker_threads");
        const [a, b] = Socket.pair(SocketDomain.unix, SocketType.datagram);
        for (let i = 0; i < 1000; i++) { a.send(new Uint8Array([i])); if (b.receive(1)[0] !== i % 256) throw new Error("mixed up"); }
        parentPort.postMessage([openDescriptors().length, systemCallCount()]);\`;
      const workers = Array.from({ length: 4 }, () => new Worker(new URL("data:text/javascript," + encodeURIComponent(source))));
      const results = await Promise.all(workers.map((worker) => new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject))));
      console.log(JSON.stringify([results, openDescriptors().length, systemCallCount()]));`);
    assert.equal(code, 0, err);
    assert.deepEqual(JSON.parse(out), [Array(4).fill([2, 2001]), 0, 0]);
  });
});
