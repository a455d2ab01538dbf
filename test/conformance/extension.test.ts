import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import {
  AddressInfoOption,
  getAddressInfo,
  getNameInfo,
  InternetAddress,
  lookupDomain,
  NameInfoOption,
  registerSocketDomain,
  Socket,
  SocketAddress,
  SocketCondition,
  SocketDomain,
  SocketProtocol,
  SocketType,
  UnknownAddress,
} from "berkeley-sockets";
import { tcp } from "../support/each-kind.ts";
import { expectRefused } from "../support/expect.ts";
import { AF_INET, asMine, counts, HostPort, loopback, mine } from "../support/host-port.ts";
import { bound, bytes, create, listener, receiveText, using, waitFor } from "../support/kinds.ts";

/** Domains that users make themselves, with the built-in procedures. */

afterEach(() => registerSocketDomain(SocketDomain.internet));

test("a stream of a user's domain: create, bind, listen, connect, accept, send, receive, close", () => {
  using listening = Socket.create(mine, SocketType.stream, SocketProtocol.tcp);
  assert.equal(listening.domain, mine);
  listening.bind(loopback(0));
  listening.listen();
  const address = asMine(listening.localAddress);
  assert.ok(address.port > 0);

  using client = Socket.create(mine, SocketType.stream);
  client.connect(address);
  waitFor(listening);
  const [server, from] = listening.accept();
  assert.ok(server !== undefined);
  using([server], () => {
    assert.equal(server.domain, mine);
    assert.equal(asMine(from).port, asMine(client.localAddress).port);
    assert.ok(asMine(server.peerAddress).equals(from));
    assert.equal(asMine(client.peerAddress).port, address.port);
    client.send(bytes("in my own words"));
    assert.equal(receiveText(server), "in my own words");
  });
});

test("datagrams of a user's domain: sendTo and receiveFrom, the same sender being the same object", () => {
  using first = Socket.create(mine, SocketType.datagram);
  using second = Socket.create(mine, SocketType.datagram);
  first.bind(loopback(0));
  second.bind(loopback(0));
  const to = asMine(second.localAddress);
  first.sendTo(bytes("one"), to);
  first.sendTo(bytes("two"), to);
  waitFor(second);
  const before = counts.decoded;
  const [, from] = second.receiveFrom(10);
  waitFor(second);
  const [, again] = second.receiveFromInto(new Uint8Array(10));
  assert.equal(asMine(from as SocketAddress).port, asMine(first.localAddress).port);
  assert.equal(from, again);
  assert.equal(counts.decoded - before, 2); // the sender once, and first.localAddress
  second.sendTo(bytes("back"), from as SocketAddress);
  assert.equal(receiveText(first), "back");
});

test("an address is encoded once, however often it is used", () => {
  const [receiver, address] = bound({ ...tcp, type: SocketType.datagram, connected: false });
  assert.ok(address instanceof InternetAddress);
  using([receiver, Socket.create(mine, SocketType.datagram)], (_, socket) => {
    const to = loopback(address.port);
    for (let again = 0; again < 3; again++) socket.sendTo(bytes("x"), to);
    assert.equal(to.encoded, 1);
  });
});

test("a user's address with a built-in domain, and a built-in address with a user's", () => {
  const [listening, address] = listener(tcp);
  assert.ok(address instanceof InternetAddress);
  using([listening, create(tcp), Socket.create(mine, SocketType.stream)], (_, client, other) => {
    client.connect(loopback(address.port));
    other.connect(address);
    waitFor(listening);
    assert.ok(client.peerAddress instanceof InternetAddress);
    assert.ok(other.peerAddress instanceof HostPort);
    assert.ok(client.peerAddress.equals(asMine(other.peerAddress))); // equal bytes
  });
});

test("conditions name a user's address in its own words", () => {
  using socket = Socket.create(mine, SocketType.stream);
  const nowhere = new HostPort([203, 0, 113, 1], 5);
  assert.throws(() => socket.bind(nowhere), {
    code: "EADDRNOTAVAIL",
    message: "bind EADDRNOTAVAIL 203.0.113.1 port 5",
    local: "203.0.113.1 port 5",
  });
});

test("registered, the domain decodes what comes without a socket of it", () => {
  const raw = InternetAddress.loopback(80).encode();
  const hints = { type: SocketType.stream, flags: [AddressInfoOption.numericHost] };
  assert.ok(SocketAddress.decode(raw) instanceof InternetAddress);

  registerSocketDomain(mine);
  assert.equal(lookupDomain(AF_INET), mine);
  assert.equal(asMine(SocketAddress.decode(raw)).port, 80);
  const [entry] = getAddressInfo("127.0.0.1", 81, hints).addresses;
  assert.equal(entry?.domain, mine);
  assert.equal(asMine(entry?.address).port, 81);
  assert.equal(InternetAddress.loopback(1).domain, mine);
  // An adopted socket is of the registered domain.
  using adopted = Socket.adopt(create(tcp).detach());
  assert.equal(adopted.domain, mine);
  assert.ok(adopted.localAddress instanceof HostPort);
  // A socket keeps the domain that it was made with.
  using built = create(tcp);
  assert.ok(built.localAddress instanceof InternetAddress);

  registerSocketDomain(SocketDomain.internet);
  assert.ok(SocketAddress.decode(raw) instanceof InternetAddress);
  assert.equal(getAddressInfo("127.0.0.1", 81, hints).addresses[0]?.domain, SocketDomain.internet);
});

test("a user's domain is a hint to the resolver, and its addresses have names", () => {
  const { addresses } = getAddressInfo("127.0.0.1", 82, {
    domain: mine,
    type: SocketType.stream,
    flags: [AddressInfoOption.numericHost],
  });
  assert.equal(String(addresses[0]?.address), "127.0.0.1:82");
  const names = getNameInfo(loopback(83), { flags: [NameInfoOption.numericHost, NameInfoOption.numericService] });
  assert.deepEqual(names, { host: "127.0.0.1", service: "83" });
});

test("what is no domain, or has no number, is not registered", () => {
  for (const wrong of [undefined, 2, "internet", {}]) {
    expectRefused(TypeError, "domain", () => registerSocketDomain(wrong as never));
  }
  const absent = new SocketDomain("absent", undefined, 16, (bytes) => new UnknownAddress(0, bytes));
  expectRefused(SocketCondition, "ENOTSUP SocketDomain.absent", () => registerSocketDomain(absent));
});

test("a domain without addresses of its own has UnknownAddress, which goes back to the kernel", () => {
  const raw = new SocketDomain("raw", AF_INET, 16, (bytes) => new UnknownAddress(AF_INET, bytes));
  using socket = Socket.create(raw, SocketType.datagram);
  const start = loopback(0).encode();
  socket.bind(new UnknownAddress(AF_INET, start));
  const address = socket.localAddress;
  assert.ok(address instanceof UnknownAddress);
  using other = Socket.create(raw, SocketType.datagram);
  assert.equal(other.sendTo(bytes("bytes are enough"), address), 16);
  assert.equal(receiveText(socket), "bytes are enough");
});
