import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { InternetAddress, SendToOption, UnixAddress, WouldBlock } from "berkeley-sockets";
import { SO_BROADCAST } from "berkeley-sockets/options";
import { eachKind, portKinds, tcp, udp, unixDatagram, unixStream } from "../support/each-kind.ts";
import { done, expectCode, expectWouldBlock } from "../support/expect.ts";
import {
  bound,
  bytes,
  connectedKinds,
  connectedPair,
  create,
  datagramKinds,
  receiveText,
  temporaryPath,
  using,
  waitFor,
} from "../support/kinds.ts";

/** sendto(2): `socket.sendTo`. */

eachKind(datagramKinds, "to one address after the other, with nobody connected", (kind) => {
  const [first, firstAddress] = bound(kind);
  const [second, secondAddress] = bound(kind);
  using([first, second, create(kind)], (_, __, socket) => {
    assert.equal(socket.sendTo(bytes("to the first"), firstAddress), 12);
    assert.equal(socket.sendTo(bytes("and the second"), secondAddress), 14);
    assert.equal(receiveText(first), "to the first");
    assert.equal(receiveText(second), "and the second");
    assert.equal(socket.peerAddress, undefined);
  });
});

eachKind(datagramKinds, "a received address goes straight back to a send", (kind) => {
  const [client, clientAddress] = bound(kind);
  const [server, serverAddress] = bound(kind);
  using([client, server], () => {
    client.sendTo(bytes("ping"), serverAddress);
    waitFor(server);
    const [data, sender] = server.receiveFrom(100);
    assert.ok(data !== undefined && sender !== undefined);
    assert.ok(sender.equals(clientAddress));
    assert.equal(server.sendTo(data, sender), 4);
    assert.equal(receiveText(client), "ping");
  });
});

eachKind(datagramKinds, "a range of the bytes, with flags behind it or not", (kind) => {
  const [receiver, address] = bound(kind);
  using([receiver, create(kind)], (_, socket) => {
    const data = bytes("0123456789");
    assert.equal(socket.sendTo(data, address, 2, 3), 3);
    assert.equal(receiveText(receiver), "234");
    assert.equal(socket.sendTo(data, address, 8, 2, SendToOption.dontWait, SendToOption.noSignal), 2);
    assert.equal(receiveText(receiver), "89");
    assert.equal(socket.sendTo(new DataView(data.buffer, 4), address, SendToOption.dontWait), 6);
    assert.equal(receiveText(receiver), "456789");
    assert.equal(socket.sendTo(data, address, 10, 0), 0);
    waitFor(receiver);
    assert.deepEqual(receiver.receive(10), new Uint8Array(0));
  });
});

eachKind(datagramKinds, "a connected socket may still send elsewhere", (kind) => {
  const [elsewhere, address] = bound(kind);
  using([elsewhere, ...connectedPair(kind)], (_, socket, _peer) => {
    assert.equal(socket.sendTo(bytes("aside"), address), 5);
    assert.equal(receiveText(elsewhere), "aside");
  });
});

// send(2): "EISCONN The connection-mode socket was connected already but a recipient was specified." Linux's TCP
// and its Unix seqpackets ignore the recipient.
eachKind(connectedKinds, "on a connection the address is ignored or EISCONN", (kind) => {
  using(connectedPair(kind), (first, second) => {
    const address = kind.freshAddress();
    if (kind === unixStream) {
      expectCode("EISCONN", () => first.sendTo(bytes("x"), address));
    } else {
      assert.equal(first.sendTo(bytes("heard"), address), 5);
      assert.equal(receiveText(second), "heard");
    }
  });
});

eachKind(
  datagramKinds.filter((kind) => !portKinds.includes(kind)),
  "ENOENT, ECONNREFUSED: paths are looked up with each send",
  (kind) => {
    using socket = create(kind);
    const nowhere = new UnixAddress(temporaryPath());
    const condition = expectCode("ENOENT", () => socket.sendTo(bytes("x"), nowhere));
    assert.equal(condition.who, "sendTo");
    assert.equal(condition.syscall, "sendto");
    assert.equal(condition.address, nowhere.path);
    assert.equal(condition.message, `sendto ENOENT ${nowhere.path}`);
    const [gone, address] = bound(kind);
    gone.close();
    expectCode("ECONNREFUSED", () => socket.sendTo(bytes("x"), address));
  },
);

test("would block while a Unix receiver's queue is full", () => {
  const [receiver, address] = bound(unixDatagram);
  using([receiver, create(unixDatagram)], (_, socket) => {
    let count = 0;
    let result = socket.sendTo(bytes("x"), address);
    while (!(result instanceof WouldBlock)) {
      count += 1;
      result = socket.sendTo(bytes("x"), address);
    }
    expectWouldBlock(result);
    assert.equal(result.who, "sendTo");
    assert.equal(result.address, undefined);
    assert.ok(count > 0);
    done(receiver.receive(10));
    assert.equal(socket.sendTo(bytes("x"), address), 1);
  });
});

// ip(7): "EACCES … An attempt to send to a broadcast address without the SO_BROADCAST flag."
test("EACCES for a broadcast that was not asked for", () => {
  using socket = create(udp);
  const broadcast = InternetAddress.from("127.255.255.255", 9);
  const condition = expectCode("EACCES", () => socket.sendTo(bytes("x"), broadcast));
  assert.equal(condition.message, "sendto EACCES 127.255.255.255:9");
  assert.equal(condition.address, "127.255.255.255");
  assert.equal(condition.port, 9);
  socket.setOption(SO_BROADCAST, true);
  assert.equal(socket.sendTo(bytes("x"), broadcast), 1);
});

test("EINVAL for port 0, EMSGSIZE for more than a datagram holds", () => {
  const [receiver, address] = bound(udp);
  using([receiver, create(udp)], (_, socket) => {
    expectCode("EINVAL", () => socket.sendTo(bytes("x"), InternetAddress.loopback(0)));
    expectCode("EMSGSIZE", () => socket.sendTo(new Uint8Array(65508), address));
    assert.equal(socket.sendTo(new Uint8Array(65507), address), 65507);
  });
});

test("EPIPE on a stream that is not connected", () => {
  using socket = create(tcp);
  expectCode("EPIPE", () => socket.sendTo(bytes("x"), InternetAddress.loopback(9)));
});
