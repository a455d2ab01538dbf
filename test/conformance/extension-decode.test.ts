import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import {
  InternetAddress,
  Socket,
  type SocketAddress,
  SocketDomain,
  SocketType,
  UnknownAddress,
} from "berkeley-sockets";
import { openDescriptors } from "berkeley-sockets/testing";
import { tcp } from "../support/each-kind.ts";
import { AF_INET, asMine, HostPort, loopback, mine } from "../support/host-port.ts";
import { bytes, create, waitFor } from "../support/kinds.ts";

/** What a user's decode may do: keep its bytes, throw, call the library. */

test("decode gets a copy that it may keep and write to", () => {
  const kept: Uint8Array[] = [];
  const keeping = new SocketDomain("keeping", AF_INET, 16, (bytes) => {
    kept.push(bytes);
    return new UnknownAddress(AF_INET, bytes);
  });
  const first = keepingAddress(keeping);
  const second = keepingAddress(keeping);
  assert.equal(kept.length, 2);
  assert.notEqual(kept[0]?.buffer, kept[1]?.buffer);
  assert.equal(kept[0]?.buffer.byteLength, 16);
  kept[0]?.fill(0);
  assert.notDeepEqual(kept[0], kept[1]);
  assert.deepEqual(second.encode(), kept[1]);
  assert.notDeepEqual(first.encode(), kept[0]);
});

function keepingAddress(domain: SocketDomain): SocketAddress {
  using socket = Socket.create(domain, SocketType.datagram);
  socket.bind(loopback(0));
  const address = socket.localAddress;
  assert.ok(address !== undefined);
  return address;
}

const throwing: SocketDomain = new SocketDomain("throwing", AF_INET, 16, () => {
  throw new Error("cannot decode this");
});

const sockets = (): number => readdirSync("/proc/self/fd").length; // the directory's own descriptor counts each time

test("a decode that throws: accept closes what was accepted", () => {
  using listening = Socket.create(throwing, SocketType.stream);
  listening.bind(loopback(0));
  listening.listen();
  assert.throws(() => listening.localAddress, /^Error: cannot decode this$/);
  const probe = Socket.borrow(listening.fd);
  const address = probe.localAddress;
  assert.ok(address !== undefined);
  using client = create(tcp);
  client.connect(address);
  waitFor(listening);
  const before = openDescriptors();
  const count = sockets();
  assert.throws(() => listening.accept(), /^Error: cannot decode this$/);
  assert.deepEqual(openDescriptors(), before);
  assert.equal(sockets(), count);
  // The client hears that it was closed, and the listener goes on.
  waitFor(client);
  assert.deepEqual(client.receive(1), new Uint8Array(0));
  assert.equal(listening.accept()[0], undefined);
});

test("a decode that throws: in blocking mode, too", () => {
  using listening = Socket.create(throwing, SocketType.stream);
  listening.bind(loopback(0));
  listening.listen();
  listening.setNonblocking(false);
  const address = Socket.borrow(listening.fd).localAddress;
  assert.ok(address !== undefined);
  using client = create(tcp);
  client.connect(address);
  const before = openDescriptors();
  assert.throws(() => listening.accept(), /^Error: cannot decode this$/);
  assert.deepEqual(openDescriptors(), before);
});

test("a decode that throws: receiveFrom, whose other forms go on", () => {
  using receiver = Socket.create(throwing, SocketType.datagram);
  receiver.bind(loopback(0));
  const address = Socket.borrow(receiver.fd).localAddress;
  assert.ok(address !== undefined);
  using sender = Socket.create(mine, SocketType.datagram);
  for (const word of ["one", "two", "three"]) sender.sendTo(bytes(word), address);
  waitFor(receiver);
  assert.throws(() => receiver.receiveFrom(10), /^Error: cannot decode this$/);
  assert.throws(() => receiver.receiveFromInto(new Uint8Array(10)), /^Error: cannot decode this$/);
  assert.deepEqual(receiver.receive(10), bytes("three"));
});

test("a decode that calls the library", () => {
  // Whoever decodes may ask the kernel something; the next sender must not be mistaken for what it said.
  using other = create({ ...tcp, type: SocketType.datagram, connected: false });
  other.bind(InternetAddress.loopback(0));
  const asking = new SocketDomain("asking", AF_INET, 16, (bytes) => {
    other.localAddress;
    return new HostPort([...bytes.subarray(4, 8)], new DataView(bytes.buffer).getUint16(2));
  });
  using receiver = Socket.create(asking, SocketType.datagram);
  using sender = Socket.create(mine, SocketType.datagram);
  receiver.bind(loopback(0));
  sender.bind(loopback(0));
  const to = receiver.localAddress as HostPort;
  sender.sendTo(bytes("x"), to);
  waitFor(receiver);
  const [, first] = receiver.receiveFrom(10);
  assert.equal(asMine(first as SocketAddress).port, asMine(sender.localAddress).port);
  other.sendTo(bytes("y"), to);
  waitFor(receiver);
  const [, second] = receiver.receiveFrom(10);
  assert.equal(asMine(second as SocketAddress).port, (other.localAddress as InternetAddress).port);
});
