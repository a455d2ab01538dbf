/**
 * CAN, Bluetooth, ALG, TIPC, XDP and SCTP as far as this kernel has them. What it lacks it says by name,
 * and is skipped.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type TestContext, test } from "node:test";
import {
  AlgAddress,
  BluetoothAddress,
  BluetoothProtocol,
  CanAddress,
  CanProtocol,
  InternetAddress,
  interfaceIndex,
  L2capAddress,
  Socket,
  SocketCondition,
  SocketDomain,
  SocketProtocol,
  SocketType,
  TipcServiceAddress,
  TipcSocketAddress,
  UnknownAddress,
  XdpAddress,
} from "berkeley-sockets";
import * as entry from "berkeley-sockets/options";
import { done, expectCode } from "../support/expect.ts";
import { connectedKinds, listener, using, waitFor } from "../support/kinds.ts";

const { raw, datagram, stream, sequencePacket } = SocketType;
const { can, bluetooth, alg, tipc, xdp, internet } = SocketDomain;

/** Runs a test with a socket of the kind, or skips it because the kernel has none. */
function live(
  domain: SocketDomain,
  type: SocketType,
  protocol: SocketProtocol,
  title: string,
  body: (socket: Socket) => void,
): void {
  const kind = protocol === SocketProtocol.auto ? `${domain} ${type}` : `${domain} ${type} ${protocol}`;
  test(`${kind}: ${title}`, (t: TestContext) => {
    let socket: Socket;
    try {
      socket = Socket.create(domain, type, protocol);
    } catch (error) {
      assert.ok(error instanceof SocketCondition);
      const lacking = ["EAFNOSUPPORT", "EPROTONOSUPPORT", "ESOCKTNOSUPPORT"];
      if (lacking.includes(error.code)) assert.equal(error.message, `socket ${error.code} ${kind}`);
      else assert.ok(["ENOTSUP", "EPERM", "EACCES"].includes(error.code), String(error));
      t.skip(`this kernel, or its rights, have no ${kind}: ${error.code}`);
      return;
    }
    using([socket], body);
  });
}

live(can, raw, CanProtocol.raw, "binds to all interfaces, and has its options", (socket) => {
  socket.bind(new CanAddress(0));
  assert.deepEqual(socket.localAddress, new CanAddress(0));
  assert.deepEqual(socket.getOption(entry.CAN_RAW_FILTER), [{ id: 0, mask: 0 }]);
  const filters = [
    { id: 0x123, mask: 0x7ff, extended: false },
    { id: 1, mask: 1 },
  ];
  for (const some of [filters, []]) {
    socket.setOption(entry.CAN_RAW_FILTER, some);
    assert.deepEqual(socket.getOption(entry.CAN_RAW_FILTER), some);
  }
  assert.equal(socket.getOption(entry.CAN_RAW_LOOPBACK), true);
  socket.setOption(entry.CAN_RAW_FD_FRAMES, true);
  assert.equal(socket.getOption(entry.CAN_RAW_FD_FRAMES), true);
});

for (const protocol of [CanProtocol.isoTp, CanProtocol.j1939, CanProtocol.broadcastManager]) {
  live(can, datagram, protocol, "can be made", (socket) => assert.equal(socket.protocol, protocol));
}

live(bluetooth, sequencePacket, BluetoothProtocol.l2cap, "has a name from the start", (socket) => {
  assert.deepEqual(socket.localAddress, new L2capAddress(BluetoothAddress.anyDevice, 0));
});
for (const [type, protocol] of [
  [stream, BluetoothProtocol.rfcomm],
  [sequencePacket, BluetoothProtocol.sco],
  [raw, BluetoothProtocol.hci],
] as const) {
  live(bluetooth, type, protocol, "can be made", (socket) => assert.equal(socket.domain, bluetooth));
}

live(alg, sequencePacket, SocketProtocol.auto, "hashes", (socket) => {
  socket.bind(new AlgAddress("hash", "sha256"));
  const [operation, peer] = socket.accept();
  assert.ok(operation !== undefined);
  using([operation], () => {
    assert.ok(peer instanceof UnknownAddress && peer.domain === alg);
    const data = Buffer.from("the kernel's ciphers");
    assert.equal(done(operation.send(data)), data.length);
    assert.deepEqual(Buffer.from(done(operation.receive(32))), createHash("sha256").update(data).digest());
  });
  using([Socket.create(alg, sequencePacket)], (other) => {
    expectCode("ENOENT", () => other.bind(new AlgAddress("hash", "no-such-hash")));
  });
});

