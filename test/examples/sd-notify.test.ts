/** The examples of sd_notify(3), with systemd-notify and python3 at the other end. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { closeSync, existsSync, openSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { staysPending } from "../support/awaiting.ts";
import { spawnPython } from "../support/child.ts";
import { temporaryPath } from "../support/kinds.ts";
import { Lines } from "../support/lines.ts";
import { notLinux, notRoot, withoutProgram } from "../support/probe.ts";
import { runExample, runForeign, startExample } from "../support/run-example.ts";

const noSystemdNotify = notLinux || withoutProgram("systemd-notify");
const noPython = notLinux || withoutProgram("python3");

describe("examples/sd-notify-server.ts", () => {
  it("hears systemd-notify, and lets its barrier pass", { skip: noSystemdNotify }, async () => {
    const { code, out, err } = await runExample("sd-notify-server", [
      "--",
      "systemd-notify",
      "--ready",
      "--pid=12345",
      "--status=serving it",
    ]);
    // Without the barrier systemd-notify would fail after some seconds.
    assert.deepEqual([code, err], [0, ""]);
    const user = process.getuid?.();
    const said = new RegExp(
      `^NOTIFY_SOCKET=@\\w+\nprocess (\\d+), user ${user}:\n((?:  [A-Z]+=.*\n)+)process \\1, user ${user}:\n  BARRIER=1\n$`,
    );
    const [, , lines = ""] = said.exec(out.replaceAll(/process \d+/g, "process 1")) ?? [];
    assert.deepEqual(lines.trim().split(/\n\s*/).sort(), ["MAINPID=12345", "READY=1", "STATUS=serving it"], out);
  });

  it("hears what is sent to its path, and removes that at the end", { skip: noSystemdNotify }, async () => {
    const path = temporaryPath("notify");
    const { child, end, until } = startExample("sd-notify-server", ["--socket", path]);
    await until(/NOTIFY_SOCKET=.*\n/);
    const peer = await runForeign("systemd-notify", ["WATCHDOG=1"], "", { ...process.env, NOTIFY_SOCKET: path });
    assert.deepEqual([peer.code, peer.err], [0, ""]);
    await until(/WATCHDOG=1\n/);
    child.kill("SIGTERM");
    const { code, err } = await end;
    assert.deepEqual([code, err], [0, ""]);
    assert.ok(!existsSync(path));
  });

  it("obeys nobody else", { skip: noSystemdNotify || notRoot || withoutProgram("setpriv") }, async () => {
    const other = ["setpriv", "--reuid=54321", "--regid=54321", "--clear-groups", "systemd-notify", "--ready"];
    const refusing = await runExample("sd-notify-server", ["--", ...other]);
    assert.match(refusing.out, /^NOTIFY_SOCKET=@\w+\n(process \d+, user 54321: refused\n){2}$/);
    const hearing = await runExample("sd-notify-server", ["--uid", "1", "--uid", "54321", "--", ...other]);
    assert.match(hearing.out, /, user 54321:\n {2}READY=1\n/);
  });

  it("keeps descriptors, drops them, and hangs up a barrier after all that came before", {
    skip: noPython,
  }, async () => {
    const kept = temporaryPath("kept");
    writeFileSync(kept, "");
    const source = `
import os, select, socket, sys
name = os.environ["NOTIFY_SOCKET"].replace("@", "\\0", 1)
manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.connect(name)
file = os.open(sys.argv[1], os.O_RDONLY)
socket.send_fds(manager, [b"FDSTORE=1\\nFDNAME=log"], [file, file])
socket.send_fds(manager, [b"FDSTORE=1"], [file])
manager.send(b"FDSTOREREMOVE=1\\nFDNAME=log")
manager.send(b"X" * 5000)
reading, writing = os.pipe()
socket.send_fds(manager, [b"BARRIER=1"], [writing])
os.close(writing)
poll = select.poll()
poll.register(reading, 0)
print([event & select.POLLHUP != 0 for _, event in poll.poll(30000)], flush=True)
`;
    const { code, out, err } = await runExample("sd-notify-server", ["--", "python3", "-c", source, kept]);
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /FDNAME=log\n {2}kept as log: \/.*kept\d+\n {2}kept as log: \/.*kept\d+\n/);
    assert.match(out, /FDSTORE=1\n {2}kept as stored: \/.*kept\d+\n/);
    assert.match(out, /FDSTOREREMOVE=1\n {2}FDNAME=log\n {2}dropped 2 of log\n/);
    assert.match(out, /: refused, as it is too long\n/);
    assert.match(out, /\[True\]\n/);
    assert.match(out, /dropped 1 of stored\n$/);
  });

  it("ends as its command does", async () => {
    assert.equal((await runExample("sd-notify-server", ["--", "sh", "-c", "exit 7"])).code, 7);
    assert.equal((await runExample("sd-notify-server", ["--", "sh", "-c", "kill -TERM $$"])).code, 143);
    const { code, err } = await runExample("sd-notify-server", ["--", "/nowhere/at-all"]);
    assert.deepEqual([code, err], [1, "sd-notify-server: spawn /nowhere/at-all ENOENT\n"]);
  });
});

