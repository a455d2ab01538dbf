/** Sockets that go from one thread to another. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import {
  type InternetAddress,
  pollSockets,
  Socket,
  type SocketAddress,
  SocketDomain,
  SocketType,
  UnixAddress,
  WouldBlock,
} from "berkeley-sockets";
import { connect, listenOnUnixSocket, readable, receive, sendAll } from "berkeley-sockets/async";
import { receiveSocket, type TransferredSocket, transferSocket } from "berkeley-sockets/interop";
import { SO_ACCEPTCONN, SO_KEEPALIVE, SO_RCVTIMEO } from "berkeley-sockets/options";
import { openDescriptors } from "berkeley-sockets/testing";
import { rejectsWith, text } from "../support/awaiting.ts";
import { descriptorFlags } from "../support/descriptor-flags.ts";
import { expectCode } from "../support/expect.ts";
import { bytes, connectedPair, kinds, listener, receiveText, temporaryPath } from "../support/kinds.ts";
import { withoutIpv6 } from "../support/probe.ts";

const unixPair = (): readonly [Socket, Socket] => Socket.pair(SocketDomain.unix, SocketType.stream);

/** Such a message as it arrives elsewhere. */
function posted<T>(message: T): T {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(message);
  const { message: arrived } = receiveMessageOnPort(port2) as { message: T };
  port1.close();
  return arrived;
}

/** A thread that runs the body of an async function for each message it gets; it posts what that returns. */
function startWorker(body: string): Worker {
  const urls = [
    "berkeley-sockets",
    "berkeley-sockets/async",
    "berkeley-sockets/interop",
    "berkeley-sockets/testing",
  ].map((entry) => import.meta.resolve(entry));
  const source = `
    import { parentPort } from "node:worker_threads";
    const names = Object.assign({}, ...(await Promise.all(${JSON.stringify(urls)}.map((url) => import(url)))));
    const AsyncFunction = (async () => {}).constructor;
    const run = new AsyncFunction("message", "parentPort", ...Object.keys(names), ${JSON.stringify(body)});
    parentPort.on("message", async (message) => {
      try {
        parentPort.postMessage(await run(message, parentPort, ...Object.values(names)));
      } catch (error) {
        parentPort.postMessage({ error: error.message });
      }
    });
  `;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
}

async function answer(worker: Worker, message: unknown): Promise<unknown> {
  const answered = once(worker, "message");
  worker.postMessage(message);
  return (await answered)[0];
}

describe("transferSocket and receiveSocket", () => {
  it("move sockets of every kind to a worker and back", async () => {
    const worker = startWorker(`
      const socket = receiveSocket(message);
      const heard = Buffer.from(await receive(socket, 100)).toString();
      await send(socket, Buffer.from(heard.toUpperCase()));
      return transferSocket(socket);
    `);
    for (const kind of kinds) {
      if (kind.domain === SocketDomain.internet6 && withoutIpv6() !== false) continue;
      const [near, far] = connectedPair(kind);
      const { fd } = near;
      const message = transferSocket(near);
      assert.deepEqual([near.closed, openDescriptors().includes(fd)], [true, false], "nobody owns it meanwhile");
      far.send(bytes(kind.name));
      const back = receiveSocket((await answer(worker, message)) as TransferredSocket);
      assert.deepEqual([back.fd, back.domain, back.type], [fd, kind.domain, kind.type]);
      assert.equal(receiveText(far), kind.name.toUpperCase());
      assert.equal(descriptorFlags(back.fd).closeOnExec, true);
      far.send(bytes("again"));
      assert.equal(receiveText(back), "again");
      back.close();
      far.close();
    }
    await worker.terminate();
  });

  it("move listeners, with a Unix listener's file", async () => {
    const worker = startWorker(`
      const listener = receiveSocket(message);
      const [connection] = await accept(listener);
      await sendAll(connection, Buffer.from("from the worker"));
      connection.close();
      listener.close();
      return openDescriptors().length;
    `);
    const tcp = kinds.find(({ name }) => name === "internet stream") as (typeof kinds)[0];
    const path = temporaryPath();
    const [ours, address] = listener(tcp);
    for (const [each, at] of [
      [ours, address],
      [listenOnUnixSocket(path, 5), new UnixAddress(path)],
    ] as const) {
      assert.equal(each.getOption(SO_ACCEPTCONN), true);
      const client = Socket.create(each.domain, SocketType.stream);
      await connect(client, at as SocketAddress);
      const answered = answer(worker, transferSocket(each));
      assert.equal(text(await receive(client, 100)), "from the worker");
      assert.equal(await answered, 0);
      client.close();
    }
    assert.equal(existsSync(path), false, "closed there, it took its file along");
    await worker.terminate();
  });

  it("leave a Unix listener's file where it is when the thread that had it ends", async () => {
    const path = temporaryPath();
    const moved = receiveSocket(posted(transferSocket(listenOnUnixSocket(path, 5))));
    assert.equal(existsSync(path), true);
    moved.close();
    assert.equal(existsSync(path), false);
  });

  it("move the mode and the options, and end what waits", async () => {
    const [near, far] = unixPair();
    near.setNonblocking(false);
    near.setOption(SO_RCVTIMEO, 30);
    near.setOption(SO_KEEPALIVE, true);
    const waiting = rejectsWith("ECANCELED", readable(near));
    const moved = receiveSocket(posted(transferSocket(near)));
    await waiting;
    assert.deepEqual([moved.nonblocking, moved.getOption(SO_KEEPALIVE)], [false, true]);
    assert.ok(moved.receive(1) instanceof WouldBlock); // after 30 ms
    const again = receiveSocket(transferSocket(far));
    assert.equal(again.nonblocking, true);
    moved.close();
    again.close();
  });

  it("move a connect that is under way", async () => {
    const tcp = kinds.find(({ name }) => name === "internet stream") as (typeof kinds)[0];
    const [listening, address] = listener(tcp);
    const client = Socket.create(SocketDomain.internet, SocketType.stream);
    client.connect(address as InternetAddress);
    const moved = receiveSocket(posted(transferSocket(client)));
    pollSockets([{ socket: moved, write: true }], 10_000);
    assert.equal(moved.takeError(), undefined);
    assert.ok(moved.peerAddress !== undefined);
    moved.close();
    listening.close();
  });

  it("carry a socket in a worker's data, and lose none when a worker that owns it ends", async () => {
    const [near, far] = unixPair();
    const source = `
      import { workerData } from "node:worker_threads";
      const { receiveSocket } = await import(${JSON.stringify(import.meta.resolve("berkeley-sockets/interop"))});
      receiveSocket(workerData).send(Buffer.from("once"));
    `;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
      workerData: transferSocket(near),
    });
    await once(worker, "exit");
    assert.equal(text(await receive(far, 100)), "once");
    assert.equal((await receive(far, 100)).length, 0, "it was closed with its environment");
    far.close();
  });
});

