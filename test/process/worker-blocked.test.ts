import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { runModule } from "../support/child.ts";

/** What each worker does until it is ended: blocks in a call that nobody will ever satisfy. */
const blockers: Record<string, string> = {
  accept: `
    const socket = Socket.create(SocketDomain.internet, SocketType.stream);
    socket.bind(InternetAddress.loopback(0));
    socket.listen();
    block(socket, () => socket.accept());`,
  connect: `
    const path = UnixAddress.abstract("full-" + process.pid + "-" + threadId);
    const listener = Socket.create(SocketDomain.unix, SocketType.stream);
    listener.bind(path);
    listener.listen(0);
    Socket.create(SocketDomain.unix, SocketType.stream).connect(path); // the queue is full now
    const socket = Socket.create(SocketDomain.unix, SocketType.stream);
    block(socket, () => socket.connect(path));`,
  receive: `
    const [socket] = keep = Socket.pair(SocketDomain.unix, SocketType.stream);
    block(socket, () => socket.receive(1));`,
  send: `
    const [socket] = keep = Socket.pair(SocketDomain.unix, SocketType.stream);
    block(socket, () => socket.send(new Uint8Array(1 << 24)));`,
  sendFile: `
    const { openSync } = await import("node:fs");
    const [socket] = keep = Socket.pair(SocketDomain.unix, SocketType.stream);
    block(socket, () => socket.sendFile(openSync("/dev/zero", "r")));`,
  "sendFile to one that reads on and on": `
    const { openSync } = await import("node:fs");
    const { spawn } = await import("node:child_process");
    const [socket, other] = keep = Socket.pair(SocketDomain.unix, SocketType.stream);
    spawn("cat", { stdio: [other.fd, "ignore", "ignore"] });
    other.close();
    block(socket, () => socket.sendFile(openSync("/dev/zero", "r")));`,
  pollSockets: `
    const [socket] = keep = Socket.pair(SocketDomain.unix, SocketType.stream);
    block(socket, () => pollSockets([{ socket, read: true }]));`,
  waitAll: `
    const [socket, other] = keep = Socket.pair(SocketDomain.unix, SocketType.stream);
    other.send(new Uint8Array(3));
    block(socket, () => socket.receive(10, ReceiveFromOption.waitAll));`,
  "close of a lingering socket": `
    const listener = Socket.create(SocketDomain.internet, SocketType.stream);
    listener.bind(InternetAddress.loopback(0));
    listener.listen();
    const socket = Socket.create(SocketDomain.internet, SocketType.stream);
    socket.connect(listener.localAddress);
    pollSockets([{ socket: listener, read: true }]);
    const [server] = listener.accept();
    keep = [listener, server];
    while (typeof socket.send(new Uint8Array(1 << 20)) === "number");
    socket.setOption(SO_LINGER, { on: true, seconds: 60 });
    block(socket, () => socket.close());`,
  "waitAll with peek": `
    const [socket, other] = keep = Socket.pair(SocketDomain.unix, SocketType.stream);
    other.send(new Uint8Array(3));
    block(socket, () => socket.receive(10, ReceiveFromOption.waitAll, ReceiveFromOption.peek));`,
};

function program(blocker: string): string {
  return `
    const { InternetAddress, pollSockets, ReceiveFromOption, Socket, SocketDomain, SocketType, UnixAddress } =
      await import("berkeley-sockets");
    const { SO_LINGER } = await import("berkeley-sockets/options");
    const { parentPort, threadId } = await import("node:worker_threads");
    let keep;
    function block(socket, call) {
      socket.setNonblocking(false);
      parentPort.postMessage("blocking");
      call();
      parentPort.postMessage("came back");
    }
    ${blocker}`;
}

function asUrl(source: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

/** A data: module cannot resolve the package's name, so it is told where it is. */
function located(source: string): string {
  return source.replace(
    /import\("(berkeley-sockets[a-z/]*)"\)/g,
    (_, name) => `import(${JSON.stringify(import.meta.resolve(name))})`,
  );
}

describe("a worker blocked in a call", () => {
  for (const [name, blocker] of Object.entries(blockers)) {
    it(`${name}: terminate() ends it, soon`, async () => {
      const worker = new Worker(asUrl(located(program(blocker))));
      const [message] = await once(worker, "message");
      assert.equal(message, "blocking");
      const start = performance.now();
      await worker.terminate();
      // The promise is 200 ms; a machine that is busy with other tests gets a hundred times that.
      assert.ok(performance.now() - start < 20_000, `${performance.now() - start} ms`);
    });

    it(`${name}: process.exit() of the main thread ends the process`, async () => {
      const source = `
        import { Worker } from "node:worker_threads";
        const worker = new Worker(new URL("data:text/javascript," + encodeURIComponent(${JSON.stringify(located(program(blocker)))})));
        worker.once("message", () => process.exit(7));`;
      const { code, signal, err } = await runModule(source);
      assert.equal(signal, null);
      assert.equal(code, 7, err);
    });
  }
});
