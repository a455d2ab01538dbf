/** `bsock listen` and `echo`, with programs that are not ours. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { InternetAddress } from "berkeley-sockets";
import { SO_REUSEADDR } from "berkeley-sockets/options";
import { portOf, run, start, startListening } from "../support/bsock.ts";
import { finished, spawnPython } from "../support/child.ts";
import { tcp } from "../support/each-kind.ts";
import { create, temporaryPath } from "../support/kinds.ts";
import { untilFree } from "../support/ports.ts";
import { withoutIpv6, withoutProgram } from "../support/probe.ts";

/** Runs a foreign program with this on its stdin. */
function foreign(command: string, args: readonly string[], input: string): ReturnType<typeof finished> {
  const child = spawn(command, args);
  child.stdin.end(input);
  return finished(child);
}

describe("bsock listen", () => {
  it("takes one connection of nc's, and no other", { skip: withoutProgram("nc", "-h") }, async () => {
    await untilFree(async () => {
      const { child, end, address } = await startListening(["listen", "127.0.0.1", "0"]);
      child.stdin.end("from bsock");
      const said = await foreign("nc", ["-N", "127.0.0.1", portOf(address)], "from nc");
      assert.equal(said.out, "from bsock");
      const { code, out, err } = await end;
      assert.deepEqual([code, out], [0, "from nc"]);
      assert.match(err, /^bsock: listening on 127\.0\.0\.1:\d+\nbsock: connection from 127\.0\.0\.1:\d+\n$/);
      using keeper = create(tcp); // what we are refused is not somebody else's welcome
      keeper.setOption(SO_REUSEADDR, true);
      keeper.bind(InternetAddress.loopback(Number(portOf(address))));
      assert.equal((await run(["connect", "127.0.0.1", portOf(address)])).code, 1);
    });
  });

  it("takes IPv4 and IPv6 where no address is told", {
    skip: withoutIpv6() || withoutProgram("socat", "-V"),
  }, async () => {
    const { child, end, address } = await startListening(["listen", "--keep-open", "0"]);
    child.stdin.end();
    assert.match(address, /^\[::\]:\d+$/);
    for (const to of [`TCP4:127.0.0.1:${portOf(address)}`, `TCP6:[::1]:${portOf(address)}`]) {
      assert.equal((await foreign("socat", ["-", to], `by ${to}\n`)).code, 0);
    }
    child.kill("SIGTERM");
    const { signal, out } = await end;
    assert.equal(signal, "SIGTERM");
    assert.match(out, /^by TCP4:.*\nby TCP6:.*\n$/);
  });

  it("with --keep-open goes on when a client resets", async () => {
    const { child, end, until, address } = await startListening(["listen", "-k", "127.0.0.1", "0"]);
    const source = `
import socket, struct, sys
for linger in (True, False):
  client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
  client.sendall(b"reset\\n" if linger else b"end\\n")
  if linger: client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
  client.close()
`;
    await once(spawnPython(source, portOf(address)), "close");
    await until(/end\n/);
    child.kill("SIGINT");
    const { err } = await end;
    assert.match(err, /\nbsock: recv ECONNRESET 127\.0\.0\.1:\d+\n/);
  });

  const unixKinds: [string, string[], string][] = [
    ["streams", [], "UNIX-CONNECT:%"],
    ["sequenced packets", ["--seqpacket"], "UNIX-CONNECT:%,type=5"],
    ["datagrams", ["--datagram", "--wait", "300"], `UNIX-SENDTO:%,bind=${temporaryPath("socat")}`],
  ];
  for (const [kind, options, target] of unixKinds) {
    it(`on a Unix path, ${kind}: replaces a stale file, removes its own`, {
      skip: withoutProgram("socat", "-V"),
    }, async () => {
      const path = temporaryPath();
      const before = await startListening(["listen", ...options, "--unix", path]);
      before.child.kill("SIGKILL");
      assert.equal((await before.end).signal, "SIGKILL");
      assert.ok(existsSync(path));
      const { child, end } = await startListening(["listen", ...options, "--unix", path]);
      // A stream's listener is asked by connecting to it, which would be its one connection.
      if (options.length > 0) {
        const second = await run(["listen", ...options, "--unix", path]);
        assert.deepEqual([second.code, second.err], [1, `bsock: bind EADDRINUSE ${path}\n`]);
      }
      child.stdin.end("back\n");
      const { out } = await foreign("socat", ["-t", "1", "-", target.replace("%", path)], "there\n");
      assert.equal(out, "back\n");
      const result = await end;
      assert.deepEqual([result.code, result.out], [0, "there\n"], result.err);
      assert.ok(!existsSync(path));
    });
  }

  it("leaves a file that is no socket alone", async () => {
    const path = temporaryPath();
    writeFileSync(path, "precious");
    for (const option of [[], ["--seqpacket"], ["--datagram"]]) {
      assert.equal((await run(["listen", ...option, "--unix", path])).err, `bsock: bind EADDRINUSE ${path}\n`);
    }
    assert.equal(readFileSync(path, "utf8"), "precious");
  });

  it("removes its file when it is interrupted", async () => {
    const path = temporaryPath();
    const { child, end } = await startListening(["listen", "--unix", path]);
    child.kill("SIGINT");
    const { signal } = await end;
    assert.equal(signal, "SIGINT");
    assert.ok(!existsSync(path));
  });

  it("answers datagrams of nc's", { skip: withoutProgram("nc", "-h") }, async () => {
    const { child, end, address } = await startListening(["listen", "--udp", "--wait", "300", "127.0.0.1", "0"]);
    child.stdin.end("back\n");
    const { out } = await foreign("nc", ["-u", "-w", "1", "127.0.0.1", portOf(address)], "there\n");
    assert.equal(out, "back\n");
    assert.equal((await end).out, "there\n");
  });
});

describe("bsock echo", () => {
  it("listens on ::1 port 8000 unless told", { skip: withoutIpv6() }, async () => {
    const { child, end, until } = start(["echo"]);
    await until(/\n/);
    child.kill();
    assert.match((await end).err, /^bsock: (listening on|bind EADDRINUSE) \[::1\]:8000\n$/);
  });

  it("greets, echoes, and ends when the last has left, with nc", { skip: withoutProgram("nc", "-h") }, async () => {
    const { end, address } = await startListening(["echo", "127.0.0.1", "0"]);
    const staying = spawn("nc", ["127.0.0.1", portOf(address)]);
    const heard = finished(staying);
    await once(staying.stdout, "data");
    const { out } = await foreign("nc", ["127.0.0.1", portOf(address)], "hello\ngrüße\n\nunheard\n");
    assert.equal(out, "bsock echo: type lines, an empty one ends the conversation\necho: hello\necho: grüße\n");
    // One has left, another may still come.
    assert.match((await foreign("nc", ["127.0.0.1", portOf(address)], "later\n\n")).out, /\necho: later\n$/);
    staying.stdin.end("me too\n\n");
    assert.match((await heard).out, /\necho: me too\n$/);
    const { code, err } = await end;
    assert.equal(code, 0);
    assert.match(err, /127\.0\.0\.1:\d+ is here \(2\)\n.*has left \(1\)\n.*has left \(0\)\n$/);
  });
});
