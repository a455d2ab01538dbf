/** `bsock connect`, with programs that are not ours. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket as NetSocket } from "node:net";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { describe, it } from "node:test";
import { program, run, start } from "../support/bsock.ts";
import { finished, firstLine, spawnPython } from "../support/child.ts";
import { temporaryPath } from "../support/kinds.ts";
import { untilFree } from "../support/ports.ts";
import { withoutProgram } from "../support/probe.ts";

/** A server of python's that answers with what came, in upper case, once its client's half has ended. */
const upperServer = `
import socket, sys
family, address = {
  "tcp": lambda: (socket.AF_INET, ("127.0.0.1", 0)),
  "stream": lambda: (socket.AF_UNIX, sys.argv[2]),
  "seqpacket": lambda: (socket.AF_UNIX, sys.argv[2]),
  "abstract": lambda: (socket.AF_UNIX, "\\0" + sys.argv[2]),
}[sys.argv[1]]()
listener = socket.socket(family, socket.SOCK_SEQPACKET if sys.argv[1] == "seqpacket" else socket.SOCK_STREAM)
listener.bind(address)
listener.listen(1)
print(listener.getsockname()[1] if sys.argv[1] == "tcp" else "ready")
connection, _ = listener.accept()
messages = []
while message := connection.recv(65536):
  messages.append(message)
for message in messages:
  connection.send(message.upper())
print(len(messages))
`;

interface Peer {
  /** What it prints, a line at a time. */
  line(): Promise<string>;
  readonly end: Promise<unknown>;
}

function python(...args: string[]): Peer {
  const child = spawnPython(upperServer, ...args);
  const lines = createInterface({ input: child.stdout as Readable })[Symbol.asyncIterator]();
  return { line: async () => String((await lines.next()).value), end: once(child, "close") };
}

