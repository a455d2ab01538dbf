import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { type Socket, UnixAddress, WouldBlock } from "berkeley-sockets";
import { descriptorFlags } from "../support/descriptor-flags.ts";
import { eachKind, portKinds, unixConnectedKinds } from "../support/each-kind.ts";
import { expectCode, expectWouldBlock } from "../support/expect.ts";
import {
  bytes,
  connectedKinds,
  create,
  datagramKinds,
  listener,
  receiveText,
  temporaryPath,
  using,
  waitFor,
} from "../support/kinds.ts";

/** accept(2): `socket.accept`. */

function accepted(listening: Socket): Socket {
  waitFor(listening);
  const [socket] = listening.accept();
  assert.ok(socket !== undefined);
  return socket;
}

eachKind(connectedKinds, "would block while nobody connects: one frozen value", (kind) => {
  const [listening] = listener(kind);
  using([listening], () => {
    const [socket, condition] = listening.accept();
    assert.equal(socket, undefined);
    expectWouldBlock(condition);
    assert.equal(condition.who, "accept");
    assert.equal(condition.syscall, "accept");
    assert.equal(condition.stack, undefined);
    assert.ok(Object.isFrozen(condition));
    assert.equal(listening.accept()[1], condition);
    assert.ok(condition instanceof WouldBlock && condition.address === undefined);
  });
});

eachKind(connectedKinds, "a socket of the listener's kind, close-on-exec and nonblocking", (kind) => {
  const [listening, address] = listener(kind);
  using([listening, create(kind)], (_, client) => {
    client.connect(address);
    using([accepted(listening)], (server) => {
      assert.equal(server.domain, kind.domain);
      assert.equal(server.type, kind.type);
      assert.equal(server.protocol, listening.protocol);
      assert.equal(server.nonblocking, true);
      assert.deepEqual(descriptorFlags(server.fd), { closeOnExec: true, nonblocking: true });
      assert.ok(server.localAddress?.equals(address));
      assert.equal(client.send(bytes("hello")), 5);
      assert.equal(receiveText(server), "hello");
      assert.equal(server.send(bytes("and to you")), 10);
      assert.equal(receiveText(client), "and to you");
    });
  });
});

eachKind(connectedKinds, "the accepted socket's mode is the listener's", (kind) => {
  const [listening, address] = listener(kind);
  using([listening, create(kind), create(kind)], (_, first, second) => {
    first.connect(address);
    second.connect(address);
    listening.setNonblocking(false);
    using([accepted(listening)], (server) => {
      assert.equal(server.nonblocking, false);
      // Blocking is emulated: the kernel's mode stays.
      assert.equal(descriptorFlags(server.fd).nonblocking, true);
    });
    listening.setNonblocking(true);
    using([accepted(listening)], (server) => assert.equal(server.nonblocking, true));
  });
});

eachKind(
  portKinds.filter((kind) => kind.connected),
  "the peer's address",
  (kind) => {
    const [listening, address] = listener(kind);
    using([listening, create(kind)], (_, client) => {
      client.connect(address);
      waitFor(listening);
      const [server, peer] = listening.accept();
      assert.ok(server !== undefined);
      using([server], () => {
        assert.ok(client.localAddress?.equals(peer));
        assert.ok(server.peerAddress?.equals(peer));
      });
    });
  },
);

eachKind(unixConnectedKinds, "the peer's address: unnamed, or the path it is bound to", (kind) => {
  const [listening, address] = listener(kind);
  const path = new UnixAddress(temporaryPath());
  using([listening, create(kind), create(kind)], (_, nameless, named) => {
    named.bind(path);
    nameless.connect(address);
    named.connect(address);
    const [first, firstPeer] = listening.accept();
    const [second, secondPeer] = listening.accept();
    assert.ok(first !== undefined && second !== undefined);
    using([first, second], () => {
      assert.equal(firstPeer, UnixAddress.unnamed);
      assert.ok(secondPeer.equals(path));
    });
  });
});

eachKind(connectedKinds, "connections come in the order in which they were made", (kind) => {
  const [listening, address] = listener(kind);
  const clients = [create(kind), create(kind), create(kind)];
  using([listening, ...clients], () => {
    for (const [index, client] of clients.entries()) {
      client.connect(address);
      client.send(Uint8Array.of(index));
    }
    for (const index of clients.keys()) {
      using([accepted(listening)], (server) => {
        waitFor(server);
        assert.deepEqual(server.receive(10), Uint8Array.of(index));
      });
    }
    assert.equal(listening.accept()[0], undefined);
  });
});

eachKind(connectedKinds, "a peer that has closed again leaves its data and its end", (kind) => {
  const [listening, address] = listener(kind);
  using([listening], () => {
    const client = create(kind);
    client.connect(address);
    client.send(bytes("bye"));
    client.close();
    using([accepted(listening)], (server) => {
      assert.equal(receiveText(server), "bye");
      waitFor(server);
      assert.deepEqual(server.receive(10), new Uint8Array(0));
    });
  });
});

// accept(2): "EINVAL Socket is not listening for connections".
eachKind(connectedKinds, "EINVAL for a socket that does not listen", (kind) => {
  using socket = create(kind);
  const condition = expectCode("EINVAL", () => socket.accept());
  assert.equal(condition.who, "accept");
});

// accept(2): "EOPNOTSUPP The referenced socket is not of type SOCK_STREAM."
eachKind(datagramKinds, "EOPNOTSUPP, which here goes by its other name", (kind) => {
  using socket = create(kind);
  expectCode("ENOTSUP", () => socket.accept());
});
