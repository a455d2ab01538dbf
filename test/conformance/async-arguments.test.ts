import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { InternetAddress, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import * as async from "berkeley-sockets/async";
import { BufferedSocket } from "berkeley-sockets/simple";
import { systemCallCount } from "berkeley-sockets/testing";
import { bytes, connectedKinds, type Kind, listener, using } from "../support/kinds.ts";

const nonsense = [undefined, null, 3, "text", {}, [], () => {}];
const address = InternetAddress.loopback(9);
const data = bytes("x");
const tcp = connectedKinds[0] as Kind;
const named = async as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;

/** It gives a promise, which rejects with this kind of error, and makes no system call. */
async function refuses(
  type: typeof TypeError | typeof RangeError,
  words: string,
  name: string,
  ...args: unknown[]
): Promise<void> {
  const before = systemCallCount();
  const promise = (named[name] as (...args: unknown[]) => Promise<unknown>)(...args);
  assert.ok(promise instanceof Promise, `${name} gave no promise`);
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof type, `${name}: expected a ${type.name}, got ${String(error)}`);
    assert.ok(error.message.includes(words), `${name}: ${error.message} lacks ${words}`);
    return true;
  });
  assert.equal(systemCallCount(), before, `${name} made a system call`);
}

/** What follows the socket, so that it is in order. */
const onSockets: Record<string, unknown[]> = {
  accept: [],
  acceptUnixConnection: [],
  close: [],
  connect: [address],
  readable: [],
  receive: [1],
  receiveExactly: [1],
  receiveFrom: [1],
  receiveFromInto: [new Uint8Array(1)],
  receiveInto: [new Uint8Array(1)],
  send: [data],
  sendAll: [data],
  sendFile: [0, 0, 0],
  sendTo: [data, address],
  writable: [],
};
const withoutSockets: Record<string, unknown[]> = {
  connectToHost: ["localhost", null, 9],
  connectToIpv4Host: ["localhost", null, 9],
  connectToIpv6Host: ["localhost", null, 9],
  connectToUnixHost: ["/nowhere"],
  getAddressInfo: ["localhost", null, {}],
  getNameInfo: [address],
};