describe("a message", () => {
  it("is plain, and good once, of however many copies", async () => {
    const [near, far] = unixPair();
    const message = transferSocket(near);
    assert.equal(Object.getPrototypeOf(message), Object.prototype);
    const copies = [posted(message), structuredClone(message), message];
    const moved = receiveSocket(copies[1] as TransferredSocket);
    for (const copy of copies) {
      assert.match(expectCode("EBADF", () => receiveSocket(copy)).message, /message that was received already/);
    }
    moved.close();
    for (const copy of copies) expectCode("EBADF", () => receiveSocket(copy));
    far.close();
  });

  it("that is raced for by workers, one of them gets", async () => {
    const [near, far] = unixPair();
    const workers = Array.from({ length: 3 }, () =>
      startWorker(`
        const socket = receiveSocket(message);
        await sendAll(socket, Buffer.from("mine"));
        socket.close();
        return "received";
      `),
    );
    const message = transferSocket(near);
    const answers = await Promise.all(workers.map((worker) => answer(worker, message)));
    assert.equal(answers.filter((each) => each === "received").length, 1, JSON.stringify(answers));
    assert.equal(text(await receive(far, 100)), "mine");
    far.close();
    await Promise.all(workers.map((worker) => worker.terminate()));
  });

  it("that is none is refused, in clear words", () => {
    const [near, far] = unixPair();
    const real = transferSocket(near);
    const forged: unknown[] = [
      undefined,
      null,
      7,
      "socket",
      {},
      [],
      { ...real, kind: "socket" },
      { ...real, fd: -1 },
      { ...real, fd: "3" },
      { ...real, numbers: [1] },
      { ...real, nonblocking: 1 },
      { ...real, cookie: 5 },
      { ...real, ticket: new ArrayBuffer(4) },
      { ...real, ticket: new SharedArrayBuffer(8) },
      { ...real, file: { path: 3 } },
      JSON.parse(JSON.stringify({ ...real, cookie: null })),
    ];
    for (const message of forged) {
      assert.throws(() => receiveSocket(message as never), {
        name: "TypeError",
        message: /^message must be what transferSocket gave, in this process, not /,
      });
    }
    // With a ticket of its own, or another socket's number: the ticket and the kernel know better.
    expectCode("EBADF", () => receiveSocket({ ...real, ticket: new SharedArrayBuffer(4) }));
    assert.match(
      expectCode("EBADF", () => receiveSocket({ ...real, fd: far.fd })).message,
      /message of descriptor \d+, which is another socket by now/,
    );
    expectCode("EBADF", () => receiveSocket({ ...real, fd: 99_999 }));
    assert.equal(far.closed, false);
    receiveSocket(real).close(); // all that did not use it up
    far.close();
  });

  it("of a borrowed or closed socket there is not", () => {
    const [near, far] = unixPair();
    assert.throws(() => transferSocket(Socket.borrow(near.fd)), /socket must be a Socket that owns its descriptor/);
    assert.throws(() => transferSocket({} as never), TypeError);
    assert.throws(() => transferSocket(near, { timeout: -1 }), RangeError);
    assert.throws(() => transferSocket(near, { time: 1 } as never), /options has no member time/);
    assert.equal(near.closed, false);
    near.close();
    far.close();
    expectCode("EBADF", () => transferSocket(near));
  });
});

describe("a socket that nobody receives", () => {
  it("is closed after its timeout, with a warning", async () => {
    const [near, far] = unixPair();
    const warning = once(process, "warning");
    const message = transferSocket(near, { timeout: 10 });
    assert.equal((await receive(far, 1)).length, 0);
    const [{ code, message: words }] = (await warning) as [Error & { code: string }];
    assert.equal(code, "BERKELEY_SOCKET_NOT_RECEIVED");
    assert.match(words, /has not been received within 10 ms; it was closed/);
    assert.match(expectCode("EBADF", () => receiveSocket(message)).message, /whose time was up/);
    far.close();
  });

  it("that was received in time is left alone", async () => {
    const [near, far] = unixPair();
    const moved = receiveSocket(transferSocket(near, { timeout: 5 }));
    await new Promise((resolve) => setTimeout(resolve, 20)); // the timeout itself is what is waited for
    await sendAll(moved, bytes("open"));
    assert.equal(text(await receive(far, 9)), "open");
    moved.close();
    far.close();
  });
});
