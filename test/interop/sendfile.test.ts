import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type AddressInfo as NodeAddress } from "node:net";
import { after, describe, it } from "node:test";
import { InternetAddress, ShutdownMethod, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { accept, connectToIpv4Host, listenOnIpv4Socket, sendFile } from "berkeley-sockets/async";
import * as simple from "berkeley-sockets/simple";
import { finished, firstLine, spawnPython } from "../support/child.ts";
import { root } from "../support/compile.ts";
import { TemporaryFile } from "../support/files.ts";
import { using } from "../support/kinds.ts";
import { withoutProgram } from "../support/probe.ts";

/** Files sent to programs that share no code with us, which tell what came. */

const SIZE = 100 << 20;
const file = new TemporaryFile();
const hash = createHash("sha256");
{
  const block = Buffer.alloc(1 << 20);
  for (let at = 0; at < SIZE; at += block.length) {
    for (let word = 0; word < block.length; word += 4) block.writeUInt32LE(((at + word) * 2_654_435_761) >>> 0, word);
    file.write(block, at);
    hash.update(block);
  }
}
const digest = hash.digest("hex");
after(() => file.close());

// The sum goes to the other stream: who reads a first line closes the one it came by.
const receiver = `
import hashlib, socket, sys
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
peer, _ = listener.accept()
hash, size = hashlib.sha256(), 0
while chunk := peer.recv(1 << 20):
    hash.update(chunk)
    size += len(chunk)
print(size, hash.hexdigest(), file=sys.stderr)`;

describe("python3 receives 100 MiB", { skip: withoutProgram("python3") }, () => {
  const sent = async (send: (port: number) => Promise<void>): Promise<void> => {
    const python = spawnPython(receiver);
    const end = finished(python);
    await send(Number(await firstLine(python)));
    const { code, err } = await end;
    assert.deepEqual([code, err.trim()], [0, `${SIZE} ${digest}`]);
  };

  it("awaited", () =>
    sent(async (port) => {
      const socket = await connectToIpv4Host("127.0.0.1", null, port);
      assert.equal(await sendFile(socket, file, 0), SIZE);
      socket.close();
    }));

  it("blocking", () =>
    sent(async (port) => {
      const socket = simple.connectToIpv4Host("127.0.0.1", null, port);
      socket.setNonblocking(false);
      assert.equal(socket.sendFile(file, 0), SIZE);
      socket.close();
    }));
});

describe("node:net receives 100 MiB", () => {
  it("as a client, awaited", async () => {
    const listener = listenOnIpv4Socket(true, 0, 1);
    const client = connect((listener.localAddress as InternetAddress).port, "127.0.0.1");
    const theirs = createHash("sha256");
    let size = 0;
    client.on("data", (data) => {
      theirs.update(data);
      size += data.length;
    });
    const [socket] = await accept(listener);
    const ended = once(client, "end");
    assert.equal(await sendFile(socket, file, 0), SIZE);
    socket.shutdown(ShutdownMethod.write);
    await ended;
    using([socket, listener], () => assert.deepEqual([size, theirs.digest("hex")], [SIZE, digest]));
    client.destroy();
    await once(client, "close");
  });

  it("as a server, from the file's own position", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const socket = Socket.create(SocketDomain.internet, SocketType.stream);
    socket.connect(InternetAddress.loopback((server.address() as NodeAddress).port));
    const [peer] = await once(server, "connection");
    const theirs = createHash("sha256");
    peer.on("data", (data: Buffer) => theirs.update(data));
    const ended = once(peer, "end");
    const parts = [SIZE / 4, SIZE / 2, undefined].map((count) => sendFile(socket, file, null, count));
    assert.deepEqual(await Promise.all(parts), [SIZE / 4, SIZE / 2, SIZE / 4]);
    socket.close();
    await ended;
    assert.equal(theirs.digest("hex"), digest);
    server.close();
    await once(server, "close");
  });
});

describe("python3 goes in the midst", { skip: withoutProgram("python3") }, () => {
  const quitter = `
import socket, struct
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
peer, _ = listener.accept()
left = 3_000_000
while left > 0:
    left -= len(peer.recv(min(left, 65536)))
peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
peer.close()`;

  it("blocking: the count, then the error; awaited: the error with `sent`", async () => {
    for (const awaited of [true, false]) {
      const python = spawnPython(quitter);
      const end = finished(python);
      const socket = await connectToIpv4Host("127.0.0.1", null, Number(await firstLine(python)));
      let sent: number | undefined;
      let code: string | undefined;
      try {
        if (awaited) await sendFile(socket, file, 0);
        else {
          socket.setNonblocking(false);
          sent = socket.sendFile(file, 0) as number;
          socket.sendFile(file, 0);
        }
      } catch (error) {
        ({ code } = error as { code: string });
        sent ??= (error as { sent: number }).sent;
      }
      socket.close();
      // Where the reset came in the midst of a call, its short count has used ECONNRESET up.
      assert.ok(code === "ECONNRESET" || code === "EPIPE", code);
      assert.ok(sent !== undefined && sent >= 3_000_000 && sent < SIZE, String(sent));
      await end;
    }
  });
});

describe("strace", { skip: withoutProgram("strace", "-V") }, () => {
  it("sees one system call a method, for no more than a file has", () => {
    const program = `
      import { execFileSync } from "node:child_process";
      import { constants, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
      import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
      const folder = mkdtempSync("/tmp/bs-");
      writeFileSync(folder + "/file", "0123456789");
      execFileSync("mkfifo", [folder + "/pipe"]);
      const file = openSync(folder + "/file", "r");
      const pipe = openSync(folder + "/pipe", constants.O_RDONLY | constants.O_NONBLOCK);
      writeSync(openSync(folder + "/pipe", "w"), "abc");
      rmSync(folder, { recursive: true });
      const [socket] = Socket.pair(SocketDomain.unix, SocketType.stream);
      socket.sendFile(file, 2, 3);
      socket.sendFile(file, 4);
      socket.sendFile(file, null, 4);
      socket.sendFile(file);
      socket.sendFile(file);
      socket.sendFile(pipe);`;
    const { stderr } = spawnSync(
      "strace",
      ["-e", "trace=sendfile,splice", process.execPath, "--input-type=module", "--eval", program],
      { encoding: "utf8", cwd: root },
    );
    if (/ptrace|not permitted/i.test(stderr)) return; // a sandbox without ptrace(2)
    const seen = stderr.split("\n").filter((line) => /^(sendfile|splice)\(/.test(line));
    const wanted = [
      /^sendfile\(\d+, \d+, \[2\] => \[5\], 3\) += 3/,
      /^sendfile\(\d+, \d+, \[4\] => \[10\], 6\) += 6/,
      /^sendfile\(\d+, \d+, NULL, 4\) += 4/,
      /^sendfile\(\d+, \d+, NULL, 6\) += 6/,
      /^sendfile\(\d+, \d+, NULL, 1048576\) += 0/,
      /^sendfile\(\d+, \d+, NULL, 1048576\) += -1 EINVAL/,
      /^splice\(\d+, NULL, \d+, NULL, 1048576, SPLICE_F_NONBLOCK\) += 3/,
    ];
    for (const [index, pattern] of wanted.entries()) assert.match(seen[index] ?? "", pattern);
  });
});
