/** Connecting to no address ends a connection. See connect(2), "Dissolve the association". */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Internet6Address,
  InternetAddress,
  Socket,
  type SocketAddress,
  SocketDomain,
  SocketType,
  UnixAddress,
  UnspecifiedAddress,
} from "berkeley-sockets";
import { connect } from "berkeley-sockets/async";
import { expectCode, expectWouldBlock } from "../support/expect.ts";
import {
  bound,
  bytes,
  connectedKinds,
  create,
  datagramKinds,
  type Kind,
  kinds,
  listener,
  receiveText,
  using,
  waitFor,
} from "../support/kinds.ts";
import { untilFree } from "../support/ports.ts";
import { notLinux, withoutIpv6 } from "../support/probe.ts";

const nowhere = UnspecifiedAddress.instance;
const ipv6Missing = withoutIpv6();

/** A socket whose name was chosen by us, its port too: one that the kernel chose would be given up. */
function boundByName(kind: Kind): [Socket, SocketAddress] {
  return untilFree(() => {
    const [before, address] = bound(kind);
    before.close();
    const socket = create(kind);
    const name = kind.domain === SocketDomain.unix ? kind.freshAddress() : address;
    try {
      socket.bind(name);
    } catch (error) {
      socket.close();
      throw error;
    }
    return [socket, name];
  });
}

for (const kind of datagramKinds) {
  const lacking = notLinux || (kind.domain === SocketDomain.internet6 && ipv6Missing);
  test(`a ${kind.name} socket hears anybody again, and may connect anew`, { skip: lacking }, () => {
    const [friend, friendAddress] = bound(kind);
    const [stranger, strangerAddress] = bound(kind);
    const [socket, address] = boundByName(kind);
    using([friend, stranger, socket], () => {
      assert.equal(socket.connect(friendAddress), true);
      const peer = (): SocketAddress | undefined => socket.peerAddress;
      assert.ok(peer()?.equals(friendAddress));
      if (kind.domain !== SocketDomain.unix) {
        stranger.sendTo(bytes("not heard"), address);
        friend.sendTo(bytes("heard"), address);
        assert.equal(receiveText(socket), "heard");
        expectWouldBlock(socket.receive(10));
      } else {
        expectCode("EPERM", () => stranger.sendTo(bytes("not heard"), address));
      }

      assert.equal(socket.connect(nowhere), true);
      assert.equal(peer(), undefined);
      expectCode(kind.domain === SocketDomain.unix ? "ENOTCONN" : "EDESTADDRREQ", () => socket.send(bytes("to whom?")));
      stranger.sendTo(bytes("heard now"), address);
      assert.equal(receiveText(socket), "heard now");
      assert.ok(socket.localAddress?.equals(address), "a name that was bound stays");

      assert.equal(socket.connect(strangerAddress), true);
      assert.ok(peer()?.equals(strangerAddress));
      socket.setNonblocking(false);
      assert.equal(socket.connect(nowhere), true, "in blocking mode too");
      assert.equal(socket.connect(nowhere), true, "and again");
    });
  });
}

test("a port that the kernel chose is given up", { skip: notLinux }, () => {
  const udp = kinds.find(({ name }) => name === "internet datagram") as Kind;
  const [peer, address] = bound(udp);
  const [socket] = bound(udp);
  using([peer, socket], () => {
    socket.connect(address);
    assert.notEqual((socket.localAddress as InternetAddress).port, 0);
    socket.connect(nowhere);
    assert.equal(String(socket.localAddress), "127.0.0.1:0");
  });
});

test("an awaited connect disconnects too", { skip: notLinux }, async () => {
  const udp = kinds.find(({ name }) => name === "internet datagram") as Kind;
  const [peer, address] = bound(udp);
  await using([peer, create(udp)], async (_, socket) => {
    await connect(socket, address);
    await connect(socket, nowhere);
    assert.equal(socket.peerAddress, undefined);
  });
});

for (const kind of connectedKinds.filter(({ domain }) => domain !== SocketDomain.unix)) {
  const lacking = notLinux || (kind.domain === SocketDomain.internet6 && ipv6Missing);
  test(`an ${kind.name} socket's connection is reset, and another may be made`, { skip: lacking }, () => {
    const [listening, address] = listener(kind);
    using([listening, create(kind)], (_, socket) => {
      socket.connect(address);
      waitFor(listening);
      const [server] = listening.accept();
      assert.ok(server !== undefined);
      using([server], () => {
        assert.equal(socket.connect(nowhere), true);
        assert.equal(socket.peerAddress, undefined);
        waitFor(server);
        expectCode("ECONNRESET", () => server.receive(1));
      });
      socket.connect(address);
      waitFor(listening);
      const [again] = listening.accept();
      assert.ok(again !== undefined);
      using([again], () => {
        again.send(bytes("anew"));
        assert.equal(receiveText(socket), "anew");
      });
    });
  });
}

test("a Unix stream cannot", { skip: notLinux }, () => {
  using(Socket.pair(SocketDomain.unix, SocketType.stream), (socket, _peer) => {
    const condition = expectCode("EINVAL", () => socket.connect(nowhere));
    assert.equal(condition.message, "connect EINVAL (unspecified)");
  });
});

test("bound to it, an IPv4 socket is bound to every address", { skip: notLinux }, () => {
  using([Socket.create(SocketDomain.internet, SocketType.datagram)], (socket) => {
    socket.bind(nowhere); // "for compatibility": ip(7)
    const address = socket.localAddress;
    assert.ok(address instanceof InternetAddress && address.ip === 0 && address.port > 0);
  });
  using([Socket.create(SocketDomain.unix, SocketType.datagram)], (socket) => {
    expectCode("EINVAL", () => socket.bind(nowhere));
    expectCode("EINVAL", () => socket.bind(InternetAddress.loopback(1)));
    expectCode("EINVAL", () => socket.connect(Internet6Address.loopback(1)));
    expectCode("ECONNREFUSED", () => socket.connect(UnixAddress.abstract("nobody is here")));
  });
});
