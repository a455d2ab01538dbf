/**
 * Addresses, options and messages of netlink, packet and raw sockets. Never run: compiled, and every line below an
 * expected error is checked for that very error by types.test.ts.
 */
import {
  EtherType,
  NetlinkAddress,
  NetlinkGroup,
  PacketAddress,
  type PacketType,
  type Socket,
  type SocketAddress,
  SocketDomain,
  UnspecifiedAddress,
} from "berkeley-sockets";
import {
  findRoute,
  type InterfaceAddress,
  type Link,
  listAddresses,
  listLinks,
  listRoutes,
  type Route,
  RouteExchange,
  type RouteMessage,
  readRouteMessages,
} from "berkeley-sockets/netlink";
import {
  ICMP_FILTER,
  NETLINK_ADD_MEMBERSHIP,
  NETLINK_LIST_MEMBERSHIPS,
  PACKET_ADD_MEMBERSHIP,
  PACKET_FANOUT,
  PACKET_STATISTICS,
  UDPLITE_SEND_CSCOV,
} from "berkeley-sockets/options";

declare const socket: Socket;
const bytes = new Uint8Array(1);

socket.bind(NetlinkAddress.forGroups(NetlinkGroup.link, 5));
socket.connect(UnspecifiedAddress.instance);
// @ts-expect-error TS2345 a domain is no group
NetlinkAddress.forGroups(SocketDomain.netlink);
// @ts-expect-error TS2345 a port is a number
new NetlinkAddress("1");
const kernel = NetlinkAddress.kernel;
// @ts-expect-error TS2540 addresses are immutable
kernel.port = 1;

const packet = new PacketAddress(EtherType.ipv4, "eth0", { hardwareAddress: "02:00:00:00:00:01", packetType: "host" });
const packetType: PacketType | number = packet.packetType;
// @ts-expect-error TS2322 there are packet types without a name
const named: PacketType = packet.packetType;
// @ts-expect-error TS2322 no such packet type
new PacketAddress(EtherType.ipv4, 1, { packetType: "mine" });
// @ts-expect-error TS2561 a misspelled option
new PacketAddress(EtherType.ipv4, 1, { hardwareAdress: bytes });
// @ts-expect-error TS2540 it is a table of constants
EtherType.all = 1;
const address: SocketAddress = packet;

socket.setOption(NETLINK_ADD_MEMBERSHIP, NetlinkGroup.link);
socket.setOption(NETLINK_ADD_MEMBERSHIP, 33);
// @ts-expect-error TS2345 a domain is no group
socket.setOption(NETLINK_ADD_MEMBERSHIP, SocketDomain.netlink);
const groups: number[] = socket.getOption(NETLINK_LIST_MEMBERSHIPS);
// @ts-expect-error TS2345 it can only be read
socket.setOption(NETLINK_LIST_MEMBERSHIPS, [1]);
// @ts-expect-error TS2322 it can only be set
const membership: number = socket.getOption(NETLINK_ADD_MEMBERSHIP) as unknown;

socket.setOption(PACKET_ADD_MEMBERSHIP, { interface: "eth0", type: "promiscuous" });
socket.setOption(PACKET_ADD_MEMBERSHIP, { interface: 2, type: "multicast", address: "01:00:5e:00:00:01" });
// @ts-expect-error TS2345 a group has an address
socket.setOption(PACKET_ADD_MEMBERSHIP, { interface: 2, type: "multicast" });
// @ts-expect-error TS2322 no such mode
socket.setOption(PACKET_FANOUT, { id: 1, mode: "fair" });
const drops: number = socket.getOption(PACKET_STATISTICS).drops;
socket.setOption(ICMP_FILTER, { pass: [0] });
socket.setOption(ICMP_FILTER, socket.getOption(ICMP_FILTER));
// @ts-expect-error TS2353 neither block nor pass
socket.setOption(ICMP_FILTER, { only: [0] });
// @ts-expect-error TS2345 a number of bytes is no flag
socket.setOption(UDPLITE_SEND_CSCOV, true);

const links: readonly Link[] = listLinks();
const addresses: readonly InterfaceAddress[] = listAddresses({ interface: "lo", domain: SocketDomain.internet });
const routes: readonly Route[] = listRoutes({ table: "all" });
const route: Route = findRoute("192.0.2.1", { interface: 2 });
// @ts-expect-error TS2322 no such table
listRoutes({ table: "mine" });
const [link] = listLinks();
// @ts-expect-error TS18048 there may be none
const name: string = link.name;
// @ts-expect-error TS2540 entries are read only
route.priority = 1;

const linkEntries: readonly Link[] = RouteExchange.dump("link").entries;
const routeEntries: readonly Route[] = RouteExchange.get({ kind: "route", destination: "192.0.2.1" }).perform(socket);
// @ts-expect-error TS2345 no such table
RouteExchange.dump("links");
// @ts-expect-error TS2322 the entries of a dump of links are links
const wrong: readonly Route[] = RouteExchange.dump("link").entries;
RouteExchange.delete(route); // what was read can be given back
for (const each of links) RouteExchange.change(each);
for (const each of addresses) RouteExchange.replace(each);
// @ts-expect-error TS2353 a misspelled member
RouteExchange.create({ kind: "address", index: 1, address: "192.0.2.1", prefix: 24 });
// @ts-expect-error TS2769 an address cannot be asked for alone
RouteExchange.get({ kind: "address", index: 1, address: "192.0.2.1" });

function tell(message: RouteMessage): string | number | undefined {
  switch (message.kind) {
    case "link":
      return message.name;
    case "address":
      return message.label;
    case "route":
      return message.gateway;
    case "error":
      return message.condition.code;
    case "acknowledgement":
      return message.words;
    case "unknown":
      return message.type;
    case "done":
      return message.sequence;
  }
}
// @ts-expect-error TS2339 not every message has one
readRouteMessages(bytes).map((message) => message.name);

export const used: readonly unknown[] = [
  packetType,
  named,
  address,
  groups,
  membership,
  drops,
  routes,
  name,
  linkEntries,
  routeEntries,
  wrong,
  tell,
];
