import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { runModule } from "../support/child.ts";
import { connectedKinds, create, kinds, listener, using, waitFor } from "../support/kinds.ts";

const O_CLOEXEC = 0o2000000;

function isCloseOnExec(fd: number): boolean {
  const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "utf8"))?.[1] ?? "";
  return (Number.parseInt(flags, 8) & O_CLOEXEC) !== 0;
}

/** The sockets that a program we start finds open. */
function inherited(): string[] {
  const { stdout } = spawnSync("sh", ["-c", "ls -l /proc/self/fd"], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => / ([3-9]|\d\d+) -> socket:/.test(line));
}

describe("close-on-exec", () => {
  for (const kind of kinds) {
    it(`${kind.name}: create`, () => {
      using([create(kind)], (socket) => assert.ok(isCloseOnExec(socket.fd)));
    });
  }
  for (const kind of connectedKinds) {
    it(`${kind.name}: accept`, () => {
      const [listening, address] = listener(kind);
      using([listening, create(kind)], (_, client) => {
        client.connect(address);
        waitFor(listening);
        const [server] = listening.accept();
        assert.ok(server !== undefined);
        using([server], () => assert.ok(isCloseOnExec(server.fd)));
      });
    });
  }

  it("pair and duplicate", () => {
    const pair = Socket.pair(SocketDomain.unix, SocketType.stream);
    using([...pair, pair[0].duplicate()], (...sockets) => {
      for (const socket of sockets) assert.ok(isCloseOnExec(socket.fd));
    });
  });

  it("a program started while sockets are open inherits none", () => {
    using([...Socket.pair(SocketDomain.unix, SocketType.stream)], () => assert.deepEqual(inherited(), []));
  });
});

describe("SIGPIPE", () => {
  it("never kills, even where the host has put the signal back to its default", async () => {
    // python3 resets SIGPIPE and becomes this runtime: a host that does not ignore it.
    const { code, signal, out, err } = await runModule(`
      import { spawnSync } from "node:child_process";
      const inner = \`
        import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
        const [a, b] = Socket.pair(SocketDomain.unix, SocketType.stream);
        b.close();
        try { a.send(new Uint8Array(1)); } catch (error) { console.log(error.code); }
        a.close();\`;
      const python = "import os,signal,sys; signal.signal(signal.SIGPIPE, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])";
      const viaPython = spawnSync("python3", ["-c", python, process.execPath, "--input-type=module", "--eval", inner], { encoding: "utf8" });
      const result = viaPython.error ? spawnSync(process.execPath, ["--input-type=module", "--eval", inner], { encoding: "utf8" }) : viaPython;
      console.log(JSON.stringify({ status: result.status, signal: result.signal, out: result.stdout.trim(), err: result.stderr }));`);
    assert.equal(signal, null);
    assert.equal(code, 0, err);
    assert.deepEqual(JSON.parse(out), { status: 0, signal: null, out: "EPIPE", err: "" });
  });
});
