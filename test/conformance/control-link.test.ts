/** Control messages of packet sockets and of netlink: PACKET_AUXDATA of packet(7), NETLINK_PKTINFO of netlink(7). */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  EtherType,
  NetlinkAddress,
  NetlinkGroup,
  PacketAddress,
  Socket,
  SocketDomain,
  SocketProtocol,
  SocketType,
} from "berkeley-sockets";
import { RouteExchange } from "berkeley-sockets/netlink";
import { decodePacketAuxiliary, NETLINK_PKTINFO, PACKET_AUXDATA } from "berkeley-sockets/options";
import { using } from "../support/kinds.ts";
import { controlOf, receive } from "../support/messages.ts";
import { notLinux, notRoot } from "../support/probe.ts";

const { netlink, packet } = SocketDomain;

for (const type of [SocketType.raw, SocketType.datagram]) {
  test(`of a frame on the loopback interface: ${type}`, { skip: notLinux || notRoot }, () => {
    using([Socket.create(packet, type), Socket.create(packet, SocketType.raw)], (receiver, sender) => {
      receiver.bind(new PacketAddress(EtherType.experimental, "lo"));
      const frame = Buffer.alloc(200, 1);
      frame.writeUInt16BE(EtherType.experimental, 12);
      const send = (bytes: Uint8Array): void => {
        sender.sendTo(bytes, new PacketAddress(EtherType.experimental, "lo"));
      };
      send(frame);
      assert.deepEqual(receive(receiver).control, []);
      receiver.setOption(PACKET_AUXDATA, true);
      // The network's header is what a datagram socket's data begins with.
      const header = type === SocketType.raw ? 14 : 0;
      send(frame);
      const { kind, status, ...told } = controlOf(receive(receiver, 60), "packetAuxiliary");
      assert.equal(kind, "packetAuxiliary");
      assert.equal(status & 1, 1); // TP_STATUS_USER: it is the program's
      const size = 186 + header;
      assert.deepEqual(
        { ...told, checksum: undefined },
        {
          length: size,
          kept: size,
          linkOffset: 0,
          networkOffset: header,
          vlan: undefined,
          checksum: undefined,
          losing: false,
        },
      );
      // A tag within the frame's own bytes stays there or is taken off, as the device does it; it is told either way.
      const tagged = Buffer.concat([frame.subarray(0, 12), Buffer.from("81002064", "hex"), frame.subarray(12)]);
      send(tagged);
      const message = receive(receiver);
      const { vlan } = controlOf(message, "packetAuxiliary");
      if (vlan !== undefined) assert.deepEqual(vlan, { tag: 0x2064, protocol: EtherType.vlan });
      const bytes = new Uint8Array(20);
      assert.equal(decodePacketAuxiliary(bytes).status, 0);
    });
  });
}

test("of netlink: the group's number, and 0 for an answer", { skip: notLinux }, () => {
  const protocol = new SocketProtocol("NETLINK_USERSOCK", 2);
  using(
    [Socket.create(netlink, SocketType.raw, protocol), Socket.create(netlink, SocketType.raw, protocol)],
    (receiver, sender) => {
      receiver.bind(NetlinkAddress.forGroups(7, 21));
      const address = receiver.localAddress;
      sender.bind(NetlinkAddress.kernel);
      const own = sender.localAddress as NetlinkAddress;
      const tell = (group: number): void => {
        // To the port as well: the kernel's, 0, would refuse it.
        sender.sendTo(Uint8Array.of(1), new NetlinkAddress(own.port, NetlinkAddress.forGroups(group).groups));
      };
      tell(21);
      assert.deepEqual(receive(receiver).control, []);
      receiver.setOption(NETLINK_PKTINFO, true);
      for (const group of [7, 21]) {
        tell(group);
        assert.deepEqual(controlOf(receive(receiver), "netlinkGroup"), { kind: "netlinkGroup", group });
      }
      assert.ok(address instanceof NetlinkAddress);
      sender.sendTo(Uint8Array.of(1), new NetlinkAddress(address.port));
      assert.equal(controlOf(receive(receiver), "netlinkGroup").group, 0);
    },
  );
  using([Socket.create(netlink, SocketType.raw)], (socket) => {
    socket.bind(NetlinkAddress.forGroups(NetlinkGroup.neighbour));
    socket.setOption(NETLINK_PKTINFO, true);
    socket.sendTo(RouteExchange.dump("link").request, NetlinkAddress.kernel);
    assert.equal(controlOf(receive(socket), "netlinkGroup").group, 0);
  });
});