describe("bsock connect", () => {
  it("half-closes at the end of stdin and writes the answer", { skip: withoutProgram("python3") }, async () => {
    const { line, end } = python("tcp");
    const { code, out, err } = await run(["connect", "127.0.0.1", await line()], "from bsock\n");
    assert.deepEqual([code, out, err], [0, "FROM BSOCK\n", ""]);
    await end;
  });

  it("talks to nc that listens", { skip: withoutProgram("nc", "-h") }, async () => {
    // It says where with -v, or that somebody has the port: that one was free is all that we know of it.
    const [nc, port] = await untilFree(async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      server.close();
      await once(server, "close");
      const nc = spawn("nc", ["-v", "-N", "-l", "127.0.0.1", String(port)]);
      const [words] = await once(nc.stderr, "data");
      if (/in use/.test(String(words))) throw Object.assign(new Error(String(words)), { code: "EADDRINUSE" });
      return [nc, port] as const;
    });
    const said = finished(nc);
    nc.stdin.end("from nc");
    const { code, out } = await run(["connect", "127.0.0.1", String(port)], "from bsock");
    assert.deepEqual([code, out], [0, "from nc"]);
    assert.equal((await said).out, "from bsock");
  });

  it("reaches Unix sockets: paths, abstract names, sequenced packets", {
    skip: withoutProgram("python3"),
  }, async () => {
    const path = temporaryPath();
    const stream = python("stream", path);
    await stream.line();
    assert.equal((await run(["connect", "--unix", path], "a path\n")).out, "A PATH\n");
    await stream.end;

    const name = `bsock-${process.pid}`;
    for (const args of [
      ["--unix", name, "--abstract"],
      ["--abstract", name],
    ]) {
      const abstract = python("abstract", name);
      await abstract.line();
      assert.equal((await run(["connect", ...args], "a name\n")).out, "A NAME\n");
      await abstract.end;
    }

    const packets = temporaryPath();
    const { line, end } = python("seqpacket", packets);
    await line();
    const { out } = await run(["connect", "--seqpacket", "--unix", packets], "one\ntwo\nthree");
    assert.deepEqual([out, await line()], ["ONE\nTWO\nTHREE", "3"]);
    await end;
  });

  it("sends lines as datagrams, writes the answers, ends in silence", { skip: withoutProgram("python3") }, async () => {
    const source = `
import socket
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
print(server.getsockname()[1])
for _ in range(2):
  message, peer = server.recvfrom(65536)
  server.sendto(b"got " + message, peer)
`;
    const child = spawnPython(source);
    const end = once(child, "close");
    const { code, out } = await run(
      ["connect", "--udp", "--wait", "500", "127.0.0.1", await firstLine(child)],
      "one\ntwo\n",
    );
    assert.deepEqual([code, out], [0, "got one\ngot two\n"]);
    await end;
  });

  it("says with whom a datagram was refused", async () => {
    const { code, err } = await run(["connect", "--udp", "127.0.0.1", "1"], "anybody?\n");
    assert.equal(code, 1);
    assert.match(err, /^bsock: recvfrom ECONNREFUSED 127\.0\.0\.1:1\n$/);
  });

  it("comes from where --bind says", async () => {
    const server = createServer((socket) => socket.end(`${socket.remoteAddress}`)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { code, out } = await run(["connect", "--bind", "127.0.0.3", "localhost", String(port)]);
    server.close();
    assert.deepEqual([code, out], [0, "127.0.0.3"]);
  });

  /** Serves one connection; gives its port and the connection. */
  async function server(): Promise<{ port: string; connection: Promise<NetSocket>; close: () => void }> {
    const listener = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
    const connection = (async () => {
      const [socket] = (await once(listener, "connection")) as [NetSocket];
      socket.on("error", () => undefined);
      return socket;
    })();
    await once(listener, "listening");
    return { port: String((listener.address() as AddressInfo).port), connection, close: () => listener.close() };
  }

  it("tells when the peer resets: exit code 1", async () => {
    const { port, connection, close } = await server();
    const { child, end, until } = start(["connect", "127.0.0.1", port]);
    const peer = await connection;
    peer.write("one moment");
    await until(/one moment/);
    peer.resetAndDestroy();
    const { code, err } = await end;
    child.stdin.destroy();
    close();
    assert.deepEqual([code, err], [1, `bsock: recv ECONNRESET 127.0.0.1:${port}\n`]);
  });

  it("goes on sending when the peer has ended its half", async () => {
    const { port, connection, close } = await server();
    const { child, end, until } = start(["connect", "127.0.0.1", port]);
    const peer = await connection;
    peer.end("that is all");
    await until(/that is all/);
    child.stdin.end("still speaking");
    const [heard] = (await once(peer, "data")) as [Buffer];
    assert.equal(heard.toString(), "still speaking");
    assert.equal((await end).code, 0);
    close();
  });

  it("shows progress where stderr is a terminal, unless it is to be quiet", {
    skip: withoutProgram("python3"),
  }, async () => {
    const source = `
import os, pty, subprocess, sys
ours, theirs = pty.openpty()
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=theirs)
os.close(theirs)
child.communicate(b"x" * 1048576)
shown = b""
try:
  while piece := os.read(ours, 4096): shown += piece
except OSError: pass
print(shown.decode(), end="")
`;
    for (const [quiet, shown] of [
      [[], /sent 1\.0 MiB, received 0 B, [\d.]+ [KMG]iB\/s, 0:00\r?\n$/],
      [["--quiet"], /^$/],
    ] as const) {
      const { port, connection, close } = await server();
      const child = spawnPython(source, process.execPath, program, "connect", ...quiet, "127.0.0.1", port);
      const end = finished(child);
      (await connection).resume().end();
      const { out, err } = await end;
      close();
      assert.equal(err, "");
      assert.match(out, shown);
    }
  });

  it("holds stdin back while the peer is slow, and the peer while stdout is", async () => {
    const { port, connection, close } = await server();
    const size = 64 << 20;
    const source = `yes | head -c ${size} | "$0" "$1" connect 127.0.0.1 ${port}`;
    const shell = spawn("sh", ["-c", source, process.execPath, program], { stdio: ["ignore", "pipe", "inherit"] });
    const peer = await connection;
    peer.pause();
    // Both directions fill up. Uploading ends only because downloading, which nobody takes, does not stop it.
    const answer = Buffer.alloc(size, "0123456789\n");
    peer.end(answer);
    let received = 0;
    peer.on("data", (bytes: Buffer) => {
      received += bytes.length;
    });
    peer.resume();
    await once(peer, "end");
    assert.equal(received, size);
    const children = readFileSync(`/proc/${shell.pid}/task/${shell.pid}/children`, "utf8").trim().split(" ");
    const memory = children.map((pid) => {
      try {
        return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
      } catch {
        return 0; // one of the pipe's beginning, which may end at any moment
      }
    });
    assert.ok(Math.max(...memory) < 130_000, `${memory} kB at most`);
    assert.ok(Math.max(...memory) > 0, "nobody was measured");
    const end = finished(shell);
    const { code, out } = await end;
    close();
    assert.equal(code, 0);
    assert.ok(out === answer.toString());
  });
});
