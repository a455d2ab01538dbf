import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { after, describe, it } from "node:test";
import { InternetAddress, Socket, type SocketAddress, SocketDomain, SocketType } from "berkeley-sockets";
import {
  type AsyncOptions,
  accept,
  acceptIpv4Connection,
  connect,
  connections,
  connectToHost,
  connectToIpv4Host,
  connectToUnixHost,
  datagrams,
  EventLoop,
  getAddressInfo,
  getBlock,
  getEveryLine,
  getLine,
  putBytes,
  putString,
  readable,
  receive,
  receiveExactly,
  receiveFrom,
  receiveFromInto,
  receiveInto,
  send,
  sendAll,
  sendFile,
  sendTo,
  TimeoutCondition,
  writable,
} from "berkeley-sockets/async";
import { BufferedSocket, closeFd } from "berkeley-sockets/simple";
import { openDescriptors } from "berkeley-sockets/testing";
import { rejectsWith, staysPending, text, turns, until } from "../support/awaiting.ts";
import { fill, fullListener } from "../support/blocking.ts";
import {
  bound,
  bytes,
  connectedKinds,
  create,
  datagramKinds,
  type Kind,
  listener,
  using,
  waitFor,
} from "../support/kinds.ts";

const program = openSync(process.execPath, "r");
after(() => closeSync(program));

const unixStream = connectedKinds.find(({ name }) => name === "unix stream") as Kind;
const unixDatagram = datagramKinds.find(({ name }) => name === "unix datagram") as Kind;
const tcp = connectedKinds.find(({ name }) => name === "internet stream") as Kind;

/** Something that waits: the socket it waits on, and what else is open. */
interface Waiting {
  readonly socket: Socket;
  readonly others: readonly Socket[];
  start(options: AsyncOptions): Promise<unknown>;
}

const pair = (): readonly [Socket, Socket] => Socket.pair(SocketDomain.unix, SocketType.stream);

function onEmpty(start: (socket: Socket, options: AsyncOptions) => Promise<unknown>): () => Waiting {
  return () => {
    const [socket, other] = pair();
    return { socket, others: [other], start: (options) => start(socket, options) };
  };
}

function onFull(start: (socket: Socket, options: AsyncOptions) => Promise<unknown>): () => Waiting {
  return () => {
    const [socket, other] = pair();
    fill(socket);
    return { socket, others: [other], start: (options) => start(socket, options) };
  };
}

function onListener(start: (socket: Socket, options: AsyncOptions) => Promise<unknown>): () => Waiting {
  return () => {
    const [socket] = listener(tcp);
    return { socket, others: [], start: (options) => start(socket, options) };
  };
}

const waitings: Record<string, () => Waiting> = {
  accept: onListener(accept),
  acceptIpv4Connection: onListener((socket, options) => acceptIpv4Connection(socket, null, options)),
  receive: onEmpty((socket, options) => receive(socket, 10, options)),
  receiveInto: onEmpty((socket, options) => receiveInto(socket, new Uint8Array(4), options)),
  receiveFrom: onEmpty((socket, options) => receiveFrom(socket, 10, options)),
  receiveFromInto: onEmpty((socket, options) => receiveFromInto(socket, new Uint8Array(4), options)),
  receiveExactly: onEmpty((socket, options) => receiveExactly(socket, 10, options)),
  readable: onEmpty(readable),
  getLine: onEmpty((socket, options) => getLine(new BufferedSocket(socket), options)),
  getBlock: onEmpty((socket, options) => getBlock(new BufferedSocket(socket), 4, options)),
  "getLine of getEveryLine": onEmpty((socket, options) => getEveryLine(new BufferedSocket(socket), options).next()),
  "accept of connections": onListener((socket, options) => connections(socket, options).next()),
  "receiveFrom of datagrams": onEmpty((socket, options) => datagrams(socket, options).next()),
  send: onFull((socket, options) => send(socket, bytes("x"), options)),
  sendAll: onFull((socket, options) => sendAll(socket, bytes("x"), options)),
  sendTo: () => {
    const [socket, address] = bound(unixDatagram);
    while (typeof socket.sendTo(bytes("x"), address) === "number");
    return { socket, others: [], start: (options) => sendTo(socket, bytes("x"), address, options) };
  },
  putBytes: onFull((socket, options) => putBytes(new BufferedSocket(socket), bytes("x"), options)),
  sendFile: onFull((socket, options) => sendFile(socket, program, 0, 1, options)),
  putString: onFull((socket, options) => putString(new BufferedSocket(socket), "x", options)),
  writable: onFull(writable),
  "connect to a full Unix listener": () => {
    const [listening, address, clients] = fullListener(unixStream);
    const socket = Socket.create(SocketDomain.unix, SocketType.stream);
    return { socket, others: [listening, ...clients], start: (options) => connect(socket, address, options) };
  },
  "connect to a full TCP listener": () => {
    const [listening, address, clients] = fullListener(tcp);
    const socket = Socket.create(SocketDomain.internet, SocketType.stream);
    return { socket, others: [listening, ...clients], start: (options) => connect(socket, address, options) };
  },
};

