/** `bsock notify`: python3 is the service manager; systemd-notify(1) says the same things to it. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { type Json, run } from "../support/bsock.ts";
import { finished, spawnPython } from "../support/child.ts";
import { Lines } from "../support/lines.ts";
import { foreignEnv, notLinux, notRoot, withoutProgram } from "../support/probe.ts";

/** A manager: prints each datagram with its sender and how many descriptors came; closes those when told. */
const manager = `
import socket, struct, json, sys, os, array
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
s.bind(sys.argv[1].replace("@", "\\0", 1))
print(json.dumps("ready"))
while True:
    data, control, flags, _ = s.recvmsg(4096, 1024)
    if data == b"END=1": break
    fds, pid = [], 0
    for level, kind, value in control:
        if kind == socket.SCM_RIGHTS: fds += array.array("i", value)
        if kind == socket.SCM_CREDENTIALS: pid = struct.unpack("3i", value)[0]
    print(json.dumps({"lines": data.decode().split("\\n"), "pid": pid, "fds": len(fds)}))
    if fds:
        sys.stdin.readline()
        for fd in fds: os.close(fd)
`;

interface Told {
  readonly lines: string[];
  readonly pid: number;
  readonly fds: number;
}

describe("bsock notify", { skip: notLinux || withoutProgram("python3") }, () => {
  const folder = mkdtempSync(join(tmpdir(), "bsock-notify-"));
  after(() => rmSync(folder, { recursive: true }));
  let count = 0;

  async function withManager(
    name: string,
    body: (lines: Lines, env: Record<string, string>) => Promise<void>,
  ): Promise<void> {
    const lines = new Lines(spawnPython(manager, name));
    assert.equal(await lines.value(), "ready");
    const env = { NOTIFY_SOCKET: name };
    await body(lines, env);
    assert.equal((await run(["notify", "END=1"], "", env)).code, 0);
    assert.equal((await lines.end()).code, 0);
  }
  const path = (): string => {
    count += 1;
    return join(folder, `notify-${count}`);
  };

  it("all assignments in one datagram, by path and by abstract name", async () => {
    for (const name of [path(), `@bsock-notify-${process.pid}`]) {
      await withManager(name, async (lines, env) => {
        const { code, out, err } = await run(["notify", "READY=1", "STATUS=serving on 8000, ✓"], "", env);
        assert.deepEqual([code, out, err], [0, "", ""]);
        const told = await lines.value<Told>();
        assert.deepEqual([told.lines, told.fds], [["READY=1", "STATUS=serving on 8000, ✓"], 0]);
      });
    }
  });

  it("what systemd-notify(1) says", { skip: withoutProgram("systemd-notify") }, async () => {
    await withManager(path(), async (lines, env) => {
      const child = spawn("systemd-notify", ["--no-block", "--ready", "--status=up"], {
        env: { ...foreignEnv, ...env },
      });
      assert.equal((await finished(child as ChildProcess)).code, 0);
      const theirs = await lines.value<Told>();
      await run(["notify", ...theirs.lines], "", env);
      assert.deepEqual((await lines.value<Told>()).lines, theirs.lines);
      assert.ok(theirs.lines.includes("READY=1") && theirs.lines.includes("STATUS=up"));
    });
  });

  it("--pid speaks for another process, where that is allowed", { skip: notRoot }, async () => {
    await withManager(path(), async (lines, env) => {
      const { code, out, err } = await run(["notify", "--pid", String(process.pid), "READY=1", "--json"], "", env);
      assert.deepEqual([code, err], [0, ""]);
      const { pid, sent } = JSON.parse(out) as Json;
      assert.deepEqual([pid, sent], [process.pid, ["READY=1", `MAINPID=${process.pid}`]]);
      const told = await lines.value<Told>();
      assert.deepEqual([told.pid, told.lines], [process.pid, ["READY=1", `MAINPID=${process.pid}`]]);
      await run(["notify", "--pid", "auto"], "", env);
      assert.equal((await lines.value<Told>()).pid, process.pid);
    });
  });

  it("--barrier waits until the manager has closed the descriptor", async () => {
    await withManager(path(), async (lines, env) => {
      const running = run(["notify", "--barrier", "--timeout", "60000", "STOPPING=1"], "", env);
      assert.deepEqual((await lines.value<Told>()).lines, ["STOPPING=1"]);
      const told = await lines.value<Told>();
      assert.deepEqual([told.lines, told.fds], [["BARRIER=1"], 1]);
      let ended = false;
      void running.then(() => (ended = true));
      await new Promise(setImmediate);
      assert.equal(ended, false);
      lines.write("close it");
      assert.equal((await running).code, 0);

      const late = run(["notify", "--barrier", "--timeout", "1"], "", env);
      assert.equal((await lines.value<Told>()).fds, 1);
      const { code, err } = await late;
      assert.equal(code, 1);
      assert.match(err, /^bsock: the manager at .* has not come to the barrier within 1 ms\n$/);
      lines.write("close it");
    });
  });

  it("says that there is no manager, or none that listens", async () => {
    const none = await run(["notify", "READY=1"], "", { NOTIFY_SOCKET: "" });
    assert.deepEqual([none.code, none.err], [1, "bsock: NOTIFY_SOCKET is not set: nobody waits to be notified\n"]);
    const gone = await run(["notify", "READY=1"], "", { NOTIFY_SOCKET: "/nowhere/notify" });
    assert.deepEqual([gone.code, gone.err], [1, "bsock: sendmsg ENOENT /nowhere/notify\n"]);
    const odd = await run(["notify", "READY=1"], "", { NOTIFY_SOCKET: "vsock:2:1" });
    assert.match(odd.err, /^bsock: NOTIFY_SOCKET is a path, or @ and an abstract name, not vsock:2:1\n$/);
  });
});
