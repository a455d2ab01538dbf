import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  InternetAddress,
  pollSockets,
  SendToOption,
  Socket,
  SocketDomain,
  SocketType,
  UnixAddress,
} from "berkeley-sockets";
import { SO_BROADCAST } from "berkeley-sockets/options";
import { systemCallCount } from "berkeley-sockets/testing";
import { eachKind, messageKinds, streamKinds, tcp, udp, unixDatagram, unixStream } from "../support/each-kind.ts";
import { expectCode, expectRefused, expectWouldBlock } from "../support/expect.ts";
import {
  bound,
  bytes,
  connectedPair,
  create,
  datagramKinds,
  kinds,
  receiveText,
  using,
  waitFor,
} from "../support/kinds.ts";

/** sendmsg(2): `socket.sendMessage`. Control messages have their own files. */

eachKind(kinds, "sends data in one piece, with one system call", (kind) => {
  using(connectedPair(kind), (first, second) => {
    const before = systemCallCount();
    assert.equal(first.sendMessage({ data: bytes("whole") }), 5);
    assert.equal(systemCallCount() - before, 1);
    assert.equal(receiveText(second), "whole");
  });
});

eachKind(kinds, "gathers pieces of every kind of view, empty ones among them, in their order", (kind) => {
  using(connectedPair(kind), (first, second) => {
    const shared = new Uint8Array(new SharedArrayBuffer(2));
    shared.set(bytes("gh"));
    const data = [
      bytes("ab"),
      new Uint8Array(0),
      new DataView(bytes(".cd.").buffer as ArrayBuffer, 1, 2),
      Buffer.from("e"),
      new Uint16Array(bytes("fF").slice().buffer),
      shared,
      new DataView(new ArrayBuffer(1), 1),
    ];
    assert.equal(first.sendMessage({ data }), 9);
    assert.equal(receiveText(second), "abcdefFgh");
  });
});

eachKind(messageKinds, "nothing at all is a message too", (kind) => {
  using(connectedPair(kind), (first, second) => {
    for (const data of [[], new Uint8Array(0), [new Uint8Array(0), new Uint8Array(0)]]) {
      assert.equal(first.sendMessage({ data }), 0);
      waitFor(second);
      assert.equal(receiveText(second), "");
    }
  });
});

eachKind(datagramKinds, "to an address, with nobody connected", (kind) => {
  const [receiver, address] = bound(kind);
  using([receiver, create(kind)], (_, socket) => {
    assert.equal(socket.sendMessage({ data: [bytes("to "), bytes("you")], address }), 6);
    assert.equal(receiveText(receiver), "to you");
  });
});

eachKind(kinds, "1024 pieces are sent, 1025 are refused", (kind) => {
  using(connectedPair(kind), (first, second) => {
    const piece = bytes("x");
    assert.equal(first.sendMessage({ data: new Array(1024).fill(piece) }), 1024);
    waitFor(second);
    assert.equal(receiveText(second).length, 1024);
    expectRefused(RangeError, "message.data must be at most 1024 pieces", () =>
      first.sendMessage({ data: new Array(1025).fill(piece) }),
    );
  });
});

test("flags: out-of-band data, more to come, nothing by way of a router", () => {
  using(connectedPair(tcp), (first, second) => {
    assert.equal(first.sendMessage({ data: bytes("!"), flags: [SendToOption.outOfBand] }), 1);
    assert.equal(pollSockets([{ socket: second, priority: true }], 10_000)[0]?.priority, true);
    const sent = first.sendMessage({ data: bytes("ab"), flags: [SendToOption.dontRoute, SendToOption.noSignal] });
    assert.equal(sent, 2);
    assert.equal(receiveText(second, 2), "ab");
  });
  const [receiver, address] = bound(udp);
  using([receiver, create(udp)], (_, socket) => {
    assert.equal(socket.sendMessage({ data: bytes("one "), address, flags: [SendToOption.more] }), 4);
    assert.equal(socket.sendMessage({ data: bytes("datagram"), address }), 8);
    assert.equal(receiveText(receiver), "one datagram");
  });
});

