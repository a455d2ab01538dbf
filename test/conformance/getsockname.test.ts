import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Internet6Address, InternetAddress, Socket, SocketDomain, SocketType, UnixAddress } from "berkeley-sockets";
import { eachKind, portKinds, tcp, udp, unixKinds } from "../support/each-kind.ts";
import { expectCode } from "../support/expect.ts";
import { bound, connectedKinds, connectedPair, create, kinds, listener, using, waitFor } from "../support/kinds.ts";

/** getsockname(2): `socket.localAddress`. */

eachKind(portKinds, "any address and port 0 before bind", (kind) => {
  using socket = create(kind);
  const any = kind.domain === tcp.domain ? InternetAddress.any(0) : Internet6Address.any(0);
  assert.ok(socket.localAddress?.equals(any));
});

eachKind(unixKinds, "unnamed before bind", (kind) => {
  using socket = create(kind);
  assert.equal(socket.localAddress, UnixAddress.unnamed);
});

eachKind(kinds, "what it was bound to, decoded to its domain's class", (kind) => {
  const [socket, address] = bound(kind);
  using([socket], () => {
    assert.equal(address.domain, kind.domain);
    assert.equal(address.constructor, kind.freshAddress().constructor);
    assert.ok(socket.localAddress?.equals(address));
  });
});

eachKind(connectedKinds, "both ends agree", (kind) => {
  using(connectedPair(kind), (client, server) => {
    assert.ok(client.localAddress?.equals(server.peerAddress as UnixAddress));
    assert.ok(server.localAddress?.equals(client.peerAddress as UnixAddress));
  });
});

test("asked anew each time: connect chooses the address", () => {
  const [receiver, address] = bound(udp);
  using([receiver, create(udp)], (_, socket) => {
    assert.equal(String(socket.localAddress), "0.0.0.0:0");
    socket.connect(address);
    assert.match(String(socket.localAddress), /^127\.0\.0\.1:[1-9]/);
  });
});

test("a listener on any address has the one it was reached by on its connections", () => {
  const [listening] = listener({ ...tcp, freshAddress: () => InternetAddress.any(0) });
  const { port } = listening.localAddress as InternetAddress;
  using([listening, create(tcp)], (_, client) => {
    client.connect(InternetAddress.from("127.0.0.2", port));
    waitFor(listening);
    const [server] = listening.accept();
    assert.ok(server !== undefined);
    using([server], () => assert.equal(String(server.localAddress), `127.0.0.2:${port}`));
    assert.equal(String(listening.localAddress), `0.0.0.0:${port}`);
  });
});

test("a domain whose addresses stay bytes", () => {
  using socket = Socket.create(SocketDomain.netlink, SocketType.raw);
  const address = socket.localAddress;
  assert.equal(address?.domain, SocketDomain.netlink);
  assert.equal(address?.encode().length, 12); // struct sockaddr_nl
});

eachKind(kinds, "EBADF once closed", (kind) => {
  const socket = create(kind);
  socket.close();
  const condition = expectCode("EBADF", () => socket.localAddress);
  assert.equal(condition.who, "localAddress");
  assert.equal(condition.syscall, "getsockname");
});