live(tipc, datagram, SocketProtocol.auto, "a service of this node", (socket) => {
  const service = new TipcServiceAddress(18_888, process.pid, 3);
  socket.bind(service);
  assert.ok(socket.localAddress instanceof TipcSocketAddress);
  socket.sendTo(Buffer.from("hello"), service);
  waitFor(socket);
  const [bytes, sender] = socket.receiveFrom(10);
  assert.equal(Buffer.from(bytes ?? []).toString(), "hello");
  assert.deepEqual(sender, socket.localAddress);
  socket.setOption(entry.TIPC_IMPORTANCE, "high");
  assert.equal(socket.getOption(entry.TIPC_IMPORTANCE), "high");
});

live(xdp, raw, SocketProtocol.auto, "rings and what is told of them", (socket) => {
  const { receive, completion } = socket.getOption(entry.XDP_MMAP_OFFSETS);
  assert.ok(receive.producer < receive.consumer && receive.consumer < receive.descriptors);
  assert.ok(completion.descriptors > 0n);
  assert.deepEqual(socket.getOption(entry.XDP_OPTIONS), { zeroCopy: false });
  for (const count of Object.values(socket.getOption(entry.XDP_STATISTICS))) assert.equal(count, 0n);
  expectCode("EINVAL", () => socket.setOption(entry.XDP_RX_RING, 63));
  socket.setOption(entry.XDP_RX_RING, 64);
  expectCode("EINVAL", () => socket.setOption(entry.XDP_RX_RING, 64)); // there is one
  socket.setOption(entry.XDP_TX_RING, 8);
});

live(xdp, raw, SocketProtocol.auto, "cannot be bound without memory, and has no name", (socket) => {
  const address = new XdpAddress(interfaceIndex("lo"), 0, XdpAddress.copy);
  socket.setOption(entry.XDP_RX_RING, 64);
  const condition = expectCode("EINVAL", () => socket.bind(address));
  assert.equal(condition.message, `bind EINVAL ${address}`);
  expectCode("ENODEV", () => socket.bind(new XdpAddress(0x7fff_ffff, 0)));
  expectCode("ENOTSUP", () => socket.localAddress);
  const shared = new XdpAddress(interfaceIndex("lo"), 0, XdpAddress.sharedUmem, socket.fd);
  expectCode("EBADF", () => socket.bind(shared)); // the memory of a socket that has none
});

live(internet, stream, SocketProtocol.sctp, "one-to-one: connects, and has its options", (socket) => {
  socket.bind(InternetAddress.loopback(0));
  socket.setOption(entry.SCTP_NODELAY, true);
  assert.equal(socket.getOption(entry.SCTP_NODELAY), true);
  socket.setOption(entry.SCTP_INITMSG, { outboundStreams: 7 });
  assert.equal(socket.getOption(entry.SCTP_INITMSG).outboundStreams, 7);
  assert.ok(socket.getOption(entry.SCTP_RTOINFO).initial > 0);
  socket.listen(1);
  using([Socket.create(internet, stream, SocketProtocol.sctp)], (client) => {
    client.connect(socket.localAddress as InternetAddress);
    waitFor(socket);
    const [server] = socket.accept();
    assert.ok(server !== undefined);
    using([server], () => {
      assert.equal(server.getOption(entry.SCTP_STATUS).state, "established");
      assert.equal(done(server.send(Buffer.from("hello"))), 5);
      waitFor(client);
      assert.equal(Buffer.from(done(client.receive(10))).toString(), "hello");
    });
  });
});
live(internet, sequencePacket, SocketProtocol.sctp, "one-to-many: subscribes to events", (socket) => {
  socket.setOption(entry.SCTP_EVENTS, { dataIo: true, association: true });
  const events = socket.getOption(entry.SCTP_EVENTS);
  assert.deepEqual([events.dataIo, events.association, events.shutdown], [true, true, false]);
});

// Stands in for ALG, whose accept fails when it is asked for an address.
for (const kind of connectedKinds.filter(({ domain }) => domain === internet)) {
  test("a socket of the domain alg is accepted without asking for an address", {
    skip: !alg.available && "no ALG here",
  }, () => {
    const [listening, address] = listener(kind);
    const said = new Socket(listening.detach(), alg, kind.type, SocketProtocol.auto);
    using([said, Socket.create(internet, stream)], (_listening, client) => {
      client.connect(address);
      waitFor(said);
      const [accepted, peer] = said.accept();
      assert.ok(accepted !== undefined);
      using([accepted], () => {
        assert.ok(peer instanceof UnknownAddress);
        assert.equal(peer.family, alg.value);
        assert.equal(peer.text, "", "no byte of the client's address");
        assert.equal(accepted.domain, alg);
      });
    });
  });
}
