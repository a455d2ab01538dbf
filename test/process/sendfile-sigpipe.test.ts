import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Finished, runModule } from "../support/child.ts";

/**
 * SIGPIPE, which sendfile(2) and splice(2) have no flag against. Node ignores it from its start; a program
 * that listens to it and stops doing so leaves the kernel's default: to die.
 */

const prelude = `
  import { execFileSync } from "node:child_process";
  import { closeSync, openSync, readFileSync, writeSync, constants, mkdtempSync, rmSync } from "node:fs";
  import { InternetAddress, pollSockets, Socket, SocketDomain, SocketType } from "berkeley-sockets";
  import { sendFile } from "berkeley-sockets/async";
  import { orderFault } from "berkeley-sockets/testing";
  const BIT = 1n << 12n; // SIGPIPE is 13
  /** Whether SIGPIPE is in one of this thread's sets. */
  const has = (set) => (BigInt("0x" + new RegExp("^" + set + ":\\\\s*(.*)$", "m").exec(readFileSync("/proc/self/status", "utf8"))[1]) & BIT) !== 0n;
  const state = () => ["SigIgn", "SigBlk", "SigPnd", "ShdPnd"].filter(has).join() || "none";
  function tcpPair() {
    const listener = Socket.create(SocketDomain.internet, SocketType.stream);
    listener.bind(InternetAddress.loopback(0));
    listener.listen();
    const client = Socket.create(SocketDomain.internet, SocketType.stream);
    client.connect(listener.localAddress);
    pollSockets([{ socket: listener, read: true }]);
    const [server] = listener.accept();
    return [client, server];
  }
  const unixPair = () => Socket.pair(SocketDomain.unix, SocketType.stream);
  function broken(make) {
    const [socket, peer] = make();
    peer.close();
    for (let again = 0; again < 100; again++) try { socket.send(new Uint8Array(1)); } catch { break; }
    return socket;
  }
  function outcome(call) {
    try { return String(call()); } catch (error) { return error.syscall + " " + error.code; }
  }
  const file = openSync(process.execPath, "r");
  function makePipe() {
    const folder = mkdtempSync("/tmp/bs-");
    execFileSync("mkfifo", [folder + "/pipe"]);
    const reader = openSync(folder + "/pipe", constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(folder + "/pipe", constants.O_WRONLY);
    rmSync(folder, { recursive: true });
    writeSync(writer, "something");
    return reader;
  }
  const pipe = makePipe();
  async function breakAll() {
    const outcomes = [];
    for (const make of [tcpPair, unixPair]) {
      for (const nonblocking of [true, false]) {
        const socket = broken(make);
        socket.setNonblocking(nonblocking);
        outcomes.push(outcome(() => socket.sendFile(file, 0, 10)));
        outcomes.push(outcome(() => socket.sendFile(pipe)));
        orderFault({ syscall: "sendfile", errno: "EINVAL" });
        outcomes.push(outcome(() => socket.sendFile(file, 0, 10)));
        outcomes.push(await sendFile(socket, file).catch((error) => error.syscall + " " + error.code));
      }
    }
    return [...new Set(outcomes)].sort().join();
  }
`;
const broken = "send EPIPE,sendfile EPIPE,splice EPIPE";

function lines({ out }: Finished): string[] {
  return out.trimEnd().split("\n");
}

describe("a peer that is gone", () => {
  it("is EPIPE where SIGPIPE would kill, and the signal's set-up is left as it was", async () => {
    const child = await runModule(`${prelude}
      const listener = () => {};
      process.on("SIGPIPE", listener);
      process.off("SIGPIPE", listener);
      console.log("before " + state());
      console.log(await breakAll());
      console.log("after " + state());
      process.kill(process.pid, "SIGPIPE");`);
    assert.deepEqual(lines(child), ["before none", broken, "after none"], child.err);
    assert.equal(child.signal, "SIGPIPE"); // so it was to kill all the time
  });

  it("is told to nobody who listens to SIGPIPE, but others' signals are", async () => {
    const child = await runModule(`${prelude}
      let heard = 0;
      process.on("SIGPIPE", () => { heard += 1; if (heard === 1) { console.log("heard"); process.exit(); } });
      console.log(await breakAll());
      await new Promise((resolve) => setTimeout(resolve, 20));
      console.log(heard, state());
      process.kill(process.pid, "SIGPIPE");
      setTimeout(() => {}, 10_000);`);
    assert.deepEqual(lines(child), [broken, "0 none", "heard"], child.err);
    assert.equal(child.code, 0);
  });

  it("is EPIPE where SIGPIPE is ignored, as it is from the start", async () => {
    const child = await runModule(`${prelude}
      console.log(state(), await breakAll(), state());`);
    assert.deepEqual(lines(child), [`SigIgn ${broken} SigIgn`], child.err);
  });

  it("that goes in the midst of a call: a short count, and no signal behind it", async () => {
    const child = await runModule(`${prelude}
      import { Worker } from "node:worker_threads";
      const listener = () => {};
      process.on("SIGPIPE", listener);
      process.off("SIGPIPE", listener);
      const shared = new Int32Array(new SharedArrayBuffer(8)); // a descriptor, and how much to take of it
      const reader = new Worker(new URL("data:text/javascript," + encodeURIComponent(\`
        import { parentPort, workerData as shared } from "node:worker_threads";
        import { Socket } from "${import.meta.resolve("berkeley-sockets")}";
        const room = new Uint8Array(65536);
        parentPort.postMessage("ready");
        for (;;) {
          Atomics.wait(shared, 0, 0);
          const peer = Socket.adopt(shared[0]);
          peer.setNonblocking(false);
          for (let left = shared[1]; left > 0; ) left -= peer.receiveInto(room, 0, Math.min(left, room.length));
          peer.close();
          Atomics.store(shared, 0, 0);
          Atomics.notify(shared, 0);
        }\`)), { workerData: shared });
      await new Promise((resolve) => reader.once("message", resolve));
      const codes = new Set();
      for (let round = 0; round < 3000; round++) {
        const [socket, peer] = unixPair();
        socket.setNonblocking(false);
        shared[1] = 1 + (round * 7919) % 400_000;
        Atomics.store(shared, 0, peer.detach());
        Atomics.notify(shared, 0);
        socket.sendFile(file, 0, 20_000_000);
        try { socket.sendFile(file, 0, 1); } catch (error) { codes.add(error.code); }
        socket.close();
        while (Atomics.load(shared, 0) !== 0) Atomics.wait(shared, 0, Atomics.load(shared, 0), 100);
      }
      codes.delete("ECONNRESET"); // said once, where the peer left something unread
      console.log([...codes].join(), state());
      process.exit();`);
    assert.deepEqual([child.signal, lines(child)], [null, ["EPIPE none"]], child.err);
  });
});