async function withWaiting(
  make: () => Waiting,
  options: AsyncOptions,
  body: (socket: Socket, promise: Promise<unknown>, others: readonly Socket[]) => Promise<void>,
): Promise<void> {
  const { socket, others, start } = make();
  try {
    await body(socket, start(options), others);
  } finally {
    for (const each of [socket, ...others]) each.close();
  }
}

for (const [name, make] of Object.entries(waitings)) {
  const who = name.split(" ")[0];
  describe(`${name} that waits`, () => {
    it("is cancelled by close, and never touches who gets the number", () =>
      withWaiting(make, {}, async (socket, promise) => {
        await staysPending(promise);
        const { fd } = socket;
        socket.close();
        // The lowest free number: the one just closed.
        const [next, peer] = pair();
        await using([next, peer], async () => {
          assert.ok([next.fd, peer.fd].includes(fd), "the number was not reused");
          const [same, other] = next.fd === fd ? [next, peer] : [peer, next];
          other.send(bytes("theirs"));
          assert.equal((await rejectsWith("ECANCELED", promise)).who, who);
          await turns();
          assert.equal(text(await receive(same, 10)), "theirs");
          const later = receive(same, 10);
          await staysPending(later);
          other.send(bytes("more"));
          assert.equal(text(await later), "more");
        });
      }));

    it("is cancelled by detach", () =>
      withWaiting(make, {}, async (socket, promise) => {
        await staysPending(promise);
        const fd = socket.detach();
        await rejectsWith("ECANCELED", promise);
        assert.equal(closeFd(fd), true);
      }));

    it("is cancelled by the loop's end, the socket staying open", () => {
      const loop = new EventLoop();
      return withWaiting(make, { loop }, async (socket, promise) => {
        await staysPending(promise);
        loop.close();
        assert.equal((await rejectsWith("ECANCELED", promise)).who, who);
        assert.equal(socket.closed, false);
      });
    });

    it("rejects with the reason of its signal", () => {
      const controller = new AbortController();
      const reason = { why: "because" };
      return withWaiting(make, { signal: controller.signal }, async (socket, promise) => {
        await staysPending(promise);
        controller.abort(reason);
        await assert.rejects(promise, (error) => error === reason);
        assert.equal(socket.closed, false);
      });
    });

    it("does not begin when its signal has been aborted before", () => {
      const reason = new Error("before");
      return withWaiting(make, { signal: AbortSignal.abort(reason) }, async (socket, promise) => {
        await assert.rejects(promise, (error) => error === reason);
        assert.equal(socket.closed, false);
      });
    });

    it("is late after its timeout", () =>
      withWaiting(make, { timeout: 5 }, async (socket, promise) => {
        const late = await rejectsWith("ETIMEDOUT", promise);
        assert.ok(late instanceof TimeoutCondition);
        assert.equal(late.who, who);
        assert.equal(socket.closed, false);
      }));

    it("with timeout 0 tries once", () =>
      withWaiting(make, { timeout: 0 }, async (_, promise) => {
        assert.ok((await rejectsWith("ETIMEDOUT", promise)) instanceof TimeoutCondition);
      }));
  });
}