describe("arguments of awaited procedures are refused by rejection", () => {
  for (const [name, rest] of Object.entries(onSockets)) {
    it(`${name}: something else than a socket`, async () => {
      for (const value of nonsense) await refuses(TypeError, "socket", name, value, ...rest);
    });
  }

  for (const [name, rest] of Object.entries({ ...onSockets, ...withoutSockets })) {
    it(`${name}: options that are none`, () =>
      using(Socket.pair(SocketDomain.unix, SocketType.stream), async (socket, _other) => {
        const args = name in onSockets ? [socket, ...rest] : rest;
        for (const value of [null, 3, "soon"]) await refuses(TypeError, "options", name, ...args, value);
        await refuses(TypeError, "timeuot", name, ...args, { timeuot: 3 });
        await refuses(TypeError, "options.timeout", name, ...args, { timeout: "3" });
        await refuses(RangeError, "options.timeout", name, ...args, { timeout: -1 });
        await refuses(RangeError, "options.timeout", name, ...args, { timeout: Number.NaN });
        await refuses(TypeError, "options.signal", name, ...args, { signal: { aborted: false } });
        await refuses(TypeError, "options.loop", name, ...args, { loop: "default" });
        await refuses(TypeError, "options.ref", name, ...args, { ref: 0 });
        assert.equal(socket.closed, false);
      }));
  }

  it("flags", () =>
    using(Socket.pair(SocketDomain.unix, SocketType.stream), async (socket, _other) => {
      for (const name of ["receive", "receiveInto", "receiveFrom", "receiveFromInto", "send", "sendTo"]) {
        const args = [socket, ...(onSockets[name] as unknown[])];
        await refuses(TypeError, "options.flags", name, ...args, { flags: 2 });
        await refuses(TypeError, "options.flags[0]", name, ...args, { flags: [2] });
      }
      await refuses(TypeError, "flags", "getNameInfo", address, { flags: "x" });
    }));

  it("buffers, counts and addresses", () =>
    using(Socket.pair(SocketDomain.unix, SocketType.stream), async (socket, _other) => {
      const buffered = new BufferedSocket(socket);
      for (const value of [undefined, null, "text", 3, new ArrayBuffer(3)]) {
        for (const name of ["send", "sendAll", "sendTo"]) {
          await refuses(TypeError, "data", name, socket, value, ...(name === "sendTo" ? [address] : []));
        }
        for (const name of ["receiveInto", "receiveFromInto"]) await refuses(TypeError, "buffer", name, socket, value);
        await refuses(TypeError, "data", "putBytes", buffered, value);
      }
      for (const name of ["receive", "receiveFrom", "receiveExactly"]) {
        await refuses(RangeError, "count", name, socket, -1);
        await refuses(RangeError, "count", name, socket, 1.5);
        await refuses(RangeError, "count", name, socket, 2 ** 31);
        await refuses(TypeError, "count", name, socket, "1");
      }
      await refuses(TypeError, "address", "connect", socket, "localhost");
      await refuses(TypeError, "address", "sendTo", socket, data, "localhost");
      for (const name of ["getLine", "putString", "putBytes", "getBlock"]) {
        await refuses(TypeError, "buffered", name, socket, 1);
      }
      await refuses(TypeError, "text", "putString", buffered, 3);
      for (const size of [-1, 1.5, 2 ** 31]) await refuses(RangeError, "size", "getBlock", buffered, size);
      await refuses(TypeError, "size", "getBlock", buffered, "1");
      await assert.rejects(async.getEveryLine(socket as never).next(), TypeError);
      await assert.rejects(async.getEveryBlock(buffered, -1).next(), RangeError);
    }));

  it("hosts, services and ports", async () => {
    for (const name of ["connectToHost", "connectToIpv4Host", "connectToIpv6Host"]) {
      await refuses(RangeError, "address", name, "", null, 9);
      await refuses(TypeError, "address", name, 3, null, 9);
      await refuses(RangeError, "address", name, "a\0b", null, 9);
      for (const port of [-1, 65536, 1.5]) await refuses(RangeError, "port", name, "localhost", null, port);
      await refuses(TypeError, "port", name, "localhost", null, "80");
      await refuses(RangeError, "port", name, "localhost", null, 0);
      await refuses(TypeError, "service", name, "localhost", 80, 0);
    }
    await refuses(RangeError, "path", "connectToUnixHost", "x".repeat(108));
    await refuses(TypeError, "node", "getAddressInfo", 3, null);
    await refuses(TypeError, "hints", "getAddressInfo", "localhost", null, null);
    await refuses(TypeError, "address", "getNameInfo", "localhost");
  });

  it("the array for the peer, and listeners of another family", async () => {
    const [listening] = listener(tcp);
    const [other] = listener(connectedKinds.find(({ domain }) => domain === SocketDomain.unix) as Kind);
    await using([listening, other], async () => {
      await refuses(TypeError, "connection", "acceptIpv4Connection", listening, "bytes");
      await refuses(RangeError, "connection", "acceptIpv4Connection", listening, new Uint8Array(16));
      await refuses(RangeError, "socket", "acceptIpv4Connection", other);
      await refuses(RangeError, "socket", "acceptIpv6Connection", listening);
      await refuses(RangeError, "socket", "acceptUnixConnection", listening);
    });
  });

  it("an address of the wrong family is the kernel's to refuse, and is told with it", async () => {
    const socket = Socket.create(SocketDomain.unix, SocketType.stream);
    await using([socket], async () => {
      await assert.rejects(async.connect(socket, address), { code: "EINVAL" });
    });
  });
});