eachKind(streamKinds, "would block when there is no room; a stream takes what it has room for", (kind) => {
  using(connectedPair(kind), (first, _second) => {
    const data = [new Uint8Array(8 << 20), new Uint8Array(8 << 20)];
    const sent = first.sendMessage({ data });
    assert.ok(typeof sent === "number" && sent > 0 && sent < 16 << 20);
    for (;;) {
      const more = first.sendMessage({ data });
      if (typeof more === "number") continue;
      expectWouldBlock(more);
      assert.deepEqual([more.who, more.syscall], ["sendMessage", "sendmsg"]);
      assert.equal(first.sendMessage({ data }), more, "one object for all");
      break;
    }
  });
});

test("errors: no peer, no connection, a message that is too long, a broadcast without leave", () => {
  using(connectedPair(unixStream), (first, second) => {
    second.close();
    const condition = expectCode("EPIPE", () => first.sendMessage({ data: bytes("x") }));
    assert.deepEqual([condition.who, condition.syscall], ["sendMessage", "sendmsg"]);
  });
  using([create(udp)], (socket) => {
    expectCode("EDESTADDRREQ", () => socket.sendMessage({ data: bytes("x") }));
    const address = InternetAddress.loopback(9);
    const { address: host, port } = expectCode("EMSGSIZE", () =>
      socket.sendMessage({ data: [new Uint8Array(60_000), new Uint8Array(6000)], address }),
    );
    assert.deepEqual([host, port], ["127.0.0.1", 9]);
    expectCode("EACCES", () => socket.sendMessage({ data: bytes("x"), address: InternetAddress.broadcast(9) }));
    assert.equal(socket.getOption(SO_BROADCAST), false);
  });
  using([create(unixDatagram)], (socket) => {
    expectCode("ENOENT", () => socket.sendMessage({ data: bytes("x"), address: new UnixAddress("/nowhere/at/all") }));
    socket.close();
    expectCode("EBADF", () => socket.sendMessage({ data: bytes("x") }));
  });
});

test("arguments are checked before any system call, and errors name them", () => {
  using(Socket.pair(SocketDomain.unix, SocketType.datagram), (socket, _peer) => {
    const data = bytes("x");
    const send = socket.sendMessage.bind(socket) as (message: unknown) => unknown;
    expectRefused(TypeError, "message must be an object", () => send(undefined));
    expectRefused(TypeError, "message must be an object", () => send("text"));
    expectRefused(TypeError, "message has no member adress", () => send({ data, adress: 1 }));
    expectRefused(TypeError, "message.data must be an ArrayBufferView", () => send({}));
    expectRefused(TypeError, "message.data must be an ArrayBufferView", () => send({ data: "text" }));
    expectRefused(TypeError, "message.data must be an ArrayBufferView", () => send({ data: new ArrayBuffer(1) }));
    expectRefused(TypeError, "message.data[1] must be an ArrayBufferView", () => send({ data: [data, "text"] }));
    expectRefused(TypeError, "message.address must be a SocketAddress", () => send({ data, address: "127.0.0.1" }));
    expectRefused(TypeError, "message.flags must be an array", () => send({ data, flags: SendToOption.more }));
    expectRefused(TypeError, "message.flags[1] must be a SendToOption", () =>
      send({ data, flags: [SendToOption.more, 1] }),
    );
    expectRefused(TypeError, "message.control must be an array", () => send({ data, control: { kind: "rights" } }));
    expectRefused(TypeError, "message.control[0] must be a ControlMessage", () => send({ data, control: [1] }));
    const gone = new Uint8Array(4);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expectRefused(TypeError, "message.data must not be detached", () => send({ data: gone }));
    expectRefused(TypeError, "message.data[0] must not be detached", () => send({ data: [gone] }));
    const lacking = new SendToOption("lacking", undefined);
    assert.throws(() => send({ data, flags: [lacking] }), { code: "ENOTSUP" });
  });
});