/** Prints what it is told, who tells it, and what is in the files that come along; drops a barrier when told to. */
const manager = `
import json, os, socket, struct, sys
server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
server.bind(sys.argv[1].replace("@", "\\0", 1))
print("null")
while True:
  data, control, _, _ = server.recvmsg(4096, 4096)
  text, sender, fds = data.decode(), None, []
  for _, kind, value in control:
    if kind == 2: sender = struct.unpack("iII", value)
    else: fds = list(struct.unpack("%di" % (len(value) // 4), value))
  barrier = text == "BARRIER=1"
  files = [] if barrier else [os.read(fd, 100).decode() for fd in fds]
  print(json.dumps({"lines": text.split("\\n"), "sender": sender, "files": files, "count": len(fds)}))
  if barrier: sys.stdin.readline()
  for fd in fds: os.close(fd)
`;

interface Told {
  readonly lines: string[];
  readonly sender: [number, number, number];
  readonly files: string[];
  readonly count: number;
}

describe("examples/sd-notify.ts", { skip: noPython }, () => {
  for (const place of ["a path", "an abstract name"]) {
    it(`tells python3 at ${place}, passes descriptors, and waits for its barrier`, async () => {
      const path = place === "a path" ? temporaryPath("notify") : `@${temporaryPath("notify")}`;
      const peer = spawnPython(manager, path);
      const lines = new Lines(peer);
      await lines.next();
      const kept = temporaryPath("kept");
      writeFileSync(kept, "content of it");
      const file = openSync(kept, "r");
      const { child, end } = startExample(
        "sd-notify",
        ["--ready", "--status", "grüße", "--mainpid", "12", "--fd", "3", "--fdname", "log", "A=b=c"],
        { env: { NOTIFY_SOCKET: path }, descriptors: [file] },
      );
      closeSync(file);
      const told = await lines.value<Told>();
      assert.deepEqual(told.lines, ["A=b=c", "READY=1", "STATUS=grüße", "MAINPID=12", "FDSTORE=1", "FDNAME=log"]);
      assert.deepEqual(told.sender, [child.pid, process.getuid?.(), process.getgid?.()]);
      assert.deepEqual(told.files, ["content of it"]);
      const barrier = await lines.value<Told>();
      assert.deepEqual([barrier.lines, barrier.count], [["BARRIER=1"], 1]);
      await staysPending(end);
      lines.write("close it");
      const { code, out, err } = await end;
      assert.deepEqual([code, out, err], [0, "", ""]);
      peer.kill();
      await lines.end();
    });
  }

  it("does not wait with --no-block", async () => {
    const path = `@${temporaryPath("notify")}`;
    const peer = spawnPython(manager, path);
    const lines = new Lines(peer);
    await lines.next();
    const { code, err } = await runExample("sd-notify", ["--no-block", "X=1"], { env: { NOTIFY_SOCKET: path } });
    assert.deepEqual([code, err], [0, ""]);
    assert.deepEqual((await lines.value<Told>()).lines, ["X=1"]);
    peer.kill();
    await lines.end();
  });
});

it("examples/sd-notify.ts says what is wrong", async () => {
  const said = async (socket: string, ...args: string[]): Promise<string> => {
    const { code, out, err } = await runExample("sd-notify", args, { env: { NOTIFY_SOCKET: socket } });
    assert.deepEqual([code, out], [1, ""]);
    return err;
  };
  assert.match(await said("", "--ready"), /^sd-notify: NOTIFY_SOCKET is not set/);
  assert.equal(await said("/nowhere/at-all", "--ready"), "sd-notify: connect ENOENT /nowhere/at-all\n");
  assert.equal(await said("/x", "--mainpid", "me"), "sd-notify: --mainpid must be a number, not me\n");
  assert.equal(await said("/x", "READY"), "sd-notify: not of the form VARIABLE=VALUE: READY\n");
  assert.match(await said("/x"), /^sd-notify: nothing to tell\nusage: /);
});
