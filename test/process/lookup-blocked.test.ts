import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createSocket, type Socket as DatagramSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { finished } from "../support/child.ts";
import { notRoot, withoutProgram } from "../support/probe.ts";

/** A worker that asks for a name, and a main thread that ends it when told to by a byte on standard input. */
const program = `
  import { Worker } from "node:worker_threads";
  const asking = \`
    const { getAddressInfo } = await import("${import.meta.resolve("berkeley-sockets")}");
    getAddressInfo("slow.example", 80);
    process.exit(1);\`;
  const worker = new Worker(new URL("data:text/javascript," + encodeURIComponent(asking)));
  process.stdin.once("data", async () => {
    if (process.argv[1] === "terminate") await worker.terminate();
    process.exit(5);
  });`;

describe("a worker blocked in a lookup", { skip: notRoot || withoutProgram("unshare") }, () => {
  const folder = mkdtempSync(join(tmpdir(), "bs-resolver-"));
  let silent: DatagramSocket;

  before(async () => {
    silent = createSocket("udp4").bind(53, "127.0.0.53");
    await once(silent, "listening");
    writeFileSync(join(folder, "resolv.conf"), "nameserver 127.0.0.53\noptions timeout:30 attempts:1\n");
    writeFileSync(join(folder, "nsswitch.conf"), "hosts: dns\n");
  });
  after(() => {
    silent.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs the program in a mount namespace whose resolver asks a server that never answers. */
  function start(how: string): ChildProcess {
    const mounts = ["resolv.conf", "nsswitch.conf"].map((name) => `mount --bind ${join(folder, name)} /etc/${name}`);
    const script = `${mounts.join(" && ")} && exec "$0" --input-type=module --eval "$1" "$2"`;
    return spawn("unshare", ["--mount", "sh", "-c", script, process.execPath, program, how]);
  }

  for (const how of ["terminate", "exit"]) {
    it(`${how === "exit" ? "process.exit() of the main thread" : "terminate()"} ends it`, async () => {
      const question = once(silent, "message");
      const child = start(how);
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
