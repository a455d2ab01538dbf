/** listenOnUnixSocket: what becomes of the file. unix(7). */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname } from "node:path";
import { describe, it } from "node:test";
import { Socket, SocketDomain, SocketType, UnixAddress } from "berkeley-sockets";
import {
  acceptUnixConnection,
  closeFd,
  connectToUnixHost,
  ListenCondition,
  listenOnUnixSocket,
} from "berkeley-sockets/simple";
import { withFaults } from "berkeley-sockets/testing";
import { finished, spawnModule } from "../support/child.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { temporaryPath, using } from "../support/kinds.ts";

/** A socket's file that nobody has open. */
function stalePath(type: SocketType = SocketType.stream): string {
  const path = temporaryPath();
  using socket = Socket.create(SocketDomain.unix, type);
  socket.bind(new UnixAddress(path));
  return path;
}

function bound(type: SocketType): [string, Socket] {
  const path = temporaryPath();
  const socket = Socket.create(SocketDomain.unix, type);
  socket.bind(new UnixAddress(path));
  return [path, socket];
}

function expectInUse(path: string, errorOnExisting = false): void {
  const before = lstatSync(path).ino;
  const condition = expectCode("EADDRINUSE", () => listenOnUnixSocket(path, 3, errorOnExisting));
  assert.ok(condition instanceof ListenCondition);
  assert.deepEqual([condition.who, condition.address], ["listenOnUnixSocket", path]);
  assert.equal(lstatSync(path).ino, before, "it is still there");
}

describe("listenOnUnixSocket", () => {
  it("listens at a path that is free, nonblocking, and takes connections", () => {
    const path = temporaryPath();
    using([listenOnUnixSocket(path, 3)], (listener) => {
      assert.deepEqual(listener.localAddress, new UnixAddress(path));
      assert.equal(listener.nonblocking, true);
      assert.ok(listener instanceof Socket);
      using client = connectToUnixHost(path);
      using server = acceptUnixConnection(listener);
      server.send(Uint8Array.of(7));
      assert.deepEqual(client.receive(9), Uint8Array.of(7));
    });
    assert.ok(!existsSync(path));
  });

  for (const type of [SocketType.stream, SocketType.sequencePacket, SocketType.datagram]) {
    it(`a stale ${type} socket makes way, unless errorOnExisting`, () => {
      const path = stalePath(type);
      expectInUse(path, true);
      using([listenOnUnixSocket(path, 3)], () => connectToUnixHost(path).close());
      assert.ok(!existsSync(path));
    });
  }

  it("a live listener stays, also with a full queue", () => {
    const path = temporaryPath();
    using([listenOnUnixSocket(path, 0)], (listener) => {
      expectInUse(path);
      expectInUse(path, true);
      acceptUnixConnection(listener, { timeout: 0 }).close(); // who looked whether it lives
      const clients: Socket[] = [];
      do clients.push(Socket.create(SocketDomain.unix, SocketType.stream));
      while (clients.at(-1)?.connect(new UnixAddress(path)) === true);
      expectInUse(path);
      for (const client of clients) client.close();
    });
  });

  for (const type of [SocketType.datagram, SocketType.sequencePacket]) {
    it(`a live ${type} socket stays`, () => {
      const [path, socket] = bound(type);
      using([socket], () => {
        if (type === SocketType.sequencePacket) socket.listen(1);
        expectInUse(path);
      });
    });
  }

  it("files of other kinds stay", () => {
    const file = temporaryPath();
    writeFileSync(file, "precious");
    const folder = temporaryPath();
    mkdirSync(folder);
    const dangling = temporaryPath();
    symlinkSync("nowhere", dangling);
    const link = temporaryPath();
    const stale = stalePath();
    symlinkSync(stale, link);
    for (const path of [file, folder, dangling, link]) {
      expectInUse(path);
      expectInUse(path, true);
    }
    assert.equal(readFileSync(file, "utf8"), "precious");
    assert.ok(existsSync(stale));
  });

  it("a folder that is not there", () => {
    const condition = expectCode("ENOENT", () => listenOnUnixSocket(`${temporaryPath()}/s`, 1));
    assert.ok(condition instanceof ListenCondition);
  });

  it("a step that fails leaves no descriptor, and what failed is told", () => {
    for (const syscall of ["socket", "bind", "listen"] as const) {
      const path = temporaryPath();
      withFaults([{ syscall, errno: "EACCES" }], () => {
        const condition = expectCode("EACCES", () => listenOnUnixSocket(path, 3));
        assert.ok(condition instanceof ListenCondition);
        assert.equal(condition.syscall, syscall);
      });
    }
    // The socket that asks whether somebody listens cannot be made.
    withFaults([{ syscall: "socket", call: 3, errno: "EMFILE" }], () => {
      assert.ok(expectCode("EMFILE", () => listenOnUnixSocket(unlucky, 3)) instanceof ListenCondition);
    });
    assert.ok(existsSync(unlucky));
  });
  const unlucky = stalePath();

  it("a socket that refused for another reason than being stale stays", () => {
    const path = stalePath();
    withFaults([{ syscall: "connect", errno: "EACCES" }], () => expectInUse(path));
    // It refused, then it listened: it had only been starting.
    withFaults([{ syscall: "connect", call: 2, result: 0 }], () => expectInUse(path));
  });

  it("arguments are checked before any system call", () => {
    expectRefused(RangeError, "path", () => listenOnUnixSocket("", 1));
    expectRefused(RangeError, "pathname", () => listenOnUnixSocket("\0abstract", 1));
    expectRefused(RangeError, "107", () => listenOnUnixSocket("é".repeat(54), 1));
    expectRefused(TypeError, "pathname", () => listenOnUnixSocket(1 as never, 1));
    expectRefused(RangeError, "backlog", () => listenOnUnixSocket("s", -1));
    expectRefused(TypeError, "errorOnExisting", () => listenOnUnixSocket("s", 1, null as never));
    expectRefused(TypeError, "unlinkOnClose", () => listenOnUnixSocket("s", 1, false, { unlinkOnClose: 1 as never }));
    expectRefused(TypeError, "unlink", () => listenOnUnixSocket("s", 1, false, { unlink: true } as never));
  });
});