describe("cancelling", () => {
  it("consumes nothing: a later receive gets the data", () =>
    using(pair(), async (a, b) => {
      const controller = new AbortController();
      const aborted = receive(a, 10, { signal: controller.signal });
      await turns(1);
      b.send(bytes("kept")); // there, but not yet told of
      controller.abort();
      await assert.rejects(aborted, { name: "AbortError" });
      assert.equal(text(await receive(a, 10)), "kept");
      await rejectsWith("ETIMEDOUT", receive(a, 10, { timeout: 1 }));
      b.send(bytes("too"));
      assert.equal(text(await receive(a, 10)), "too");
    }));

  it("accepts nothing: a later accept gets the connection", async () => {
    const [listening, address] = listener(tcp);
    const client = create(tcp);
    await using([listening, client], async () => {
      const controller = new AbortController();
      const aborted = accept(listening, { signal: controller.signal });
      await turns(1);
      client.connect(address);
      waitFor(listening); // there, but not yet told of
      controller.abort();
      await assert.rejects(aborted, { name: "AbortError" });
      const [accepted, peer] = await accept(listening);
      assert.ok(peer.equals(client.localAddress as SocketAddress));
      accepted.close();
    });
  });

  it("sends nothing", () =>
    using(pair(), async (a, b) => {
      const filled = fill(a);
      const controller = new AbortController();
      const { signal } = controller;
      const lost = [send(a, bytes("lost"), { signal }), sendAll(a, bytes("lost"), { signal })];
      const kept = send(a, bytes("kept"));
      const results = Promise.allSettled(lost);
      await turns(1);
      controller.abort();
      for (const result of await results) assert.equal((result as PromiseRejectedResult).reason.name, "AbortError");
      await receiveExactly(b, filled);
      assert.equal(await kept, 4);
      assert.equal(text(await receive(b, 100)), "kept");
    }));

  it("by one signal ends any number, without a warning", () =>
    using(pair(), async (a, _b) => {
      const warnings: Error[] = [];
      const note = (warning: Error): void => void warnings.push(warning);
      process.on("warning", note);
      const controller = new AbortController();
      const { signal } = controller;
      const results = Promise.allSettled(
        Array.from({ length: 50 }, () => [receive(a, 1, { signal }), receiveExactly(a, 1, { signal })]).flat(),
      );
      await turns();
      controller.abort("all");
      for (const result of await results) assert.equal((result as PromiseRejectedResult).reason, "all");
      await turns();
      process.off("warning", note);
      assert.deepEqual(warnings, []);
    }));

  it("tells what a sendAll and a receiveExactly had done", () =>
    using(pair(), async (a, b) => {
      const all = sendAll(a, new Uint8Array(5_000_000), { timeout: 20 });
      const late = (await rejectsWith("ETIMEDOUT", all)) as TimeoutCondition & { sent: number };
      let there = 0;
      for (let part = b.receive(65536); part instanceof Uint8Array; part = b.receive(65536)) there += part.length;
      assert.ok(late.sent > 0);
      assert.equal(late.sent, there);
      const controller = new AbortController();
      const reason: { sent?: number } = {};
      const aborted = sendAll(a, new Uint8Array(5_000_000), { signal: controller.signal });
      await turns(1);
      controller.abort(reason);
      await assert.rejects(aborted, (error) => error === reason);
      there = 0;
      for (let part = b.receive(65536); part instanceof Uint8Array; part = b.receive(65536)) there += part.length;
      assert.equal(reason.sent, there);
      b.send(bytes("abc"));
      const exactly = receiveExactly(a, 10, { timeout: 5 });
      const partial = (await rejectsWith("ETIMEDOUT", exactly)) as TimeoutCondition & { received: Uint8Array };
      assert.equal(text(partial.received), "abc");
    }));

  it("takes any reason", () =>
    using(pair(), async (a, _b) => {
      for (const reason of ["text", 3, null, Object.freeze({}), Symbol("reason"), () => {}]) {
        const controller = new AbortController();
        const { signal } = controller;
        const promises = [receive(a, 1, { signal }), receiveExactly(a, 1, { signal }), readable(a, { signal })];
        const results = Promise.allSettled(promises);
        await turns(1);
        controller.abort(reason);
        for (const result of await results) assert.equal((result as PromiseRejectedResult).reason, reason);
      }
    }));

  it("after the end does nothing", () =>
    using(pair(), async (a, b) => {
      const controller = new AbortController();
      const promise = receive(a, 10, { signal: controller.signal, timeout: 10_000 });
      await turns(1);
      b.send(bytes("done"));
      assert.equal(text(await promise), "done");
      controller.abort();
      const next = receive(a, 10);
      await staysPending(next);
      b.send(bytes("next"));
      assert.equal(text(await next), "next");
    }));

  it("of one leaves the others", () =>
    using(pair(), async (a, b) => {
      const controller = new AbortController();
      const { signal } = controller;
      const promises = [receive(a, 1), receive(a, 1, { signal }), receive(a, 1), receive(a, 1, { signal })];
      const results = Promise.allSettled(promises);
      await turns(1);
      controller.abort();
      b.send(bytes("xy"));
      assert.deepEqual(
        (await results).map((result) => (result.status === "fulfilled" ? text(result.value) : "aborted")),
        ["x", "aborted", "y", "aborted"],
      );
    }));

  it("of a connect that made its own socket closes it", async () => {
    const [listening, address, clients] = fullListener(unixStream);
    await using([listening, ...clients], async () => {
      const controller = new AbortController();
      const path = (address as unknown as { path: string }).path;
      const aborted = connectToUnixHost(path, { signal: controller.signal });
      await staysPending(aborted);
      controller.abort();
      await assert.rejects(aborted, { name: "AbortError" });
      const loop = new EventLoop();
      const cancelled = connectToUnixHost(path, { loop });
      await staysPending(cancelled);
      loop.close();
      await rejectsWith("ECANCELED", cancelled);
      await rejectsWith("ETIMEDOUT", connectToUnixHost(path, { timeout: 5 }));
    });
  });

  it("of what is done on a thread leaves nothing behind under its descriptor's number", async () => {
    for (const how of ["signal", "timeout"]) {
      const controller = new AbortController();
      const options = how === "signal" ? { signal: controller.signal } : { timeout: 0 };
      const given = getAddressInfo("localhost", 80, {}, options).catch(() => {});
      controller.abort();
      await given;
      const next = await getAddressInfo("127.0.0.1", 80, {}, { signal: AbortSignal.timeout(10_000) });
      assert.ok(next.addresses.length > 0);
      await getAddressInfo("localhost", 80, {}, options).catch(() => {});
      await using(pair(), async (a, b) => {
        const both = [receive(a, 1, { timeout: 10_000 }), receive(b, 1, { timeout: 10_000 })];
        await turns(1);
        a.send(bytes("x"));
        b.send(bytes("y"));
        assert.deepEqual((await Promise.all(both)).map(text), ["y", "x"]);
      });
    }
  });

  it("of a race closes its attempts", async () => {
    const [listening, address, clients] = fullListener(tcp);
    const { port } = address as InternetAddress;
    await using([listening, ...clients], async () => {
      const before = openDescriptors().length;
      for (const end of ["signal", "loop", "timeout"]) {
        const controller = new AbortController();
        const loop = new EventLoop();
        const timeout = end === "timeout" ? 20 : undefined;
        const racing = connectToHost("127.0.0.1", null, port, { loop, signal: controller.signal, timeout });
        const outcome = racing.catch((error: { code?: string }) => error.code ?? error);
        await until(() => openDescriptors().length > before || timeout !== undefined);
        if (end === "signal") controller.abort("enough");
        if (end === "loop") loop.close();
        assert.equal(await outcome, { signal: "enough", loop: "ECANCELED", timeout: "ETIMEDOUT" }[end]);
        assert.equal(openDescriptors().length, before, "an attempt is left open");
        loop.close();
      }
    });
  });

  it("takes timeouts of any length", () =>
    using(pair(), async (a, b) => {
      const promises = [2 ** 31, 1e12, Number.POSITIVE_INFINITY].map((timeout) => receive(a, 1, { timeout }));
      const driven = receiveExactly(a, 1, { timeout: 2 ** 40 });
      await new Promise((resolve) => setTimeout(resolve, 5));
      await staysPending(promises[0] as Promise<unknown>);
      b.send(bytes("xyzw"));
      assert.equal((await Promise.all([...promises, driven])).map(text).join(""), "xyzw");
    }));

  it("timeout 0 takes what is ready", () =>
    using(pair(), async (a, b) => {
      b.send(bytes("line\nrest"));
      assert.equal(await getLine(new BufferedSocket(a), { timeout: 0 }), "line");
      const [listening, address] = listener(tcp);
      await using([listening], async () => {
        const client = Socket.create(SocketDomain.internet, SocketType.stream);
        await using([client], async () => {
          assert.equal(await connect(client, address as InternetAddress, { timeout: 0 }), true);
          const [accepted] = await accept(listening, { timeout: 0 });
          accepted.close();
        });
        const { port } = address as InternetAddress;
        for (const connectTo of [connectToHost, connectToIpv4Host]) {
          (await connectTo("127.0.0.1", null, port, { timeout: 0 })).close();
        }
      });
    }));

  it("of a connect that is late tells where to", async () => {
    const [listening, address, clients] = fullListener(tcp);
    await using([listening, ...clients], async () => {
      const { port } = address as InternetAddress;
      for (const connectTo of [connectToHost, connectToIpv4Host]) {
        for (const timeout of [0, 5]) {
          const late = await rejectsWith("ETIMEDOUT", connectTo("127.0.0.1", null, port, { timeout }));
          assert.ok(late instanceof TimeoutCondition);
          assert.equal(late.message, `connect ETIMEDOUT 127.0.0.1:${port}`);
        }
      }
    });
  });

  it("of a closed socket is no cancelling: EBADF", async () => {
    const [a, b] = pair();
    a.close();
    b.close();
    for (const promise of [
      receive(a, 1),
      receiveExactly(a, 1),
      send(a, bytes("x")),
      sendAll(a, bytes("x")),
      readable(a),
      writable(a),
      getLine(new BufferedSocket(a)),
      accept(a),
    ]) {
      await rejectsWith("EBADF", promise);
    }
    const [listening] = listener(tcp);
    listening.close();
    await rejectsWith("EBADF", acceptIpv4Connection(listening));
    await rejectsWith("EBADF", connect(listening, InternetAddress.loopback(1)));
  });

  it("a Unix connect goes through when the full queue has room again", async () => {
    const [listening, address, clients] = fullListener(unixStream);
    await using([listening, ...clients], async () => {
      const path = (address as unknown as { path: string }).path;
      const socket = Socket.create(SocketDomain.unix, SocketType.stream);
      await using([socket], async () => {
        const connecting = connect(socket, address);
        const hosting = connectToUnixHost(path);
        await staysPending(Promise.race([connecting, hosting]));
        const accepted: Socket[] = [];
        // The full queue's clients, and ours.
        for (let count = 0; count < clients.length + 1; count++) accepted.push((await accept(listening))[0]);
        assert.equal(await connecting, true);
        (await hosting).close();
        for (const each of accepted) each.close();
      });
    });
  });
});