describe("the file of a listener that is closed", () => {
  it("goes, however it is closed", () => {
    for (const close of [
      (listener: Socket) => listener.close(),
      (listener: Socket) => assert.equal(closeFd(listener), true),
      (listener: Socket) => listener[Symbol.dispose](),
    ]) {
      const path = temporaryPath();
      const listener = listenOnUnixSocket(path, 1);
      assert.ok(lstatSync(path).isSocket());
      close(listener);
      assert.ok(!existsSync(path));
      const other = listenOnUnixSocket(path, 1);
      listener.close(); // again: nothing of its own is left
      assert.ok(existsSync(path));
      other.close();
    }
  });

  it("goes though its mode was changed", () => {
    const path = temporaryPath();
    using([listenOnUnixSocket(path, 1)], () => chmodSync(path, 0o600));
    assert.ok(!existsSync(path));
  });

  it("stays when another has taken the path", () => {
    const path = temporaryPath();
    const listener = listenOnUnixSocket(path, 1);
    unlinkSync(path);
    const other = listenOnUnixSocket(path, 1);
    listener.close();
    assert.ok(existsSync(path));
    connectToUnixHost(path).close();
    other.close();
  });

  it("nothing is amiss when it is gone already", () => {
    const path = temporaryPath();
    const listener = listenOnUnixSocket(path, 1);
    unlinkSync(path);
    listener.close();
    assert.equal(listener.closed, true);
  });

  it("stays after detach, and without unlinkOnClose", () => {
    const detached = temporaryPath();
    const listener = listenOnUnixSocket(detached, 1);
    const fd = listener.detach();
    listener.close();
    assert.ok(existsSync(detached));
    Socket.adopt(fd).close();
    assert.ok(existsSync(detached));

    const kept = temporaryPath();
    listenOnUnixSocket(kept, 1, false, { unlinkOnClose: false }).close();
    assert.ok(existsSync(kept));
    listenOnUnixSocket(kept, 1, false, { unlinkOnClose: undefined }).close();
    assert.ok(!existsSync(kept));
  });

  it("goes though the program has changed its working directory", () => {
    const path = temporaryPath();
    const before = process.cwd();
    process.chdir(dirname(path));
    try {
      const listener = listenOnUnixSocket(basename(path), 1);
      assert.ok(existsSync(path));
      process.chdir("/");
      listener.close();
      assert.ok(!existsSync(path));
    } finally {
      process.chdir(before);
    }
  });
});

describe("racing for one path", () => {
  it("of processes that all find a stale socket exactly one listens, and can be reached", async () => {
    const program = `
      import { listenOnUnixSocket } from "berkeley-sockets/simple";
      console.log("ready");
      for await (const line of (await import("node:readline")).createInterface({ input: process.stdin })) {
        let listener;
        try { listener = listenOnUnixSocket(line, 50); } catch (error) { if (error.code !== "EADDRINUSE") throw error; }
        process.stdout.write(listener ? "1" : "0");
        globalThis.kept?.close();
        globalThis.kept = listener;
      }`;
    const rounds = 15;
    const racers = Array.from({ length: 3 }, () => spawnModule(program));
    const outputs = racers.map((each) => finished(each));
    await Promise.all(racers.map(begun));
    const counts = racers.map(() => "");
    for (const [index, racer] of racers.entries()) {
      racer.stdout?.on("data", (text: Buffer | string) => {
        counts[index] += String(text);
      });
    }
    for (let round = 1; round <= rounds; round++) {
      const path = stalePath();
      for (const racer of racers) racer.stdin?.write(`${path}\n`);
      while (counts.some((text) => text.replace("ready\n", "").length < round)) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      const winners = counts.filter((text) => text.replace("ready\n", "")[round - 1] === "1").length;
      assert.equal(winners, 1, `round ${round}: ${winners} listen`);
      connectToUnixHost(path, { timeout: 5000 }).close();
    }
    for (const racer of racers) racer.stdin?.end();
    for (const { code, err } of await Promise.all(outputs)) assert.equal(code, 0, err);
  });
  async function begun(child: ChildProcess): Promise<void> {
    await new Promise((resolve) => child.stdout?.once("data", resolve));
  }
});
